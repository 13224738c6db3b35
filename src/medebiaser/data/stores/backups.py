"""Backups that are running or were made: while one runs, no file that it may need is deleted."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import exists, func, insert, select, update

from medebiaser.data.database import Database
from medebiaser.data.schema import backups as table
from medebiaser.data.stores.base import Clock

_SILENCE = timedelta(minutes=10)
"""A backup that is not heard of for so long was killed."""


class BackupsStore:
    """The backups of a workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self) -> str:
        """Say that a backup begins, before it looks at anything, and return its id."""
        backup = uuid.uuid4().hex
        now = self._clock()
        with self._database.transaction() as connection:
            connection.execute(insert(table).values(id=backup, started_at=now, seen_at=now))
        return backup

    def beat(self, backup: str) -> None:
        """Say that a backup is still running; at least every few minutes."""
        self._change(backup, seen_at=self._clock())

    def finish(self, backup: str) -> None:
        """Say that a backup is complete."""
        self._change(backup, finished_at=self._clock())

    def abandon(self, backup: str) -> None:
        """Say that a backup stopped before it was complete."""
        with self._database.transaction() as connection:
            connection.execute(table.delete().where(table.c.id == backup))

    def is_running(self) -> bool:
        """Whether a backup is running now."""
        waiting = table.c.finished_at.is_(None), table.c.seen_at > self._clock() - _SILENCE
        with self._database.reading(fresh=True) as connection:
            return bool(connection.scalar(select(exists().where(*waiting))))

    def last(self) -> datetime | None:
        """Return when the last complete backup was begun; None: there was none."""
        query = select(func.max(table.c.started_at)).where(table.c.finished_at.is_not(None))
        with self._database.reading() as connection:
            found: datetime | None = connection.scalar(query)
        return found

    def _change(self, backup: str, **values: datetime) -> None:
        with self._database.transaction() as connection:
            connection.execute(update(table).where(table.c.id == backup).values(**values))
