"""A head that starts at each label's prevalence, so that maps show what differs from it."""

import torch
from torch import Tensor

from medebiaser.learning.networks.base import Network
from medebiaser.records import Activation

_MARGIN = 1e-4  # prevalences are kept this far from 0 and 1


def start_at_prevalence(
    network: Network, labels: Tensor, activation: Activation = Activation.SIGMOID
) -> None:
    """Set the head's bias to the log odds of each label in the training images.

    A rare label's logit is far below 0 almost everywhere. Where the bias does not say so, the
    feature maps must: the evidence against the label then covers the whole body, and what is
    left of its heatmap lies in the empty corners.

    Args:
        network: its final linear layer is changed, in place; nothing happens without a bias.
        labels: (N, K) float of the training images: 1, 0, NaN unknown.
        activation: softmax takes the logarithm of the prevalences instead.

    Source: initialisation at a prior probability, Lin et al. 2017, arXiv:1708.02002, section 3.3.
    """
    bias: Tensor | None = network.final_linear.bias
    if bias is None:
        return
    prevalence = labels.nanmean(dim=0).nan_to_num(0.5).clamp(_MARGIN, 1 - _MARGIN)
    prior = prevalence.log() if activation is Activation.SOFTMAX else prevalence.logit()
    with torch.no_grad():
        bias.copy_(prior)
