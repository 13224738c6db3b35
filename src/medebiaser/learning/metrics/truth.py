"""Truth and probabilities as every figure expects them: floats of one shape, unknown as NaN."""

from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import InvalidInputError, ShapeError

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

MIN_CASES = 5
"""Fewer positives (or negatives) than this give no figure and no threshold, only a reason."""


def as_truth(labels: npt.NDArray[Any]) -> Floats:
    """Labels as floats, unknown as NaN.

    Args:
        labels: (N, K) of 1, 0 and unknown (any negative integer, or NaN).

    Returns:
        (N, K) of 1.0, 0.0 and NaN.

    Raises:
        InvalidInputError: a value is none of these.
    """
    truth = np.asarray(labels, dtype=np.float64).copy()
    truth[truth < 0] = np.nan
    strange = ~np.isnan(truth) & (truth != 0) & (truth != 1)
    if strange.any():
        raise InvalidInputError(
            f"labels hold {truth[strange][0]:g}; a label is 1, 0 or unknown (-1 or NaN)"
        )
    return truth


def checked(probabilities: npt.NDArray[Any], labels: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Probabilities and truth, of one shape and without gaps.

    Args:
        probabilities: (N, K) in [0, 1].
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        Both as (N, K) floats, unknown truth as NaN.

    Raises:
        ShapeError: the shapes differ.
        InvalidInputError: a probability is missing or outside [0, 1].
    """
    numbers = np.asarray(probabilities, dtype=np.float64)
    truth = as_truth(labels)
    if numbers.shape != truth.shape or numbers.ndim != 2:
        raise ShapeError(
            f"probabilities are {numbers.shape}, labels {truth.shape}; "
            "both must be (images, labels)"
        )
    wrong = ~((numbers >= 0) & (numbers <= 1))
    if wrong.any():
        raise InvalidInputError(
            f"{int(wrong.any(axis=1).sum())} of {len(numbers)} images have probabilities that are "
            "missing or outside 0 to 1; let the round predict them first"
        )
    return numbers, truth


def few_cases(positives: int, negatives: int) -> str | None:
    """Why a label cannot be measured, in words.

    Args:
        positives: images known to carry the label.
        negatives: images known not to.

    Returns:
        The reason, or None where both reach MIN_CASES.
    """
    short = [
        f"{count} {kind}"
        for count, kind in ((positives, "positives"), (negatives, "negatives"))
        if count < MIN_CASES
    ]
    if not short:
        return None
    return f"not enough cases: {' and '.join(short)}, {MIN_CASES} of each are needed"
