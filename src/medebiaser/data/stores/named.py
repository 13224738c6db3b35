"""What the two stores of named things share: user networks and weights."""

from dataclasses import asdict, fields, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Table, delete, insert, select

from medebiaser.data.database import Database
from medebiaser.data.stores.audit import AuditStore
from medebiaser.data.stores.base import TERMINAL, Clock
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Action, NamedWeights, UserNetwork

Named = TypeVar("Named", UserNetwork, NamedWeights)


class NamedStore(Generic[Named]):
    """Records of one kind in the workspace, found by their name.

    Args:
        database: where they are stored.
        clock: gives `created_at`.
        audit: every change is written down with it.
        table: one column per field of the record.
        kind: the record's class.
        added: what the audit log calls it when one is added.
        advice: how to add one, for the message when a name is unknown.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        audit: AuditStore,
        *,
        table: Table,
        kind: type[Named],
        added: Action,
        advice: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._table = table
        self._kind: type[Named] = kind
        self._audit = audit
        self._added = added
        self._advice = advice

    def add(self, record: Named, *, actor: str = TERMINAL) -> Named:
        """Register a record; the same one again changes nothing.

        Raises:
            ConflictError: the name is taken by other content.
            InvalidInputError: the name is empty.
        """
        if not record.name.strip():
            raise InvalidInputError(f"{record.name!r} is no name; give at least one character")
        with self._database.transaction() as connection:
            for stored in self._records(record.name):
                if replace(stored, created_at=None) == replace(record, created_at=None):
                    return stored
                raise ConflictError(
                    f"the name {record.name!r} is taken by something else; choose another name"
                )
            values = asdict(record) | {"created_at": record.created_at or self._clock()}
            connection.execute(insert(self._table).values(**values))
            subject = {"name": record.name}
            self._audit.append(self._added, subject, actor=actor, project=None)
            return self.get(record.name)

    def get(self, name: str) -> Named:
        """Return the record of this name.

        Raises:
            NotFoundError: there is none.
        """
        found = self._records(name)
        if not found:
            names = ", ".join(record.name for record in self.all()) or "none yet"
            raise NotFoundError(
                f"nothing is registered as {name!r} (known here: {names}); {self._advice}"
            )
        return found[0]

    def all(self) -> list[Named]:
        """Return all records by name."""
        return self._records()

    def remove(self, name: str) -> None:
        """Remove a record; nothing happens where there is none. Its blobs stay."""
        with self._database.transaction() as connection:
            connection.execute(delete(self._table).where(self._table.c.name == name))

    def _records(self, name: str | None = None) -> list[Named]:
        query = select(self._table).order_by(self._table.c.name)
        if name is not None:
            query = query.where(self._table.c.name == name)
        with self._database.reading() as connection:
            return [self._record(row) for row in connection.execute(query)]

    def _record(self, row: Any) -> Named:
        values: dict[str, Any] = {}
        for field in fields(self._kind):
            value = row._mapping[field.name]
            values[field.name] = tuple(value) if isinstance(value, list) else value
        record: Named = self._kind(**values)
        return record
