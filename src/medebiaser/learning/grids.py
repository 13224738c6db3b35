"""Attributions on a coarse grid that is answered with a click, and the cells that stand out.

A cell's attribution is the mean of the signed attributions over its area, so that the mean over
all cells is that of the map itself, whatever the two grids: cells that do not divide the map's are
weighted by the area they share.
"""

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.attention_losses import area_fractions

GRID_MAX = 64


def on_grid(attributions: Tensor, cells: int) -> Tensor:
    """Mean attribution of every cell of a grid.

    Args:
        attributions: (N, h, w) float, signed, on an explainer's own grid.
        cells: g, the cells on a side.

    Returns:
        (N, g, g) float64, signed; > 0 speaks for the label.

    Raises:
        ShapeError: the attributions are not (N, h, w).
        InvalidInputError: the grid has fewer than 2 cells a side or more than GRID_MAX.
    """
    if attributions.dim() != 3:
        raise ShapeError(
            f"attributions are {tuple(attributions.shape)}; give (N, h, w), one map per image"
        )
    if not 2 <= cells <= GRID_MAX:
        raise InvalidInputError(f"the grid has {cells} cells a side; choose 2 to {GRID_MAX}")
    return area_fractions(attributions.double(), (cells, cells))


def highest_cells(grids: Tensor, count: int) -> list[list[int]]:
    """The cells of each grid with the highest positive attribution, the highest first.

    Args:
        grids: (N, g, g) float, of `on_grid`.
        count: at most so many.

    Returns:
        Per image indices in [0, g * g), row by row from the top left; equal cells in that order;
        fewer where fewer speak for the label, none where there is no positive evidence.
    """
    flat = grids.flatten(1)
    order = (-flat).argsort(dim=1, stable=True)[:, :count]
    chosen = torch.gather(flat, 1, order) > 0
    return [
        [cell for cell, positive in zip(cells, kept, strict=True) if positive]
        for cells, kept in zip(order.tolist(), chosen.tolist(), strict=True)
    ]


def energy_in_cells(grids: Tensor, cells: list[list[int]]) -> Tensor:
    """Share of each grid's positive attribution that lies in some of its cells.

    Args:
        grids: (N, g, g) float.
        cells: per image indices as `highest_cells` gives them.

    Returns:
        (N,) float64 in [0, 1]; NaN where a grid has no positive attribution.
    """
    heat = grids.double().clamp(min=0).flatten(1)
    inside = torch.stack([row[chosen].sum() for row, chosen in zip(heat, cells, strict=True)])
    return inside / heat.sum(dim=1)
