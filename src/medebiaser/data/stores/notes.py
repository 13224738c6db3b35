"""Notes: physicians' words on images, each with a version."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from medebiaser.data.database import Database
from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import notes as table
from medebiaser.data.stores.base import Audit, Clock, ProjectStore
from medebiaser.errors import ConflictError, NotFoundError
from medebiaser.records import Action, Note, Project


class NotesStore(ProjectStore):
    """All notes of one project."""

    def __init__(
        self, database: Database, project: Callable[[], Project], audit: Audit, clock: Clock
    ) -> None:
        super().__init__(database, project, audit)
        self._clock = clock

    def add(self, image_id: str, text: str, *, author: str, key: str | None = None) -> Note:
        """Store a new note on an image; one that is stored under its author's key already stays.

        Args:
            image_id: the image's id.
            text: the words.
            author: who writes.
            key: a name that the author's program gave the note, so that sending it twice
                stores it once.

        Raises:
            NotFoundError: there is no such image.
            ConflictError: other words, or on another image, are stored under the key.
        """
        now = self._clock()
        values = {
            "project_id": self._id,
            "image_id": image_id,
            "author": author,
            "key": key,
            "text": text,
            "version": 1,
            "created_at": now,
            "saved_at": now,
        }
        with self._database.transaction() as connection:
            row = self._row(connection, image_id)
            made = insert_or_leave(table).values(**values).on_conflict_do_nothing()
            number = connection.scalar(made.returning(table.c.id))
            if number is None:
                return self._kept(author, key, image_id, text)
            self._audit(Action.NOTE_CREATED, row=row, note=number)
            return self.get(int(number))

    def _kept(self, author: str, key: str | None, image_id: str, text: str) -> Note:
        """The note that is stored under a key, where it says the same."""
        query = select(table).where(
            table.c.project_id == self._id, table.c.author == author, table.c.key == key
        )
        with self._database.reading() as connection:
            stored = _record(connection.execute(query).one())
        if (stored.image_id, stored.text) != (image_id, text):
            raise ConflictError(
                f"note {stored.id} is stored under this key and says something else; "
                "give the new note a key of its own",
                stored=stored,
                offered=0,
            )
        return stored

    def get(self, number: int) -> Note:
        """Return one note.

        Raises:
            NotFoundError: there is none of this number.
        """
        query = select(table).where(*self._which(number))
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NotFoundError(f"there is no note {number}; it may have been deleted")
        return _record(found)

    def of(self, image_id: str) -> list[Note]:
        """Return an image's notes, the oldest first."""
        query = select(table).where(table.c.project_id == self._id, table.c.image_id == image_id)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query.order_by(table.c.id))]

    def change(self, number: int, text: str, *, version: int) -> Note:
        """Replace a note's words; the same words with the same version twice change nothing.

        Args:
            number: which note.
            text: its new words.
            version: the version that was last seen.

        Raises:
            NotFoundError: there is no such note.
            ConflictError: another version is stored; carries it and what was offered.
        """
        with self._database.transaction() as connection:
            connection.execute(select(table.c.id).where(*self._which(number)).with_for_update())
            stored = self.get(number)
            if (stored.version, stored.text) == (version + 1, text):
                return stored
            self._refuse_other(stored, version)
            connection.execute(
                update(table)
                .where(*self._which(number))
                .values(text=text, version=version + 1, saved_at=self._clock())
            )
            row = self._row(connection, stored.image_id)
            self._audit(Action.NOTE_CHANGED, row=row, note=number, version=version + 1)
            return self.get(number)

    def remove(self, number: int, *, version: int) -> None:
        """Delete a note.

        Raises:
            NotFoundError: there is no such note.
            ConflictError: another version is stored; carries it.
        """
        with self._database.transaction() as connection:
            connection.execute(select(table.c.id).where(*self._which(number)).with_for_update())
            stored = self.get(number)
            self._refuse_other(stored, version)
            connection.execute(delete(table).where(*self._which(number)))
            row = self._row(connection, stored.image_id)
            self._audit(Action.NOTE_DELETED, row=row, note=number)

    def _row(self, connection: Connection, image_id: str) -> int:
        found = connection.scalar(
            select(images_table.c.row).where(
                images_table.c.project_id == self._id, images_table.c.id == image_id
            )
        )
        if found is None:
            raise NotFoundError(f"there is no image {image_id!r}; check the id")
        return int(found)

    def _which(self, number: int) -> list[Any]:
        return [table.c.project_id == self._id, table.c.id == number]

    @staticmethod
    def _refuse_other(stored: Note, version: int) -> None:
        if stored.version != version:
            raise ConflictError(
                f"note {stored.id} is at version {stored.version}, not {version}: it was saved "
                "elsewhere; load it and save again",
                stored=stored,
                offered=version,
            )


def _record(row: Any) -> Note:
    return Note(
        id=row.id,
        image_id=row.image_id,
        author=row.author,
        key=row.key,
        text=row.text,
        version=row.version,
        created_at=row.created_at,
        saved_at=row.saved_at,
    )
