"""Where in a radiograph the body is: tells heat on the background from heat on the patient."""

import cv2
import numpy as np

from medebiaser.data.images import full_range, resized

_SIDE = 128
_FRAME_SPREAD = 0.02
_FRAME_MAX = _SIDE // 4
_BODY_MIN = 0.1


def body(pixels: np.ndarray, grid: int) -> np.ndarray:
    """The coarse share of the body in every grid cell; the rest is background or collimation.

    The uniform frame that collimation and scanners leave is stripped from each side; what is
    brighter than half of Otsu's threshold is body, closed, its holes (the lungs) filled, and the
    largest piece is kept. Where less than a tenth of the image remains, nothing can be told, and
    everything counts as body.

    Args:
        pixels: (H, W) or (H, W, 3), uint8 or uint16, white is dense.
        grid: cells on a side, >= 1.

    Returns:
        (grid, grid) float32 in [0, 1].

    Source: Otsu 1979, "A threshold selection method from gray-level histograms".
    """
    top_value = np.float32(np.iinfo(pixels.dtype).max)
    small = np.asarray(resized(full_range(pixels), _SIDE) / top_value, np.float32)
    grey = small if small.ndim == 2 else small.mean(axis=2)
    inside = np.zeros((_SIDE, _SIDE), np.uint8)
    top, bottom = _frame(grey)
    left, right = _frame(grey[top:bottom].T)
    inside[top:bottom, left:right] = _bright(grey[top:bottom, left:right])
    if inside.mean() < _BODY_MIN:
        inside[:] = 1
    share = cv2.resize(inside.astype(np.float32), (grid, grid), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(share, 0, 1), np.float32)


def _frame(grey: np.ndarray) -> tuple[int, int]:
    """First and last row that are not one shade throughout; at most a quarter is stripped."""
    spread = np.ptp(np.quantile(grey, [0.05, 0.95], axis=1), axis=0)
    rows = np.flatnonzero(spread > _FRAME_SPREAD)
    if not rows.size:
        return 0, len(grey)
    return min(int(rows[0]), _FRAME_MAX), max(int(rows[-1]) + 1, len(grey) - _FRAME_MAX)


def _bright(grey: np.ndarray) -> np.ndarray:
    """1 where the largest bright piece is, its holes filled."""
    levels = np.rint(cv2.GaussianBlur(grey, (5, 5), 0) * 255).astype(np.uint8)
    threshold, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = (levels > threshold / 2).astype(np.uint8)
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, ellipse)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(closed)
    if outlines:
        cv2.drawContours(filled, [max(outlines, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return filled
