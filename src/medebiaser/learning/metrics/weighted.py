"""Every figure of one label, for many weightings of the same images at once.

A bootstrap replicate is a weighting (how often each image was drawn), and the plain figure is the
weighting of all ones: one formula serves both, and the figures agree with scikit-learn's
`sample_weight` on each replicate.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from medebiaser.learning.metrics.truth import Floats

FIGURES = ("sensitivity", "specificity", "precision", "recall", "f1", "auc", "pr_auc", "brier")
"""Names of the figures, in the order they are shown. `recall` is `sensitivity`."""

HIGHER_IS_BETTER: Mapping[str, bool] = MappingProxyType({name: name != "brier" for name in FIGURES})


def tied_sums(numbers: Floats, truth: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weight of the positives and of the negatives at each distinct probability, ascending.

    Args:
        numbers: (n,) probabilities.
        truth: (n,) of 1 and 0.
        weights: (R, n) >= 0.

    Returns:
        Two (R, G), G the number of distinct probabilities.
    """
    order = np.argsort(numbers, kind="stable")
    ascending = numbers[order]
    weights = weights[:, order]
    positive = weights * truth[order]
    negative = weights - positive
    starts = np.flatnonzero(np.r_[True, ascending[1:] != ascending[:-1]])
    if len(starts) == len(ascending):
        return positive, negative
    return np.add.reduceat(positive, starts, axis=1), np.add.reduceat(negative, starts, axis=1)


def area_under_roc(positive: Floats, negative: Floats) -> Floats:
    """ROC AUC: the chance that a positive is rated above a negative, ties counted half.

    Args:
        positive: (R, G) of `tied_sums`.
        negative: (R, G) of `tied_sums`.

    Returns:
        (R,) in [0, 1]; NaN where a class has no weight.
    """
    below = np.cumsum(negative, axis=1) - negative / 2
    with np.errstate(invalid="ignore"):
        area: Floats = np.einsum("rg,rg->r", positive, below) / (
            positive.sum(axis=1) * negative.sum(axis=1)
        )
    return area


def average_precision(positive: Floats, negative: Floats) -> Floats:
    """PR AUC as average precision: precision summed over the steps of recall.

    Args:
        positive: (R, G) of `tied_sums`.
        negative: (R, G) of `tied_sums`.

    Returns:
        (R,) in [0, 1]; NaN where there are no positives.
    """
    found = np.cumsum(positive[:, ::-1], axis=1)
    flagged = found + np.cumsum(negative[:, ::-1], axis=1)
    precision = found / np.where(flagged > 0, flagged, 1.0)
    with np.errstate(invalid="ignore"):
        area: Floats = np.einsum("rg,rg->r", positive[:, ::-1], precision) / found[:, -1]
    return area


def weighted_figures(
    numbers: Floats, truth: Floats, threshold: float, weights: Floats
) -> dict[str, Floats]:
    """Every figure of one label under every weighting.

    Args:
        numbers: (N,) probabilities.
        truth: (N,) of 1, 0 and NaN (unknown: left out).
        threshold: the operating point; "yes" is numbers >= threshold.
        weights: (R, N) >= 0.

    Returns:
        FIGURES to (R,); NaN where a figure is undefined under that weighting.
    """
    known = ~np.isnan(truth)
    numbers, truth, weights = numbers[known], truth[known], weights[:, known]
    if not known.any():
        return {name: np.full(len(weights), np.nan) for name in FIGURES}
    said_yes = numbers >= threshold
    found = weights @ (said_yes & (truth == 1))
    alarms = weights @ (said_yes & (truth == 0))
    missed = weights @ (~said_yes & (truth == 1))
    cleared = weights @ (~said_yes & (truth == 0))
    positive, negative = tied_sums(numbers, truth, weights)
    with np.errstate(invalid="ignore"):
        sensitivity = found / (found + missed)
        return {
            "sensitivity": sensitivity,
            "specificity": cleared / (cleared + alarms),
            "precision": found / (found + alarms),
            "recall": sensitivity,
            "f1": np.where(found + missed > 0, 2 * found / (2 * found + alarms + missed), np.nan),
            "auc": area_under_roc(positive, negative),
            "pr_auc": average_precision(positive, negative),
            "brier": weights @ (numbers - truth) ** 2 / weights.sum(axis=1),
        }
