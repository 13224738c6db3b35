"""Thumbnails, drawn once and kept in the workspace's cache until it is deleted."""

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from medebiaser.data.images import Source, read_image
from medebiaser.data.renderings import as_jpeg, fitted, on_screen
from medebiaser.records import Image

SIDES = (64, 128, 256, 512, 1024)
"""Longer sides in px that are kept; another one gets the next larger."""
_ROWS_A_FOLDER = 1_000
_DIGITS = 16


class Thumbnails:
    """The thumbnails of one project.

    Args:
        folder: of the workspace's cache.
        project_id: whose images these are.
    """

    def __init__(self, folder: Path, project_id: int) -> None:
        self._folder = folder / "thumbnails" / f"project-{project_id}"

    def jpeg(self, image: Image, side: int, open_source: Callable[[], Source]) -> bytes:
        """Return an image's thumbnail; the first time it is drawn.

        Args:
            image: whose.
            side: the longer side in px is at least this, unless the image is smaller.
            open_source: gives the image's original.

        Raises:
            NotFoundError: the original is gone.
            InvalidInputError: it cannot be read any more.
        """
        kept = next((each for each in SIDES if each >= side), SIDES[-1])
        path = self._of_row(image.row) / f"{image.row}-{kept}-{image.sha256[:_DIGITS]}.jpg"
        with suppress(FileNotFoundError):
            return path.read_bytes()
        facts, pixels = read_image(open_source())
        window = None if facts.kind == "dicom" else image.window
        drawn = as_jpeg(fitted(on_screen(pixels, window), kept))
        with suppress(OSError):  # a full disk costs time, not the picture
            _keep(path, drawn)
        return drawn

    def forget(self, row: int) -> None:
        """Remove every thumbnail of one image."""
        for path in self._of_row(row).glob(f"{row}-*.jpg"):
            path.unlink(missing_ok=True)

    def _of_row(self, row: int) -> Path:
        return self._folder / str(row // _ROWS_A_FOLDER)


def _keep(path: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody reads a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid.uuid4().hex}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)  # noqa: PTH105
    finally:
        temporary.unlink(missing_ok=True)
