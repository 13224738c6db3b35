from math import log, nan

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.prediction_losses import (
    asymmetric_loss,
    binary_cross_entropy,
    cross_entropy,
    distillation_loss,
    inverse_frequency_weights,
    label_weights,
)
from tests.oracles import losses as oracle

MASKED = (binary_cross_entropy, asymmetric_loss, cross_entropy)


def a_batch(seed: int, n: int = 5, n_labels: int = 4) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(n, n_labels, generator=generator, dtype=torch.float64) * 3
    targets = (torch.rand(n, n_labels, generator=generator) > 0.5).double()
    targets[torch.rand(n, n_labels, generator=generator) > 0.7] = nan
    return logits, targets


def test_bce_is_the_mean_over_known_pairs_only() -> None:
    logits = torch.tensor([[0.0, 7.0], [0.0, log(3)]])
    targets = torch.tensor([[1.0, nan], [nan, 0.0]])

    # log 2 for z = 0, y = 1; log(1 + 3) for z = log 3, y = 0
    assert binary_cross_entropy(logits, targets).item() == pytest.approx((log(2) + log(4)) / 2)


def test_bce_leaves_out_pairs_that_the_caller_does_not_want() -> None:
    logits = torch.tensor([[0.0, log(3)]])
    targets = torch.tensor([[1.0, 0.0]])

    focus = binary_cross_entropy(logits, targets, known=torch.tensor([False, True]))

    assert focus.item() == pytest.approx(log(4))


@pytest.mark.parametrize("loss", [binary_cross_entropy, asymmetric_loss])
def test_an_unknown_pair_stays_unknown_whatever_the_caller_wants(loss) -> None:
    logits, targets = torch.tensor([[0.0, 2.0]]), torch.tensor([[1.0, nan]])

    wanted = loss(logits, targets, known=torch.tensor([True, True]))

    assert wanted.item() == loss(logits[:, :1], targets[:, :1]).item()


def test_bce_weights_multiply_pairs_and_the_mean_divides_by_their_number() -> None:
    logits = torch.tensor([[0.0, log(3)]])
    targets = torch.tensor([[1.0, 0.0]])

    weighted = binary_cross_entropy(logits, targets, weights=torch.tensor([1.5, 0.5]))

    assert weighted.item() == pytest.approx((1.5 * log(2) + 0.5 * log(4)) / 2)


@pytest.mark.parametrize("seed", range(5))
def test_bce_equals_the_slow_version(seed: int) -> None:
    logits, targets = a_batch(seed)

    slow = oracle.binary_cross_entropy(logits.tolist(), targets.tolist())

    assert binary_cross_entropy(logits, targets).item() == pytest.approx(slow)


@pytest.mark.parametrize("loss", MASKED)
def test_nothing_known_costs_nothing_and_keeps_its_graph(loss) -> None:
    logits = torch.ones(2, 3, requires_grad=True)

    value = loss(logits, torch.full((2, 3), nan))
    value.backward()

    assert value.item() == 0
    assert logits.grad is not None
    assert logits.grad.abs().sum() == 0


@pytest.mark.parametrize("loss", [binary_cross_entropy, asymmetric_loss])
def test_unknown_pairs_get_no_gradient_and_known_ones_do(loss) -> None:
    logits = torch.zeros(1, 2, requires_grad=True)

    loss(logits, torch.tensor([[nan, 1.0]])).backward()

    assert logits.grad is not None
    assert logits.grad[0, 0] == 0
    assert logits.grad[0, 1] < 0


@pytest.mark.parametrize("loss", MASKED)
def test_logits_and_targets_of_other_shapes_are_refused(loss) -> None:
    with pytest.raises(ShapeError, match="one target per image and label"):
        loss(torch.zeros(2, 3), torch.zeros(2, 1))


def test_asymmetric_loss_by_hand() -> None:
    logits = torch.zeros(1, 2)  # p = 1/2
    targets = torch.tensor([[1.0, 0.0]])

    value = asymmetric_loss(logits, targets, gamma_positive=1, gamma_negative=2, margin=0.25).item()

    # positive: (1/2) log 2; negative: q = 1/4, q^2 log(4/3)
    assert value == pytest.approx((log(2) / 2 + log(4 / 3) / 16) / 2)


def test_asymmetric_loss_forgets_negatives_below_the_margin() -> None:
    logits = torch.tensor([[-4.0]], requires_grad=True)  # p = .018 < .05

    value = asymmetric_loss(logits, torch.zeros(1, 1))
    value.backward()

    assert value.item() == 0
    assert logits.grad is not None
    assert logits.grad.item() == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("settings_", [(0.0, 4.0, 0.05), (1.0, 2.0, 0.2), (0.5, 1.5, 0.0)])
def test_asymmetric_loss_equals_the_slow_version(seed: int, settings_) -> None:
    logits, targets = a_batch(seed)
    positive, negative, margin = settings_

    fast = asymmetric_loss(
        logits, targets, gamma_positive=positive, gamma_negative=negative, margin=margin
    )

    slow = oracle.asymmetric_loss(logits.tolist(), targets.tolist(), *settings_)
    assert fast.item() == pytest.approx(slow)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_asymmetric_loss_without_focus_and_margin_is_bce(seed: int) -> None:
    logits, targets = a_batch(seed)

    plain = asymmetric_loss(logits, targets, gamma_positive=0, gamma_negative=0, margin=0)

    assert plain.item() == pytest.approx(binary_cross_entropy(logits, targets).item())


