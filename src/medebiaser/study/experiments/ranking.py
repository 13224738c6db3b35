"""`ranking`: which ranking finds wrong attention, and is it worth annotating what it chose?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.masks import rasterised
from medebiaser.data.stores import Stores
from medebiaser.learning.attention_quality import pointing_game
from medebiaser.learning.heatmaps import rectified, upsampled
from medebiaser.learning.metrics.weighted import average_precision, tied_sums
from medebiaser.learning.ranking import RANKINGS
from medebiaser.records import Image, Region, Round, Split
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.rank import Ranked, ranked
from medebiaser.study.bench import Bench
from medebiaser.study.experiments.attention import preliminary
from medebiaser.study.experiments.base import (
    AUTHOR,
    SHOWN,
    Annotate,
    Experiment,
    Method,
    Tallies,
    fine_tuning,
    focused,
    marks,
)
from medebiaser.study.options import METHODS, OURS, StudyOptions
from medebiaser.study.physician import references_of, save_all
from medebiaser.study.sets import MARKER
from medebiaser.study.tallies import Tally

_NEEDS_MORE = frozenset({"similar", "learned"})  # a query; two hundred verdicts
_FIRST = 50
_GRID = 56
_SHOWN: Mapping[str, str] = {
    "wrong_attention_precision_50": "P@50: wrong attention",
    "wrong_attention_ap": "AP: wrong attention",
    "shortcut_precision_50": "P@50: driven by the marker",
    "shortcut_ap": "AP: driven by the marker",
    "wrong_attention_base": "share with wrong attention",
    "shortcut_base": "share driven by the marker",
    **SHOWN,
}


@dataclass(frozen=True, slots=True)
class KnownTruth:
    """What is wrong with the displayed images of one label, in the order of a ranking.

    Attributes:
        wrong_attention: (M,) a false alarm, or a positive whose heatmap peaks outside its region.
        shortcut: (M,) wrong attention on an image that is predicted positive and carries the
            marker.
    """

    wrong_attention: NDArray[np.bool_]
    shortcut: NDArray[np.bool_]


def ranking(options: StudyOptions) -> Experiment:  # noqa: ARG001
    """Return the experiment for these options."""
    names = [name for name in RANKINGS if name not in _NEEDS_MORE]
    chosen = {name: _ranking(name) for name in names}
    positives = "random positives"
    return Experiment(
        name="ranking",
        question="Which ranking leads the physician to images whose attention is wrong, and what "
        "is won by annotating what it chose?",
        methods={
            "preliminary": preliminary,
            positives: fine_tuning(positives, METHODS[OURS], focused()),
            **chosen,
        },
        ours=positives,
        rivals=("accuracy", "concentration", "dependency"),
        shown=_SHOWN,
        notes=(
            "Rankings order the displayed images of review. Positives without a true region are "
            "left out of precision and average precision.",
            "The weights of triage and suspicious were chosen on other draws of such pools.",
        ),
    )


def _ranking(name: str) -> Method:
    tune = fine_tuning(name, METHODS[OURS], _what_comes_first(name))

    def method(bench: Bench) -> Tallies:
        with bench.trained() as stores:
            found = _precision(bench, stores, name)
        return {name: {**tune(bench)[name], **found}}

    return method


def _what_comes_first(name: str) -> Annotate:
    """What annotates the images that a ranking puts first."""

    def annotate(bench: Bench, stores: Stores, shown: Round) -> None:
        order = _order(bench, stores, shown, name)
        known: dict[tuple[str, str], list[Region]] = references_of(stores, bench.label)
        known |= {(each.image_id, each.label): [] for each in order if each.truth == 0}
        images = [stores.images.get(each.image_id) for each in order]
        told = [image for image in images if (image.id, bench.label) in known]
        chosen = told[: bench.options.annotations]
        if not chosen:
            return
        judge = bench.options.physician(bench.seed)
        save_all(stores, marks(bench, stores, shown, bench.label, chosen, judge, known), AUTHOR)

    return annotate


def _order(bench: Bench, stores: Stores, shown: Round, name: str) -> list[Ranked]:
    return ranked(stores, shown, bench.label, name, split=Split.REVIEW, device=bench.place.device)


def _precision(bench: Bench, stores: Stores, name: str) -> Tally:
    """Precision among the first fifty and average precision, against what is known."""
    shown = stores.rounds.get(0)
    order = _order(bench, stores, shown, name)
    known = known_truth(stores, shown, bench.label, order)
    return {
        key: value
        for title, wrong in (
            ("wrong_attention", known.wrong_attention),
            ("shortcut", known.shortcut),
        )
        for key, value in _figures(title, wrong).items()
    }


def _figures(title: str, wrong: NDArray[np.bool_]) -> dict[str, tuple[float, float]]:
    first = wrong[:_FIRST]
    places = np.arange(len(wrong), 0, -1.0)
    found = {
        f"{title}_precision_50": (float(first.sum()), float(len(first))),
        f"{title}_base": (float(wrong.sum()), float(len(wrong))),
    }
    if wrong.any():
        sums = tied_sums(places, wrong.astype(np.float64), np.ones((1, len(wrong))))
        found[f"{title}_ap"] = (float(average_precision(*sums)[0]), 1.0)
    return found


def known_truth(stores: Stores, shown: Round, label: str, order: list[Ranked]) -> KnownTruth:
    """Tell which displayed images have wrong attention; positives without a region are left out.

    Args:
        shown: the round whose heatmaps are judged.
        order: of the ranking.
    """
    references = references_of(stores, label)
    judged = [each for each in order if each.truth == 0 or (each.image_id, label) in references]
    images = [stores.images.get(each.image_id) for each in judged]
    hits = _hits(stores, shown, label, images, references)
    wrong = np.array(
        [each.truth == 0 or not hit for each, hit in zip(judged, hits, strict=True)], np.bool_
    )
    threshold = (shown.thresholds or ())[stores.project.labels.index(label)]
    marked = np.array([image.cues.get(MARKER) == "yes" for image in images], np.bool_)
    positive = np.array(
        [threshold is not None and each.probability >= threshold for each in judged], np.bool_
    )
    return KnownTruth(wrong, wrong & marked & positive)


def _hits(
    stores: Stores,
    shown: Round,
    label: str,
    images: list[Image],
    references: Mapping[tuple[str, str], list[Region]],
) -> list[bool]:
    """Whether each heatmap peaks inside a true region; False without region or evidence."""
    if not images:
        return []
    rows = np.array([image.row for image in images], np.int64)
    column = stores.project.labels.index(label)
    maps = torch.from_numpy(explained(stores, shown).read(MAPS, rows)[:, column]).float()
    masks = torch.stack(
        [
            torch.from_numpy(
                rasterised(references.get((image.id, label), ()), image.width, image.height, _GRID)
            )
            for image in images
        ]
    )
    hits = pointing_game(upsampled(rectified(maps), _GRID), masks >= 0.5)
    return [bool(hit >= 0.5) for hit in hits.nan_to_num(0.0)]
