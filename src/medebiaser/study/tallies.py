"""Figures as sums over counts, so that the folds of one seed can be pooled.

An AUC is the share of pairs (a positive, a negative) that are ordered rightly. Pairs are formed
within a fold alone: two folds are two networks, whose probabilities are not on one scale.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.masks import rasterised
from medebiaser.data.stores import Stores
from medebiaser.learning.attention_quality import energy_inside, iou, pointing_game
from medebiaser.learning.heatmaps import normalised, rectified, upsampled
from medebiaser.learning.metrics.weighted import area_under_roc, tied_sums
from medebiaser.records import Image, Region, Round, Split
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.rounds.explain import explain_rows
from medebiaser.study.physician import references_of
from medebiaser.study.sets import MARKER

Tally = Mapping[str, tuple[float, float]]
"""Name of a figure to (sum, count); the figure is sum / count."""

_GRID = 56
_OF_LABEL = "label:"
_BEFORE = "before:"


def pooled(tallies: Iterable[Tally]) -> dict[str, tuple[float, float]]:
    """Add up the sums and the counts of several folds."""
    total: dict[str, tuple[float, float]] = {}
    for tally in tallies:
        for name, (value, count) in tally.items():
            old = total.get(name, (0.0, 0.0))
            total[name] = (old[0] + value, old[1] + count)
    return total


def figures(tally: Tally) -> dict[str, float | None]:
    """Turn sums into figures; None where nothing was counted.

    `other_labels_auc` is the mean over the labels that were not in focus, `macro_auc` that over
    all, `other_labels_change` that of the changes of the others from the network before.
    """
    shares = {name: value / count if count else None for name, (value, count) in tally.items()}
    found = {name: value for name, value in shares.items() if ":" not in name}
    others = {
        name: value
        for name, value in shares.items()
        if name.startswith(_OF_LABEL) and value is not None
    }
    changes = [
        value - before
        for name, value in others.items()
        if (before := shares.get(_BEFORE + name)) is not None
    ]
    found["other_labels_auc"] = _mean(list(others.values()))
    own = shares.get("auc")
    found["macro_auc"] = None if own is None else _mean([own, *others.values()])
    if any(name.startswith(_BEFORE) for name in shares):
        found["other_labels_change"] = _mean(changes)
    return found


def auc_tally(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> tuple[float, float]:
    """(pairs ordered rightly, pairs); ties count half.

    Args:
        scores: (N,) float.
        positive: (N,) bool.
    """
    pairs = float(positive.sum()) * float((~positive).sum())
    if pairs == 0:
        return 0.0, 0.0
    truth = positive.astype(np.float64)
    sums = tied_sums(scores.astype(np.float64), truth, np.ones((1, len(truth))))
    return float(area_under_roc(*sums)[0]) * pairs, pairs


def measured(
    stores: Stores, trained: Round, label: str, *, before: Round | None = None, device: str = "cpu"
) -> dict[str, tuple[float, float]]:
    """Measure a round on `test`.

    Args:
        label: the one in focus.
        before: the round it was fine-tuned from, for the change of the other labels.

    Returns:
        `auc` and `worst_group_auc` (positives without the marker against negatives with it) of
        the label in focus; `pointing`, `iou` and `energy_inside` of its heatmaps on positives with
        a true region, where a heatmap without evidence counts 0; `recall` and `specificity` at
        the round's threshold; `label:NAME` the AUC of every other label.
    """
    images = stores.images.all(Split.TEST)
    rows = np.array([image.row for image in images], np.int64)
    explain_rows(stores, trained, rows, device=device)
    column = stores.project.labels.index(label)
    labels = stores.images.labels()[rows]
    scores = explained(stores, trained).read(PROBABILITIES, rows)
    known = labels[:, column] >= 0
    positive = labels[known, column] == 1
    of_label = scores[known, column]
    tally = {"auc": auc_tally(of_label, positive)}
    tally |= _worst_group(
        [image for image, k in zip(images, known, strict=True) if k], of_label, positive
    )
    tally |= _at_threshold(trained, column, of_label, positive)
    tally |= _attention(stores, trained, label, images)
    tally |= _others(stores, labels, scores, column)
    if before is not None:
        explain_rows(stores, before, rows, device=device)
        older = explained(stores, before).read(PROBABILITIES, rows)
        others = _others(stores, labels, older, column)
        tally |= {_BEFORE + name: value for name, value in others.items()}
    return tally


def _worst_group(
    images: list[Image], scores: NDArray[np.floating], positive: NDArray[np.bool_]
) -> dict[str, tuple[float, float]]:
    """Positives without the marker against negatives with it; nothing where none is marked."""
    marker = np.array([image.cues.get(MARKER) == "yes" for image in images], np.bool_)
    if not marker.any():
        return {"worst_group_auc": (0.0, 0.0)}
    worst = positive ^ marker
    return {"worst_group_auc": auc_tally(scores[worst], positive[worst])}


def _at_threshold(
    trained: Round, column: int, scores: NDArray[np.floating], positive: NDArray[np.bool_]
) -> dict[str, tuple[float, float]]:
    threshold = (trained.thresholds or (None,) * (column + 1))[column]
    if threshold is None:
        return {}
    found = scores >= threshold
    return {
        "recall": (float((found & positive).sum()), float(positive.sum())),
        "specificity": (float((~found & ~positive).sum()), float((~positive).sum())),
    }


def _others(
    stores: Stores, labels: NDArray[np.int8], scores: NDArray[np.floating], column: int
) -> dict[str, tuple[float, float]]:
    return {
        _OF_LABEL + name: auc_tally(scores[labels[:, k] >= 0, k], labels[labels[:, k] >= 0, k] == 1)
        for k, name in enumerate(stores.project.labels)
        if k != column
    }


def _attention(
    stores: Stores, trained: Round, label: str, images: list[Image]
) -> dict[str, tuple[float, float]]:
    references = references_of(stores, label)
    column = stores.project.labels.index(label)
    shown = [i for i in images if i.labels[column] == 1 and (i.id, label) in references]
    if not shown:
        return dict.fromkeys(("pointing", "iou", "energy_inside"), (0.0, 0.0))
    rows = np.array([image.row for image in shown], np.int64)
    maps = torch.from_numpy(explained(stores, trained).read(MAPS, rows)[:, column]).float()
    return agreement_tally(maps, [(image, references[image.id, label]) for image in shown])


def agreement_tally(
    attributions: torch.Tensor, truth: list[tuple[Image, list[Region]]]
) -> dict[str, tuple[float, float]]:
    """How well attributions agree with true regions; one without positive evidence counts 0.

    Args:
        attributions: (N, h, w) signed, on any grid.
        truth: N images with their true regions.
    """
    heat = upsampled(rectified(attributions), _GRID)
    masks = torch.stack(
        [
            torch.from_numpy(rasterised(regions, image.width, image.height, _GRID)) >= 0.5
            for image, regions in truth
        ]
    )
    scores = {
        "pointing": pointing_game(heat, masks),
        "iou": iou(normalised(heat), masks),
        "energy_inside": energy_inside(heat, masks),
    }
    return {
        name: (float(values.nan_to_num(0.0).sum()), float(len(values)))
        for name, values in scores.items()
    }


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
