"""`rounds`: five rounds one after another; does the gain grow, and are other labels forgotten?"""

from collections.abc import Mapping
from typing import Any

from medebiaser.data.stores import Stores
from medebiaser.records import RoundState
from medebiaser.study.bench import Bench
from medebiaser.study.experiments.attention import preliminary
from medebiaser.study.experiments.base import (
    AUTHOR,
    SHOWN,
    Experiment,
    Method,
    Tallies,
    marks,
    shuffled,
    unannotated_positives,
)
from medebiaser.study.options import METHODS, OURS, StudyOptions
from medebiaser.study.physician import references_of, save_all

ROUNDS = 5
_PAPER = "mse-20"


def rounds(options: StudyOptions) -> Experiment:  # noqa: ARG001
    """Return the experiment for these options."""
    tried = {name: _sequence(name, METHODS[name]) for name in (_PAPER, OURS)}
    return Experiment(
        name="rounds",
        question="Does the gain grow over five rounds of annotation, and are the other labels "
        "forgotten meanwhile?",
        methods={"preliminary": preliminary, **tried},
        ours=f"{OURS}, round {ROUNDS}",
        rivals=(f"{_PAPER}, round {ROUNDS}",),
        shown=SHOWN,
        notes=(
            "Each round starts from the current one: where the guard held a round back, the next "
            "starts from its parent. Annotations and seconds are those of all rounds so far.",
        ),
    )


def _sequence(name: str, given: Mapping[str, Any]) -> Method:
    """Return the method that annotates and fine-tunes five times, each time from the current."""

    def method(bench: Bench) -> Tallies:
        with bench.copied() as stores:
            for number in range(1, ROUNDS + 1):
                _one_round(bench, stores, given, number)
            return {
                f"{name}, round {each.number}": bench.tally(stores, each)
                for each in stores.rounds.all()
                if each.number > 0
            }

    return method


def _one_round(bench: Bench, stores: Stores, given: Mapping[str, Any], number: int) -> None:
    """Annotate a fifth of what is allowed with the current heatmaps, then fine-tune."""
    latest = stores.rounds.all()[-1]
    if latest.number > number or (latest.number == number and latest.state is RoundState.READY):
        return
    share = max(1, bench.options.annotations // ROUNDS)
    missing = number * share - len(stores.annotations.all())
    if latest.number < number and missing > 0:
        shown = stores.rounds.get(stores.refresh().current_round or 0)
        images = shuffled(unannotated_positives(stores, bench.label), bench.seed)[:missing]
        if images:
            judge = bench.options.physician(bench.seed)
            known = references_of(stores, bench.label)
            save_all(stores, marks(bench, stores, shown, bench.label, images, judge, known), AUTHOR)
    bench.fine_tuned(stores, given, parent=None)
