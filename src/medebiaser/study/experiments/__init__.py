"""The experiments of a study, in the order in which they are best run."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from medebiaser.errors import NotFoundError
from medebiaser.study.experiments.active_learning import active_learning
from medebiaser.study.experiments.attention import attention
from medebiaser.study.experiments.base import Experiment, Method, Tallies
from medebiaser.study.experiments.breadth_depth import breadth_depth
from medebiaser.study.experiments.explainers import explainers
from medebiaser.study.experiments.live import live
from medebiaser.study.experiments.noise import noise
from medebiaser.study.experiments.ranking import ranking
from medebiaser.study.experiments.rounds import rounds
from medebiaser.study.options import StudyOptions

EXPERIMENTS: Mapping[str, Callable[[StudyOptions], Experiment]] = MappingProxyType(
    {
        "attention": attention,
        "noise": noise,
        "ranking": ranking,
        "rounds": rounds,
        "breadth-depth": breadth_depth,
        "explainers": explainers,
        "active-learning": active_learning,
        "live": live,
    }
)
"""Name to what makes the experiment for some options."""


def experiment(name: str, options: StudyOptions) -> Experiment:
    """Return the experiment of this name.

    Raises:
        NotFoundError: there is none; the message names them all.
    """
    if name not in EXPERIMENTS:
        raise NotFoundError(
            f"no experiment is called {name}; choose one of {', '.join(EXPERIMENTS)}"
        )
    return EXPERIMENTS[name](options)


__all__ = ["EXPERIMENTS", "Experiment", "Method", "Tallies", "experiment"]
