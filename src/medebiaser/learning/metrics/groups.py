"""Figures by group of images: sex, view, age band, a companion label, any column named as a cue."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics.bootstrap import Patients, bootstrap_auc_ci
from medebiaser.learning.metrics.truth import MIN_CASES, Booleans, Floats, as_truth, checked
from medebiaser.learning.metrics.weighted import area_under_roc, tied_sums

Groups = npt.NDArray[np.object_]
"""(N,) the group's name, or None where it is unknown."""

AGE_BANDS = ((0, 20, "under 20"), (20, 40, "20 to 39"), (40, 60, "40 to 59"), (60, 80, "60 to 79"))
OLDEST = "80 and over"


def age_groups(ages_years: Sequence[float | None]) -> Groups:
    """Ages as bands of twenty years.

    Args:
        ages_years: N ages; None or NaN where unknown.

    Returns:
        (N,) names of bands, None where unknown.
    """
    return np.array([_age_band(age) for age in ages_years], dtype=object)


def _age_band(age: float | None) -> str | None:
    if age is None or np.isnan(age):
        return None
    return next((name for low, high, name in AGE_BANDS if low <= age < high), OLDEST)


def companion_groups(labels: npt.NDArray[Any], companion: int, name: str) -> Groups:
    """Images with and without another label.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        companion: index of the other label.
        name: its name.

    Returns:
        (N,) "with NAME", "without NAME", None where unknown.
    """
    truth = as_truth(labels)[:, companion]
    named = np.where(truth == 1, f"with {name}", f"without {name}").astype(object)
    named[np.isnan(truth)] = None
    return named


def group_figures(
    probabilities: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    groups: Groups | Sequence[str | None],
    patients: Patients | None = None,
    *,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """AUC of every label by group, and across groups.

    `worst_group_auc` is the smallest AUC over the pairs of different groups (a, b) of positives in
    a against negatives in b. For a cue it is the figure that shows a shortcut: positives without
    the marker against negatives with it. `worst_within_auc` is the smallest AUC inside one group.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        groups: N names of groups; None: unknown, left out.
        patients: N patient ids, for the interval; None: each image is its own.
        seed: of the bootstrap.

    Returns:
        Per label {"groups": {name: {"positives", "negatives", "auc"}}, "worst_within_auc",
        "worst_within", "worst_group_auc", "worst_group_auc_ci" (of that pair of groups),
        "worst_pair": {"positives_from", "negatives_from"}, "reason"}. An AUC with fewer than
        MIN_CASES positives or negatives is None.

    Raises:
        ShapeError: the shapes do not agree.
        InvalidInputError: a probability is missing.
    """
    numbers, truth = checked(probabilities, labels)
    named = np.array(list(groups), dtype=object)
    if named.shape != (len(truth),):
        raise ShapeError(f"{len(named)} groups for {len(truth)} images; give one for each")
    owners = np.arange(len(truth)).astype(str) if patients is None else np.asarray(patients)
    there = np.array([name is not None for name in named], dtype=bool)
    return [
        _label_by_group(
            numbers[there, k], truth[there, k], named[there].astype(str), owners[there], seed
        )
        for k in range(truth.shape[1])
    ]


def worst_group_auc(
    probabilities: Floats, truth: Floats, groups: npt.NDArray[np.str_]
) -> tuple[float, str, str] | None:
    """Smallest AUC of positives in one group against negatives in another.

    Args:
        probabilities: (N,) in [0, 1].
        truth: (N,) of 1, 0 and NaN.
        groups: (N,) names.

    Returns:
        (AUC, group of the positives, group of the negatives); None where no pair of groups has
        MIN_CASES on both sides.
    """
    names = np.unique(groups)
    crossed = [
        (auc, str(a), str(b))
        for a in names
        for b in names
        if a != b
        and (
            auc := _auc(
                probabilities,
                truth,
                ((groups == a) & (truth == 1)) | ((groups == b) & (truth == 0)),
            )
        )
        is not None
    ]
    return min(crossed) if crossed else None


def _crossed_interval(
    numbers: Floats,
    truth: Floats,
    groups: npt.NDArray[np.str_],
    patients: npt.NDArray[Any],
    crossed: tuple[float, str, str],
    seed: int,
) -> list[float] | None:
    """The interval of the AUC of the worst pair of groups, drawing patients; the pair is kept."""
    _, positives_from, negatives_from = crossed
    chosen = ((groups == positives_from) & (truth == 1)) | (
        (groups == negatives_from) & (truth == 0)
    )
    [bounds] = bootstrap_auc_ci(
        numbers[chosen][:, None], truth[chosen][:, None], patients[chosen], seed=seed
    )
    return None if bounds is None else list(bounds)


def _label_by_group(
    numbers: Floats,
    truth: Floats,
    groups: npt.NDArray[np.str_],
    patients: npt.NDArray[Any],
    seed: int,
) -> dict[str, Any]:
    within = _within_groups(numbers, truth, groups)
    measured = {name: row["auc"] for name, row in within.items() if row["auc"] is not None}
    worst_within = min(measured, key=lambda name: measured[name], default=None)
    crossed = worst_group_auc(numbers, truth, groups)
    return {
        "groups": within,
        "worst_within_auc": None if worst_within is None else measured[worst_within],
        "worst_within": worst_within,
        "worst_group_auc": None if crossed is None else crossed[0],
        "worst_group_auc_ci": None
        if crossed is None
        else _crossed_interval(numbers, truth, groups, patients, crossed, seed),
        "worst_pair": None
        if crossed is None
        else {"positives_from": crossed[1], "negatives_from": crossed[2]},
        "reason": None
        if crossed is not None
        else f"not enough cases: no two groups have {MIN_CASES} positives and negatives",
    }


def _within_groups(
    numbers: Floats, truth: Floats, groups: npt.NDArray[np.str_]
) -> dict[str, dict[str, Any]]:
    from fairlearn.metrics import MetricFrame

    known = ~np.isnan(truth)
    if not known.any():
        return {}
    frame = MetricFrame(
        metrics={
            "positives": lambda truth, _: int(np.sum(truth)),
            "negatives": lambda truth, _: int(np.sum(1 - np.asarray(truth))),
            "auc": lambda truth, numbers: _auc(np.asarray(numbers), np.asarray(truth), None),
        },
        y_true=truth[known],
        y_pred=numbers[known],
        sensitive_features=groups[known],
    )
    return {
        str(name): {
            "positives": int(row["positives"]),
            "negatives": int(row["negatives"]),
            "auc": None if row["auc"] is None or np.isnan(row["auc"]) else float(row["auc"]),
        }
        for name, row in frame.by_group.iterrows()
    }


def _auc(numbers: Floats, truth: Floats, chosen: Booleans | None) -> float | None:
    if chosen is not None:
        numbers, truth = numbers[chosen], truth[chosen]
    if min((truth == 1).sum(), (truth == 0).sum()) < MIN_CASES:
        return None
    sums = tied_sums(numbers, truth, np.ones((1, len(truth))))
    return float(area_under_roc(*sums)[0])
