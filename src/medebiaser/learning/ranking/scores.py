"""Rankings by the prediction alone, by the heatmap alone, and by the image's other labels."""

from math import log

import torch
from torch import Tensor

from medebiaser.learning.label_statistics import image_dependency
from medebiaser.learning.ranking.inputs import RankingInputs
from medebiaser.records import Activation

DECIMALS = 10
"""Scores that agree this far are equal."""


def accuracy(inputs: RankingInputs, label: int) -> Tensor:
    """1 - |y - p|, p calibrated; without a truth |2 p - 1|. Low first.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.

    Source: section 4.2.3 of the MEDebiaser paper, "label prediction accuracy".
    """
    p, truth = inputs.calibrated[:, label], inputs.truth[:, label].double()
    scores = torch.where(truth.isnan(), (2 * p - 1).abs(), 1 - (truth - p).abs())
    return only_displayed(scores, inputs, label)


def concentration(inputs: RankingInputs, label: int) -> Tensor:
    """Hoyer sparsity of the heatmap: 1 on a single cell, 0 evenly spread. Low first.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.
    """
    return only_displayed(hoyer(inputs.heatmaps(label)), inputs, label)


def dependency(inputs: RankingInputs, label: int) -> Tensor:
    """Weight of the label's companions that the image also carries. High first.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.

    Source: `label_statistics.image_dependency`.
    """
    presence = inputs.presence.cpu().numpy()
    scores = image_dependency(inputs.training.cooccurrence, label, presence)
    return only_displayed(torch.from_numpy(scores).to(inputs.rows.device), inputs, label)


def entropy(inputs: RankingInputs, label: int) -> Tensor:
    """How undecided the prediction is. High first.

    Binary entropy of the calibrated probability in bits; in softmax projects the entropy over all
    labels as a share of the largest possible.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.
    """
    if inputs.activation is Activation.SOFTMAX:
        scores = shannon(inputs.probabilities.double())
    else:
        scores = binary_entropy(inputs.calibrated[:, label])
    return only_displayed(scores, inputs, label)


def margin(inputs: RankingInputs, label: int) -> Tensor:
    """Distance between the likeliest answer and the next. Low first.

    |2 p - 1| of the calibrated probability; in softmax projects the difference between the two
    most probable labels.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.
    """
    if inputs.activation is Activation.SOFTMAX:
        highest = inputs.probabilities.double().sort(dim=1, descending=True).values
        scores = highest[:, 0] - highest[:, 1:2].sum(dim=1)
    else:
        scores = (2 * inputs.calibrated[:, label] - 1).abs()
    return only_displayed(scores.clamp(0, 1), inputs, label)


def least_confident(inputs: RankingInputs, label: int) -> Tensor:
    """One minus the probability of the likeliest answer. High first.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1] (at most .5 for a yes/no label), NaN where the pair is not displayed.
    """
    if inputs.activation is Activation.SOFTMAX:
        scores = 1 - inputs.probabilities.double().amax(dim=1)
    else:
        p = inputs.calibrated[:, label]
        scores = torch.minimum(p, 1 - p)
    return only_displayed(scores, inputs, label)


def only_displayed(scores: Tensor, inputs: RankingInputs, label: int) -> Tensor:
    """Scores as float64 where the pair is displayed, NaN elsewhere.

    Rounded to DECIMALS: the last digits of a vectorised logarithm depend on which images stand
    beside one another, and equal images must tie.

    Args:
        scores: (N,).
        inputs: the same N images.
        label: index of the label.

    Returns:
        (N,) float64.
    """
    nowhere = torch.full_like(scores, torch.nan, dtype=torch.float64)
    return torch.where(inputs.displayed(label), scores.double().round(decimals=DECIMALS), nowhere)


def hoyer(heatmaps: Tensor) -> Tensor:
    """Hoyer sparsity (sqrt(n) - |H|_1 / |H|_2) / (sqrt(n) - 1), n the number of cells.

    Args:
        heatmaps: (N, h, w) float, >= 0.

    Returns:
        (N,) float64 in [0, 1]: 1 where one cell holds everything, 0 where all cells are equal or
        empty, and for a single cell.

    Source: Hoyer 2004, JMLR 5, 1457-1469.
    """
    flat = heatmaps.double().flatten(1)
    root = flat.shape[1] ** 0.5
    # scaled first: the square of a tiny half-precision value is 0
    flat = flat / flat.amax(dim=1, keepdim=True).clamp(min=torch.finfo(torch.float64).tiny)
    ratio = flat.sum(dim=1) / flat.square().sum(dim=1).sqrt()
    sparsity = (root - ratio) / (root - 1) if root > 1 else torch.zeros_like(ratio)
    return torch.where(flat.amax(dim=1) > 0, sparsity.clamp(0, 1), torch.zeros_like(ratio))


def binary_entropy(probabilities: Tensor) -> Tensor:
    """Entropy of a yes/no answer.

    Args:
        probabilities: any shape, in [0, 1].

    Returns:
        The same shape, in bits, in [0, 1].
    """
    p = probabilities.double()
    natural = torch.special.entr(p) + torch.special.entr(1 - p)
    bits: Tensor = natural / log(2)
    return bits.clamp(0, 1)


def shannon(shares: Tensor) -> Tensor:
    """Entropy of each row as a share of the largest possible.

    Args:
        shares: (N, n) float, >= 0, each row summing to 1 (or all 0).

    Returns:
        (N,) float64 in [0, 1]: 1 where all are equal, 0 where one holds everything.
    """
    n = shares.shape[1]
    if n == 1:
        return torch.zeros(len(shares), dtype=torch.float64, device=shares.device)
    share: Tensor = torch.special.entr(shares.double()).sum(dim=1) / log(n)
    return share.clamp(0, 1)
