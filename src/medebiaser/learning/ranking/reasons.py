"""Why an image ranks where it does, in a physician's words."""

from collections.abc import Callable, Sequence
from math import isnan

from torch import Tensor

from medebiaser.learning.label_statistics import dependency_weights, excess_weights
from medebiaser.learning.ranking.alignment import compared_with, misalignment
from medebiaser.learning.ranking.combined import VerdictRanker, fit_ranker, similar
from medebiaser.learning.ranking.inputs import RankingInputs
from medebiaser.learning.ranking.misplacement import focus, heat_shares, misplaced, trust_in_regions
from medebiaser.learning.ranking.scores import binary_entropy, hoyer
from medebiaser.records import Activation

SPREAD_BELOW = 0.3
FOCUSED_ABOVE = 0.7
UNDECIDED_ABOVE = 0.8
COMPANIONS_NAMED = 3
NO_HEAT = "no positive evidence anywhere"
TRUTHS = {0.0: "truth negative", 1.0: "truth positive"}


def by_accuracy(inputs: RankingInputs, label: int) -> list[str]:
    """For example "predicted 0.08, truth positive"."""
    truths = inputs.truth[:, label].tolist()
    return [
        f"{prediction}, {TRUTHS.get(truth, 'truth unknown')}"
        for prediction, truth in zip(_predictions(inputs, label), truths, strict=True)
    ]


def by_concentration(inputs: RankingInputs, label: int) -> list[str]:
    """For example "attention spread over the whole image"."""
    return [_spread_words(sparsity) for sparsity in _heat(inputs, label, hoyer)]


def by_dependency(inputs: RankingInputs, label: int) -> list[str]:
    """For example "appears with Effusion and Infiltration"."""
    weights = dependency_weights(inputs.training.cooccurrence, label).tolist()
    return [
        words or "appears with none of its usual companions"
        for words in _companions(inputs, weights)
    ]


def by_doubt(inputs: RankingInputs, label: int) -> list[str]:
    """For example "undecided: predicted 0.47"."""
    if inputs.activation is Activation.SOFTMAX:
        return [_two_likeliest(inputs.names, row) for row in inputs.probabilities]
    doubts = binary_entropy(inputs.calibrated[:, label]).tolist()
    return [
        f"{'undecided' if doubt > UNDECIDED_ABOVE else 'decided'}: {prediction}"
        for doubt, prediction in zip(doubts, _predictions(inputs, label), strict=True)
    ]


def by_misalignment(inputs: RankingInputs, label: int) -> list[str]:
    """For example "heatmap overlaps the region drawn in it by 12 %"."""
    astray = misalignment(inputs, label).tolist()
    return [
        "not displayed" if isnan(score) else f"heatmap overlaps {other} by {_percent(1 - score)}"
        for score, other in zip(astray, compared_with(inputs, label), strict=True)
    ]


def by_dual(inputs: RankingInputs, label: int) -> list[str]:
    """Doubt and misalignment, both said."""
    pairs = zip(by_doubt(inputs, label), by_misalignment(inputs, label), strict=True)
    return [f"{doubt}; {overlap}" for doubt, overlap in pairs]


def by_triage(inputs: RankingInputs, label: int) -> list[str]:
    """For example "72 % of the heat lies outside the body or at the edge; appears with Mass"."""
    counts = inputs.training
    weights = excess_weights(counts.cooccurrence, counts.images, label).tolist()
    reasons = zip(
        _misplaced_words(inputs, label),
        _companions(inputs, weights),
        _undecided_words(inputs, label),
        strict=True,
    )
    return ["; ".join(part for part in parts if part) for parts in reasons]


def by_suspicion(inputs: RankingInputs, label: int) -> list[str]:
    """For example "predicted 0.93; 80 % of the heat lies ...; attention on a few cells"."""
    focused = focus(heat_shares(inputs.heatmaps(label))).tolist()
    reasons = zip(
        _predictions(inputs, label), _misplaced_words(inputs, label), focused, strict=True
    )
    return [
        f"{prediction}; {misplaced_words}"
        + ("; attention on a few cells" if conc > FOCUSED_ABOVE else "")
        for prediction, misplaced_words, conc in reasons
    ]


