"""Images as they are looked at: original, thumbnail, through a window, raw."""

from dataclasses import dataclass
from pathlib import Path

from medebiaser.data.image_headers import kind_of
from medebiaser.data.images import content_of, read_image
from medebiaser.data.renderings import as_png, fitted, on_screen
from medebiaser.data.stores import Stores
from medebiaser.data.thumbnails import Thumbnails
from medebiaser.records import Image
from medebiaser.rounds.pixels import open_source


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it came.

    Attributes:
        kind: "png", "jpeg", "tiff" or "dicom".
    """

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class RawPixels:
    """Decoded pixels, upright, row by row, RGB where there are three channels.

    Attributes:
        content: little-endian.
        bit_depth: 8 or 16.
        window: (centre, width) to start with, in these values; None: their whole range.
    """

    content: bytes
    width: int
    height: int
    bit_depth: int
    channels: int
    window: tuple[float, float] | None


def original(stores: Stores, row: int) -> Original:
    """Return an image's file as it came.

    Raises:
        NotFoundError: no such image, or its file is gone.
        InvalidInputError: the file is no image any more.
    """
    found = content_of(_source(stores, _image(stores, row)))
    return Original(found, kind_of(found))


def thumbnail(stores: Stores, row: int, side: int) -> bytes:
    """Return a JPEG whose longer side is at least `side` px, unless the image is smaller.

    Raises:
        NotFoundError: no such image, or its file is gone.
        InvalidInputError: the file cannot be read any more.
    """
    image = _image(stores, row)
    kept = Thumbnails(stores.cache_folder, stores.project.id)
    return kept.jpeg(image, side, lambda: _source(stores, image))


def rendering(
    stores: Stores, row: int, *, window: tuple[float, float] | None = None, side: int | None = None
) -> bytes:
    """Return a PNG of an image through a window.

    Args:
        window: (centre, width) in stored pixel values; None: the image's own, or its whole range.
        side: the longer side is at most this many px; None: as large as it is.

    Raises:
        NotFoundError: no such image, or its file is gone.
        InvalidInputError: the file cannot be read any more.
    """
    image = _image(stores, row)
    facts, pixels = read_image(_source(stores, image))
    own = None if facts.kind == "dicom" else image.window
    drawn = on_screen(pixels, own if window is None else window)
    return as_png(drawn if side is None else fitted(drawn, side))


def raw_pixels(stores: Stores, row: int) -> RawPixels:
    """Return an image's decoded pixels.

    A DICOM file comes through its own lookup tables and window, over the whole range.

    Raises:
        NotFoundError: no such image, or its file is gone.
        InvalidInputError: the file cannot be read any more.
    """
    image = _image(stores, row)
    facts, pixels = read_image(_source(stores, image))
    return RawPixels(
        pixels.astype(pixels.dtype.newbyteorder("<"), copy=False).tobytes(),
        facts.width,
        facts.height,
        facts.bit_depth,
        facts.channels,
        None if facts.kind == "dicom" else image.window,
    )


def _image(stores: Stores, row: int) -> Image:
    return stores.images.by_rows([row])[0]


def _source(stores: Stores, image: Image) -> bytes | Path:
    return open_source(stores, image)
