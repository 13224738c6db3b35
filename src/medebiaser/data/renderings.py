"""Pixels as a screen shows them: through a window, small enough, encoded."""

import cv2
import numpy as np
import simplejpeg

from medebiaser.data.dicom import windowed
from medebiaser.data.images import full_range
from medebiaser.errors import InvalidInputError

_JPEG_QUALITY = 88
_FASTEST_PNG = 1


def on_screen(pixels: np.ndarray, window: tuple[float, float] | None = None) -> np.ndarray:
    """Show pixels with 8 bits.

    Args:
        pixels: (H, W) or (H, W, 3), uint8 or uint16.
        window: (centre, width) in pixel values, as DICOM means it; None: 8 bits as they are, 16
            bits from the smallest to the largest value.

    Returns:
        The same shape, uint8.
    """
    if window is not None:
        values = np.arange(int(np.iinfo(pixels.dtype).max) + 1, dtype=np.float64)
        table = np.rint(windowed(values, *window) * 255).astype(np.uint8)
        return np.asarray(table[pixels])
    if pixels.dtype == np.uint8:
        return pixels
    return np.asarray(np.rint(full_range(pixels) / np.float32(257)), np.uint8)


def fitted(pixels: np.ndarray, side: int) -> np.ndarray:
    """Shrink so that the longer side is at most `side`; small images stay as they are.

    Args:
        pixels: (H, W) or (H, W, 3) uint8.
        side: in px, >= 1.

    Returns:
        (h, w) or (h, w, 3) uint8; the shorter side has at least one pixel.
    """
    height, width = pixels.shape[:2]
    share = side / max(height, width)
    if share >= 1:
        return pixels
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def as_png(pixels: np.ndarray) -> bytes:
    """Encode (H, W) or (H, W, 3) RGB uint8 without loss.

    Raises:
        InvalidInputError: the encoder refused.
    """
    ordered = pixels if pixels.ndim == 2 else pixels[..., ::-1]
    done, encoded = cv2.imencode(
        ".png", np.ascontiguousarray(ordered), [cv2.IMWRITE_PNG_COMPRESSION, _FASTEST_PNG]
    )
    if not done:
        raise InvalidInputError("the image cannot be encoded as PNG; look at its original")
    return bytes(encoded.tobytes())


def as_jpeg(pixels: np.ndarray) -> bytes:
    """Encode (H, W) or (H, W, 3) RGB uint8 in few bytes."""
    shaped = pixels[..., None] if pixels.ndim == 2 else pixels
    colours = "GRAY" if pixels.ndim == 2 else "RGB"
    return bytes(
        simplejpeg.encode_jpeg(
            np.ascontiguousarray(shaped), quality=_JPEG_QUALITY, colorspace=colours
        )
    )
