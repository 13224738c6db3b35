"""Two rounds side by side: their stored figures, and image by image."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.learning.ranking import calibrated
from medebiaser.records import Image, Round, Split
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.documents import metrics_document

_FIGURES = ("sensitivity", "specificity", "precision", "recall", "f1", "auc", "pr_auc", "brier")
_COUNTS = ("correct", "incorrect")
COMPARED = (Split.TEST, Split.TUNE, Split.REVIEW)
"""Splits whose images are compared between rounds."""


def comparison_document(after: Round, before: Round, split: Split) -> dict[str, Any]:
    """Return the figures of two rounds on a split side by side.

    Args:
        after: the round that is looked at.
        before: the one it is held against.

    Returns:
        {"round", "with", "split", "labels": {NAME: {FIGURE: {"before", "after", "difference",
        "before_ci", "after_ci"}}}, "macro", "paired", "paired_reason"}; `paired` is the paired
        bootstrap that was made when the round was evaluated, against its parent alone.

    Raises:
        LockedError: one of them was not evaluated on the split.
    """
    new, old = metrics_document(after, split), metrics_document(before, split)
    paired = new.get("change_from_parent")
    held_against_parent = paired is not None and paired["parent"] == before.number
    reason = f"the paired test is made against the parent, round {after.parent}, alone"
    return {
        "round": after.number,
        "with": before.number,
        "split": split.value,
        "labels": {
            name: _both(old["labels"].get(name, {}), found) for name, found in new["labels"].items()
        },
        "macro": _both(old["macro"], new["macro"]),
        "paired": paired if held_against_parent else None,
        "paired_reason": None if held_against_parent else reason,
    }


def _both(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name in (*_FIGURES, *_COUNTS):
        old, new = before.get(name), after.get(name)
        figures[name] = {
            "before": old,
            "after": new,
            "difference": None if old is None or new is None else new - old,
            "before_ci": before.get(f"{name}_ci"),
            "after_ci": after.get(f"{name}_ci"),
        }
    return figures


@dataclass(frozen=True, slots=True)
class Cell:
    """What one round says of one image and label.

    Attributes:
        probability: the calibrated one; None where the round has not looked at the image.
        correct: whether the operating point agrees with the label.
    """

    round: int
    probability: float | None
    correct: bool | None


@dataclass(frozen=True, slots=True)
class GridPage:
    """A page of the comparison grid; `next` is the row to go on from, None at the end."""

    rows: tuple[tuple[Image, tuple[Cell, ...]], ...]
    next: int | None


def comparison_grid(
    stores: Stores,
    rounds: Sequence[Round],
    label: str,
    *,
    split: Split = Split.TEST,
    carried: bool = True,
    start: int = 0,
    limit: int = 50,
) -> GridPage:
    """Return images with what each round says of a label, in row order.

    Args:
        rounds: one column for each.
        label: its name.
        split: test, tune or review.
        carried: images that carry the label; False: those known not to.
        start: the first row that may come.
        limit: at most so many.

    Raises:
        NotFoundError: no such label.
        LockedError: the split is not compared, or a round has no probabilities.
    """
    if label not in stores.project.labels:
        raise NotFoundError(
            f"no label {label!r}; this project has {', '.join(stores.project.labels)}"
        )
    if split not in COMPARED:
        raise LockedError(f"{split} is not compared; choose {', '.join(COMPARED)}")
    k = stores.project.labels.index(label)
    found: list[int] = []
    for block in stores.columns.now().rows(split, k, value=int(carried), start=start):
        found += block[: limit + 1 - len(found)].tolist()
        if len(found) > limit:
            break
    images = stores.images.by_rows(found[:limit])
    columns = [_cells(stores, each, images, k) for each in rounds]
    return GridPage(
        tuple(zip(images, zip(*columns, strict=True), strict=True)),
        found[limit] if len(found) > limit else None,
    )


def _cells(stores: Stores, each: Round, images: Sequence[Image], k: int) -> list[Cell]:
    rows = np.array([image.row for image in images], dtype=np.int64)
    try:
        probabilities = explained(stores, each).read(PROBABILITIES, rows)
    except NotFoundError as error:
        raise LockedError(
            f"round {each.number} is {each.state} and has no probabilities yet; leave it out"
        ) from error
    thresholds = each.thresholds or (None,) * probabilities.shape[1]
    found = calibrated(torch.from_numpy(probabilities), thresholds)[:, k].tolist()
    return [
        Cell(
            each.number,
            None if np.isnan(p) else p,
            None if np.isnan(p) else (p >= 0.5) == (image.labels[k] == 1),
        )
        for image, p in zip(images, found, strict=True)
    ]
