"""Annotations: the latest of each physician, and every one that it superseded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, null, select, update

from medebiaser.data.database import Database
from medebiaser.data.schema import annotations as table
from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import superseded_annotations as superseded
from medebiaser.data.stores.base import Audit, Clock, ProjectStore
from medebiaser.data.stores.regions import from_documents, to_documents
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import (
    NEVER_ANNOTATED,
    Action,
    Annotation,
    Effort,
    Project,
    Region,
    Verdict,
)

_KEY = ("project_id", "image_id", "label", "author")
_ONE = select(table).where(*(table.c[name] == bindparam(name) for name in _KEY))
"""Put together once: every save asks for it."""


class AnnotationsStore(ProjectStore):
    """All annotations of one project."""

    def __init__(
        self, database: Database, project: Callable[[], Project], audit: Audit, clock: Clock
    ) -> None:
        super().__init__(database, project, audit)
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
        effort: Effort | None = None,
    ) -> int:
        """Save one physician's annotation of one image and one label.

        The same content with the same version a second time (a reply that was lost)
        changes nothing. The annotation that is replaced stays in the history. After a
        withdrawal the versions go on.

        Args:
            image_id: the image.
            label: the label.
            regions: polygons in the image's own pixels.
            verdict: what the physician says.
            version: the version that the author last saw; 0 where there was none, or where
                it was withdrawn.
            author: who says it.
            saved_at: when it was saved elsewhere; None is now.
            effort: how long it took; None where nobody measured it.

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
        content = {
            "verdict": Verdict(verdict).value,
            "regions": to_documents(regions),
            "withdrawn": False,
        }
        key = {"image_id": image_id, "label": label, "author": author}
        with self._database.transaction() as connection:
            row = self._check_image(connection, image_id)
            stored = self._stored(connection, key)
            found = 0 if stored is None else stored.version
            if self._is_repeated(connection, key, stored, content, version):
                return found
            if found != version and not (version == 0 and stored.withdrawn):
                raise _conflict(key, found, version)
            self._supersede(connection, key, stored, content | _spent(effort), saved_at)
            said = {"verdict": content["verdict"], "version": found + 1}
            self._audit(Action.ANNOTATION_SAVED, row=row, label=label, author=author, **said)
        return found + 1

    def withdraw(
        self,
        image_id: str,
        label: str,
        *,
        version: int,
        author: str,
        saved_at: datetime | None = None,
    ) -> int:
        """Take one physician's annotation back; the history keeps it.

        Withdrawing it again changes nothing.

        Args:
            image_id: the image.
            label: the label.
            version: the version that the author last saw.
            author: whose annotation.
            saved_at: when it was withdrawn elsewhere; None is now.

        Returns:
            The version that is now stored; a later annotation follows it.

        Raises:
            NotFoundError: no such image or label, or there never was an annotation.
            ConflictError: another version is stored; `stored` and `offered` name both.
        """
        self._check_label(label)
        key = {"image_id": image_id, "label": label, "author": author}
        with self._database.transaction() as connection:
            row = self._check_image(connection, image_id)
            stored = self._stored(connection, key)
            if stored is None:
                raise NotFoundError(
                    f"{author} has no annotation of {label} on image {image_id}; "
                    "there is nothing to withdraw"
                )
            found = int(stored.version)
            if stored.withdrawn and version in (found - 1, found):
                return found
            if found != version:
                raise _conflict(key, found, version)
            content = {"verdict": stored.verdict, "regions": [], "withdrawn": True, **_spent(None)}
            self._supersede(connection, key, stored, content, saved_at)
            said = {"author": author, "version": found + 1}
            self._audit(Action.ANNOTATION_WITHDRAWN, row=row, label=label, **said)
        return found + 1

    def version(self, image_id: str, label: str, author: str) -> int:
        """Return the version that is stored, a withdrawn one too; 0 where there never was one."""
        key = {"image_id": image_id, "label": label, "author": author}
        with self._database.reading() as connection:
            stored = self._stored(connection, key)
        return 0 if stored is None else int(stored.version)

    def get(self, image_id: str, label: str, author: str) -> Annotation | None:
        """Return one physician's latest annotation of an image and a label, if any."""
        key = {"image_id": image_id, "label": label, "author": author}
        with self._database.reading() as connection:
            found = self._stored(connection, key)
        return None if found is None or found.withdrawn else record_of(found)

    def all(self) -> list[Annotation]:
        """Return the latest annotations, sorted by image, label and author."""
        return self._records(self._query(table).where(~table.c.withdrawn))

    def of(self, image_id: str) -> list[Annotation]:
        """Return one image's latest annotations, sorted by label and author."""
        return self._records(self._query(table, image_id=image_id).where(~table.c.withdrawn))

    def page(
        self, *, start: int, limit: int, label: str | None = None, author: str | None = None
    ) -> list[tuple[int, Annotation]]:
        """Return the latest annotations of at most `limit` images, each with its image's row.

        Args:
            start: the first row that may come.
            limit: how many images at most.
            label: annotations of this label alone; None: of all.
            author: annotations of this physician alone; None: everyone's.
        """
        named = {"label": label, "author": author}
        key = {name: value for name, value in named.items() if value is not None}
        conditions = [*self._conditions(table, key), ~table.c.withdrawn]
        joined = table.join(
            images_table,
            (images_table.c.project_id == table.c.project_id)
            & (images_table.c.id == table.c.image_id),
        )
        row = images_table.c.row
        rows = select(row).select_from(joined).where(*conditions, row >= start).distinct()
        rows = rows.order_by(row).limit(limit)
        query = select(table, row).select_from(joined).where(*conditions, row.in_(rows))
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(row, table.c.label, table.c.author))
            return [(each.row, record_of(each)) for each in found]

    def history(self, image_id: str, label: str, author: str | None = None) -> list[Annotation]:
        """Return every version ever saved, withdrawals too, by author, oldest first.

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

    def saves(self) -> list[Annotation]:
        """Return every version ever saved, withdrawals too, without regions: who, what, when."""
        found: list[Annotation] = []
        with self._database.reading() as connection:
            for each in (superseded, table):
                plain = [column for column in each.c if column.name != "regions"]
                query = select(*plain, null().label("regions")).where(each.c.project_id == self._id)
                found += [record_of(row) for row in connection.execute(query)]
        return sorted(found, key=lambda a: (a.author, a.image_id, a.label, a.version))

    def _stored(self, connection: Connection, key: Mapping[str, str]) -> Any:
        return connection.execute(_ONE, {"project_id": self._id, **key}).one_or_none()

    def _is_repeated(
        self,
        connection: Connection,
        key: Mapping[str, str],
        stored: Any,
        content: Mapping[str, Any],
        version: int,
    ) -> bool:
        """Whether the latest save was this very one: its reply was lost on the way."""
        if stored is None or any(stored._mapping[name] != content[name] for name in content):
            return False
        if stored.version == version + 1:
            return True
        before = self._query(superseded, **key).where(
            superseded.c.version == stored.version - 1, superseded.c.withdrawn
        )
        return version == 0 and connection.execute(before).one_or_none() is not None

    def _supersede(
        self,
        connection: Connection,
        key: Mapping[str, str],
        stored: Any,
        content: Mapping[str, Any],
        saved_at: datetime | None,
    ) -> None:
        """Put new content in the place of what is stored, which goes into the history."""
        values = {**key, **content, "saved_at": saved_at or self._clock()}
        if stored is None:
            connection.execute(insert(table).values(project_id=self._id, version=1, **values))
            return
        connection.execute(insert(superseded).values(**stored._mapping))
        connection.execute(
            update(table)
            .where(*self._conditions(table, key))
            .values(version=stored.version + 1, **values)
        )

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
            return [record_of(row) for row in connection.execute(query)]

    def _check_image(self, connection: Connection, image_id: str) -> int:
        """Refuse unknown images and, as a second guard, those never annotated; return the row.

        The image stays locked until the commit: saves on one image queue up, on
        PostgreSQL too (on SQLite all writers do).
        """
        found = connection.execute(
            select(images_table.c.split, images_table.c.row)
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
        return int(found.row)


def _spent(effort: Effort | None) -> dict[str, Any]:
    """Return the columns of an effort."""
    if effort is None:
        return {"sitting": None, "active_s": None}
    return {"sitting": effort.sitting, "active_s": effort.active_s}


def _conflict(key: Mapping[str, str], stored: int, offered: int) -> ConflictError:
    return ConflictError(
        f"the annotation of {key['label']} on image {key['image_id']} by {key['author']} is at "
        f"version {stored}, not {offered}: it was saved elsewhere; load it and save again",
        stored=stored,
        offered=offered,
    )


def record_of(row: Any) -> Annotation:
    """Return the annotation of one row of either table; without regions where they are NULL."""
    return Annotation(
        image_id=row.image_id,
        label=row.label,
        author=row.author,
        verdict=Verdict(row.verdict),
        regions=from_documents(row.regions or ()),
        version=row.version,
        saved_at=row.saved_at,
        withdrawn=row.withdrawn,
        effort=None if row.sitting is None else Effort(row.sitting, row.active_s),
    )
