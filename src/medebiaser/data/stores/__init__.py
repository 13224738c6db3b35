"""The stores: one per noun; records go in and come out, nothing of the database does."""

from medebiaser.data.stores.annotations import AnnotationsStore
from medebiaser.data.stores.images import ImagesStore
from medebiaser.data.stores.networks import NetworksStore
from medebiaser.data.stores.projects import ProjectsStore
from medebiaser.data.stores.references import ReferencesStore
from medebiaser.data.stores.rounds import RoundsStore
from medebiaser.data.stores.weights import WeightsStore
from medebiaser.data.stores.workspace import Stores, Workspace, open_workspace

__all__ = [
    "AnnotationsStore",
    "ImagesStore",
    "NetworksStore",
    "ProjectsStore",
    "ReferencesStore",
    "RoundsStore",
    "Stores",
    "WeightsStore",
    "Workspace",
    "open_workspace",
]
