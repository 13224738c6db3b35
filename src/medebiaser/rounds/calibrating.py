"""Do 7 of 10 images rated .7 carry the label: each label's calibration curve on a split."""

from typing import Any

import numpy as np

from medebiaser.data.stores import Stores
from medebiaser.learning.metrics import CalibrationCurve, calibration_curve
from medebiaser.records import Round, Split
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.documents import metrics_document


def calibration_curves(
    stores: Stores, evaluated: Round, split: Split
) -> dict[str, CalibrationCurve]:
    """Return the curve of each label that has known truth in a split."""
    rows = np.flatnonzero(stores.images.splits() == split)
    probabilities = explained(stores, evaluated).read(PROBABILITIES, rows)
    labels = stores.images.labels()[rows]
    seen = ~np.isnan(probabilities).any(axis=1)
    curves = {
        name: calibration_curve(probabilities[seen, k], labels[seen, k])
        for k, name in enumerate(stores.project.labels)
    }
    return {name: curve for name, curve in curves.items() if len(curve.counts)}


def calibration_document(stores: Stores, evaluated: Round, split: Split) -> dict[str, Any]:
    """Return the curves as JSON: of the probabilities as the network gives them.

    Raises:
        LockedError: the split was not evaluated yet, or is sealed.
    """
    metrics_document(evaluated, split)
    curves = calibration_curves(stores, evaluated, split)
    return {
        "round": evaluated.number,
        "split": split.value,
        "labels": {
            name: {
                "predicted": curve.predicted.tolist(),
                "observed": curve.observed.tolist(),
                "counts": curve.counts.tolist(),
            }
            for name, curve in curves.items()
        },
    }
