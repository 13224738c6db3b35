"""`active-learning`: which images of a pool are worth labelling next?"""

from collections.abc import Mapping

import numpy as np

from medebiaser.data.importers.answer_files import FileLabels
from medebiaser.data.stores import Stores
from medebiaser.records import Region, Round, Split
from medebiaser.rounds.continuing import continue_training
from medebiaser.rounds.pool import hide_share, label_images, next_batch
from medebiaser.rounds.states import TRAINING_IMAGES
from medebiaser.rounds.train import train
from medebiaser.study.bench import Bench
from medebiaser.study.experiments.base import AUTHOR, SHOWN, Experiment, Method, Tallies
from medebiaser.study.hands import by_hand
from medebiaser.study.options import StudyOptions
from medebiaser.study.physician import references_of

_SAMPLINGS = ("random", "entropy", "misalignment", "dual")
_BATCH, _LABELLED_FIRST = 30, 60
_SHOWN: Mapping[str, str] = {"macro_auc": "mean AUC of all labels", **SHOWN}


def active_learning(options: StudyOptions) -> Experiment:
    """Return the experiment for these options: as many batches as the annotations allow."""
    batches = max(1, options.annotations // _BATCH)
    size = min(_BATCH, options.annotations)
    last = batches * size
    asked = {by: _asking(by, batches, size) for by in _SAMPLINGS}
    return Experiment(
        name="active-learning",
        question="Which images of a pool without labels are worth a physician's minute?",
        methods={"start": _start, **asked},
        ours=f"dual, +{last}",
        rivals=(f"random, +{last}", f"entropy, +{last}"),
        shown=_SHOWN,
        notes=(
            f"About {_LABELLED_FIRST} training images keep their labels; {batches} batches of "
            f"{size} are labelled one after another, with all their true regions, and training "
            "goes on. A name's number is how many were labelled.",
        ),
    )


def _start(bench: Bench) -> Tallies:
    """The network before the first batch."""
    with bench.copied(untrained=True) as stores:
        return {"start": bench.tally(stores, _first_round(bench, stores))}


def _asking(by: str, batches: int, size: int) -> Method:
    """Return the method that asks by a sampling."""

    def method(bench: Bench) -> Tallies:
        with bench.copied(untrained=True) as stores:
            _first_round(bench, stores)
            for number in range(1, batches + 1):
                _one_batch(bench, stores, by, size, number)
            return {
                f"{by}, +{each.number * size}": bench.tally(stores, each)
                for each in stores.rounds.all()
                if each.number > 0
            }

    return method


def _first_round(bench: Bench, stores: Stores) -> Round:
    """Hide the labels of nearly all training images, and learn from the others."""
    if not stores.rounds.all() and not stores.images.count(Split.POOL):
        share = 1 - _LABELLED_FIRST / max(2 * _LABELLED_FIRST, stores.images.count(Split.TRAIN))
        hide_share(stores, share, seed=bench.seed)
    place = bench.place
    return train(
        stores,
        bench.options.training(bench.seed),
        device=place.device,
        workers=place.workers,
        report=place.report,
    )


def _one_batch(bench: Bench, stores: Stores, by: str, size: int, number: int) -> None:
    """Label what the sampling asks for, then train on; does what is missing of both."""
    if any(each.number > number for each in stores.rounds.all()):
        return
    start = int(stores.rounds.get(0).settings[TRAINING_IMAGES])
    missing = start + number * size - stores.images.count(Split.TRAIN)
    if missing > 0:
        shown = stores.rounds.get(stores.refresh().current_round or 0)
        asked = next_batch(
            stores,
            shown,
            count=min(missing, size),
            by=by,
            device=bench.place.device,
            report=bench.place.report,
        )
        told = _labelled(bench, stores, [each.row for each in asked])
        with stores.transaction():
            label_images(stores, told, author=AUTHOR)
    continue_training(
        stores,
        {"epochs": bench.options.epochs, "seed": bench.seed},
        device=bench.place.device,
        workers=bench.place.workers,
        report=bench.place.report,
    )


def _labelled(bench: Bench, stores: Stores, rows: list[int]) -> list[FileLabels]:
    """What the simulated physician says of these images: every label, and the true regions."""
    names, references = stores.project.labels, references_of(stores)
    hidden = stores.pool.hidden(rows)
    judge = bench.options.physician(bench.seed)
    found = []
    for image, values in zip(stores.images.by_rows(rows), hidden, strict=True):
        known = {name: int(v) for name, v in zip(names, values, strict=True) if v >= 0}
        rng = np.random.default_rng((bench.seed, image.row))
        regions: dict[str, tuple[Region, ...]] = {
            name: by_hand(
                references[image.id, name], judge.hand, judge.slip, rng, (image.width, image.height)
            )
            for name, value in known.items()
            if value == 1 and (image.id, name) in references
        }
        found.append(FileLabels(image.id, known, regions, None))
    return found
