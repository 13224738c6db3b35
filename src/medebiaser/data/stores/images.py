"""Images: one row each, a permanent row number, all labels in one small vector."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from medebiaser.data.schema import annotations as annotations_table
from medebiaser.data.schema import images as table
from medebiaser.data.schema import projects as projects_table
from medebiaser.data.stores.base import ProjectStore, first_few, in_batches
from medebiaser.data.stores.image_rows import COLUMNS, record_of, stored_form
from medebiaser.errors import (
    ConflictError,
    InvalidInputError,
    LockedError,
    NotFoundError,
)
from medebiaser.records import NEVER_ANNOTATED, Action, Image, Split

_NEXT_ROW = select(projects_table.c.next_row).where(projects_table.c.id == bindparam("project_id"))
_BY_ROWS = select(*COLUMNS).where(
    table.c.project_id == bindparam("project_id"),
    table.c.row.in_(bindparam("rows", expanding=True)),
)
"""Put together once: every page of a view asks it."""


class ImagesStore(ProjectStore):
    """All images of one project."""

    def next_row(self) -> int:
        """Return the row number that the next image gets; rows are never given twice."""
        with self._database.reading() as connection:
            return int(connection.execute(_NEXT_ROW, {"project_id": self._id}).scalar_one())

    def add(self, images: Sequence[Image]) -> None:
        """Add images, all or none.

        Args:
            images: their rows go on from `next_row()` without a gap.

        Raises:
            ConflictError: an id is already there or comes twice, or the rows do not go on
                from the last one.
            InvalidInputError: a label vector does not fit the project, or a patient would
                be in two splits.
        """
        if not images:
            return
        n_labels = len(self._project().labels)
        rows = [stored_form(image, self._id, n_labels) for image in images]
        with self._database.transaction() as connection:
            self._check_rows(connection, images)
            self._check_ids(images)
            connection.execute(insert(table), rows)
            connection.execute(
                update(projects_table)
                .where(projects_table.c.id == self._id)
                .values(next_row=images[-1].row + 1)
            )
            self._check_patients(connection, {image.patient for image in images})
            span = {"first_row": images[0].row, "last_row": images[-1].row}
            self._audit(Action.IMAGES_IMPORTED, **span, images=len(images))

    def get(self, image_id: str) -> Image:
        """Return one image.

        Raises:
            NotFoundError: there is none of this id.
        """
        query = self._all_columns().where(table.c.id == image_id)
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NotFoundError(
                f"project {self._project().name} has no image {image_id!r}; check the id"
            )
        return record_of(found)

    def by_rows(self, rows: Iterable[int]) -> list[Image]:
        """Return the images of these row numbers, in the order asked for.

        Raises:
            NotFoundError: a row number has no image.
        """
        wanted = [int(row) for row in rows]
        found = self.known(wanted)
        if missing := [str(row) for row in sorted(set(wanted) - found.keys())]:
            raise NotFoundError(
                f"project {self._project().name} has no image in row {first_few(missing)}; "
                "rows come from the images themselves"
            )
        return [found[row] for row in wanted]

    def known(self, rows: Iterable[int]) -> dict[int, Image]:
        """Return the images of those of the row numbers that have one, by row."""
        found: dict[int, Image] = {}
        with self._database.reading() as connection:
            for batch in in_batches(sorted(set(rows))):
                asked = {"project_id": self._id, "rows": batch}
                found.update(
                    (row[1], record_of(row)) for row in connection.execute(_BY_ROWS, asked)
                )
        return found

    def hashes(self) -> dict[int, str]:
        """Return the hash of every original, by row."""
        query = select(table.c.row, table.c.sha256).where(table.c.project_id == self._id)
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def of_patient(self, row: int, *, start: int = 0, limit: int | None = None) -> list[Image]:
        """Return the images of the patient whose image is in a row, in row order.

        Args:
            row: of one image of the patient.
            start: the first row that may come.
            limit: at most so many; None: all.

        Raises:
            NotFoundError: the row has no image.
        """
        patient = self.by_rows([row])[0].patient
        query = self._all_columns().where(table.c.patient == patient, table.c.row >= start)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(table.c.row).limit(limit))
            return [record_of(row) for row in found]

    def page(self, split: Split | None, start: int, limit: int) -> list[Image]:
        """Return at most `limit` images from a row on, of one split or of all, in row order."""
        query = self._all_columns().where(table.c.row >= start)
        if split is not None:
            query = query.where(table.c.split == split.value)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(table.c.row).limit(limit))
            return [record_of(row) for row in found]

    def all(self, split: Split | None = None) -> list[Image]:
        """Return all images, or those of one split, in row order."""
        query = self._all_columns().order_by(table.c.row)
        if split is not None:
            query = query.where(table.c.split == split.value)
        with self._database.reading() as connection:
            return [record_of(row) for row in connection.execute(query)]

    def channels(self) -> int:
        """Return 3 where any image has colour, else 1."""
        query = select(func.max(table.c.channels)).where(table.c.project_id == self._id)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar() or 1)

    def count(self, split: Split | None = None) -> int:
        """Count the images, or those of one split."""
        query = select(func.count()).select_from(table).where(table.c.project_id == self._id)
        if split is not None:
            query = query.where(table.c.split == split.value)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def lack_a_split(self) -> bool:
        """Whether an image waits for a split."""
        query = select(table.c.row).where(table.c.project_id == self._id, table.c.split.is_(None))
        with self._database.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def ids(self) -> list[str]:
        """Return N image ids in row order; "" where a row's image was erased."""
        return self._column(table.c.id)

    def patients(self) -> list[str]:
        """Return N patients in row order; "" where a row's image was erased."""
        return self._column(table.c.patient)

    def splits(self) -> npt.NDArray[np.str_]:
        """Return N splits in row order; "" where none is set yet."""
        return np.array(self._column(table.c.split), dtype="<U6")

    def labels(self) -> npt.NDArray[np.int8]:
        """Return (N, K) labels in row order: 1, 0, or -1 where unknown."""
        query = select(table.c.row, table.c.labels).where(table.c.project_id == self._id)
        with self._database.reading() as connection:
            n_rows = self.next_row()
            found = connection.execute(query).all()
        labels = np.full((n_rows, len(self._project().labels)), -1, dtype=np.int8)
        vectors = b"".join(vector for _, vector in found)
        labels[[row for row, _ in found]] = np.frombuffer(vectors, np.int8).reshape(
            len(found), labels.shape[1]
        )
        return labels

    def known_sources(self) -> set[str]:
        """Return every image's source: blob keys, and absolute paths of images in place."""
        query = select(table.c.source).where(table.c.project_id == self._id)
        with self._database.reading() as connection:
            return set(connection.scalars(query))

    def patient_splits(self) -> dict[str, Split]:
        """Return the split of every patient who has one; new images of them join it.

        Of a patient in pool and train it is train.
        """
        query = (
            select(table.c.patient, table.c.split)
            .where(table.c.project_id == self._id, table.c.split.is_not(None))
            .distinct()
            .order_by(table.c.split)  # pool before train, which stands in the end
        )
        with self._database.reading() as connection:
            return {patient: Split(split) for patient, split in connection.execute(query)}

    def set_splits(self, splits: Mapping[str, Split]) -> None:
        """Give images their split, once and for all; the same split again changes nothing.

        Raises:
            NotFoundError: there is no such image.
            LockedError: an image has another split, or is annotated and would go to test.
            InvalidInputError: a patient would be in two splits.
        """
        with self._database.transaction() as connection:
            stored = self._split_and_patient(connection, list(splits))
            if missing := sorted(splits.keys() - stored.keys()):
                raise NotFoundError(f"no image {first_few(missing)}; check the ids")
            moved = [i for i, split in splits.items() if stored[i][0] not in (None, split.value)]
            if moved:
                raise LockedError(
                    f"image {first_few(moved)} already has another split "
                    f"({stored[moved[0]][0]}, not {splits[moved[0]]}); splits never change"
                )
            unset = {i: Split(s) for i, s in splits.items() if stored[i][0] is None}
            if not unset:
                return
            self._check_not_annotated(connection, unset)
            connection.execute(
                update(table).where(
                    table.c.project_id == self._id, table.c.id == bindparam("image_id")
                ),
                [{"image_id": i, "split": split.value} for i, split in unset.items()],
            )
            self._check_patients(connection, {stored[i][1] for i in unset})
            changed(connection, self._id)
            counts = Counter(split.value for split in unset.values())
            self._audit(Action.SPLITS_ASSIGNED, images=dict(sorted(counts.items())))

    def erase(self, rows: Sequence[int]) -> None:
        """Remove images with all that belongs to them; their row numbers are never given again.

        Annotations and their history, reference regions and notes go with them. Whoever
        else annotates one of the images at this moment comes before or is refused.
        """
        with self._database.transaction() as connection:
            for batch in in_batches(rows):
                connection.execute(
                    table.delete().where(table.c.project_id == self._id, table.c.row.in_(batch))
                )
            changed(connection, self._id)

    def _all_columns(self) -> Any:
        return select(*COLUMNS).where(table.c.project_id == self._id)

    def _column(self, column: Any) -> list[str]:
        query = select(table.c.row, column).where(table.c.project_id == self._id)
        with self._database.reading() as connection:
            values = [""] * self.next_row()
            for row, value in connection.execute(query):
                values[row] = value or ""
        return values

    def _check_rows(self, connection: Connection, images: Sequence[Image]) -> None:
        locked = (
            select(projects_table.c.next_row)
            .where(projects_table.c.id == self._id)
            .with_for_update()
        )
        first = connection.execute(locked).scalar_one()
        for expected, image in enumerate(images, start=first):
            if image.row != expected:
                raise ConflictError(
                    f"image {image.id} came with row {image.row} where {expected} follows; "
                    "take rows from next_row() in the same transaction",
                    stored=first,
                    offered=image.row,
                )

    def _check_ids(self, images: Sequence[Image]) -> None:
        ids = [image.id for image in images]
        if len(set(ids)) < len(ids):
            twice = sorted(i for i, n in Counter(ids).items() if n > 1)
            raise ConflictError(f"image {first_few(twice)} comes twice; each id is used once")
        with self._database.reading() as connection:
            known = sorted(self._split_and_patient(connection, ids))
        if known:
            raise ConflictError(
                f"image {first_few(known)} is already in project {self._project().name}; "
                "import only what is new"
            )

    def _split_and_patient(
        self, connection: Connection, ids: Sequence[str]
    ) -> dict[str, tuple[str | None, str]]:
        found: dict[str, tuple[str | None, str]] = {}
        for batch in in_batches(ids):
            query = select(table.c.id, table.c.split, table.c.patient).where(
                table.c.project_id == self._id, table.c.id.in_(batch)
            )
            found.update((i, (split, patient)) for i, split, patient in connection.execute(query))
        return found

    def _check_patients(self, connection: Connection, patients: set[str]) -> None:
        """Refuse what would put one patient into two splits; pool and train are one here.

        What is labelled leaves the pool for train, image by image, and neither is measured on.
        """
        split = case((table.c.split == Split.POOL.value, Split.TRAIN.value), else_=table.c.split)
        for batch in in_batches(sorted(patients)):
            query = (
                select(table.c.patient, func.min(split), func.max(split))
                .where(table.c.project_id == self._id, table.c.patient.in_(batch))
                .group_by(table.c.patient)
                .having(func.min(split) != func.max(split))
            )
            for patient, one, other in connection.execute(query):
                raise InvalidInputError(
                    f"patient {patient} is in {one} and {other}; split by patient, not by image"
                )

    def _check_not_annotated(self, connection: Connection, splits: Mapping[str, Split]) -> None:
        hidden = [i for i, split in splits.items() if split in NEVER_ANNOTATED]
        query = select(annotations_table.c.image_id).where(
            annotations_table.c.project_id == self._id
        )
        annotated = set(connection.scalars(query))
        if clash := sorted(annotated.intersection(hidden)):
            raise LockedError(
                f"image {first_few(clash)} is annotated and cannot go to "
                f"{splits[clash[0]]}; give it another split"
            )


def changed(connection: Connection, project_id: int) -> None:
    """Say that images which were there already changed: what is kept of them is read again."""
    connection.execute(
        update(projects_table)
        .where(projects_table.c.id == project_id)
        .values(data_version=projects_table.c.data_version + 1)
    )
