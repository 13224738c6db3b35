"""Region swaps, one pixel at a time."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tests.oracles.losses import softplus

Plane = NDArray[np.float64]


def dilated(mask: Plane, radius: int) -> Plane:
    """Largest value within the Euclidean distance."""
    grown = np.zeros_like(mask)
    height, width = mask.shape
    for y in range(height):
        for x in range(width):
            grown[y, x] = max(
                mask[v, u]
                for v in range(height)
                for u in range(width)
                if sqrt((v - y) ** 2 + (u - x) ** 2) <= radius
            )
    return grown


def membrane(boundary: Plane, region: NDArray[np.bool_]) -> Plane:
    """Solve the whole linear system: each pixel of the region is the mean of its neighbours.

    A neighbour beyond the image's edge is the pixel itself.
    """
    height, width = region.shape
    system = np.zeros((height * width, height * width))
    right = np.zeros(height * width)
    for y in range(height):
        for x in range(width):
            here = y * width + x
            system[here, here] = 1
            if not region[y, x]:
                right[here] = boundary[y, x]
                continue
            for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                v, u = min(max(v, 0), height - 1), min(max(u, 0), width - 1)
                system[here, v * width + u] -= 0.25
    return np.linalg.solve(system, right).reshape(height, width)


def swap_loss(
    original: list[float],
    removed: list[float],
    added: list[float],
    donor: list[float],
    weights: list[float],
) -> float:
    total = 0.0
    for x, rm, ad, d, w in zip(original, removed, added, donor, weights, strict=True):
        total += w / 2 * (softplus(rm) + softplus(-x) + softplus(-ad) + softplus(d))
    return total / len(weights)
