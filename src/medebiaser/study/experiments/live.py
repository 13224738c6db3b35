"""`live` (feedback during training): does answering grids help, more than clicking at random?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from medebiaser.data.stores import Stores
from medebiaser.learning.draws import seed_of
from medebiaser.learning.explainers import explainer
from medebiaser.learning.grids import energy_in_cells, on_grid
from medebiaser.records import AskedImage, LiveQuery, Region, Round
from medebiaser.rounds.live import Answer
from medebiaser.rounds.live_answers import answer, submit
from medebiaser.rounds.live_parameters import LIVE, LiveParameters
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.train import train
from medebiaser.study.bench import Bench
from medebiaser.study.experiments.base import AUTHOR, SHOWN, Experiment, Method, Tallies
from medebiaser.study.keystrokes import grid_answer_s
from medebiaser.study.options import StudyOptions
from medebiaser.study.physician import answer_grid, references_of
from medebiaser.study.tallies import Tally

_QUERIES = 5
_FEEDBACK, _PLACEBO, _WITHOUT = "feedback", "random cells", "no questions"
_SHOWN: Mapping[str, str] = {
    **{name: title for name, title in SHOWN.items() if name != "other_labels_change"},
    "wrong_cells_before": "attribution in the wrong cells when asked",
    "wrong_cells_after": "attribution in the wrong cells afterwards",
}

References = Mapping[tuple[str, str], Sequence[Region]]


@dataclass(frozen=True, slots=True)
class Answering:
    """A simulated physician in front of a query list.

    Attributes:
        at_random: click as many cells, but anywhere: the placebo.
    """

    bench: Bench
    stores: Stores
    at_random: bool

    def __call__(self, query: LiveQuery) -> None:
        """Answer every image whose truth is known, then hand the list in."""
        left_s = self.bench.options.physician(self.bench.seed).budget_s
        references = references_of(self.stores)
        for asked in query.images:
            clicked = wrong_cells(self.stores, references, asked, query.cells)
            if clicked is None:
                continue
            left_s -= grid_answer_s(len(clicked))
            if left_s < 0:
                break
            chosen = self._anywhere(query, asked, len(clicked)) if self.at_random else clicked
            answer(self.stores, query.round, query.number, asked.row, cells=chosen, author=AUTHOR)
        submit(self.stores, None, query.round, query.number, author=AUTHOR)

    def _anywhere(self, query: LiveQuery, asked: AskedImage, count: int) -> tuple[int, ...]:
        seed = seed_of("placebo", self.bench.seed, query.number, asked.row)
        drawn = np.random.default_rng(seed).choice(query.cells**2, size=count, replace=False)
        return tuple(int(cell) for cell in drawn)


def live(options: StudyOptions) -> Experiment:
    """Return the experiment for these options; the warm-up takes the preliminary's epochs."""
    parameters = LiveParameters(warm_up=options.epochs, queries=_QUERIES)
    return Experiment(
        name="live",
        question="Does answering which cells should not matter help while a network learns, more "
        "than clicking as many cells at random?",
        methods={
            _WITHOUT: _training(_WITHOUT, parameters, asks=False),
            _PLACEBO: _training(_PLACEBO, parameters, asks=True),
            _FEEDBACK: _training(_FEEDBACK, parameters, asks=True),
        },
        ours=_FEEDBACK,
        rivals=(_PLACEBO, _WITHOUT),
        shown=_SHOWN,
        notes=(
            f"{_QUERIES} lists of {parameters.images} images after {options.epochs} epochs, and "
            f"{_QUERIES} epochs afterwards; λ = {parameters.weight:g}. Wrong cells are the marked "
            "ones that touch no true region, whatever was clicked.",
        ),
    )


def wrong_cells(
    stores: Stores, references: References, asked: AskedImage, cells: int
) -> tuple[int, ...] | None:
    """Return the marked cells that should not matter; None where the truth is not known.

    Args:
        references: (image id, label) to the true regions.
        asked: the image; where its label is absent, nothing in it should matter.
        cells: a side of the grid.
    """
    image = stores.images.by_rows([asked.row])[0]
    regions = references.get((image.id, asked.label))
    if asked.truth != 0 and regions is None:
        return None
    known = [] if asked.truth == 0 else regions or []
    return answer_grid(asked.marked, known, (image.width, image.height), cells=cells)


def _training(name: str, parameters: LiveParameters, *, asks: bool) -> Method:
    epochs = parameters.warm_up + 2 * parameters.queries * parameters.interval
    given = {"epochs": epochs, "patience": epochs}

    def method(bench: Bench) -> Tallies:
        with bench.copied(untrained=True) as stores:
            if not asks:
                return {name: bench.tally(stores, _trained(bench, stores, given, None))}
            answering = Answering(bench, stores, at_random=name == _PLACEBO)
            session = {**given, LIVE: parameters.as_json()}
            trained = _trained(bench, stores, session, answering)
            moved = _moved(stores, trained, parameters)
            return {name: {**bench.tally(stores, trained), **moved}}

    return method


def _trained(
    bench: Bench, stores: Stores, options: Mapping[str, Any], answering: Answer | None
) -> Round:
    """Train round 0 with the study's options and the method's."""
    place = bench.place
    return train(
        stores,
        {**bench.options.training(bench.seed), **options},
        device=place.device,
        workers=place.workers,
        report=place.report,
        answer=answering,
    )


def _moved(stores: Stores, trained: Round, parameters: LiveParameters) -> Tally:
    """Attribution in the wrong cells: when the images were asked about, and in the end."""
    references = references_of(stores)
    asked = [
        (image, cells)
        for query in stores.live.all(trained.number)
        for image in query.images
        if (cells := wrong_cells(stores, references, image, query.cells))
    ]
    if not asked:
        return {}
    grid = parameters.grid
    before = torch.tensor([image.grid for image, _ in asked]).reshape(-1, grid, grid)
    after = _grids(stores, trained, parameters, [image for image, _ in asked])
    wrong = [list(cells) for _, cells in asked]
    return {
        "wrong_cells_before": _sum(energy_in_cells(before, wrong)),
        "wrong_cells_after": _sum(energy_in_cells(after, wrong)),
    }


def _grids(
    stores: Stores, trained: Round, parameters: LiveParameters, asked: list[AskedImage]
) -> Tensor:
    """(n, g, g) attribution of the trained network for the labels that were asked about."""
    rows = np.array([image.row for image in asked], np.int64)
    side = training_parameters(stores, trained).image_size
    images = prepare(stores, side, rows=rows).fetch(rows)
    labels = torch.tensor([stores.project.labels.index(image.label) for image in asked])
    network = trained_network(stores, trained).eval()
    found = explainer(parameters.explainer)(network, images, labels)
    return on_grid(found.detach().float(), parameters.grid)


def _sum(shares: Tensor) -> tuple[float, float]:
    """A grid without positive attribution has none in the wrong cells either."""
    return float(shares.nan_to_num(0.0).sum()), float(len(shares))
