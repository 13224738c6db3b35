"""Losses of the predictions, and the weights that balance common and rare labels.

Unknown labels are NaN in the targets: they are left out, never counted as 0.
"""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax, logsigmoid

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.float32 import in_float32

WEIGHT_FLOOR, WEIGHT_CEILING = 0.1, 10.0


@in_float32
def binary_cross_entropy(
    logits: Tensor, targets: Tensor, *, weights: Tensor | None = None, known: Tensor | None = None
) -> Tensor:
    """Mean binary cross-entropy over the known (image, label) pairs.

    Args:
        logits: (B, K) float.
        targets: (B, K) float in [0, 1]; NaN where unknown.
        weights: broadcastable to (B, K), multiplies each pair; the mean still divides by the
            number of known pairs, so weights of mean 1 keep the scale.
        known: bool, broadcastable to (B, K); False leaves a pair out besides the NaN ones.

    Returns:
        Scalar >= 0; 0, still attached to the graph, when nothing is known.

    Raises:
        ShapeError: logits and targets differ in shape.
    """
    targets, known = _known_targets(logits, targets, known)
    losses = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return _mean_over_known(losses, weights, known)


@in_float32
def asymmetric_loss(
    logits: Tensor,
    targets: Tensor,
    *,
    weights: Tensor | None = None,
    known: Tensor | None = None,
    gamma_positive: float = 0.0,
    gamma_negative: float = 4.0,
    margin: float = 0.05,
) -> Tensor:
    """Mean asymmetric loss over the known pairs: easy negatives fade, positives keep their weight.

    -y (1 - p)^g+ log p - (1 - y) q^g- log(1 - q), with q = max(p - margin, 0).
    With both gammas and the margin at 0 it is the binary cross-entropy.

    Args:
        logits: (B, K) float.
        targets: (B, K) float in [0, 1]; NaN where unknown.
        weights: as in `binary_cross_entropy`.
        known: as in `binary_cross_entropy`.
        gamma_positive: focusing of positives, >= 0.
        gamma_negative: focusing of negatives, >= 0.
        margin: probability below which a negative costs nothing, in [0, 1).

    Returns:
        Scalar >= 0; 0, still attached to the graph, when nothing is known.

    Raises:
        ShapeError: logits and targets differ in shape.

    Source: Ridnik et al. 2021, arXiv:2009.14119, equations 4 to 7.
    """
    targets, known = _known_targets(logits, targets, known)
    positive = torch.sigmoid(-logits) ** gamma_positive * logsigmoid(logits)
    if margin > 0:
        shifted = (torch.sigmoid(logits) - margin).clamp_min(0)
        log_absent = torch.log1p(-shifted)
    else:  # log(1 - p) as it stands loses everything once p rounds to 1
        shifted, log_absent = torch.sigmoid(logits), logsigmoid(-logits)
    negative = shifted**gamma_negative * log_absent
    return _mean_over_known(-targets * positive - (1 - targets) * negative, weights, known)


