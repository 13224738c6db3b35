"""The figures of a round on one split: per label, over labels, each with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics.bootstrap import (
    REPLICATES,
    Interval,
    Patients,
    interval,
    patient_draws,
    replicate_figures,
)
from medebiaser.learning.metrics.thresholds import filled
from medebiaser.learning.metrics.truth import MIN_CASES, Floats, checked, few_cases
from medebiaser.learning.metrics.weighted import FIGURES, weighted_figures
from medebiaser.records import Activation

NEEDS_POSITIVES = frozenset({"sensitivity", "recall", "precision", "f1", "auc", "pr_auc"})
NEEDS_NEGATIVES = frozenset({"specificity", "precision", "f1", "auc", "pr_auc"})


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """The figures of one label.

    Attributes:
        threshold: the operating point; None where `tune` had too few cases (.5 is used then).
        values: FIGURES to a number, or None where there are not enough cases.
        intervals: FIGURES to (low, high), or None.
        reason: why figures are missing or what to know about them; None where nothing is.
    """

    positives: int
    negatives: int
    unknown: int
    threshold: float | None
    correct: int
    incorrect: int
    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]
    reason: str | None


@dataclass(frozen=True, slots=True)
class MacroFigures:
    """Means over the labels that have enough cases.

    Attributes:
        values: FIGURES (and `accuracy` in softmax projects) to a mean or None.
        intervals: the same names to (low, high) or None.
        counted: FIGURES to the number of labels in the mean.
        missing: indices of the labels without an AUC.
    """

    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]
    counted: Mapping[str, int]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one round on one split."""

    labels: tuple[LabelFigures, ...]
    macro: MacroFigures

    def document(self, names: Sequence[str]) -> dict[str, Any]:
        """The `labels` and `macro` of the document that `evaluate --json` prints.

        Args:
            names: the K names of the labels.

        Returns:
            {"labels": {name: {...}}, "macro": {...}} of plain JSON values.

        Raises:
            ShapeError: there is not one name per label.
        """
        if len(names) != len(self.labels):
            raise ShapeError(f"{len(names)} names for {len(self.labels)} labels; give one for each")
        return {
            "labels": {
                name: _label_document(figures)
                for name, figures in zip(names, self.labels, strict=True)
            },
            "macro": {
                **_numbers(self.macro.values, self.macro.intervals),
                "counted": dict(self.macro.counted),
                "missing": [names[k] for k in self.macro.missing],
            },
        }


