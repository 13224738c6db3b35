"""Routes of notes."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from medebiaser.api.dependencies import CallerDep, StoresDep
from medebiaser.api.fields import Hex, NumberPath, Text, VersionQuery, Whole
from medebiaser.api.problems import refusals
from medebiaser.api.replies import RowPath
from medebiaser.api.rows import named_by_row
from medebiaser.records import Note, Role
from medebiaser.rounds import notes

router = APIRouter(tags=["notes"])
_NOTES = "/projects/{project}/images/{row}/notes"


class NoteIn(BaseModel):
    """A note's words.

    Attributes:
        key: 32 hexadecimal digits of the program's choice: sent twice, the note is stored once.
    """

    text: Text
    key: Hex | None = None


class NoteChangeIn(BaseModel):
    """A note's new words.

    Attributes:
        version: the version that was last seen.
    """

    text: Text
    version: Whole


class NoteOut(BaseModel):
    """A physician's words on one image.

    Attributes:
        key: what the program that wrote it called it; null: nothing.
    """

    id: int
    row: int
    author: str
    key: str | None
    text: str
    version: int
    created_at: datetime
    saved_at: datetime

    @classmethod
    def of(cls, note: Note, row: int) -> "NoteOut":
        """Name the image by its row."""
        return cls(
            id=note.id,
            row=row,
            author=note.author,
            key=note.key,
            text=note.text,
            version=note.version,
            created_at=note.created_at,
            saved_at=note.saved_at,
        )


@router.get(_NOTES, responses=refusals(404, 422))
def list_notes(row: RowPath, stores: StoresDep) -> list[NoteOut]:
    """Return an image's notes, the oldest first."""
    return [NoteOut.of(note, row) for note in notes.of_image(stores, row)]


@router.post(_NOTES, status_code=201, responses=refusals(404, 409, 422))
def create_note(row: RowPath, body: NoteIn, stores: StoresDep) -> NoteOut:
    """Write a note on an image; the same words under the same key a second time change nothing."""
    with named_by_row(row):
        written = notes.write(stores, row, body.text, key=body.key)
    return NoteOut.of(written, row)


@router.put(_NOTES + "/{note_id}", responses=refusals(403, 404, 409, 422))
def update_note(
    row: RowPath, note_id: NumberPath, body: NoteChangeIn, stores: StoresDep
) -> NoteOut:
    """Replace the words of one's own note; 409 where it was saved elsewhere."""
    with named_by_row(row):
        changed = notes.change(stores, row, note_id, body.text, version=body.version)
    return NoteOut.of(changed, row)


@router.delete(_NOTES + "/{note_id}", status_code=204, responses=refusals(403, 404, 409, 422))
def delete_note(
    row: RowPath,
    note_id: NumberPath,
    version: VersionQuery,
    stores: StoresDep,
    caller: CallerDep,
) -> None:
    """Delete one's own note; an admin deletes anyone's."""
    anyones = caller.role_in(stores.project.id) is Role.ADMIN
    with named_by_row(row):
        notes.delete(stores, row, note_id, version=version, anyones=anyones)
