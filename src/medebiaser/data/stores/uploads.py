"""Uploads: how much of each has arrived, and where its parts are."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.schema import uploads as table
from medebiaser.data.stores.base import Audit, Clock, ProjectStore
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Action, Project, Upload


class UploadsStore(ProjectStore):
    """All uploads of one project; each part is a named document, so that any server takes it.

    Every part but the last has the same size. A part that comes twice at once is written
    twice under the same name; what is stored is whole in either case.
    """

    def __init__(
        self,
        database: Database,
        project: Callable[[], Project],
        audit: Audit,
        clock: Clock,
        blobs: BlobStore,
    ) -> None:
        super().__init__(database, project, audit)
        self._clock = clock
        self._blobs = blobs

    def create(self, name: str, size_bytes: int, *, part_bytes: int, author: str) -> Upload:
        """Open an upload of which nothing has arrived yet."""
        now = self._clock()
        new = Upload(
            id=uuid.uuid4().hex,
            project=self._id,
            author=author,
            name=name,
            size_bytes=size_bytes,
            received_bytes=0,
            part_bytes=part_bytes,
            created_at=now,
            seen_at=now,
        )
        values = {column.name: getattr(new, column.name, None) for column in table.c}
        with self._database.transaction() as connection:
            connection.execute(insert(table).values(**values | {"project_id": self._id}))
            self._audit(Action.UPLOAD_STARTED, upload=new.id, size_bytes=size_bytes)
        return new

    def get(self, upload_id: str) -> Upload:
        """Return one upload.

        Raises:
            NotFoundError: there is none of this id.
        """
        query = select(table).where(*self._which(upload_id))
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NotFoundError(
                f"there is no upload {upload_id}; it was deleted or left alone for too long, "
                "start a new one"
            )
        return _record(found)

    def all(self) -> list[Upload]:
        """Return all uploads, the oldest first."""
        query = select(table).where(table.c.project_id == self._id).order_by(table.c.created_at)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def add_part(self, upload_id: str, offset: int, content: bytes) -> Upload:
        """Store the next part; one that has arrived before changes nothing.

        Args:
            upload_id: which upload.
            offset: of its first byte.
            content: exactly `part_bytes`, or what is left of the file.

        Returns:
            The upload after it.

        Raises:
            NotFoundError: there is no such upload.
            InvalidInputError: the part begins elsewhere than a part does, or has another size.
            ConflictError: parts before it are missing; `stored` is where to go on.
        """
        known = self.get(upload_id)
        _check_part(known, offset, len(content))
        if offset == known.received_bytes and not known.outcome:
            self._blobs.write_named(self.part_name(known, offset), content)
        with self._database.transaction() as connection:
            added = connection.execute(
                update(table)
                .where(*self._which(upload_id), table.c.received_bytes == offset)
                .values(received_bytes=offset + len(content), seen_at=self._clock())
            )
            stored = self.get(upload_id)
            if added.rowcount and stored.complete:
                self._audit(Action.UPLOAD_COMPLETED, upload=upload_id)
            return stored

    def part_name(self, upload: Upload, offset: int) -> str:
        """Return the name of the document that holds the part which begins at an offset."""
        return f"{self._folder(upload.id)}/{offset:015d}"

    def read_part(self, upload: Upload, offset: int) -> bytes:
        """Return the part that begins at an offset.

        Raises:
            NotFoundError: it has not arrived, or was removed.
        """
        return self._blobs.read_named(self.part_name(upload, offset))

    def settle(self, upload_id: str, outcome: Mapping[str, Any]) -> None:
        """Keep what became of an upload, and remove its parts once that is confirmed."""
        with self._database.transaction() as connection:
            connection.execute(update(table).where(*self._which(upload_id)).values(outcome=outcome))
            self._database.after_commit(lambda: self._remove_parts(upload_id))

    def remove(self, upload_id: str) -> None:
        """Delete an upload with its parts.

        Raises:
            NotFoundError: there is no such upload.
        """
        with self._database.transaction() as connection:
            self.get(upload_id)
            connection.execute(delete(table).where(*self._which(upload_id)))
            self._audit(Action.UPLOAD_DELETED, upload=upload_id)
            self._database.after_commit(lambda: self._remove_parts(upload_id))

    def unseen_since(self, moment: datetime) -> list[Upload]:
        """Return the uploads for which nothing has arrived since a moment."""
        return [upload for upload in self.all() if upload.seen_at < moment]

    def _remove_parts(self, upload_id: str) -> None:
        for name in self._blobs.list_named(self._folder(upload_id)):
            self._blobs.delete_named(name)

    def _folder(self, upload_id: str) -> str:
        return f"uploads/{self._id}/{upload_id}"

    def _which(self, upload_id: str) -> list[Any]:
        return [table.c.project_id == self._id, table.c.id == upload_id]


def _check_part(known: Upload, offset: int, size: int) -> None:
    if offset % known.part_bytes or offset >= known.size_bytes:
        raise InvalidInputError(
            f"no part of upload {known.id} begins at {offset}; parts have {known.part_bytes} "
            f"bytes, go on at {known.received_bytes}"
        )
    expected = min(known.part_bytes, known.size_bytes - offset)
    if size != expected:
        raise InvalidInputError(
            f"the part at {offset} came with {size} bytes where {expected} belong; send it again"
        )
    if offset > known.received_bytes:
        raise ConflictError(
            f"the part at {offset} came before the one at {known.received_bytes}; go on there",
            stored=known.received_bytes,
            offered=offset,
        )


def _record(row: Any) -> Upload:
    values = {name: value for name, value in row._mapping.items() if name != "project_id"}
    return Upload(**values, project=row.project_id)
