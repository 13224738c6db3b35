"""Splits and labels of all images, kept as files in step with the database."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, bindparam, func, select

from medebiaser.data import columns as files
from medebiaser.data.columns import CODES, Block, Columns
from medebiaser.data.database import Database
from medebiaser.data.schema import images as table
from medebiaser.data.schema import projects as projects_table
from medebiaser.data.stores.base import Audit, ProjectStore
from medebiaser.records import Project

_READ_AT_ONCE = 65_536
_open: dict[Path, tuple[tuple[int, int], Columns]] = {}
_STATE = select(projects_table.c.data_version, projects_table.c.next_row).where(
    projects_table.c.id == bindparam("project_id")
)
_lock = threading.Lock()


class ColumnsStore(ProjectStore):
    """Splits and labels of one project's images, mapped into memory.

    Args:
        folder: of the workspace's cache.
    """

    def __init__(
        self, database: Database, project: Callable[[], Project], audit: Audit, folder: Path
    ) -> None:
        super().__init__(database, project, audit)
        self._cache_folder = folder

    def now(self) -> Columns:
        """Return the columns of the images that are there now.

        The first call after images were added reads the new ones alone; after a split was set
        or a patient erased, all. Every other call costs one small query.
        """
        folder = self._folder
        with self._database.reading() as connection:
            state = self._state(connection)
            held = _open.get(folder)
            if held is not None and held[0] == state:
                return held[1]
            if self._database.is_writing:  # what is undone must not be kept
                return self._grown(connection, state, files.empty(self._n_labels))
            with _lock:
                held = _open.get(folder)
                if held is None or held[0] != state:
                    held = (state, self._made(connection, state, held))
                    _open[folder] = held
        return held[1]

    @property
    def _folder(self) -> Path:
        project = self._project()
        made = 0 if project.created_at is None else int(project.created_at.timestamp() * 1e6)
        return self._cache_folder / "columns" / f"project-{project.id}-{made:x}"

    @property
    def _n_labels(self) -> int:
        return len(self._project().labels)

    def _state(self, connection: Connection) -> tuple[int, int]:
        """How often images that were there changed, and how many rows were given out."""
        found = connection.execute(_STATE, {"project_id": self._id}).one()
        return int(found.data_version), int(found.next_row)

    def _made(
        self,
        connection: Connection,
        state: tuple[int, int],
        held: tuple[tuple[int, int], Columns] | None,
    ) -> Columns:
        n_labels = self._n_labels
        name = f"{state[0]}-{state[1]}-{n_labels}"
        known = files.mapped(self._folder / name, n_labels)
        if known is not None:
            return known
        old = self._before(state, n_labels) if held is None else held[1]
        if (held is not None and held[0][0] != state[0]) or len(old.labels) != n_labels:
            old = files.empty(n_labels)
        return files.written(self._folder, name, self._grown(connection, state, old))

    def _grown(self, connection: Connection, state: tuple[int, int], old: Columns) -> Columns:
        blocks = self._blocks(connection, len(old.splits), self._n_labels)
        return files.grown(old, state[1], blocks, self._patients(connection))

    def _patients(self, connection: Connection) -> int:
        query = select(func.count(func.distinct(table.c.patient))).where(
            table.c.project_id == self._id
        )
        return int(connection.execute(query).scalar_one())

    def _before(self, state: tuple[int, int], n_labels: int) -> Columns:
        """Return the columns of fewer images that another run of the program left."""
        for folder in self._folder.glob(f"{state[0]}-*-{n_labels}"):
            known = files.mapped(folder, n_labels)
            if known is not None and len(known.splits) <= state[1]:
                return known
        return files.empty(n_labels)

    def _blocks(self, connection: Connection, start: int, n_labels: int) -> Iterator[Block]:
        query = (
            select(table.c.row, table.c.split, table.c.labels)
            .where(table.c.project_id == self._id, table.c.row >= start)
            .order_by(table.c.row)
            .execution_options(yield_per=_READ_AT_ONCE)
        )
        for found in connection.execute(query).partitions():
            rows, splits, vectors = zip(*found, strict=True)
            labels = np.frombuffer(b"".join(vectors), np.int8).reshape(len(rows), n_labels)
            codes = np.fromiter((CODES[split] for split in splits), np.uint8, len(rows))
            yield np.array(rows, dtype=np.int64), codes, labels
