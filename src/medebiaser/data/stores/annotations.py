"""Annotations: the latest of each physician, and every one that it superseded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from medebiaser.data.database import Database
from medebiaser.data.schema import annotations as table
from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import superseded_annotations as superseded
from medebiaser.data.stores.base import Clock, ProjectStore
from medebiaser.data.stores.regions import from_documents, to_documents
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import NEVER_ANNOTATED, Annotation, Project, Region, Verdict


class AnnotationsStore(ProjectStore):
    """All annotations of one project."""

    def __init__(self, database: Database, project: Callable[[], Project], clock: Clock) -> None:
        super().__init__(database, project)
        self._clock = clock

    def replace(
        self,
        image_id: str,
        label: str,
        regions: Sequence[Region],
        verdict: Verdict,
        *,
        version: int,
        author: str,
        saved_at: datetime | None = None,
    ) -> int:
        """Save one physician's annotation of one image and one label.

        The same content with the same version a second time (a reply that was lost)
        changes nothing. The annotation that is replaced stays in the history.

        Args:
            image_id: the image.
            label: the label.
            regions: polygons in the image's own pixels.
            verdict: what the physician says.
            version: the version that the author last saw; 0 where there was none.
            author: who says it.
            saved_at: when it was saved elsewhere; None is now.

        Returns:
            The version that is now stored.

        Raises:
            NotFoundError: no such image or label.
            LockedError: the image is in `test` or `sealed`.
            ConflictError: another version is stored; `stored` and `offered` name both.
        """
        if not author.strip():
            raise InvalidInputError("an annotation needs an author; give a name")
        self._check_label(label)
        content = {"verdict": Verdict(verdict).value, "regions": to_documents(regions)}
        key = {"image_id": image_id, "label": label, "author": author}
        with self._database.transaction() as connection:
            self._check_image(connection, image_id)
            stored = connection.execute(self._query(table, **key)).one_or_none()
            found = 0 if stored is None else stored.version
            if found == version + 1 and _content(stored) == content:
                return found
            if found != version:
                raise _conflict(key, found, version)
            values = {
                **key,
                **content,
                "version": version + 1,
                "saved_at": saved_at or self._clock(),
            }
            if stored is None:
                connection.execute(insert(table).values(project_id=self._id, **values))
            else:
                connection.execute(insert(superseded).values(**stored._mapping))
                connection.execute(
                    update(table).where(*self._conditions(table, key)).values(**values)
                )
        return version + 1

    def get(self, image_id: str, label: str, author: str) -> Annotation | None:
        """Return one physician's latest annotation of an image and a label, if any."""
        query = self._query(table, image_id=image_id, label=label, author=author)
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else _record(found)

    def all(self) -> list[Annotation]:
        """Return the latest annotations, sorted by image, label and author."""
        return self._records(self._query(table))

    def of(self, image_id: str) -> list[Annotation]:
        """Return one image's latest annotations, sorted by label and author."""
        return self._records(self._query(table, image_id=image_id))

    def history(self, image_id: str, label: str, author: str | None = None) -> list[Annotation]:
        """Return every version ever saved, the latest included, by author, oldest first.

        Args:
            image_id: the image.
            label: the label.
            author: one physician's alone; None for everyone's.
        """
        key = {"image_id": image_id, "label": label}
        if author is not None:
            key["author"] = author
        with self._database.reading():
            earlier = self._records(self._query(superseded, **key))
            latest = self._records(self._query(table, **key))
        return sorted([*earlier, *latest], key=lambda saved: (saved.author, saved.version))

    def _query(self, of_table: Any, **key: str) -> Any:
        return (
            select(of_table)
            .where(*self._conditions(of_table, key))
            .order_by(of_table.c.image_id, of_table.c.label, of_table.c.author)
        )

    def _conditions(self, of_table: Any, key: Mapping[str, str]) -> list[Any]:
        named = [of_table.c[name] == value for name, value in key.items()]
        return [of_table.c.project_id == self._id, *named]

    def _records(self, query: Any) -> list[Annotation]:
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def _check_image(self, connection: Connection, image_id: str) -> None:
        """Refuse unknown images and, as a second guard, those never annotated.

        The image stays locked until the commit: saves on one image queue up, on
        PostgreSQL too (on SQLite all writers do).
        """
        found = connection.execute(
            select(images_table.c.split)
            .where(images_table.c.project_id == self._id, images_table.c.id == image_id)
            .with_for_update(key_share=True)
        ).one_or_none()
        if found is None:
            raise NotFoundError(
                f"project {self._project().name} has no image {image_id!r}; check the id"
            )
        if found.split in NEVER_ANNOTATED:
            raise LockedError(
                f"image {image_id} is in the {found.split} split, which is never annotated; "
                "choose it from review"
            )


def _content(row: Any) -> dict[str, Any]:
    return {"verdict": row.verdict, "regions": row.regions}


def _conflict(key: dict[str, str], stored: int, offered: int) -> ConflictError:
    return ConflictError(
        f"the annotation of {key['label']} on image {key['image_id']} by {key['author']} is at "
        f"version {stored}, not {offered}: it was saved elsewhere; load it and save again",
        stored=stored,
        offered=offered,
    )


def _record(row: Any) -> Annotation:
    return Annotation(
        image_id=row.image_id,
        label=row.label,
        author=row.author,
        verdict=Verdict(row.verdict),
        regions=from_documents(row.regions),
        version=row.version,
        saved_at=row.saved_at,
    )
