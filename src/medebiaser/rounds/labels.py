"""What a project's labels and images amount to: counts of now, figures of a round."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from medebiaser.data.columns import Counts
from medebiaser.data.stores import Stores
from medebiaser.learning.label_statistics import conditional_shares, literal_dependency
from medebiaser.records import Round, Split

_EPSILON, _THRESHOLD = 1e-6, 0.0
"""Of the literal dependency, as the paper's prose reads."""
_WITH_INTERVAL = ("sensitivity", "specificity", "precision", "recall", "f1", "auc", "pr_auc")
_FIGURES = (
    *(name for figure in _WITH_INTERVAL for name in (figure, f"{figure}_ci")),
    *("correct", "incorrect", "positives", "reason"),
)


def labels_document(stores: Stores, shown: Round | None) -> dict[str, Any]:
    """Return the table of labels.

    Args:
        shown: the round whose thresholds and figures on `test` stand beside the counts.
    """
    columns = stores.columns.now()
    whole, train = columns.counted(None), columns.counted(Split.TRAIN)
    by_split = {split.value: columns.counted(split) for split in Split}
    annotated = stores.badges.annotated_counts()
    return {
        "round": None if shown is None else shown.number,
        "images": whole.images,
        "patients": columns.patients,
        "labels": [
            {
                "name": name,
                "paired": name in stores.project.paired_labels,
                "positives": int(whole.positives[k]),
                "unknown": int(whole.unknown[k]),
                "share": _share(whole, k),
                "positives_by_split": {s: int(c.positives[k]) for s, c in by_split.items()},
                "dependency": _dependency(train, k),
                "annotated_images": annotated.get(name, 0),
                "threshold": _of_label(None if shown is None else shown.thresholds, k),
                "figures": _figures(shown, name),
            }
            for k, name in enumerate(stores.project.labels)
        ],
    }


def cooccurrence_document(stores: Stores, split: Split | None) -> dict[str, Any]:
    """Return how many images carry both of two labels, rows and columns in the labels' order."""
    counts = stores.columns.now().counted(split)
    shares = conditional_shares(counts.cooccurrence)
    return {
        "split": split,
        "labels": stores.project.labels,
        "images": counts.images,
        "counts": counts.cooccurrence.tolist(),
        "shares": [[None if np.isnan(v) else v for v in row] for row in shares.tolist()],
    }


def overview(stores: Stores) -> dict[str, Any]:
    """Return what a project holds."""
    columns = stores.columns.now()
    return {
        "images": columns.counted(None).images,
        "patients": columns.patients,
        "splits": {split.value: columns.counted(split).images for split in Split},
        "without_split": columns.counted(None).images
        - sum(columns.counted(split).images for split in Split),
        "annotated_pairs": sum(stores.badges.annotated_counts().values()),
        "rounds": len(stores.rounds.all()),
    }


def _share(counts: Counts, k: int) -> float | None:
    known = counts.images - int(counts.unknown[k])
    return int(counts.positives[k]) / known if known else None


def _dependency(counts: Counts, k: int) -> float | None:
    found = literal_dependency(counts.cooccurrence, k, epsilon=_EPSILON, threshold=_THRESHOLD)
    return None if np.isnan(found) else found


def _of_label(values: tuple[float | None, ...] | None, k: int) -> float | None:
    return None if values is None else values[k]


def _figures(shown: Round | None, name: str) -> dict[str, Any] | None:
    """A label's figures on `test`; None where the round was not evaluated."""
    if shown is None or Split.TEST not in shown.metrics:
        return None
    found: Mapping[str, Any] = shown.metrics[Split.TEST]["labels"].get(name, {})
    return {figure: found.get(figure) for figure in _FIGURES}
