"""Intervals by drawing patients anew, never images: images of one patient are not independent.

Two calls with the same patients and the same seed draw the same replicates, so that two rounds
are compared on the same draws (paired bootstrap).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics.thresholds import filled
from medebiaser.learning.metrics.truth import Floats, checked
from medebiaser.learning.metrics.weighted import FIGURES, weighted_figures

REPLICATES = 1000
LEVEL = 0.95
CHUNK = 16  # few enough that a chunk stays in the processor's cache
MISSING_MOST = 0.05
"""No interval where more than this share of the replicates leaves a figure undefined."""

Interval = tuple[float, float]
Patients = Sequence[Any] | npt.NDArray[Any]


def patient_draws(patients: Patients, *, replicates: int, seed: int) -> Iterator[Floats]:
    """How often each image counts in each replicate, some replicates at a time.

    A replicate draws as many patients as there are, with replacement; an image counts as often as
    its patient was drawn.

    Args:
        patients: N patient ids.
        replicates: how many replicates in all.
        seed: the same seed and the same patients give the same draws.

    Yields:
        (at most CHUNK, N) counts.
    """
    _, patient_of = np.unique(np.asarray(patients), return_inverse=True)
    count = int(patient_of.max(initial=-1)) + 1
    rng = np.random.default_rng(seed)
    for start in range(0, replicates, CHUNK):
        rows = min(CHUNK, replicates - start)
        drawn = rng.integers(count, size=(rows, count)) + np.arange(rows)[:, None] * count
        times = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count)
        yield times.astype(np.float64)[:, patient_of]


def replicate_figures(
    probabilities: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    thresholds: Sequence[float | None],
    patients: Patients,
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> dict[str, Floats]:
    """Every figure of every label in every replicate.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        thresholds: K operating points; None: .5.
        patients: N patient ids.
        replicates: how many.
        seed: of the draws.

    Returns:
        FIGURES to (replicates, K); NaN where a figure is undefined in that replicate.

    Raises:
        ShapeError: the shapes, thresholds or patients do not agree.
        InvalidInputError: a probability is missing.
    """
    numbers, truth = checked(probabilities, labels)
    n_images, n_labels = truth.shape
    if len(patients) != n_images or len(thresholds) != n_labels:
        raise ShapeError(
            f"{n_images} images with {n_labels} labels, but {len(patients)} patients and "
            f"{len(thresholds)} thresholds; give one patient per image, one threshold per label"
        )
    cuts = filled(thresholds)
    drawn = {name: np.empty((replicates, n_labels)) for name in FIGURES}
    start = 0
    for weights in patient_draws(patients, replicates=replicates, seed=seed):
        stop = start + len(weights)
        for k in range(n_labels):
            figures = weighted_figures(numbers[:, k], truth[:, k], float(cuts[k]), weights)
            for name, values in figures.items():
                drawn[name][start:stop, k] = values
        start = stop
    return drawn


def interval(values: Floats, *, level: float = LEVEL) -> Interval | None:
    """The central interval of a figure's replicates.

    Args:
        values: (replicates,) with NaN where the figure was undefined.
        level: share of the replicates inside.

    Returns:
        (low, high), or None where more than MISSING_MOST of the replicates are undefined.
    """
    there = values[~np.isnan(values)]
    if values.size == 0 or there.size < (1 - MISSING_MOST) * values.size:
        return None
    low, high = np.quantile(there, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def mean_interval(
    values: Floats,
    patients: Patients,
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Interval | None:
    """The interval of a mean over images, drawing patients.

    Args:
        values: (N,) finite.
        patients: N patient ids.
        replicates: how many.
        seed: of the draws.

    Returns:
        (low, high); None where there is no value at all.

    Raises:
        ShapeError: there is not one patient per value.
    """
    if len(patients) != len(values):
        raise ShapeError(f"{len(values)} values and {len(patients)} patients; give one for each")
    if len(values) == 0:
        return None
    means = [
        weights @ values / weights.sum(axis=1)
        for weights in patient_draws(patients, replicates=replicates, seed=seed)
    ]
    return interval(np.concatenate(means))


def bootstrap_auc_ci(
    probabilities: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    patients: Patients,
    *,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> list[Interval | None]:
    """The interval of every label's ROC AUC.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        patients: N patient ids.
        seed: of the draws.
        replicates: how many.

    Returns:
        K intervals; None where too many replicates lack a class.

    Raises:
        ShapeError: the shapes do not agree.
        InvalidInputError: a probability is missing.
    """
    no_thresholds = [None] * np.asarray(labels).shape[1]
    drawn = replicate_figures(
        probabilities, labels, no_thresholds, patients, replicates=replicates, seed=seed
    )
    return [interval(drawn["auc"][:, k]) for k in range(drawn["auc"].shape[1])]
