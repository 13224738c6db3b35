"""Reference regions: an expert's polygons that came with the data."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import reference_regions as table
from medebiaser.data.stores.base import ProjectStore, first_few, in_batches
from medebiaser.data.stores.regions import points_of, to_documents
from medebiaser.errors import NotFoundError
from medebiaser.records import Action, ReferenceRegion, Region, Relevance


class ReferencesStore(ProjectStore):
    """All reference regions of one project."""

    def add(self, regions: Sequence[ReferenceRegion]) -> int:
        """Add regions; one that is already there is left as it is.

        Returns:
            How many were new.

        Raises:
            NotFoundError: there is no such image or label; nothing was added.
        """
        for label in {region.label for region in regions}:
            self._check_label(label)
        offered: dict[str, dict[str, Any]] = {}
        for region in regions:
            row = _stored_form(region, self._id)
            offered.setdefault(row["digest"], row)
        with self._database.transaction() as connection:
            known = self._known("digest", table, list(offered))
            ids = sorted({region.image_id for region in regions})
            images = self._known("id", images_table, ids)
            if missing := [image_id for image_id in ids if image_id not in images]:
                raise NotFoundError(
                    f"regions name image {first_few(missing)}, which project "
                    f"{self._project().name} does not have; import the images first"
                )
            new = [row for digest, row in offered.items() if digest not in known]
            if new:
                connection.execute(insert(table), new)
                self._audit(Action.REFERENCES_IMPORTED, regions=len(new), images=len(ids))
        return len(new)

    def all(self) -> list[ReferenceRegion]:
        """Return all regions in the order in which they were added."""
        return self._select()

    def of(self, image_id: str) -> list[ReferenceRegion]:
        """Return the regions of one image; [] where it has none."""
        return self._select(table.c.image_id == image_id)

    def rows_with(self, label: str) -> set[int]:
        """Return the rows of the images with a region of one label."""
        drawn = select(table.c.image_id).where(
            table.c.project_id == self._id, table.c.label == label
        )
        query = select(images_table.c.row).where(
            images_table.c.project_id == self._id, images_table.c.id.in_(drawn)
        )
        with self._database.reading() as connection:
            return set(connection.scalars(query))

    def remove_origin(self, origin: str) -> int:
        """Remove the regions that came from one file or data set, and count them."""
        with self._database.transaction() as connection:
            removed = connection.execute(
                delete(table).where(table.c.project_id == self._id, table.c.origin == origin)
            )
            if removed.rowcount:
                self._audit(Action.REFERENCES_REMOVED, regions=removed.rowcount)
        return removed.rowcount

    def _select(self, *conditions: Any) -> list[ReferenceRegion]:
        query = select(table).where(table.c.project_id == self._id, *conditions)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query.order_by(table.c.id))]

    def _known(self, column: str, of_table: Any, values: Sequence[str]) -> set[str]:
        known: set[str] = set()
        with self._database.reading() as connection:
            for batch in in_batches(values):
                query = select(of_table.c[column]).where(
                    of_table.c.project_id == self._id, of_table.c[column].in_(batch)
                )
                known.update(connection.scalars(query))
        return known


def _stored_form(region: ReferenceRegion, project_id: int) -> dict[str, Any]:
    (document,) = to_documents([region.region])
    content = [region.image_id, region.label, region.origin, document]
    return {
        "project_id": project_id,
        "image_id": region.image_id,
        "label": region.label,
        "relevance": document["relevance"],
        "points": document["points"],
        "origin": region.origin,
        "digest": hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    }


def _record(row: Any) -> ReferenceRegion:
    region = Region(points_of(row.points), Relevance(row.relevance))
    return ReferenceRegion(row.image_id, row.label, region, row.origin)
