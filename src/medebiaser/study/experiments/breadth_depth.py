"""`breadth-depth` (paper, table 4): few or many annotations, of one label or of random ones?"""

import numpy as np

from medebiaser.data.stores import Stores
from medebiaser.records import Image, Round
from medebiaser.study.bench import DRAWN_ON, Bench
from medebiaser.study.experiments.attention import preliminary
from medebiaser.study.experiments.base import (
    AUTHOR,
    SHOWN,
    Annotate,
    Experiment,
    Method,
    fine_tuning,
    focused,
    marks,
)
from medebiaser.study.options import METHODS, OURS, StudyOptions
from medebiaser.study.physician import Marked, references_of, save_all

_PAPER = "mse-20"


def breadth_depth(options: StudyOptions) -> Experiment:
    """Return the experiment for these options: as many annotations as they allow, and half."""
    methods: dict[str, Method] = {"preliminary": preliminary}
    for number in (max(1, options.annotations // 2), options.annotations):
        for method in (OURS, _PAPER):
            name = f"{number} focused, {method}"
            methods[name] = fine_tuning(name, METHODS[method], focused(number))
            name = f"{number} random, {method}"
            # all labels that were annotated take turns
            given = {**METHODS[method], "focus": ()}
            methods[name] = fine_tuning(name, given, _random(number))
    return Experiment(
        name="breadth-depth",
        question="Do annotations of one label help more than as many of random labels, and do "
        "more of them help more?",
        methods=methods,
        ours=f"{options.annotations} focused, {OURS}",
        rivals=(f"{options.annotations} focused, {_PAPER}",),
        shown=SHOWN,
    )


def _random(number: int) -> Annotate:
    """What annotates random pairs of an image and a label that it carries."""

    def annotate(bench: Bench, stores: Stores, shown: Round) -> None:
        pairs = _pairs(stores)
        order = np.random.default_rng(bench.seed).permutation(len(pairs))[:number]
        chosen = [pairs[place] for place in order]
        judge = bench.options.physician(bench.seed)
        marked: list[Marked] = []
        for label in dict.fromkeys(label for _, label in chosen):
            images = [image for image, name in chosen if name == label]
            known = references_of(stores, label)
            marked += marks(bench, stores, shown, label, images, judge, known)
        save_all(stores, marked, AUTHOR)

    return annotate


def _pairs(stores: Stores) -> list[tuple[Image, str]]:
    """Every (image, label) of review and train with a true region."""
    images = {image.id: image for image in stores.images.all() if image.split in DRAWN_ON}
    known = sorted({(r.image_id, r.label) for r in stores.references.all()})
    names = stores.project.labels
    return [
        (images[image_id], label)
        for image_id, label in known
        if image_id in images and images[image_id].labels[names.index(label)] == 1
    ]
