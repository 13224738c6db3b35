import math

import pytest
import torch

from medebiaser.learning.networks import build_network, start_at_prevalence
from medebiaser.records import Activation

NAN = math.nan
LABELS = torch.tensor([[1, 0, NAN], [0, 0, 1], [0, 0, 1], [0, 0, NAN]])


def test_the_bias_is_the_log_odds_of_the_known_labels() -> None:
    network = build_network("small", 3)
    start_at_prevalence(network, LABELS)

    bias = network.final_linear.bias.tolist()
    assert bias[0] == pytest.approx(math.log(0.25 / 0.75))
    assert bias[1] == pytest.approx(math.log(1e-4 / (1 - 1e-4)), rel=1e-5)  # no positive: a margin
    assert bias[2] == pytest.approx(math.log((1 - 1e-4) / 1e-4), rel=1e-2)


def test_softmax_starts_at_the_shares() -> None:
    network = build_network("small", 2)
    labels = torch.tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    start_at_prevalence(network, labels, Activation.SOFTMAX)

    assert network.final_linear.bias.softmax(0).tolist() == pytest.approx([0.75, 0.25])


def test_an_untrained_network_predicts_about_the_prevalence() -> None:
    network = build_network("small", 3).eval()
    start_at_prevalence(network, LABELS)
    with torch.no_grad():
        logits = network(torch.rand(4, 1, 64, 64))

    assert (logits[:, 0].sigmoid().mean() - 0.25).abs() < 0.15
    assert logits[:, 1].sigmoid().max() < 0.01
