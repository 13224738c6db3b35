"""Events: what others should see at once, numbered in the order in which it was committed."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from medebiaser.data.database import Database
from medebiaser.data.schema import events as table
from medebiaser.data.stores.base import Clock
from medebiaser.records import Event

KEPT = 200_000
"""How many events stay: hours for a browser that was away."""

_PURGED_EVERY = 1_000
_LOCK = 7_305_806_921_466_115_925
"""Number of the lock that PostgreSQL gives to one writer of events at a time."""


class EventsStore:
    """The events of a workspace.

    A number is given only while no other transaction holds one that is not committed yet:
    whoever has seen event n has seen every event before it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def append(self, kind: str, content: Mapping[str, Any], project: int | None) -> None:
        """Tell others; seen once the open transaction is committed, gone where it is undone.

        Args:
            kind: what happened, such as `annotation` or `job`.
            content: ids and row numbers, never a patient's data.
            project: id of the project whose members may see it; None: the workspace's.
        """
        values = {"kind": kind, "content": content, "project_id": project, "at": self._clock()}

        def write(connection: Connection) -> None:
            if self._database.dialect == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            number = connection.scalar(insert(table).values(**values).returning(table.c.id)) or 0
            if number % _PURGED_EVERY == 0:
                connection.execute(delete(table).where(table.c.id <= number - KEPT))

        self._database.before_commit(write)

    def after(
        self, number: int, *, projects: Collection[int] | None = None, limit: int = 1000
    ) -> list[Event]:
        """Return the events that follow a number, the oldest first.

        Args:
            number: of the last event that was seen; 0 for none.
            projects: ids of the projects that may be seen; None: all, and the workspace's own.
            limit: how many at most.
        """
        query = select(table).where(table.c.id > number).order_by(table.c.id).limit(limit)
        if projects is not None:
            query = query.where(table.c.project_id.in_(sorted(projects)))
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def span(self) -> tuple[int, int]:
        """Return the numbers of the oldest and the newest event; (0, 0) where there is none."""
        with self._database.reading() as connection:
            oldest, newest = connection.execute(
                select(func.min(table.c.id), func.max(table.c.id))
            ).one()
        return oldest or 0, newest or 0

    def purge(self, kept: int = KEPT) -> int:
        """Delete all but the newest events and count them; `append` does it by itself.

        Args:
            kept: how many stay, at least 1: the newest is the mark that the others were there.
        """
        with self._database.transaction() as connection:
            newest = connection.scalar(select(func.max(table.c.id))) or 0
            gone = connection.execute(delete(table).where(table.c.id <= newest - kept))
        return int(gone.rowcount)


def _record(row: Any) -> Event:
    return Event(row.id, row.project_id, row.kind, row.content, row.at)
