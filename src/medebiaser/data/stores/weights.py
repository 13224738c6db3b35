"""Weights: safetensors imported into the workspace under a name."""

from medebiaser.data.database import Database
from medebiaser.data.schema import weights as table
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.named import NamedStore
from medebiaser.records import NamedWeights


class WeightsStore(NamedStore[NamedWeights]):
    """All named weights of a workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(
            database,
            clock,
            table=table,
            kind=NamedWeights,
            advice="import them with `medebiaser weights import FILE`",
        )
