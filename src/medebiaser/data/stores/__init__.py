"""The stores: one per noun; records go in and come out, nothing of the database does."""

from medebiaser.data.stores.annotations import AnnotationsStore
from medebiaser.data.stores.audit import WORKSPACE_CHAIN, AuditStore
from medebiaser.data.stores.events import EventsStore
from medebiaser.data.stores.images import ImagesStore
from medebiaser.data.stores.jobs import JobsStore
from medebiaser.data.stores.leases import Lease, LeasesStore
from medebiaser.data.stores.logins import LoginsStore
from medebiaser.data.stores.networks import NetworksStore
from medebiaser.data.stores.notes import NotesStore
from medebiaser.data.stores.pins import PinsStore
from medebiaser.data.stores.projects import ProjectsStore
from medebiaser.data.stores.references import ReferencesStore
from medebiaser.data.stores.rounds import RoundsStore
from medebiaser.data.stores.sessions import SessionsStore
from medebiaser.data.stores.tokens import TokensStore
from medebiaser.data.stores.uploads import UploadsStore
from medebiaser.data.stores.users import UsersStore
from medebiaser.data.stores.weights import WeightsStore
from medebiaser.data.stores.workspace import Stores, Workspace, open_workspace

__all__ = [
    "WORKSPACE_CHAIN",
    "AnnotationsStore",
    "AuditStore",
    "EventsStore",
    "ImagesStore",
    "JobsStore",
    "Lease",
    "LeasesStore",
    "LoginsStore",
    "NetworksStore",
    "NotesStore",
    "PinsStore",
    "ProjectsStore",
    "ReferencesStore",
    "RoundsStore",
    "SessionsStore",
    "Stores",
    "TokensStore",
    "UploadsStore",
    "UsersStore",
    "WeightsStore",
    "Workspace",
    "open_workspace",
]
