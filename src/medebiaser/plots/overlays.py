"""Heatmaps over images: one tile, a sheet of tiles."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from numpy.typing import NDArray

_OPACITY = 0.55
_OUTLINE = (86, 214, 255)  # light blue: visible on grey and on every heat colour
_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One image with one label's heatmap.

    Attributes:
        pixels: (s, s) or (s, s, 3) float in [0, 1].
        heatmap: (h, w) float >= 0, or None to show the bare image.
        scale: heat that is drawn at full strength; the label's absolute scale.
        outlines: polygons in the tile's own pixels.
        caption: a line or two below the tile.
        correct: whether the prediction agrees with the truth; None draws no border.
    """

    pixels: NDArray[np.float32]
    heatmap: NDArray[np.float32] | None
    scale: float
    outlines: tuple[NDArray[np.float32], ...] = ()
    caption: str = ""
    correct: bool | None = None


def overlay(tile: Tile) -> NDArray[np.uint8]:
    """Blend a heatmap over its image.

    No positive evidence leaves the image as it is: an empty heatmap is a state, never
    a picture.

    Returns:
        (s, s, 3) uint8, RGB.
    """
    grey = tile.pixels if tile.pixels.ndim == 3 else np.repeat(tile.pixels[..., None], 3, axis=2)
    blended = np.ascontiguousarray(grey, dtype=np.float32)
    if tile.heatmap is not None and tile.scale > 0 and tile.heatmap.max(initial=0) > 0:
        heat = _upsampled(tile.heatmap / tile.scale, grey.shape[0])
        colour = colormaps["inferno"](heat)[..., :3].astype(np.float32)
        opacity = (_OPACITY * heat)[..., None]
        blended = blended * (1 - opacity) + colour * opacity
    drawn = (np.clip(blended, 0, 1) * 255).round().astype(np.uint8)
    for outline in tile.outlines:
        corners = np.round(outline).astype(np.int32)[:, None, :]
        cv2.polylines(drawn, [corners], isClosed=True, color=_OUTLINE, lineType=cv2.LINE_AA)
    return drawn


def _upsampled(heatmap: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    enlarged = cv2.resize(heatmap.astype(np.float32), (side, side), interpolation=cv2.INTER_LINEAR)
    return np.clip(enlarged, 0, 1).astype(np.float32)


def sheet_figure(tiles: Sequence[Tile], title: str) -> Figure:
    """Lay tiles out in rows of six, each with its caption and a correct/incorrect mark."""
    columns = min(_COLUMNS, max(1, len(tiles)))
    rows = max(1, -(-len(tiles) // columns))
    figure = Figure(figsize=(2.1 * columns, 2.55 * rows + 0.4), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for tile, axes in zip(tiles, grid.flat, strict=False):
        axes.imshow(overlay(tile))
        mark = "" if tile.correct is None else ("✓ " if tile.correct else "✗ ")
        axes.set_title(mark + tile.caption, fontsize=7, loc="left", wrap=True)
    figure.suptitle(title, fontsize=10)
    return figure
