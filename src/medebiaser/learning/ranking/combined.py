"""Rankings by two ranks together, by likeness, by chance, and by past verdicts."""

from dataclasses import dataclass

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.ranking.alignment import misalignment
from medebiaser.learning.ranking.inputs import RankingInputs
from medebiaser.learning.ranking.misplacement import companionship, focus, heat_shares, misplaced
from medebiaser.learning.ranking.orders import as_ranks, by_chance
from medebiaser.learning.ranking.scores import entropy, only_displayed

ENTROPY_WEIGHT = 0.3
VERDICTS_NEEDED = 200
FEATURES = ("E1", "dep", "ent", "conc", "p")


def dual(inputs: RankingInputs, label: int) -> Tensor:
    """.3 entropy + .7 misalignment, each as a rank in [0, 1]. High first, the head spread.

    Args:
        inputs: N images, with embeddings.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.

    Raises:
        InvalidInputError: nothing to hold the heatmaps against, see `misalignment`.

    Source: dual-criterion selection, arXiv:2602.13308.
    """
    doubt = as_ranks(entropy(inputs, label))
    astray = as_ranks(misalignment(inputs, label))
    return only_displayed(ENTROPY_WEIGHT * doubt + (1 - ENTROPY_WEIGHT) * astray, inputs, label)


def similar(inputs: RankingInputs, label: int) -> Tensor:
    """Likeness to the query: cosine of the embeddings, moved to [0, 1]. High first.

    Args:
        inputs: N images, with embeddings and a query.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.

    Raises:
        InvalidInputError: there is no query or there are no embeddings.
        ShapeError: the query's embedding has another size than the images'.
    """
    if inputs.query is None or inputs.embeddings is None:
        raise InvalidInputError(
            "similar needs an image or a region to search for and the round's embeddings; "
            "choose one and ask for images like it"
        )
    wanted = inputs.query.embedding
    if wanted.shape != inputs.embeddings.shape[1:]:
        raise ShapeError(
            f"the query's embedding is {tuple(wanted.shape)}, the images' "
            f"{tuple(inputs.embeddings.shape[1:])}; take both from the same round"
        )
    return only_displayed(likeness(inputs.embeddings, wanted), inputs, label)


def likeness(embeddings: Tensor, wanted: Tensor) -> Tensor:
    """Cosine between embeddings and one that is searched for, moved to [0, 1].

    Args:
        embeddings: (N, D) float; a row of NaN stays NaN.
        wanted: (D,) float.

    Returns:
        (N,) float64 in [0, 1].
    """
    cosine = torch.nn.functional.cosine_similarity(
        embeddings.double(), wanted.to(embeddings.device).double()[None], dim=1
    )
    return ((1 + cosine) / 2).clamp(0, 1)


def region_embedding(features: Tensor, mask: Tensor) -> Tensor:
    """The embedding of a region: the features averaged over it.

    Args:
        features: (C, h, w), the feature maps that enter the pool.
        mask: (h, w) float area fractions in [0, 1].

    Returns:
        (C,); comparable with the embeddings of networks that pool by averaging.

    Raises:
        ShapeError: features and mask have different cells.
        InvalidInputError: the mask is empty.
    """
    if features.shape[1:] != mask.shape:
        raise ShapeError(
            f"features have {tuple(features.shape[1:])} cells, the mask {tuple(mask.shape)}; "
            "rasterise the region onto the features' grid"
        )
    if not bool((mask > 0).any()):
        raise InvalidInputError("the region covers no cell; draw a larger one")
    return (features * mask).sum(dim=(1, 2)) / mask.sum()


def chance(inputs: RankingInputs, label: int) -> Tensor:
    """A seeded random order that depends on each image's row alone.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1), NaN where the pair is not displayed.
    """
    return only_displayed(by_chance(inputs.rows, label=label, seed=inputs.seed), inputs, label)


@dataclass(frozen=True, slots=True)
class VerdictRanker:
    """A logistic regression of "attention is wrong" on FEATURES.

    Attributes:
        coefficients: one per feature.
        intercept: of the logit.
        verdicts: how many it has learned from.
    """

    coefficients: tuple[float, ...]
    intercept: float
    verdicts: int

    def score(self, inputs: RankingInputs, label: int) -> Tensor:
        """(N,) float64 in [0, 1]: how likely the attention is wrong."""
        weights = torch.tensor(self.coefficients, dtype=torch.float64, device=inputs.maps.device)
        logits = (features_of(inputs, label) * weights).sum(dim=1) + self.intercept
        return logits.sigmoid()


def features_of(inputs: RankingInputs, label: int) -> Tensor:
    """What the verdict ranker looks at.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N, 5) float64: FEATURES, each in [0, 1], NaN in `ent` where the pair is not displayed.
    """
    return torch.stack(
        [
            misplaced(inputs, label),
            companionship(inputs, label),
            entropy(inputs, label),
            focus(heat_shares(inputs.heatmaps(label))),
            inputs.calibrated[:, label],
        ],
        dim=1,
    )


def learned(inputs: RankingInputs, label: int) -> Tensor:
    """How likely the attention is wrong, judged by the verdicts so far. High first.

    Args:
        inputs: N images, with verdicts.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.

    Raises:
        InvalidInputError: fewer than VERDICTS_NEEDED verdicts, or all of one kind.
    """
    return only_displayed(fit_ranker(inputs).score(inputs, label), inputs, label)


def fit_ranker(inputs: RankingInputs) -> VerdictRanker:
    """Learn from physicians' verdicts which features of a pair go with wrong attention.

    Verdicts of all labels are learned from together; pairs that are not displayed are left out.

    Args:
        inputs: the images, with `wrong_attention`.

    Returns:
        The ranker.

    Raises:
        InvalidInputError: fewer than VERDICTS_NEEDED verdicts, or all of one kind.
    """
    features, wrong = _examples(inputs)
    if len(wrong) < VERDICTS_NEEDED:
        raise InvalidInputError(
            f"learned needs {VERDICTS_NEEDED} verdicts on displayed heatmaps, there are "
            f"{len(wrong)}; rank by triage until then"
        )
    if wrong.min() == wrong.max():
        kind = "wrong" if wrong[0] else "right"
        raise InvalidInputError(
            f"all {len(wrong)} verdicts say the attention is {kind}; learned needs both kinds, "
            "rank by triage until then"
        )
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(tol=1e-8, max_iter=1000).fit(features.numpy(), wrong.numpy())
    return VerdictRanker(
        tuple(float(c) for c in fitted.coef_[0]), float(fitted.intercept_[0]), len(wrong)
    )


def _examples(inputs: RankingInputs) -> tuple[Tensor, Tensor]:
    """Features and verdicts of all judged pairs, by label and row: their order is fixed."""
    features = [torch.empty(0, len(FEATURES), dtype=torch.float64)]
    wrong = [torch.empty(0, dtype=torch.float64)]
    if inputs.wrong_attention is not None:
        for label in range(len(inputs.names)):
            judged = _judged(inputs.wrong_attention[:, label], inputs.displayed(label), inputs.rows)
            features.append(features_of(inputs.at(judged), label).cpu())
            wrong.append(inputs.wrong_attention[judged, label].double().cpu())
    return torch.cat(features), torch.cat(wrong)


def _judged(verdicts: Tensor, displayed: Tensor, rows: Tensor) -> Tensor:
    judged = (~verdicts.isnan() & displayed).nonzero().flatten()
    return judged[rows[judged].argsort(stable=True)]
