"""Slow versions of what a live session computes, written from the papers, one number at a time."""

from math import log2

import torch
from torch import Tensor

from medebiaser.learning.networks import Network

Grid = list[list[float]]


def grid(attributions: Grid, cells: int) -> Grid:
    """Every pixel cut into cells x cells points; each point belongs to one grid cell."""
    height, width = len(attributions), len(attributions[0])
    sums = [[0.0] * cells for _ in range(cells)]
    for y in range(height * cells):
        for x in range(width * cells):
            value = attributions[y // cells][x // cells]
            sums[y // height][x // width] += value / (height * width)
    return sums


def highest(values: Grid, count: int) -> list[int]:
    """Pick the best cell again and again."""
    left = {i: v for i, v in enumerate(v for row in values for v in row) if v > 0}
    chosen = []
    while left and len(chosen) < count:
        best = max(left, key=lambda i: (left[i], -i))
        chosen.append(best)
        del left[best]
    return chosen


def marked_penalty(network: Network, image: Tensor, label: int, mask: Tensor) -> float:
    """Sum over pixels of W (dz_c/dx)^2, the derivative by central differences."""
    step, total = 1e-6, 0.0
    with torch.no_grad():
        for y in range(image.shape[1]):
            for x in range(image.shape[2]):
                up, down = image.clone(), image.clone()
                up[0, y, x] += step
                down[0, y, x] -= step
                change = network(up[None])[0, label] - network(down[None])[0, label]
                total += float(mask[y, x]) * float(change / (2 * step)) ** 2
    return total


def entropy_bits(p: float) -> float:
    """Of a yes/no answer."""
    return -sum(q * log2(q) for q in (p, 1 - p) if q > 0)


def sampled(by: str, probabilities: list[float], truth: list[int]) -> float:
    """Score of one image with several labels that do not exclude one another."""
    n = len(probabilities)
    predicted = max(range(n), key=lambda k: (probabilities[k], -k))
    if by == "entropy":
        return sum(entropy_bits(p) for p in probabilities) / n
    if by == "margin":
        return 1 - sum(abs(2 * p - 1) for p in probabilities) / n
    if by == "least-confident":
        return sum(min(p, 1 - p) for p in probabilities) / n
    return probabilities[predicted] if truth[predicted] == 0 else 0.0


def sampled_alone(by: str, probabilities: list[float], truth: int) -> float:
    """Score of one image whose labels exclude one another; `truth` is the true one."""
    ordered = sorted(probabilities, reverse=True)
    if by == "entropy":
        return entropy(probabilities) / log2(len(probabilities))
    if by == "margin":
        return 1 - (ordered[0] - ordered[1])
    if by == "least-confident":
        return 1 - ordered[0]
    return 0.0 if probabilities[truth] == ordered[0] else ordered[0]


def entropy(probabilities: list[float]) -> float:
    """In bits."""
    return -sum(p * log2(p) for p in probabilities if p > 0)