def label_figures(
    probabilities: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    thresholds: Sequence[float | None],
    patients: Patients,
    *,
    activation: Activation = Activation.SIGMOID,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Figures:
    """Every figure of every label with its interval, and their means.

    A figure without MIN_CASES positives (or negatives) is None and says so, never 0 or .5.
    Softmax projects get the same figures one label against the rest, and the accuracy of the most
    probable label.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        thresholds: K operating points; None: .5 is used and said.
        patients: N patient ids.
        activation: softmax adds `accuracy` to the means.
        replicates: how many bootstrap replicates.
        seed: of the draws.

    Returns:
        The figures.

    Raises:
        ShapeError: the shapes, thresholds or patients do not agree.
        InvalidInputError: a probability is missing.
    """
    numbers, truth = checked(probabilities, labels)
    drawn = replicate_figures(
        numbers, truth, thresholds, patients, replicates=replicates, seed=seed
    )
    found = tuple(
        _one_label(
            numbers[:, k], truth[:, k], threshold, {name: drawn[name][:, k] for name in drawn}
        )
        for k, threshold in enumerate(thresholds)
    )
    macro = _macro(found, drawn)
    if activation is Activation.SOFTMAX:
        macro = _with_accuracy(macro, numbers, truth, patients, replicates=replicates, seed=seed)
    return Figures(found, macro)


def top_label_accuracy(probabilities: Floats, truth: Floats) -> Floats:
    """Whether the most probable label is the true one.

    Args:
        probabilities: (N, K) in [0, 1].
        truth: (N, K) of 1, 0 and NaN.

    Returns:
        (N,) of 1 and 0; NaN where the truth names no label.
    """
    hit = truth[np.arange(len(truth)), probabilities.argmax(axis=1)] == 1
    return np.where((truth == 1).any(axis=1), hit.astype(np.float64), np.nan)


def _one_label(
    numbers: Floats, truth: Floats, threshold: float | None, drawn: Mapping[str, Floats]
) -> LabelFigures:
    cut = float(filled([threshold])[0])
    positives, negatives = int((truth == 1).sum()), int((truth == 0).sum())
    plain = weighted_figures(numbers, truth, cut, np.ones((1, len(truth))))
    values = {
        name: None
        if _lacks_cases(name, positives, negatives) or np.isnan(plain[name][0])
        else float(plain[name][0])
        for name in FIGURES
    }
    correct = int(((numbers >= cut) == (truth == 1))[~np.isnan(truth)].sum())
    return LabelFigures(
        positives=positives,
        negatives=negatives,
        unknown=int(np.isnan(truth).sum()),
        threshold=threshold,
        correct=correct,
        incorrect=positives + negatives - correct,
        values=values,
        intervals={
            name: None if values[name] is None else interval(drawn[name]) for name in FIGURES
        },
        reason=_reason(positives, negatives, threshold),
    )


def _lacks_cases(name: str, positives: int, negatives: int) -> bool:
    return (
        (name in NEEDS_POSITIVES and positives < MIN_CASES)
        or (name in NEEDS_NEGATIVES and negatives < MIN_CASES)
        or positives + negatives < MIN_CASES
    )


def _reason(positives: int, negatives: int, threshold: float | None) -> str | None:
    reason = few_cases(positives, negatives)
    if threshold is not None:
        return reason
    no_threshold = "no threshold could be chosen, .5 is used"
    return no_threshold if reason is None else f"{reason}; {no_threshold}"


def _macro(found: Sequence[LabelFigures], drawn: Mapping[str, Floats]) -> MacroFigures:
    values: dict[str, float | None] = {}
    intervals: dict[str, Interval | None] = {}
    counted: dict[str, int] = {}
    for name in FIGURES:
        there = [k for k, label in enumerate(found) if label.values[name] is not None]
        counted[name] = len(there)
        values[name] = mean_of([label.values[name] for label in found])
        intervals[name] = interval(mean_over(drawn[name][:, there])) if there else None
    missing = tuple(k for k, label in enumerate(found) if label.values["auc"] is None)
    return MacroFigures(values, intervals, counted, missing)


def mean_of(values: Sequence[float | None]) -> float | None:
    """Mean of the figures that are there.

    Args:
        values: figures, None where there were not enough cases.

    Returns:
        Their mean; None where none is there.
    """
    there = [value for value in values if value is not None]
    return float(np.mean(there)) if there else None


def mean_over(drawn: Floats) -> Floats:
    """Mean over labels in every replicate, leaving out labels undefined in that replicate.

    Args:
        drawn: (R, K) replicates of one figure.

    Returns:
        (R,), NaN where no label is defined.
    """
    there = ~np.isnan(drawn)
    with np.errstate(invalid="ignore"):
        means: Floats = np.where(there, drawn, 0.0).sum(axis=1) / there.sum(axis=1)
    return means


def _with_accuracy(
    macro: MacroFigures,
    numbers: Floats,
    truth: Floats,
    patients: Patients,
    *,
    replicates: int,
    seed: int,
) -> MacroFigures:
    hits = top_label_accuracy(numbers, truth)
    named = ~np.isnan(hits)
    value = float(hits[named].mean()) if named.sum() >= MIN_CASES else None
    bounds = None
    if value is not None:
        draws = [
            weights[:, named] @ hits[named] / np.maximum(weights[:, named].sum(axis=1), 1.0)
            for weights in patient_draws(patients, replicates=replicates, seed=seed)
        ]
        bounds = interval(np.concatenate(draws))
    return MacroFigures(
        {**macro.values, "accuracy": value},
        {**macro.intervals, "accuracy": bounds},
        macro.counted,
        macro.missing,
    )


def _numbers(
    values: Mapping[str, float | None], intervals: Mapping[str, Interval | None]
) -> dict[str, Any]:
    shown: dict[str, Any] = dict(values)
    for name, bounds in intervals.items():
        shown[f"{name}_ci"] = None if bounds is None else list(bounds)
    return shown


def _label_document(figures: LabelFigures) -> dict[str, Any]:
    return {
        "positives": figures.positives,
        "negatives": figures.negatives,
        "unknown": figures.unknown,
        "threshold": figures.threshold,
        **_numbers(figures.values, figures.intervals),
        "correct": figures.correct,
        "incorrect": figures.incorrect,
        "reason": figures.reason,
    }