@in_float32
def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy over the images whose label is known, for softmax projects.

    Args:
        logits: (B, K) float.
        targets: (B, K) float, each row the probabilities of the labels (one-hot as a rule);
            a row with any NaN is unknown and left out.

    Returns:
        Scalar >= 0; 0, still attached to the graph, when nothing is known.

    Raises:
        ShapeError: logits and targets differ in shape.
        InvalidInputError: a known row does not add up to 1.
    """
    _same_shape(logits, targets)
    known = ~targets.isnan().any(dim=1)
    targets = torch.where(known[:, None], targets, 0)
    totals = targets.sum(dim=1)[known]
    if not torch.allclose(totals, torch.ones_like(totals), atol=1e-3):
        raise InvalidInputError(
            f"the labels of one image add up to {_furthest_from_one(totals):g}, not 1; "
            "a softmax project needs exactly one label per image"
        )
    losses = -(targets * log_softmax(logits, dim=1)).sum(dim=1)
    return _mean_over_known(losses, None, known)


@in_float32
def distillation_loss(logits: Tensor, parent_probabilities: Tensor, not_in_focus: Tensor) -> Tensor:
    """Cross-entropy to the parent round's probabilities on the labels that are not in focus.

    It keeps what the parent knew of the other labels while one label is corrected.

    Args:
        logits: (B, K) float of the network in training.
        parent_probabilities: (B, K) float in [0, 1]; NaN where the parent has none.
        not_in_focus: (B, K) or (K,) bool, True where the parent is to be followed.

    Returns:
        Scalar >= 0, smallest (the parent's entropy) where both agree; 0, still attached to the
        graph, when no label is followed.

    Raises:
        ShapeError: logits and probabilities differ in shape.
    """
    return binary_cross_entropy(logits, parent_probabilities, known=not_in_focus)


def label_weights(positives: Tensor, *, gamma: float = 1.0) -> Tensor:
    """Weights of the published attention loss: rare labels count more.

    clip((median n / n_l)^gamma, 1/10, 10), then divided by its mean over labels, in this order:
    the mean is 1, and the ratio of any two weights at most 100. Median and mean are taken over
    labels that have positives; a label without any takes the ceiling, the limit of the formula.

    Args:
        positives: (K,) number of training positives of each label, >= 0.
        gamma: strength; 0 gives every label that has positives the weight 1.

    Returns:
        (K,) float32, > 0.

    Raises:
        InvalidInputError: a count is negative or not finite.
    """
    counts = _counts(positives)
    present = counts > 0
    if not present.any():
        return torch.ones_like(counts).float()
    median = counts[present].quantile(0.5)
    raw = torch.where(present, (median / counts.clamp_min(1)) ** gamma, WEIGHT_CEILING)
    clipped = raw.clip(WEIGHT_FLOOR, WEIGHT_CEILING)
    return (clipped / clipped[present].mean()).float()


def inverse_frequency_weights(positives: Tensor, *, ceiling: float = 2.0) -> Tensor:
    """Weights of our method: inverse frequency with mean 1 over labels, then clipped.

    After clipping the mean may be below 1. The mean is taken over labels that have positives;
    a label without any takes the ceiling.

    Args:
        positives: (K,) number of training positives of each label, >= 0.
        ceiling: largest weight.

    Returns:
        (K,) float32 in (0, ceiling].

    Raises:
        InvalidInputError: a count is negative or not finite.
    """
    counts = _counts(positives)
    present = counts > 0
    if not present.any():
        return torch.ones_like(counts).float()
    inverse = 1 / counts.clamp_min(1)
    weights = inverse / inverse[present].mean()
    return torch.where(present, weights, ceiling).clamp_max(ceiling).float()


def _counts(positives: Tensor) -> Tensor:
    counts = torch.as_tensor(positives, dtype=torch.float64)
    if not torch.isfinite(counts).all() or (counts < 0).any():
        raise InvalidInputError(
            f"counts of positives must be finite and >= 0, found {counts.tolist()}; "
            "count the training split's known labels"
        )
    return counts


def _same_shape(logits: Tensor, targets: Tensor) -> None:
    if logits.shape != targets.shape:
        raise ShapeError(
            f"logits {tuple(logits.shape)} and targets {tuple(targets.shape)} differ; "
            "give one target per image and label"
        )


def _known_targets(logits: Tensor, targets: Tensor, known: Tensor | None) -> tuple[Tensor, Tensor]:
    _same_shape(logits, targets)
    unknown = targets.isnan()
    chosen = ~unknown if known is None else ~unknown & known
    return torch.where(chosen, targets, 0).to(logits.dtype), chosen


def _mean_over_known(losses: Tensor, weights: Tensor | None, known: Tensor) -> Tensor:
    weighted = losses if weights is None else losses * weights
    return torch.where(known, weighted, 0).sum() / known.sum().clamp_min(1)


def _furthest_from_one(totals: Tensor) -> float:
    return float(totals[(totals - 1).abs().argmax()])