def by_likeness(inputs: RankingInputs, label: int) -> list[str]:
    """For example "like 00001_000 (likeness 0.93)"."""
    name = inputs.query.name if inputs.query is not None else ""
    return [f"like {name} (likeness {score:.2f})" for score in similar(inputs, label).tolist()]


def by_chance_alone(inputs: RankingInputs, label: int) -> list[str]:
    """Always "drawn at random"."""
    return ["drawn at random" for _ in inputs.displayed(label)]


def by_verdicts(inputs: RankingInputs, label: int, positions: Tensor) -> list[str]:
    """For example "attention probably wrong (0.81), judged by 214 verdicts; 72 % of ..."."""
    return judged_by(fit_ranker(inputs), inputs.at(positions), label)


def judged_by(ranker: VerdictRanker, chosen: RankingInputs, label: int) -> list[str]:
    """The same of a ranker that has learned before."""
    likely = ranker.score(chosen, label).tolist()
    return [
        f"attention {'probably wrong' if wrong >= 0.5 else 'probably right'} ({wrong:.2f}), "
        f"judged by {ranker.verdicts} verdicts; {triage_words}"
        for wrong, triage_words in zip(likely, by_triage(chosen, label), strict=True)
    ]


def joined(names: Sequence[str]) -> str:
    """Names as a list in words: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _predictions(inputs: RankingInputs, label: int) -> list[str]:
    return [f"predicted {p:.2f}" for p in inputs.calibrated[:, label].tolist()]


def _heat(
    inputs: RankingInputs, label: int, measure: Callable[[Tensor], Tensor]
) -> list[float | None]:
    """A measure of each heatmap, None where there is no heat to measure."""
    heatmaps = inputs.heatmaps(label)
    there = heatmaps.flatten(1).amax(dim=1) > 0
    measured = zip(measure(heatmaps).tolist(), there.tolist(), strict=True)
    return [value if has_heat else None for value, has_heat in measured]


def _spread_words(sparsity: float | None) -> str:
    if sparsity is None:
        return NO_HEAT
    if sparsity < SPREAD_BELOW:
        return "attention spread over the whole image"
    return (
        "attention on a few cells" if sparsity > FOCUSED_ABOVE else "attention on part of the image"
    )


def _companions(inputs: RankingInputs, weights: Sequence[float]) -> list[str]:
    heaviest = sorted((j for j, w in enumerate(weights) if w > 0), key=lambda j: -weights[j])
    present = (inputs.presence >= 0.5).tolist()
    named = [[inputs.names[j] for j in heaviest if row[j]][:COMPANIONS_NAMED] for row in present]
    return [f"appears with {joined(names)}" if names else "" for names in named]


def _misplaced_words(inputs: RankingInputs, label: int) -> list[str]:
    name = inputs.names[label]
    place = "outside the body or at the edge"
    if trust_in_regions(inputs.regions_of(label)) > 0:
        place = f"at the edge or where {name} has not been marked"
    shares = _heat(inputs, label, lambda _: misplaced(inputs, label))
    return [
        NO_HEAT if share is None else f"{_percent(share)} of the heat lies {place}"
        for share in shares
    ]


def _undecided_words(inputs: RankingInputs, label: int) -> list[str]:
    p = inputs.calibrated[:, label]
    doubts = zip(binary_entropy(p).tolist(), p.tolist(), strict=True)
    return [f"undecided ({p:.2f})" if doubt > UNDECIDED_ABOVE else "" for doubt, p in doubts]


def _two_likeliest(names: Sequence[str], probabilities: Tensor) -> str:
    values, which = probabilities.sort(descending=True)
    likeliest = [
        f"{names[k]} {p:.2f}" for p, k in zip(values.tolist(), which.tolist(), strict=True)
    ]
    return f"between {joined(likeliest[:2])}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
