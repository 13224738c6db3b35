"""Images in refusals are named by their row: an id may hold a patient's number."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.encoders import jsonable_encoder

from medebiaser.errors import ConflictError, MedebiaserError


@contextmanager
def named_by_row(row: int, image_id: str | None = None) -> Iterator[None]:
    """Let refusals through, with the image's row in the place of its id.

    Args:
        image_id: as the refusals' words name the image; None: they do not name it.
    """
    try:
        yield
    except MedebiaserError as error:
        if image_id is not None:
            said = str(error).replace(f"image {image_id}", f"the image in row {row}")
            error.args = (said, *error.args[1:])
        if isinstance(error, ConflictError):
            error.stored = _with_row(error.stored, row)
        raise


def _with_row(stored: object, row: int) -> Any:
    document = jsonable_encoder(stored)
    if not isinstance(document, dict) or "image_id" not in document:
        return document
    return {"row": row, **{name: document[name] for name in document if name != "image_id"}}
