"""What deserves a physician's minute: every ranking, its order, and why.

A ranking gives every displayed (image, label) pair a score in [0, 1] and says whether low or high
comes first. Pairs that are not displayed have no score (NaN).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.learning.ranking import combined, reasons, scores
from medebiaser.learning.ranking.alignment import misalignment
from medebiaser.learning.ranking.combined import (
    VerdictRanker,
    fit_ranker,
    likeness,
    region_embedding,
)
from medebiaser.learning.ranking.inputs import (
    Annotated,
    Query,
    RankingInputs,
    RegionSummary,
    TrainingCounts,
    calibrated,
    displayed,
)
from medebiaser.learning.ranking.misplacement import summarised, suspicious, triage
from medebiaser.learning.ranking.orders import order, spread
from medebiaser.learning.ranking.reasons import judged_by

Score = Callable[[RankingInputs, int], Tensor]
Words = Callable[[RankingInputs, int, Tensor], list[str]]

DEFAULT_RANKING = "triage"
_WITHOUT_MAPS = frozenset(
    {"accuracy", "dependency", "entropy", "margin", "least-confident", "random"}
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """A score per (image, label) and the order it gives.

    Attributes:
        name: as the command line and the web app call it.
        ascending: True: the lowest score comes first.
        meaning: what comes first, in one line.
        score: (inputs, label index) -> (N,) float64 in [0, 1], NaN where not displayed.
        words: (inputs, label index, positions) -> why each of these images ranks where it does.
        spreads: True: the head of the order is chosen to look different.
        from_maps: False: probabilities and labels alone give score and reason.
    """

    name: str
    ascending: bool
    meaning: str
    score: Score
    words: Words
    spreads: bool = False
    from_maps: bool = True

    def order(self, inputs: RankingInputs, label: int, scores: Tensor | None = None) -> Tensor:
        """Positions of the displayed images, first to last; ties by row number.

        Args:
            inputs: N images.
            label: index of the label.
            scores: (N,) of `score`, where they are at hand.

        Returns:
            (M,) long, M the number of displayed images.

        Raises:
            InvalidInputError: the ranking needs something the inputs do not have.
        """
        scores = self.score(inputs, label) if scores is None else scores
        positions = order(scores, ascending=self.ascending, rows=inputs.rows)
        if not self.spreads:
            return positions
        if inputs.embeddings is None:
            raise InvalidInputError(
                f"{self.name} needs the round's embeddings; explain the round again"
            )
        return spread(positions, inputs.embeddings)

    def reasons(self, inputs: RankingInputs, label: int, positions: Tensor) -> list[str]:
        """Why each of some images ranks where it does.

        Args:
            inputs: N images.
            label: index of the label.
            positions: (M,) long into the images.

        Returns:
            M reasons in words.
        """
        return self.words(inputs, label, positions)

    def reason(self, inputs: RankingInputs, label: int, position: int) -> str:
        """Why one image ranks where it does."""
        return self.reasons(inputs, label, torch.tensor([position]))[0]


def ranking(name: str) -> Ranking:
    """The ranking of that name.

    Raises:
        NotFoundError: there is none; the message names them all.
    """
    if name not in RANKINGS:
        raise NotFoundError(f"no ranking is called {name}; choose one of {', '.join(RANKINGS)}")
    return RANKINGS[name]


def _of_chosen(words: Callable[[RankingInputs, int], list[str]]) -> Words:
    """Words that need the chosen images alone, not those they are ranked among."""

    def of_chosen(inputs: RankingInputs, label: int, positions: Tensor) -> list[str]:
        return words(inputs.at(positions), label)

    return of_chosen


def _ranking(name: str, first: str, meaning: str, score: Score, words: Words) -> Ranking:
    return Ranking(
        name,
        first == "lowest",
        meaning,
        score,
        words,
        spreads=name == "dual",
        from_maps=name not in _WITHOUT_MAPS,
    )


_ALL = (
    _ranking(
        "triage",
        "highest",
        "heat in the wrong place, explained by other labels, or undecided",
        triage,
        _of_chosen(reasons.by_triage),
    ),
    _ranking(
        "suspicious",
        "highest",
        "confident predictions with their heat in the wrong place: shortcuts",
        suspicious,
        _of_chosen(reasons.by_suspicion),
    ),
    _ranking(
        "accuracy",
        "lowest",
        "predictions farthest from the label",
        scores.accuracy,
        _of_chosen(reasons.by_accuracy),
    ),
    _ranking(
        "concentration",
        "lowest",
        "heatmaps spread most widely",
        scores.concentration,
        _of_chosen(reasons.by_concentration),
    ),
    _ranking(
        "dependency",
        "highest",
        "images that also carry the label's companions",
        scores.dependency,
        _of_chosen(reasons.by_dependency),
    ),
    _ranking(
        "entropy",
        "highest",
        "least decided predictions",
        scores.entropy,
        _of_chosen(reasons.by_doubt),
    ),
    _ranking(
        "margin",
        "lowest",
        "smallest distance to the next answer",
        scores.margin,
        _of_chosen(reasons.by_doubt),
    ),
    _ranking(
        "least-confident",
        "highest",
        "least probable likeliest answers",
        scores.least_confident,
        _of_chosen(reasons.by_doubt),
    ),
    _ranking(
        "misalignment",
        "highest",
        "heatmaps least like the label's regions",
        misalignment,
        _of_chosen(reasons.by_misalignment),
    ),
    _ranking(
        "dual",
        "highest",
        "undecided and misaligned, the first fifty unlike one another",
        combined.dual,
        _of_chosen(reasons.by_dual),
    ),
    _ranking(
        "similar",
        "highest",
        "images most like a given image or region",
        combined.similar,
        _of_chosen(reasons.by_likeness),
    ),
    _ranking(
        "learned",
        "highest",
        "attention that is probably wrong, judged by earlier verdicts",
        combined.learned,
        reasons.by_verdicts,
    ),
    _ranking(
        "random",
        "lowest",
        "no preference at all",
        combined.chance,
        _of_chosen(reasons.by_chance_alone),
    ),
)

RANKINGS: Mapping[str, Ranking] = MappingProxyType({each.name: each for each in _ALL})
"""Every ranking by name, the default first."""

__all__ = [
    "DEFAULT_RANKING",
    "RANKINGS",
    "Annotated",
    "Query",
    "Ranking",
    "RankingInputs",
    "RegionSummary",
    "TrainingCounts",
    "VerdictRanker",
    "calibrated",
    "displayed",
    "fit_ranker",
    "judged_by",
    "likeness",
    "order",
    "ranking",
    "region_embedding",
    "spread",
    "summarised",
]
