"""Did a round change a figure? Paired bootstrap over patients, Holm across labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import InvalidInputError
from medebiaser.learning.metrics.bootstrap import (
    REPLICATES,
    Interval,
    Patients,
    interval,
    replicate_figures,
)
from medebiaser.learning.metrics.figures import label_figures, mean_of, mean_over
from medebiaser.learning.metrics.truth import Floats
from medebiaser.learning.metrics.weighted import FIGURES


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one label before and after.

    Attributes:
        difference: after minus before; None where there are not enough cases.
        interval: of the difference, paired over patients.
        p_value: two-sided, of no change.
        adjusted_p_value: the same after Holm's correction across the labels.
        reason: why there is no difference; None where there is one.
    """

    before: float | None
    after: float | None
    difference: float | None
    interval: Interval | None
    p_value: float | None
    adjusted_p_value: float | None
    reason: str | None

    def document(self) -> dict[str, Any]:
        """Plain JSON values, as the documents show them."""
        return {
            "before": self.before,
            "after": self.after,
            "difference": self.difference,
            "interval": None if self.interval is None else list(self.interval),
            "p_value": self.p_value,
            "adjusted_p_value": self.adjusted_p_value,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of two rounds on the same images: per label, and the mean over labels."""

    figure: str
    labels: tuple[Change, ...]
    macro: Change


@dataclass(frozen=True, slots=True)
class Predictions:
    """What one round says about the images of one split.

    Attributes:
        probabilities: (N, K) in [0, 1].
        thresholds: K operating points; None: .5.
    """

    probabilities: npt.NDArray[Any]
    thresholds: Sequence[float | None]


def paired_bootstrap(
    before: Predictions,
    after: Predictions,
    labels: npt.NDArray[Any],
    patients: Patients,
    *,
    figure: str = "auc",
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Comparison:
    """How a figure changed from one round to another, on the same draws of patients.

    Args:
        before: the parent's predictions.
        after: the new round's.
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        patients: N patient ids.
        figure: one of FIGURES.
        replicates: how many bootstrap replicates.
        seed: of the draws.

    Returns:
        The change of every label, p-values corrected by Holm across labels, and of their mean.

    Raises:
        InvalidInputError: no such figure, or a probability is missing.
        ShapeError: the shapes do not agree.
    """
    if figure not in FIGURES:
        raise InvalidInputError(f"no figure is called {figure}; choose one of {', '.join(FIGURES)}")
    points = [
        label_figures(r.probabilities, labels, r.thresholds, patients, replicates=0)
        for r in (before, after)
    ]
    draws = [
        replicate_figures(
            r.probabilities, labels, r.thresholds, patients, replicates=replicates, seed=seed
        )[figure]
        for r in (before, after)
    ]
    differences = draws[1] - draws[0]
    old = [label.values[figure] for label in points[0].labels]
    new = [label.values[figure] for label in points[1].labels]
    reasons = [label.reason for label in points[1].labels]
    changes = [_change(old[k], new[k], differences[:, k], reasons[k]) for k in range(len(old))]
    both = [k for k, change in enumerate(changes) if change.difference is not None]
    macro = _change(
        mean_of([old[k] for k in both]),
        mean_of([new[k] for k in both]),
        mean_over(differences[:, both]),
        "no label has enough cases",
    )
    return Comparison(figure, _corrected(changes), macro)


def _change(
    before: float | None, after: float | None, differences: Floats, reason: str | None
) -> Change:
    if before is None or after is None:
        why = reason or "undefined in one of the two rounds"
        return Change(before, after, None, None, None, None, why)
    p_value = two_sided_p(differences)
    return Change(before, after, after - before, interval(differences), p_value, p_value, None)


def two_sided_p(differences: Floats) -> float | None:
    """Two-sided bootstrap p-value of "no difference".

    Twice the smaller share of replicates on either side of 0, counting 0 on both and one replicate
    more than was drawn, so that it is never 0.

    Args:
        differences: (replicates,) with NaN where undefined.

    Returns:
        In (0, 1]; None where no replicate is defined.

    Source: Davison and Hinkley 1997, section 4.2.
    """
    there = differences[~np.isnan(differences)]
    if there.size == 0:
        return None
    below = (1 + int((there <= 0).sum())) / (1 + there.size)
    above = (1 + int((there >= 0).sum())) / (1 + there.size)
    return min(1.0, 2 * min(below, above))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """p-values corrected for testing several labels, by Holm's step-down rule.

    Args:
        p_values: one per test; None: not tested, and not counted.

    Returns:
        The adjusted p-values in the same order, None where there was none.

    Source: Holm 1979, Scandinavian Journal of Statistics 6, 65-70.
    """
    tested = sorted((p, k) for k, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for step, (p, k) in enumerate(tested):
        highest = max(highest, min(1.0, (len(tested) - step) * p))
        adjusted[k] = highest
    return adjusted


def _corrected(changes: Sequence[Change]) -> tuple[Change, ...]:
    adjusted = holm([change.p_value for change in changes])
    return tuple(
        replace(change, adjusted_p_value=p) for change, p in zip(changes, adjusted, strict=True)
    )


def comparison_document(comparison: Comparison, names: Sequence[str]) -> Mapping[str, Any]:
    """A comparison as plain JSON values.

    Args:
        comparison: of K labels.
        names: the K names.

    Returns:
        {"figure", "labels": {name: change}, "macro": change}.
    """
    return {
        "figure": comparison.figure,
        "labels": {
            name: change.document() for name, change in zip(names, comparison.labels, strict=True)
        },
        "macro": comparison.macro.document(),
    }
