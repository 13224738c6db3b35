"""The three coordinate systems and the steps between them.

A point is continuous: (0, 0) is the outer corner of the first pixel, x runs right, y down, and
the centre of pixel i lies at i + .5. Squashing to the network's input and laying a grid over the
image are therefore pure scalings, without offsets. `tests/fixtures/coordinates.json` holds the
cases that this module and the web page's geometry must both pass.
"""

import numpy as np

from medebiaser.records import Point


def scaled(points: np.ndarray, size: tuple[float, float], to: tuple[float, float]) -> np.ndarray:
    """Carry points from one system to another: image, network input or grid.

    Args:
        points: (n, 2) float, (x, y) in the first system.
        size: (width, height) of the first system, in its own units (pixels or cells).
        to: (width, height) of the second.

    Returns:
        (n, 2) float64 in the second system.
    """
    factors = np.array([to[0] / size[0], to[1] / size[1]])
    return np.asarray(np.asarray(points, np.float64).reshape(-1, 2) * factors)


def cell_of(point: Point, width: int, height: int, grid: int) -> tuple[int, int]:
    """The grid cell in which a point of the image lies.

    Args:
        point: (x, y) in image pixels; beyond the border counts as on it.
        width: of the image, in pixels.
        height: of the image, in pixels.
        grid: cells on a side.

    Returns:
        (row, column), each in [0, grid - 1]; a point on a line between cells is in the later one.
    """
    row, column = int(point[1] * grid // height), int(point[0] * grid // width)
    return min(max(row, 0), grid - 1), min(max(column, 0), grid - 1)


def cell_centre(row: int, column: int, width: int, height: int, grid: int) -> Point:
    """The middle of a grid cell, in image pixels.

    Args:
        row: of the cell, from 0 at the top.
        column: of the cell, from 0 at the left.
        width: of the image, in pixels.
        height: of the image, in pixels.
        grid: cells on a side.
    """
    return (column + 0.5) * width / grid, (row + 0.5) * height / grid


def sample_positions(count: int, sources: int) -> np.ndarray:
    """Where resizing with half-pixel centres reads: the source index of each target's centre.

    Args:
        count: targets along one dimension.
        sources: sources along the same dimension.

    Returns:
        (count,) float64; -.25 is a quarter of a source before the first source's centre, where
        interpolation takes the first source alone.
    """
    return np.asarray((np.arange(count) + 0.5) * sources / count - 0.5)
