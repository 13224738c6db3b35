"""`attention` (paper, table 3): which loss frees a label from its shortcut?"""

from dataclasses import replace

from medebiaser.study.bench import Bench
from medebiaser.study.experiments.base import (
    SHOWN,
    Experiment,
    Method,
    Tallies,
    fine_tuning,
    focused,
)
from medebiaser.study.options import METHODS, OURS, PAPERS, StudyOptions


def preliminary(bench: Bench) -> Tallies:
    """The network that every method starts from."""
    with bench.trained() as stores:
        return {"preliminary": bench.tally(stores, stores.rounds.get(0))}


def unbiased(bench: Bench) -> Tallies:
    """A network trained on images without the shortcut: what there is to be won."""
    data = replace(bench.options.data, shortcut="none")
    with bench.trained(data) as stores:
        return {"unbiased": bench.tally(stores, stores.rounds.get(0))}


def attention(options: StudyOptions) -> Experiment:
    """Return the experiment for these options."""
    methods: dict[str, Method] = {"preliminary": preliminary}
    if options.data.has_marker and options.data.shortcut != "none":
        methods["unbiased"] = unbiased
    tuned = {name: fine_tuning(name, given, focused()) for name, given in METHODS.items()}
    return Experiment(
        name="attention",
        question="Does correcting where the network looks free a label from its shortcut, and by "
        "which loss?",
        methods={**methods, **tuned},
        ours=OURS,
        rivals=PAPERS,
        shown=SHOWN,
    )
