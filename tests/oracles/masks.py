"""Area fractions and overlaps straight from geometry, cell by cell; pixels by area, one by one."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import Polygon, box


def fractions(
    polygons: Sequence[Sequence[tuple[float, float]]], width: int, height: int, grid: int
) -> np.ndarray:
    """Share of each cell under the union of the polygons, by clipping it with every cell."""
    shape = shapely.union_all([Polygon(p).buffer(0) for p in polygons])
    mask = np.zeros((grid, grid))
    for row in range(grid):
        for column in range(grid):
            cell = box(
                column * width / grid,
                row * height / grid,
                (column + 1) * width / grid,
                (row + 1) * height / grid,
            )
            mask[row, column] = shape.intersection(cell).area / cell.area
    return mask


def area_mean(pixels: np.ndarray, side: int) -> np.ndarray:
    """Every target pixel is the mean of the source area it covers; only for shrinking."""
    height, width = pixels.shape

    def weights(length: int) -> np.ndarray:
        table = np.zeros((side, length))
        for target in range(side):
            low, high = target * length / side, (target + 1) * length / side
            for source in range(length):
                table[target, source] = max(0.0, min(high, source + 1) - max(low, source))
        return table / table.sum(axis=1, keepdims=True)

    return weights(height) @ pixels.astype(float) @ weights(width).T
