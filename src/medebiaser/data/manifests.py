"""Where a round's array manifests are kept: in the database, each with a version.

The database is what makes a write whole: a chunk file counts once a committed manifest
names it, two writers cannot replace each other's chunks unseen, and one state of the
database names one state of every array.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from medebiaser.data.database import Database
from medebiaser.data.schema import array_manifests as table

_OF_ARRAY = select(table.c.manifest, table.c.version).where(
    table.c.project_id == bindparam("project_id"),
    table.c.round == bindparam("round"),
    table.c.name == bindparam("name"),
)
"""Put together once: every page of a view asks it several times."""


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest's text and how often it was replaced."""

    text: str
    version: int


class Manifests:
    """The manifests of one round.

    Args:
        database: where they are stored.
        project: id of the project.
        number: the round.
        keeps: tells whether replaced files must stay: a backup is running.
    """

    def __init__(
        self,
        database: Database,
        project: int,
        number: int,
        keeps: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._round = {"project_id": project, "round": number}
        self._keeps = keeps

    def transaction(self) -> AbstractContextManager[object]:
        """Open a transaction that writes; a worker that lost its job is refused."""
        return self._database.transaction()

    def get(self, name: str, *, fresh: bool = False) -> StoredManifest | None:
        """Return an array's manifest; None where there is no such array.

        Args:
            name: the array.
            fresh: see what others committed since this thread began to read.
        """
        with self._database.reading(fresh=fresh) as connection:
            found = connection.execute(_OF_ARRAY, {**self._round, "name": name}).one_or_none()
        return None if found is None else StoredManifest(found.manifest, found.version)

    def add(self, name: str, text: str) -> bool:
        """Store the first manifest of an array; False where another one is there."""
        values = {**self._round, "name": name, "manifest": text, "version": 1}
        with self._database.transaction() as connection:
            added = connection.execute(insert(table).values(**values).on_conflict_do_nothing())
        return added.rowcount == 1

    def replace(self, name: str, text: str, version: int) -> bool:
        """Put a manifest in the place of the one of this version; False where that is gone."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                update(table)
                .where(*self._conditions(name), table.c.version == version)
                .values(manifest=text, version=version + 1)
            )
        return changed.rowcount == 1

    def names(self) -> list[str]:
        """Return the names of the round's arrays, sorted."""
        query = select(table.c.name).where(*self._conditions())
        with self._database.reading() as connection:
            return sorted(connection.scalars(query))

    def remove(self, name: str) -> None:
        """Remove an array's manifest; nothing happens where there is none."""
        with self._database.transaction() as connection:
            connection.execute(delete(table).where(*self._conditions(name)))

    def retire(self, remove_files: Callable[[], None]) -> None:
        """Remove files that no manifest names any more, once that is committed.

        While a backup is running they stay: its state of the database may name them. What
        stays is swept up later.
        """

        def follow_up() -> None:
            if not self._keeps():
                remove_files()

        self._database.after_commit(follow_up)

    def _conditions(self, name: str | None = None) -> list[Any]:
        key = self._round | ({} if name is None else {"name": name})
        return [table.c[column] == value for column, value in key.items()]
