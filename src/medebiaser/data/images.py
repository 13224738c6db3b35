"""PNG, JPEG, TIFF and DICOM to pixels; pixels to the network's square; perceptual hashes."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from medebiaser.data import dicom
from medebiaser.data.image_facts import ImageFacts, frames_note
from medebiaser.data.image_headers import Header, header_of, kind_of
from medebiaser.errors import InvalidInputError, NotFoundError

Source = bytes | Path | str
"""A file's content, or where it lies."""

FILE_MAX_BYTES = 1 << 30
HASH_SIDE = 32

cv2.utils.logging.setLogLevel(
    cv2.utils.logging.LOG_LEVEL_SILENT
)  # a refused file is told by its error, not on stderr as well


def probe(source: Source) -> ImageFacts:
    """What a file's header says, without decoding its pixels.

    A header can say RGB of an image that is grey: `read_image` knows better.

    Args:
        source: the file's content or its path; the kind is told by content, never by name.

    Raises:
        NotFoundError: no such file.
        InvalidInputError: empty, no image, truncated header, absurd dimensions, no pixels.
    """
    content = content_of(source)
    if kind_of(content) == "dicom":
        return dicom.facts_of(dicom.dataset_of(content))
    return _facts(header_of(content))


def decode(source: Source) -> np.ndarray:
    """The pixels of a file's first frame, upright.

    Alpha is laid over black, CMYK becomes RGB, RGB whose channels are equal becomes grey. 16-bit
    PNG and TIFF keep their values; DICOM is windowed (see `dicom.pixels_of`).

    Args:
        source: the file's content or its path.

    Returns:
        (H, W) or (H, W, 3) RGB, uint8 or uint16.

    Raises:
        NotFoundError: no such file.
        InvalidInputError: as `probe`, and where the pixels are truncated or damaged.
    """
    return read_image(source)[1]


def read_image(source: Source) -> tuple[ImageFacts, np.ndarray]:
    """Facts and pixels in one reading; the facts' size, depth and channels are the pixels' own.

    Args:
        source: the file's content or its path.

    Returns:
        The facts, and the pixels as `decode` gives them.

    Raises:
        NotFoundError: no such file.
        InvalidInputError: as `decode`.
    """
    content = content_of(source)
    if kind_of(content) == "dicom":
        found = dicom.dataset_of(content)
        facts, pixels = dicom.facts_of(found), dicom.pixels_of(found)
    else:
        header = header_of(content)
        facts, pixels = _facts(header), _decoded(content, header)
    pixels = _grey_where_equal(np.ascontiguousarray(pixels))
    height, width = pixels.shape[:2]
    return replace(
        facts,
        width=width,
        height=height,
        bit_depth=8 * pixels.itemsize,
        channels=1 if pixels.ndim == 2 else 3,
    ), pixels


