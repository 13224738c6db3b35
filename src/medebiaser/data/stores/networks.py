"""User networks: modules that a user registered in the workspace."""

from medebiaser.data.database import Database
from medebiaser.data.schema import networks as table
from medebiaser.data.stores.audit import AuditStore
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.named import NamedStore
from medebiaser.records import Action, UserNetwork


class NetworksStore(NamedStore[UserNetwork]):
    """All user networks of a workspace."""

    def __init__(self, database: Database, clock: Clock, audit: AuditStore) -> None:
        super().__init__(
            database,
            clock,
            audit,
            table=table,
            kind=UserNetwork,
            added=Action.NETWORK_ADDED,
            advice="register the network with its source file first",
        )
