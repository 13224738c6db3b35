"""Which images to ask a physician about: one score per image, high first.

Rankings score (image, label) pairs; these score images: during training (a live session) and in a
pool without labels. An image is asked about for its predicted label: the most probable one, or the
one label that the questions are about. Nothing here can see a label or mask that nobody has given:
`RankingInputs` has no field for either.
"""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.ranking import RANKINGS, RankingInputs, ranking
from medebiaser.learning.ranking.alignment import misalignment
from medebiaser.learning.ranking.orders import as_ranks, order, spread
from medebiaser.learning.ranking.scores import DECIMALS, binary_entropy, shannon
from medebiaser.records import Activation

ENTROPY_WEIGHT = 0.3
WRONG_AND_CONFIDENT = "wrong-and-confident"
_NOT_FOR_IMAGES = frozenset({"similar", "learned"})
"""Rankings that need a query or two hundred verdicts."""


def sampling_names() -> tuple[str, ...]:
    """Return every name that `image_scores` knows."""
    own = tuple(_OWN)
    return (*own, *(name for name in RANKINGS if name not in own and name not in _NOT_FOR_IMAGES))


def refuse_unknown_sampling(name: str) -> None:
    """Refuse what is no sampling.

    Raises:
        InvalidInputError: there is none of this name; the message names them all.
    """
    if name not in sampling_names():
        raise InvalidInputError(
            f"there is no sampling {name!r}; choose one of {', '.join(sampling_names())}"
        )


def predicted_labels(inputs: RankingInputs, label: int | None = None) -> Tensor:
    """The label that each image is asked about.

    Args:
        inputs: N images.
        label: index of the one label that the questions are about; None: the most probable.

    Returns:
        (N,) int64; of equally probable labels the first.
    """
    if label is not None:
        return torch.full((len(inputs.rows),), label, dtype=torch.int64)
    return inputs.calibrated.argmax(dim=1).cpu()


def image_scores(
    by: str,
    inputs: RankingInputs,
    *,
    label: int | None = None,
    entropy_weight: float = ENTROPY_WEIGHT,
) -> Tensor:
    """Score every image; the highest is asked about first.

    Args:
        by: a name of `sampling_names`.
        inputs: N images; every pair counts as displayed.
        label: index of the one label that the questions are about; None: all.
        entropy_weight: of `dual`, in [0, 1]; the rest is misalignment.

    Returns:
        (N,) float64 in [0, 1]; NaN where an image cannot be scored.

    Raises:
        InvalidInputError: no such sampling, or it needs something the inputs do not have.
    """
    refuse_unknown_sampling(by)
    whole = replace(inputs, every_pair=True)
    if by == "dual":
        doubt = as_ranks(_doubt(whole, label))
        astray = as_ranks(_of_predicted(misalignment, whole, label))
        scores = entropy_weight * doubt + (1 - entropy_weight) * astray
    elif by in _OWN:
        scores = _OWN[by](whole, label)
    else:
        chosen = ranking(by)
        scores = _of_predicted(chosen.score, whole, label)
        scores = 1 - scores if chosen.ascending else scores
    return scores.double().round(decimals=DECIMALS)


def chosen_images(scores: Tensor, inputs: RankingInputs, count: int, *, by: str) -> Tensor:
    """Positions of the images to ask about, first to last.

    Args:
        scores: (N,) of `image_scores`.
        inputs: the same N images; `dual` chooses among their embeddings those unlike one another.
        count: at most so many.
        by: the sampling; ties by row number.

    Returns:
        (M,) int64 positions, M <= count.

    Raises:
        InvalidInputError: `dual` without embeddings.
    """
    positions = order(scores, ascending=False, rows=inputs.rows)
    if by == "dual":
        if inputs.embeddings is None:
            raise InvalidInputError("dual needs embeddings to spread its choice; choose entropy")
        positions = spread(positions, inputs.embeddings, first=count)
    return positions[:count]


def _doubt(inputs: RankingInputs, label: int | None) -> Tensor:
    """Entropy as a share of the largest possible: of one label, or over all."""
    if label is not None:
        return binary_entropy(inputs.calibrated[:, label])
    if inputs.activation is Activation.SOFTMAX:
        return shannon(inputs.probabilities.double())
    return binary_entropy(inputs.calibrated).mean(dim=1)


def _closeness(inputs: RankingInputs, label: int | None) -> Tensor:
    """One minus the margin: of one label, of the two likeliest, or the mean over labels."""
    if label is not None:
        return 1 - (2 * inputs.calibrated[:, label] - 1).abs()
    if inputs.activation is Activation.SOFTMAX:
        highest = inputs.probabilities.double().sort(dim=1, descending=True).values
        return 1 - (highest[:, 0] - highest[:, 1:2].sum(dim=1))
    return 1 - (2 * inputs.calibrated - 1).abs().mean(dim=1)


def _least_confident(inputs: RankingInputs, label: int | None) -> Tensor:
    """One minus the probability of the likeliest answer, the mean over labels where they vary."""
    p = inputs.calibrated
    if label is not None:
        return torch.minimum(p[:, label], 1 - p[:, label])
    if inputs.activation is Activation.SOFTMAX:
        return 1 - inputs.probabilities.double().amax(dim=1)
    return torch.minimum(p, 1 - p).mean(dim=1)


def _wrong_and_confident(inputs: RankingInputs, label: int | None) -> Tensor:
    """Probability of the predicted label where it is known to be absent, else 0."""
    if not bool((inputs.truth == inputs.truth).any()):
        raise InvalidInputError(
            f"{WRONG_AND_CONFIDENT} needs images whose labels are known; choose entropy or dual"
        )
    columns = predicted_labels(inputs, label).to(inputs.truth.device)[:, None]
    p = inputs.calibrated.gather(1, columns)[:, 0]
    truth = inputs.truth.double().gather(1, columns)[:, 0]
    return torch.where(truth == 0, p, torch.zeros_like(p))


def _of_predicted(
    score: Callable[[RankingInputs, int], Tensor], inputs: RankingInputs, label: int | None
) -> Tensor:
    """Each image's score for the label that it is asked about."""
    columns = predicted_labels(inputs, label)
    scores = torch.full((len(columns),), torch.nan, dtype=torch.float64)
    for column in sorted(set(columns.tolist())):
        own = columns == column
        scores[own] = score(inputs, column).cpu()[own]
    return scores


_OWN: dict[str, Callable[[RankingInputs, int | None], Tensor]] = {
    "entropy": _doubt,
    "margin": _closeness,
    "least-confident": _least_confident,
    WRONG_AND_CONFIDENT: _wrong_and_confident,
}