def full_range(pixels: np.ndarray, window: tuple[float, float] | None = None) -> np.ndarray:
    """Spread 16-bit values over 0 to 65535, so that [0, 1] means black to white.

    Args:
        pixels: (H, W) or (H, W, 3), uint8 (returned as they are) or uint16.
        window: (centre, width) in pixel values; None: the image's smallest and largest value.

    Returns:
        The same shape and dtype; all 0 where the image is constant and has no window.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if window is not None:
        shares = dicom.windowed(pixels.astype(np.float64), *window)
        return np.asarray(np.rint(shares * 65535), np.uint16)
    low, high = int(pixels.min()), int(pixels.max())
    if (low, high) == (0, 65535) or low == high:
        return pixels if low != high else np.zeros_like(pixels)
    shares = (pixels - np.float32(low)) / np.float32(high - low)
    return np.asarray(np.rint(shares * 65535), np.uint16)


def resized(pixels: np.ndarray, side: int) -> np.ndarray:
    """Squash to a square, pixel centres at half pixels.

    A dimension that shrinks is averaged by area, one that grows is interpolated linearly.

    Args:
        pixels: (H, W) or (H, W, 3), uint8 or uint16 (or float32).
        side: of the square, in pixels, >= 1.

    Returns:
        (side, side) or (side, side, 3), the same dtype.
    """
    height, width = pixels.shape[:2]
    shrunk = (min(width, side), min(height, side))
    if shrunk != (width, height):
        pixels = cv2.resize(pixels, shrunk, interpolation=cv2.INTER_AREA)
    if shrunk != (side, side):
        pixels = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_LINEAR)
    return pixels


def perceptual_hash(pixels: np.ndarray) -> str:
    """Hash that stays nearly the same when an image is resized, recompressed or brightened.

    The 64 lowest frequencies of the cosine transform of the 32 × 32 image, each compared with
    their median, row by row, highest bit first.

    Args:
        pixels: (H, W) or (H, W, 3), uint8 or uint16.

    Returns:
        16 hexadecimal digits.

    Source: pHash, Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash
    Functions", section 3.2.1.
    """
    grey = full_range(pixels)
    if grey.ndim == 3:
        grey = cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY)
    spectrum = cv2.dct(resized(grey.astype(np.float32), HASH_SIDE))[:8, :8]
    bits = (spectrum > np.median(spectrum)).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def content_of(source: Source) -> bytes:
    """The bytes of a source.

    Args:
        source: the content itself or the path of the file.

    Raises:
        NotFoundError: no such file.
        InvalidInputError: a folder, a file that may not be read, or one above 1 GiB.
    """
    if isinstance(source, bytes):
        return source
    path = Path(source)
    try:
        size = path.stat().st_size
        if size > FILE_MAX_BYTES:
            raise InvalidInputError(f"the file has {size} bytes; at most {FILE_MAX_BYTES}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError("there is no such file") from error
    except OSError as error:
        raise InvalidInputError(f"the file cannot be read: {error.strerror}") from error


def _facts(header: Header) -> ImageFacts:
    width, height = header.width, header.height
    if header.orientation >= 5:  # lies on its side
        width, height = height, width
    return ImageFacts(
        kind=header.kind,
        width=width,
        height=height,
        bit_depth=16 if header.bits > 8 else 8,
        channels=3 if header.channels >= 3 else 1,
        frames=header.pages,
        notes=frames_note(header.pages, "pages"),
    )


def _decoded(content: bytes, header: Header) -> np.ndarray:
    if header.kind == "jpeg":
        return _upright(_jpeg(content, header), header.orientation)
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise InvalidInputError(f"the {header.kind.upper()} cannot be decoded") from error
    if pixels is None:
        raise InvalidInputError(f"the {header.kind.upper()} is truncated or damaged")
    if pixels.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        raise InvalidInputError(f"pixels of {pixels.dtype}; save the image with 8 or 16 bits")
    if header.white_is_zero and pixels.dtype == np.uint16:
        pixels = 65535 - pixels  # with 8 bits the decoder has done it
    return _rgb(pixels, header)


def _jpeg(content: bytes, header: Header) -> np.ndarray:
    """Strict: a JPEG that ends early is refused, never half grey."""
    colourspace = {1: "GRAY", 3: "RGB", 4: "CMYK"}.get(header.channels)
    if colourspace is None:
        raise InvalidInputError(f"the JPEG has {header.channels} channels")
    try:
        pixels = simplejpeg.decode_jpeg(content, colorspace=colourspace)
    except ValueError as error:
        raise InvalidInputError(f"the JPEG is truncated or damaged: {error}") from error
    if colourspace == "GRAY":
        return np.asarray(pixels[:, :, 0])
    if colourspace == "CMYK":
        return _rgb_of_cmyk(pixels)
    return np.asarray(pixels)


def _rgb_of_cmyk(light: np.ndarray) -> np.ndarray:
    """Light left by each ink times the light left by black: JPEG stores CMYK inverted."""
    return np.asarray((light[..., :3].astype(np.uint16) * light[..., 3:] + 127) // 255, np.uint8)


def _rgb(pixels: np.ndarray, header: Header) -> np.ndarray:
    """From the decoder's BGR or BGRA to RGB over black."""
    if pixels.ndim == 2:
        return pixels
    coloured = np.asarray(pixels[..., 2::-1])
    if pixels.shape[2] < 4 or (header.kind == "tiff" and pixels.dtype == np.uint8):
        return coloured  # 8-bit TIFF comes multiplied with its alpha already
    if header.kind == "tiff" and not header.alpha:
        return coloured
    top = np.iinfo(pixels.dtype).max
    alpha = pixels[..., 3:]
    if alpha.min() == top:
        return coloured
    over_black: np.ndarray = (coloured.astype(np.uint32) * alpha + top // 2) // top
    return over_black.astype(pixels.dtype)


def _upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Undo EXIF's orientation: 2 to 4 mirror or turn, 5 to 8 also swap width and height."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    return pixels


def _grey_where_equal(pixels: np.ndarray) -> np.ndarray:
    """(H, W) where the three channels are equal everywhere."""
    if pixels.ndim == 2:
        return pixels
    first = pixels[..., 0]
    # One row tells most coloured images apart before the whole is compared.
    middle = pixels[len(pixels) // 2]
    if not (middle == middle[:, :1]).all():
        return pixels
    if (first == pixels[..., 1]).all() and (first == pixels[..., 2]).all():
        return np.ascontiguousarray(first)
    return pixels
