"""Physicians' words on images: written by whoever acts, changed by their author alone."""

from medebiaser.data.stores import Stores
from medebiaser.errors import ForbiddenError, NotFoundError
from medebiaser.records import Image, Note


def of_image(stores: Stores, row: int) -> list[Note]:
    """Return an image's notes, the oldest first.

    Raises:
        NotFoundError: the row has no image.
    """
    return stores.notes.of(_image(stores, row).id)


def write(stores: Stores, row: int, text: str, *, key: str | None = None) -> Note:
    """Write a note on an image; the same words under the same key twice are one note.

    Raises:
        NotFoundError: the row has no image.
        ConflictError: other words are stored under the key; carries them.
    """
    return stores.notes.add(_image(stores, row).id, text, author=stores.actor, key=key)


def change(stores: Stores, row: int, number: int, text: str, *, version: int) -> Note:
    """Replace a note's words; the same words with the same version twice change nothing.

    Raises:
        NotFoundError: the image has no such note.
        ForbiddenError: someone else wrote it.
        ConflictError: it was saved elsewhere; carries the stored note.
    """
    with stores.transaction():
        _own(stores, _of(stores, row, number))
        return stores.notes.change(number, text, version=version)


def delete(stores: Stores, row: int, number: int, *, version: int, anyones: bool = False) -> None:
    """Delete a note.

    Args:
        anyones: someone else's too.

    Raises:
        NotFoundError: the image has no such note.
        ForbiddenError: someone else wrote it.
        ConflictError: it was saved elsewhere; carries the stored note.
    """
    with stores.transaction():
        note = _of(stores, row, number)
        if not anyones:
            _own(stores, note)
        stores.notes.remove(number, version=version)


def _image(stores: Stores, row: int) -> Image:
    return stores.images.by_rows([row])[0]


def _of(stores: Stores, row: int, number: int) -> Note:
    image, note = _image(stores, row), stores.notes.get(number)
    if note.image_id != image.id:
        raise NotFoundError(f"the image in row {row} has no note {number}; list its notes")
    return note


def _own(stores: Stores, note: Note) -> None:
    if note.author != stores.actor:
        raise ForbiddenError(
            f"note {note.id} was written by {note.author}; write another one instead"
        )
