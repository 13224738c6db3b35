"""From scores to an order: ties, ranks, chance, and spreading over what looks different."""

import numpy as np
import torch
from torch import Tensor

from medebiaser.errors import ShapeError

SPREAD_FIRST = 50
"""So many images at the head of a spread order are chosen to look different."""
SPREAD_AMONG = 4
"""... among so many times as many of the highest scores."""


def order(scores: Tensor, *, ascending: bool, rows: Tensor | None = None) -> Tensor:
    """Positions of the ranked images, first to last.

    Ties are broken by row number, so that the order of images does not depend on the order in
    which they came. Images whose score is NaN are not ranked.

    Args:
        scores: (N,) float.
        ascending: True: the lowest score comes first.
        rows: (N,) long row numbers; None: the positions themselves.

    Returns:
        (M,) long positions, M the number of scores that are not NaN.

    Raises:
        ShapeError: there is not one row per score.
    """
    rows = torch.arange(len(scores), device=scores.device) if rows is None else rows
    if rows.shape != scores.shape:
        raise ShapeError(f"{len(scores)} scores and {len(rows)} rows; give one row per score")
    ranked = (~scores.isnan()).nonzero().flatten()
    ranked = ranked[rows[ranked].argsort(stable=True)]
    keys = scores[ranked] if ascending else -scores[ranked]
    return ranked[keys.argsort(stable=True)]


def as_ranks(scores: Tensor) -> Tensor:
    """Scores as ranks in [0, 1]: 0 the lowest, 1 the highest, ties share their mean rank.

    Args:
        scores: (N,) float, NaN where not ranked.

    Returns:
        (N,) float64, NaN where the score is; a single ranked score has rank 1.
    """
    there = ~scores.isnan()
    ranks = torch.full_like(scores, torch.nan, dtype=torch.float64)
    count = int(there.sum())
    if count == 1:
        ranks[there] = 1.0
    elif count > 1:
        _, which, times = torch.unique(scores[there], return_inverse=True, return_counts=True)
        last = times.cumsum(0).double()
        mean_rank = last - (times.double() + 1) / 2
        ranks[there] = mean_rank[which] / (count - 1)
    return ranks


def by_chance(rows: Tensor, *, label: int, seed: int) -> Tensor:
    """A number for every row that looks random and depends on seed, label and row alone.

    Args:
        rows: (N,) long.
        label: index of the label.
        seed: another seed, another order.

    Returns:
        (N,) float64 in [0, 1).

    Source: SplitMix64, Steele et al. 2014, doi:10.1145/2660193.2660195.
    """
    mixed = rows.cpu().numpy().astype(np.uint64)
    for salt in (seed, label):
        mixed = _mixed(mixed ^ _mixed(np.array([salt % 2**64], dtype=np.uint64)))
    return torch.from_numpy((mixed >> np.uint64(11)).astype(np.float64) / 2**53).to(rows.device)


def _mixed(
    numbers: np.ndarray[tuple[int], np.dtype[np.uint64]],
) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def spread(positions: Tensor, embeddings: Tensor, *, first: int = SPREAD_FIRST) -> Tensor:
    """The same order with its head chosen to look different from one another.

    k-centre, greedy: the highest score comes first; then, among the `SPREAD_AMONG * first` highest
    scores, always the image farthest from all chosen so far (Euclidean between embeddings of length
    1; of equally far ones the higher score). The rest follows in its old order.

    Args:
        positions: (M,) long, in the order of their scores.
        embeddings: (N, D) float.
        first: how many images the head has.

    Returns:
        (M,) long: the same positions, reordered.

    Source: Sener and Savarese 2018, arXiv:1708.00489, algorithm 1.
    """
    among = positions[: SPREAD_AMONG * first]
    if len(among) < 3:
        return positions
    points = torch.nn.functional.normalize(embeddings[among].double(), dim=1)
    chosen = [0]
    distances = (points - points[0]).norm(dim=1)
    taken = torch.zeros(len(among), dtype=torch.bool, device=points.device)
    taken[0] = True
    while len(chosen) < min(first, len(among)):
        farthest = int(distances.masked_fill(taken, -1.0).argmax())
        taken[farthest] = True
        chosen.append(farthest)
        distances = torch.minimum(distances, (points - points[farthest]).norm(dim=1))
    head = among[torch.tensor(chosen, device=among.device)]
    return torch.cat([head, among[~taken], positions[len(among) :]])
