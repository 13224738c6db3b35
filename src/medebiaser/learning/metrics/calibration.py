"""Do 7 of 10 images rated .7 carry the label?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics.truth import Floats, Integers, checked


@dataclass(frozen=True, slots=True)
class CalibrationCurve:
    """Predicted against observed, per bin that holds images.

    Attributes:
        predicted: (B,) mean probability in the bin.
        observed: (B,) share of the bin's images that carry the label.
        counts: (B,) images in the bin.
    """

    predicted: Floats
    observed: Floats
    counts: Integers


def calibration_curve(
    probabilities: npt.NDArray[Any], labels: npt.NDArray[Any], *, bins: int = 10
) -> CalibrationCurve:
    """The calibration curve of one label, in bins of equal width.

    Args:
        probabilities: (N,) in [0, 1].
        labels: (N,) of 1, 0 and unknown (-1 or NaN): unknown is left out.
        bins: how many bins between 0 and 1; empty ones are left out.

    Returns:
        The curve; without known labels it has no bins.

    Raises:
        ShapeError: the arrays differ in length.
        InvalidInputError: a probability is missing.
    """
    if np.ndim(probabilities) != 1 or np.shape(probabilities) != np.shape(labels):
        raise ShapeError(
            f"probabilities are {np.shape(probabilities)}, labels {np.shape(labels)}; give one "
            "label's column of each"
        )
    numbers, truth = (
        column[:, 0]
        for column in checked(np.asarray(probabilities)[:, None], np.asarray(labels)[:, None])
    )
    known = ~np.isnan(truth)
    numbers, truth = numbers[known], truth[known]
    bin_of = np.minimum((numbers * bins).astype(np.int64), bins - 1)
    counts = np.bincount(bin_of, minlength=bins)
    there = counts > 0
    return CalibrationCurve(
        predicted=np.bincount(bin_of, numbers, bins)[there] / counts[there],
        observed=np.bincount(bin_of, truth, bins)[there] / counts[there],
        counts=counts[there],
    )
