"""Images: one row each, a permanent row number, all labels in one small vector."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, func, insert, select, update

from medebiaser.data.schema import annotations as annotations_table
from medebiaser.data.schema import images as table
from medebiaser.data.schema import projects as projects_table
from medebiaser.data.stores.base import ProjectStore, first_few, in_batches
from medebiaser.errors import (
    ConflictError,
    InvalidInputError,
    LockedError,
    NotFoundError,
    ShapeError,
)
from medebiaser.records import NEVER_ANNOTATED, Image, Split

_UNKNOWN = 0xFF
"""-1 as the unsigned byte that a label vector holds."""

_COLUMNS = tuple(table.c[field.name] for field in fields(Image))
"""In the order of the record's fields, as `_record` takes them apart."""

_SPLITS = {split.value: split for split in Split}

_PLAIN = (
    *("id", "row", "patient", "source", "in_place", "sha256"),
    *("width", "height", "bit_depth", "channels"),
    *("view", "laterality", "age_years", "sex", "acquired_on"),
    *("study_uid", "series_uid", "sop_uid", "perceptual_hash"),
)


class ImagesStore(ProjectStore):
    """All images of one project."""

    def next_row(self) -> int:
        """Return the row number that the next image gets; rows are never given twice."""
        query = select(projects_table.c.next_row).where(projects_table.c.id == self._id)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

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
        rows = [_stored_form(image, self._id, n_labels) for image in images]
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
        return _record(found)

    def by_rows(self, rows: Iterable[int]) -> list[Image]:
        """Return the images of these row numbers, in the order asked for.

        Raises:
            NotFoundError: a row number has no image.
        """
        wanted = [int(row) for row in rows]
        found: dict[int, Image] = {}
        with self._database.reading() as connection:
            for batch in in_batches(sorted(set(wanted))):
                query = self._all_columns().where(table.c.row.in_(batch))
                found.update((row.row, _record(row)) for row in connection.execute(query))
        if missing := [str(row) for row in sorted(set(wanted) - found.keys())]:
            raise NotFoundError(
                f"project {self._project().name} has no image in row {first_few(missing)}; "
                "rows come from the images themselves"
            )
        return [found[row] for row in wanted]

    def all(self, split: Split | None = None) -> list[Image]:
        """Return all images, or those of one split, in row order."""
        query = self._all_columns().order_by(table.c.row)
        if split is not None:
            query = query.where(table.c.split == split.value)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def count(self, split: Split | None = None) -> int:
        """Count the images, or those of one split."""
        query = select(func.count()).select_from(table).where(table.c.project_id == self._id)
        if split is not None:
            query = query.where(table.c.split == split.value)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

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
        """Return the split of every patient who has one; new images of them join it."""
        query = (
            select(table.c.patient, table.c.split)
            .where(table.c.project_id == self._id, table.c.split.is_not(None))
            .distinct()
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

    def _all_columns(self) -> Any:
        return select(*_COLUMNS).where(table.c.project_id == self._id)

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
        """Refuse what would put one patient into two splits."""
        for batch in in_batches(sorted(patients)):
            query = (
                select(table.c.patient, func.min(table.c.split), func.max(table.c.split))
                .where(table.c.project_id == self._id, table.c.patient.in_(batch))
                .group_by(table.c.patient)
                .having(func.min(table.c.split) != func.max(table.c.split))
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


def _label_vector(image: Image, n_labels: int) -> bytes:
    if len(image.labels) != n_labels:
        raise ShapeError(
            f"image {image.id} has {len(image.labels)} labels where the project has {n_labels}; "
            "give 1, 0 or unknown for each"
        )
    if strange := set(image.labels) - {0, 1, None}:
        raise InvalidInputError(
            f"image {image.id} has a label value {strange.pop()!r}; it must be 1, 0 or unknown"
        )
    return bytes(_UNKNOWN if value is None else int(value) for value in image.labels)


def _stored_form(image: Image, project_id: int, n_labels: int) -> dict[str, Any]:
    return {
        "project_id": project_id,
        **{name: getattr(image, name) for name in _PLAIN},
        "split": None if image.split is None else image.split.value,
        "labels": _label_vector(image, n_labels),
        "spacing_mm": image.spacing_mm,
        "window": image.window,
        "cues": image.cues,
    }


def _pair(values: list[float] | None) -> tuple[float, float] | None:
    return None if values is None else (values[0], values[1])


@lru_cache(maxsize=65_536)
def _labels_of(vector: bytes) -> tuple[int | None, ...]:
    return tuple(None if value == _UNKNOWN else value for value in vector)


def _record(row: Any) -> Image:
    image_id, number, patient, split, vector, *middle, spacing, window = row[:-5]
    *uids, cues = row[-5:]
    values: list[Any] = [
        *(image_id, number, patient),
        None if split is None else _SPLITS[split],
        _labels_of(vector),
        *middle,
        *(_pair(spacing), _pair(window)),
        *(*uids, cues),
    ]
    return Image(*values)
