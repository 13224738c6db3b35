"""What an experiment is: a question, and for each method what is done with one seed and fold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Image, Region, Round
from medebiaser.study.bench import DRAWN_ON, Bench
from medebiaser.study.physician import (
    Marked,
    Physician,
    references_of,
    save_all,
    shown_maps,
    simulate,
)
from medebiaser.study.tallies import Tally

AUTHOR = "simulated physician"

Tallies = Mapping[str, Tally]
"""Name of a row to its tally; most methods give one row, a sequence of rounds gives several."""

Method = Callable[[Bench], Tallies]

Annotate = Callable[[Bench, Stores, Round], None]
"""Annotates what a method learns from; called once."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment of a study.

    Attributes:
        question: what it answers, in one sentence.
        methods: by name, in the order they are run.
        ours: the row that is compared with the others.
        rivals: rows of the paper's method.
        shown: figures that the report shows, with their titles, the first ones as plots.
        notes: sentences that stand beside the figures.
    """

    name: str
    question: str
    methods: Mapping[str, Method]
    ours: str
    rivals: tuple[str, ...]
    shown: Mapping[str, str]
    notes: tuple[str, ...] = ()


SHOWN: Mapping[str, str] = {
    "auc": "AUC of the label in focus",
    "worst_group_auc": "worst-group AUC",
    "pointing": "pointing game",
    "other_labels_auc": "AUC of the other labels",
    "other_labels_change": "change of the other labels",
    "recall": "recall",
    "specificity": "specificity",
    "energy_inside": "energy inside",
    "iou": "IoU at .5",
    "guarded": "share held back by the guard",
    "annotations": "annotations",
    "physician_s": "physician, s",
    "paste_rise": "rise after pasting",
    "paste_alarms": "alarms after pasting",
}
"""Figures of a fine-tuned network, in the order of the tables."""


def fine_tuning(name: str, options: Mapping[str, Any], annotate: Annotate) -> Method:
    """Return the method that annotates, fine-tunes round 0 and measures.

    Where nothing that was annotated can be learned from, the network stays as it was.
    """

    def method(bench: Bench) -> Tallies:
        with bench.copied() as stores:
            first = stores.rounds.get(0)
            if not stores.annotations.all():
                annotate(bench, stores, first)
            trained = first
            if any(annotation.regions for annotation in stores.annotations.all()):
                trained = bench.fine_tuned(stores, options)
            saved = (float(len(stores.annotations.all())), 1.0)
            return {name: {"annotations": saved, **bench.tally(stores, trained)}}

    return method


def focused(number: int | None = None, **physician: Any) -> Annotate:
    """Return what annotates random positives of the label in focus.

    Args:
        number: annotations at most; None: the study's.
        physician: how they differ from the study's physician.
    """

    def annotate(bench: Bench, stores: Stores, shown: Round) -> None:
        limit = bench.options.annotations if number is None else number
        candidates = unannotated_positives(stores, bench.label)
        images = shuffled(candidates, bench.seed)[:limit]
        judge = bench.options.physician(bench.seed, **physician)
        known = references_of(stores, bench.label)
        save_all(stores, marks(bench, stores, shown, bench.label, images, judge, known), AUTHOR)

    return annotate


def unannotated_positives(stores: Stores, label: str) -> list[Image]:
    """Images of review and train with a true region of a label that nobody annotated for it."""
    references = references_of(stores, label)
    done = {each.image_id for each in stores.annotations.all() if each.label == label}
    column = stores.project.labels.index(label)
    return [
        image
        for image in stores.images.all()
        if image.split in DRAWN_ON
        and image.labels[column] == 1
        and (image.id, label) in references
        and image.id not in done
    ]


def shuffled(images: Sequence[Image], seed: int) -> list[Image]:
    """Return the images in an order that the seed decides."""
    order = np.random.default_rng(seed).permutation(len(images))
    return [images[place] for place in order]


def marks(
    bench: Bench,
    stores: Stores,
    shown: Round,
    label: str,
    images: Sequence[Image],
    physician: Physician,
    known: Mapping[tuple[str, str], Sequence[Region]],
) -> tuple[Marked, ...]:
    """Show the heatmaps of these images to the physician; nothing is saved yet.

    Args:
        known: (image id, label) to the true regions; empty where there is nothing to mark.

    Raises:
        InvalidInputError: there is no image to show.
    """
    if not images:
        raise InvalidInputError(
            f"no image of review or train has a true region of {label}; import reference regions, "
            "use more images, or draw findings with --lesions"
        )
    maps = shown_maps(stores, shown, label, images, device=bench.place.device)
    return simulate(maps, known, physician)
