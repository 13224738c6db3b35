"""Weights: safetensors imported into the workspace under a name."""

from medebiaser.data.database import Database
from medebiaser.data.schema import weights as table
from medebiaser.data.stores.audit import AuditStore
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.named import NamedStore
from medebiaser.records import Action, NamedWeights


class WeightsStore(NamedStore[NamedWeights]):
    """All named weights of a workspace."""

    def __init__(self, database: Database, clock: Clock, audit: AuditStore) -> None:
        super().__init__(
            database,
            clock,
            audit,
            table=table,
            kind=NamedWeights,
            added=Action.WEIGHTS_IMPORTED,
            advice="import them with `medebiaser weights import FILE`",
        )