@pytest.mark.parametrize("loss", [binary_cross_entropy, asymmetric_loss])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_extreme_logits_stay_finite(loss, target: float) -> None:
    logits = torch.tensor([[-200.0, -60.0, 60.0, 200.0]], requires_grad=True)

    value = loss(logits, torch.full((1, 4), target))
    value.backward()

    assert torch.isfinite(value)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_without_a_margin_a_wrong_certain_logit_still_costs_its_size() -> None:
    certain = torch.tensor([[60.0]], requires_grad=True)

    value = asymmetric_loss(certain, torch.zeros(1, 1), margin=0)
    value.backward()

    assert value.item() == pytest.approx(60)
    assert certain.grad is not None
    assert certain.grad.item() == pytest.approx(1)


def test_cross_entropy_by_hand() -> None:
    logits = torch.tensor([[0.0, log(3)], [5.0, 5.0]])
    targets = torch.tensor([[1.0, 0.0], [nan, nan]])

    assert cross_entropy(logits, targets).item() == pytest.approx(log(4))


@pytest.mark.parametrize("seed", range(3))
def test_cross_entropy_equals_the_slow_version(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(6, 3, generator=generator, dtype=torch.float64)
    targets = torch.eye(3, dtype=torch.float64)[torch.randint(3, (6,), generator=generator)]
    targets[2] = nan

    slow = oracle.cross_entropy(logits.tolist(), targets.tolist())

    assert cross_entropy(logits, targets).item() == pytest.approx(slow)


def test_cross_entropy_refuses_an_image_with_two_labels() -> None:
    with pytest.raises(InvalidInputError, match="add up to 2, not 1"):
        cross_entropy(torch.zeros(2, 3), torch.tensor([[1.0, 0, 0], [1.0, 1.0, 0]]))


def test_distillation_by_hand_counts_labels_outside_the_focus_only() -> None:
    logits = torch.tensor([[0.0, log(3)]])
    parent = torch.tensor([[0.9, 0.75]])

    value = distillation_loss(logits, parent, torch.tensor([[False, True]])).item()

    # p = 3/4 equals the parent: what is left is the parent's entropy
    assert value == pytest.approx(-0.75 * log(0.75) - 0.25 * log(0.25))


@given(st.floats(-6, 6), st.floats(0.01, 0.99))
@settings(max_examples=50, deadline=None)
def test_distillation_is_smallest_at_the_parent(logit: float, parent: float) -> None:
    probability = torch.tensor([[parent]], dtype=torch.float64)
    everywhere = torch.ones(1, 1, dtype=torch.bool)

    there = distillation_loss(torch.logit(probability), probability, everywhere)
    elsewhere = distillation_loss(torch.full_like(probability, logit), probability, everywhere)

    assert there.item() <= elsewhere.item() + 1e-12


def test_label_weights_by_hand() -> None:
    # median 100: raw 100, 1, .01 -> clipped 10, 1, .1 -> divided by their mean 3.7
    weights = label_weights(torch.tensor([1, 100, 10_000]))

    assert weights.tolist() == pytest.approx([10 / 3.7, 1 / 3.7, 0.1 / 3.7])


def test_a_label_without_positives_takes_the_ceiling_and_moves_no_other() -> None:
    assert label_weights(torch.tensor([0, 50, 50])).tolist() == [10, 1, 1]
    assert inverse_frequency_weights(torch.tensor([0, 50, 50])).tolist() == [2, 1, 1]


def test_labels_without_any_positives_weigh_the_same() -> None:
    assert label_weights(torch.zeros(3)).tolist() == [1, 1, 1]
    assert inverse_frequency_weights(torch.zeros(3)).tolist() == [1, 1, 1]


def test_inverse_frequency_weights_by_hand() -> None:
    # 1/n = .1, .05, .05, mean .2/3: 1.5, .75, .75
    assert inverse_frequency_weights(torch.tensor([10, 20, 20])).tolist() == pytest.approx(
        [1.5, 0.75, 0.75]
    )
    # 1/n = 1, .01, .01, .01: the rare one would be 3.88 and is clipped
    assert inverse_frequency_weights(torch.tensor([1, 100, 100, 100])).tolist() == pytest.approx(
        [2, 0.04 / 1.03, 0.04 / 1.03, 0.04 / 1.03]
    )


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=20), st.floats(0, 2))
@settings(max_examples=60, deadline=None)
def test_label_weights_equal_the_slow_version_and_have_mean_1(
    positives: list[int], gamma: float
) -> None:
    weights = label_weights(torch.tensor(positives), gamma=gamma)

    np.testing.assert_allclose(weights, oracle.label_weights(positives, gamma), rtol=1e-5)
    assert weights.mean().item() == pytest.approx(1, abs=1e-5)
    assert (weights.max() / weights.min()).item() <= 100 * (1 + 1e-5)


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_inverse_frequency_weights_equal_the_slow_version_and_stay_below_2(
    positives: list[int],
) -> None:
    weights = inverse_frequency_weights(torch.tensor(positives))

    np.testing.assert_allclose(weights, oracle.inverse_frequency_weights(positives, 2.0), rtol=1e-5)
    assert weights.max() <= 2


@pytest.mark.parametrize("weigh", [label_weights, inverse_frequency_weights])
@pytest.mark.parametrize("count", [-1.0, nan])
def test_counts_that_cannot_be_are_refused(weigh, count: float) -> None:
    with pytest.raises(InvalidInputError, match="finite and >= 0"):
        weigh(torch.tensor([3.0, count]))


@pytest.mark.parametrize("loss", [binary_cross_entropy, asymmetric_loss])
def test_half_precision_logits_are_summed_in_float32(loss) -> None:
    logits = torch.randn(64, 14, generator=torch.Generator().manual_seed(0)).bfloat16()
    targets = (logits > 0.3).float()

    with torch.autocast("cpu", dtype=torch.bfloat16):
        value = loss(logits, targets)

    assert value.dtype == torch.float32
    assert value.item() == loss(logits.float(), targets).item()
