"""Pins: which pairs are watched while a network learns, chosen by people or by the program."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.records import NEVER_ANNOTATED, Pin, Split

PINS_MAX = 12
"""More would not fit a screen."""

_CHOSEN_MAX = 8
_PER_LABEL = 2

Pair = tuple[int, str]


def pin(stores: Stores, row: int, label: str) -> list[Pin]:
    """Pin an image and a label for everyone in the project; twice changes nothing.

    Raises:
        NotFoundError: no such image or label.
        LockedError: the image is in `test` or `sealed`, or enough pairs are pinned.
    """
    with stores.transaction():
        image = stores.images.by_rows([row])[0]
        if image.split in NEVER_ANNOTATED:
            raise LockedError(
                f"the image in row {row} is in the {image.split} split, which nobody watches while "
                "a network learns; pin one of review"
            )
        known = {(each.row, each.label) for each in stores.pins.all()}
        if (row, label) not in known and len(known) >= PINS_MAX:
            raise LockedError(
                f"{len(known)} images are pinned and {PINS_MAX} fit; unpin one of them first"
            )
        stores.pins.add((row, label), author=stores.actor)
        return stores.pins.all()


def unpin(stores: Stores, row: int, label: str) -> list[Pin]:
    """Unpin an image and a label; the maps that were kept of it stay with their rounds.

    Raises:
        NotFoundError: the pair is not pinned.
    """
    with stores.transaction():
        stores.pins.remove((row, label), author=stores.actor)
        return stores.pins.all()


def choose_pins(stores: Stores, focus: Sequence[str] = ()) -> None:
    """Let the program choose what is watched, unless a person has.

    Two images of `review` for each of four labels: those in focus, then the rarest. Images with
    a reference region come first, for there one sees whether the heat is in the right place.

    Args:
        focus: labels that the round works on.
    """
    stores.pins.choose(_chosen(stores, focus))


def _chosen(stores: Stores, focus: Sequence[str]) -> list[Pair]:
    truth = stores.images.labels()
    splits = stores.images.splits()
    pairs: list[Pair] = []
    for label in _by_need(stores, truth[splits == Split.TRAIN], focus):
        k = stores.project.labels.index(label)
        rows = np.flatnonzero((splits == Split.REVIEW) & (truth[:, k] == 1))
        pairs += [(row, label) for row in _telling_first(stores, rows.tolist(), label)[:_PER_LABEL]]
    return pairs[:_CHOSEN_MAX]


def _by_need(stores: Stores, truth: NDArray[np.int8], focus: Sequence[str]) -> list[str]:
    """Return the labels in focus, then the others, the rarest first; without those never seen."""
    positives = (truth == 1).sum(axis=0)
    names = stores.project.labels
    rarest = sorted(range(len(names)), key=lambda k: (positives[k], k))
    others = [names[k] for k in rarest if positives[k] and names[k] not in focus]
    return [*focus, *others]


def _telling_first(stores: Stores, rows: Sequence[int], label: str) -> list[int]:
    """Return rows in order, those of images with a reference region of the label first."""
    drawn = stores.references.rows_with(label)
    return sorted(rows, key=lambda row: (row not in drawn, row))
