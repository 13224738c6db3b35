"""Operating points: where a probability becomes "yes"."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics.truth import Booleans, Floats, checked, few_cases

EDGE = 1e-6
"""Thresholds stay this far from 0 and 1, so that the calibrated probability is defined."""


def choose_thresholds(
    probabilities: npt.NDArray[Any], labels: npt.NDArray[Any]
) -> list[float | None]:
    """The threshold of best F1 for every label, to be chosen on `tune` at round 0.

    A threshold lies midway between two neighbouring probabilities; of several with the same F1
    the highest is taken (fewest false alarms).

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        K thresholds in (0, 1); None where there are fewer than MIN_CASES positives or negatives.

    Raises:
        ShapeError: the shapes differ.
        InvalidInputError: a probability is missing.
    """
    numbers, truth = checked(probabilities, labels)
    return [_best_f1(*_known(numbers[:, k], truth[:, k])) for k in range(truth.shape[1])]


def thresholds_at_specificity(
    probabilities: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    specificities: Sequence[float | None],
) -> list[float | None]:
    """The lowest threshold of every label that reaches a given specificity.

    Later rounds choose their thresholds on `tune` for round 0's specificity, so that a count
    never improves by moving the threshold. A negative rated exactly 1 lies above every threshold.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        specificities: K shares of negatives that must stay below the threshold; None: no target.

    Returns:
        K thresholds in (0, 1); None where there is no target or fewer than MIN_CASES positives or
        negatives.

    Raises:
        ShapeError: the shapes differ, or there is not one specificity per label.
        InvalidInputError: a probability is missing.
    """
    numbers, truth = checked(probabilities, labels)
    if len(specificities) != truth.shape[1]:
        raise ShapeError(
            f"{len(specificities)} specificities for {truth.shape[1]} labels; give one for each"
        )
    return [
        None if target is None else _lowest_at(*_known(numbers[:, k], truth[:, k]), target)
        for k, target in enumerate(specificities)
    ]


def specificities_at(
    probabilities: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    thresholds: Sequence[float | None],
) -> list[float | None]:
    """The specificity of every label at its threshold: round 0's target for later rounds.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        thresholds: K operating points; None: none was chosen.

    Returns:
        K shares in [0, 1]; None where there is no threshold or no negative.

    Raises:
        ShapeError: the shapes differ.
        InvalidInputError: a probability is missing.
    """
    numbers, truth = checked(probabilities, labels)
    found: list[float | None] = []
    for k, threshold in enumerate(thresholds):
        negative = numbers[truth[:, k] == 0, k]
        if threshold is None or negative.size == 0:
            found.append(None)
        else:
            found.append(float((negative < threshold).mean()))
    return found


def filled(thresholds: Sequence[float | None]) -> Floats:
    """Thresholds as numbers, .5 where none could be chosen.

    Args:
        thresholds: K operating points or None.

    Returns:
        (K,) floats.
    """
    return np.array([0.5 if threshold is None else threshold for threshold in thresholds])


def _known(numbers: Floats, truth: Floats) -> tuple[Floats, Booleans]:
    there = ~np.isnan(truth)
    return numbers[there], truth[there] == 1


def _best_f1(numbers: Floats, positive: Booleans) -> float | None:
    if few_cases(int(positive.sum()), int((~positive).sum())) is not None:
        return None
    distinct = np.unique(numbers)
    below = np.searchsorted(np.sort(numbers), distinct)  # images under each candidate
    found = positive.sum() - np.searchsorted(np.sort(numbers[positive]), distinct)
    flagged = len(numbers) - below
    f1 = 2 * found / (flagged + positive.sum())
    best = len(f1) - 1 - int(np.argmax(f1[::-1]))
    return _midway(distinct, best)


def _lowest_at(numbers: Floats, positive: Booleans, target: float) -> float | None:
    if few_cases(int(positive.sum()), int((~positive).sum())) is not None:
        return None
    negative = np.sort(numbers[~positive])
    must_stay_below = int(np.ceil(target * len(negative) - 1e-9))
    distinct = np.unique(numbers)
    if must_stay_below == 0:
        return _midway(distinct, 0)
    highest_below = negative[must_stay_below - 1]
    return _midway(distinct, int(np.searchsorted(distinct, highest_below, side="right")))


def _midway(distinct: Floats, first_above: int) -> float:
    """Midway between the last probability below the threshold and the first above it."""
    lower = distinct[first_above - 1] if first_above > 0 else 0.0
    upper = distinct[first_above] if first_above < len(distinct) else 1.0
    return float(np.clip((lower + upper) / 2, EDGE, 1 - EDGE))
