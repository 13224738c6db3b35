"""What a page of images shows of annotations and notes, each in one query for the whole page.

The queries are put together once: every page of a view asks them.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import bindparam, func, null, select

from medebiaser.data.schema import annotations as table
from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import notes as notes_table
from medebiaser.data.stores.annotations import record_of
from medebiaser.data.stores.base import ProjectStore, in_batches
from medebiaser.records import Annotation

_IDS: Any = bindparam("image_ids", expanding=True)
_OF_PROJECT = table.c.project_id == bindparam("project_id")
_STANDS = table.c.withdrawn.is_(False)

_STATE = select(func.count(), func.coalesce(func.sum(table.c.version), 0)).where(_OF_PROJECT)
_ROWS = (
    select(images_table.c.row)
    .join(
        table,
        (table.c.project_id == images_table.c.project_id) & (table.c.image_id == images_table.c.id),
    )
    .where(_OF_PROJECT, table.c.label == bindparam("label"), _STANDS)
    .distinct()
)
_COUNTS = (
    select(table.c.label, func.count(func.distinct(table.c.image_id)))
    .where(_OF_PROJECT, _STANDS)
    .group_by(table.c.label)
)
_WITHOUT_REGIONS = [column for column in table.c if column is not table.c.regions]


def _annotations(*columns: Any) -> Any:
    return (
        select(*columns)
        .where(_OF_PROJECT, table.c.image_id.in_(_IDS), _STANDS)
        .order_by(table.c.image_id, table.c.label, table.c.author)
    )


_ANNOTATIONS = _annotations(*table.c)
_VERDICTS = _annotations(*_WITHOUT_REGIONS, null().label("regions"))
_NOTES = (
    select(notes_table.c.image_id, func.count())
    .where(notes_table.c.project_id == bindparam("project_id"), notes_table.c.image_id.in_(_IDS))
    .group_by(notes_table.c.image_id)
)


class BadgesStore(ProjectStore):
    """Annotated, accepted, noted: of many images at once."""

    def state(self) -> tuple[int, int]:
        """Return two numbers that differ after every save, withdrawal and erasure.

        They cost one look into an index, however long the regions are.
        """
        ((count, versions),) = self._asked(_STATE)
        return int(count), int(versions)

    def annotated_rows(self, label: str) -> npt.NDArray[np.int64]:
        """Return the rows that carry an annotation of a label, ascending."""
        found = self._asked(_ROWS, label=label)
        return np.sort(np.fromiter((row for (row,) in found), dtype=np.int64))

    def annotated_counts(self) -> dict[str, int]:
        """Return how many images carry an annotation of each label; none: left out."""
        return {label: int(count) for label, count in self._asked(_COUNTS)}

    def annotations(
        self, image_ids: Sequence[str], *, regions: bool = True
    ) -> dict[str, list[Annotation]]:
        """Return every annotation of some images by image id, sorted by label and author.

        Args:
            image_ids: which images.
            regions: False leaves them out, which are most of what there is to read.
        """
        query = _ANNOTATIONS if regions else _VERDICTS
        found: dict[str, list[Annotation]] = defaultdict(list)
        for batch in in_batches(image_ids):
            for row in self._asked(query, image_ids=batch):
                found[row.image_id].append(record_of(row))
        return found

    def notes(self, image_ids: Sequence[str]) -> dict[str, int]:
        """Return how many notes each of some images has; images without are left out."""
        found: dict[str, int] = {}
        for batch in in_batches(image_ids):
            found.update((i, count) for i, count in self._asked(_NOTES, image_ids=batch))
        return found

    def _asked(self, query: Any, **asked: object) -> Sequence[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, {"project_id": self._id, **asked}).all()
