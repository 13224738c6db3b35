"""Outlines of a mask's pieces, along the edges of its pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from medebiaser.data.polygons import ring_of
from medebiaser.records import Point


def outlines(mask: NDArray[np.uint8]) -> list[tuple[Point, ...]]:
    """Outline of every connected piece of a mask, exact to the pixel.

    Contours run through pixel centres and would lose half a pixel all around. On a doubled grid
    they lie in the outermost half of each pixel, so that each corner has one nearest pixel edge.

    Args:
        mask: (H, W) uint8, any value but 0 is inside.

    Returns:
        rings in pixels of the mask, (0, 0) the outer corner of the first pixel, a hole within its
        ring; from the top, then from the left. Their area is the number of pixels inside.
    """
    doubled = np.repeat(np.repeat((mask > 0).astype(np.uint8), 2, axis=0), 2, axis=1)
    found, tree = cv2.findContours(doubled, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not found:
        return []
    rings = [_on_edges(contour[:, 0, :]) for contour in found]
    parents = tree[0, :, 3]
    polygons = [
        ring_of(Polygon(rings[shell], [rings[hole] for hole in np.flatnonzero(parents == shell)]))
        for shell in np.flatnonzero(parents < 0)
    ]
    return sorted(polygons, key=lambda ring: min((y, x) for x, y in ring))


def _on_edges(contour: np.ndarray) -> list[Point]:
    """Move doubled indices to pixel edges: an even one to its left, an odd one to its right."""
    corners = [(float((x + 1) // 2), float((y + 1) // 2)) for x, y in contour.tolist()]
    return [
        corner for position, corner in enumerate(corners) if corner != corners[position - 1]
    ] or corners
