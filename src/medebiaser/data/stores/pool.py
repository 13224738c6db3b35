"""The pool: images whose labels nobody knows, or nobody may see, until a physician gives them.

Hidden labels lie in a column of their own that nothing reads but `hidden`, which studies use to
play the physician. `ImagesStore` and everything above it know only "unknown".
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, select, update

from medebiaser.data.schema import annotations as annotations_table
from medebiaser.data.schema import images as table
from medebiaser.data.stores.base import ProjectStore, in_batches
from medebiaser.data.stores.image_rows import UNKNOWN
from medebiaser.data.stores.images import changed
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Action, Split


class PoolStore(ProjectStore):
    """The pool of one project."""

    def rows(self) -> npt.NDArray[np.int64]:
        """Return the rows of the pool's images, ascending."""
        query = select(table.c.row).where(*self._in_pool()).order_by(table.c.row)
        with self._database.reading() as connection:
            return np.array(list(connection.scalars(query)), dtype=np.int64)

    def hide(self, rows: Sequence[int]) -> int:
        """Move training images into the pool and hide their labels from everyone.

        Images that are in the pool already stay as they are.

        Returns:
            How many were moved.

        Raises:
            LockedError: an image is annotated, or in another split than train.
        """
        with self._database.transaction() as connection:
            found = self._found(connection, rows)
            moved = {row: each for row, each in found.items() if each.split != Split.POOL.value}
            wrong = [row for row, each in moved.items() if each.split != Split.TRAIN.value]
            if wrong:
                raise LockedError(
                    f"row {wrong[0]} is in {moved[wrong[0]].split}; only train images can go into "
                    "the pool"
                )
            self._refuse_annotated(connection, [each.id for each in moved.values()])
            self._conceal(connection, {row: each.labels for row, each in moved.items()})
            if moved:
                self._audit(Action.POOL_FILLED, images=len(moved))
            return len(moved)

    def conceal(self, labels: Mapping[int, npt.NDArray[np.int8]]) -> None:
        """Hide labels that came with images of the pool.

        Args:
            labels: row to (K,) of 1, 0 and -1 (unknown).

        Raises:
            LockedError: an image is not in the pool.
        """
        with self._database.transaction() as connection:
            for row, each in self._found(connection, list(labels)).items():
                if each.split != Split.POOL.value:
                    raise LockedError(f"row {row} is in {each.split}, not in the pool")
            vectors = {row: values.astype(np.int8).tobytes() for row, values in labels.items()}
            self._conceal(connection, vectors)
            self._audit(Action.POOL_FILLED, images=len(labels))

    def hidden(self, rows: Sequence[int]) -> npt.NDArray[np.int8]:
        """Return (n, K) hidden labels, -1 unknown: for who plays the physician, and no one else."""
        n_labels = len(self._project().labels)
        with self._database.reading() as connection:
            found = self._found(connection, rows)
        empty = bytes([UNKNOWN] * n_labels)
        vectors = b"".join(found[row].hidden_labels or empty for row in rows)
        return np.frombuffer(vectors, np.int8).reshape(len(rows), n_labels)

    def join(self, row: int, labels: Sequence[int | None]) -> bool:
        """Give an image of the pool its labels and let it train; the same again changes nothing.

        Args:
            row: of the image.
            labels: per label of the project 1, 0 or None (unknown).

        Returns:
            Whether something changed.

        Raises:
            NotFoundError: no such image.
            InvalidInputError: no label is known.
            ConflictError: the image trains already, with other labels.
            LockedError: the image was never in the pool.
        """
        vector = bytes(UNKNOWN if value is None else int(value) for value in labels)
        if all(value is None for value in labels):
            raise InvalidInputError(f"row {row} comes without a label; give at least one")
        with self._database.transaction() as connection:
            stored = self._found(connection, [row])[row]
            if stored.split == Split.TRAIN.value and stored.labels == vector:
                return False
            if stored.split == Split.TRAIN.value:
                raise ConflictError(
                    f"row {row} trains already with other labels; say `label is wrong` instead"
                )
            if stored.split != Split.POOL.value:
                raise LockedError(f"row {row} is in {stored.split}, not in the pool")
            connection.execute(
                update(table)
                .where(table.c.project_id == self._id, table.c.row == row)
                .values(split=Split.TRAIN.value, labels=vector, hidden_labels=None)
            )
            changed(connection, self._id)
            self._audit(Action.POOL_LABELLED, row=row)
            return True

    def _conceal(self, connection: Connection, vectors: Mapping[int, bytes]) -> None:
        if not vectors:
            return
        n_labels = len(self._project().labels)
        connection.execute(
            update(table).where(table.c.project_id == self._id, table.c.row == bindparam("of_row")),
            [
                {
                    "of_row": row,
                    "split": Split.POOL.value,
                    "labels": bytes([UNKNOWN] * n_labels),
                    "hidden_labels": vector,
                }
                for row, vector in vectors.items()
            ],
        )
        changed(connection, self._id)

    def _found(self, connection: Connection, rows: Sequence[int]) -> dict[int, Any]:
        wanted = (table.c.row, table.c.id, table.c.split, table.c.labels, table.c.hidden_labels)
        found = {}
        for batch in in_batches([int(row) for row in rows]):
            query = select(*wanted).where(table.c.project_id == self._id, table.c.row.in_(batch))
            found.update({each.row: each for each in connection.execute(query)})
        if missing := sorted({int(row) for row in rows} - found.keys()):
            raise NotFoundError(f"there is no image in row {missing[0]}; check the rows")
        return found

    def _refuse_annotated(self, connection: Connection, ids: Sequence[str]) -> None:
        query = select(annotations_table.c.image_id).where(
            annotations_table.c.project_id == self._id
        )
        if set(connection.scalars(query)).intersection(ids):
            raise LockedError(
                "some of these images are annotated, so people have seen their labels; fill the "
                "pool before anyone annotates"
            )

    def _in_pool(self) -> tuple[Any, ...]:
        return table.c.project_id == self._id, table.c.split == Split.POOL.value
