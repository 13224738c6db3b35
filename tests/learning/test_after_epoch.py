"""What is done and measured after an epoch, and that it leaves the training as it was."""

from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import CancelledError
from medebiaser.learning.losses import binary_cross_entropy
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.training import Losses, fit
from tests.learning.test_training import (
    IMAGES,
    LABELS,
    Saved,
    a_schedule,
    an_objective,
    assert_equal_states,
    keep,
)
from tests.learning.tiny import TinyNetwork


def meddling(network: Network, epoch: Mapping[str, Any]) -> None:
    """Everything a hook may do that must not be felt: draw, reseed, look, differentiate."""
    torch.manual_seed(12345 + epoch["epoch"])
    torch.randn(7)
    network(IMAGES + torch.rand_like(IMAGES)).sum().backward()


def test_what_is_done_after_an_epoch_leaves_every_weight_bit_for_bit() -> None:
    plain: Saved = []
    watched: Saved = []
    torch.manual_seed(1)
    before = torch.get_rng_state()
    fit(TinyNetwork(), an_objective(), a_schedule(), save=keep(plain))
    fit(TinyNetwork(), an_objective(), a_schedule(), save=keep(watched), after_epoch=meddling)

    assert torch.equal(torch.get_rng_state(), before)
    assert_equal_states(plain[-1][0], watched[-1][0])
    assert plain[-1][1] == watched[-1][1]


def test_the_hook_comes_after_the_save_with_the_weights_that_were_saved() -> None:
    saved: Saved = []
    told: list[tuple[int, int, bool, bool]] = []

    def hook(network: Network, epoch: Mapping[str, Any]) -> None:
        stored = saved[-1][0]
        same = all(torch.equal(stored[f"network.{n}"], t) for n, t in network.state_dict().items())
        told.append((epoch["epoch"], len(saved), same, network.training))

    fit(TinyNetwork(), an_objective(), a_schedule(epochs=3), save=keep(saved), after_epoch=hook)

    assert told == [(1, 1, True, False), (2, 2, True, False), (3, 3, True, False)]


def test_a_run_stopped_in_the_hook_calls_it_again_for_that_epoch() -> None:
    saved: Saved = []
    told: list[int] = []

    def hook(network: Network, epoch: Mapping[str, Any]) -> None:
        told.append(epoch["epoch"])
        if told == [1, 2]:
            raise CancelledError("waits for an answer")

    with pytest.raises(CancelledError):
        fit(TinyNetwork(), an_objective(), a_schedule(epochs=3), save=keep(saved), after_epoch=hook)
    fit(
        TinyNetwork(),
        an_objective(),
        a_schedule(epochs=3),
        save=keep(saved),
        after_epoch=hook,
        resume=saved[-1],
    )

    assert told == [1, 2, 2, 3]
    assert [facts["epoch"] for _, facts in saved] == [1, 2, 3]


def test_what_is_measured_stands_in_the_history_and_decides_nothing() -> None:
    def measure(network: Network) -> dict[str, float]:
        return {"tune_loss": float(binary_cross_entropy(network(IMAGES), LABELS)), "odd": torch.nan}

    plain: Saved = []
    measured: Saved = []
    fit(TinyNetwork(), an_objective(), a_schedule(epochs=2), save=keep(plain))
    fitted = fit(
        TinyNetwork(), an_objective(), a_schedule(epochs=2), save=keep(measured), measure=measure
    )

    assert_equal_states(plain[-1][0], measured[-1][0])
    with torch.no_grad():
        network = TinyNetwork()
        network.load_state_dict(fitted.best_state)
        expected = float(binary_cross_entropy(network.eval()(IMAGES), LABELS))
    assert fitted.history[-1]["tune_loss"] == pytest.approx(expected)
    assert fitted.history[-1]["odd"] is None  # JSON has no NaN


def test_the_gradient_norm_of_an_epoch_is_the_mean_over_its_steps_before_clipping() -> None:
    class Plane(nn.Module):
        """One weight vector w; the loss 3·w0 + 4·w1 has the gradient (3, 4) everywhere."""

        def __init__(self) -> None:
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2))

        def forward(self) -> Tensor:
            return 3 * self.w[0] + 4 * self.w[1]

    def sloping(network: Any, draw: int) -> Losses:
        return Losses(network() * (1 if draw % 2 else 3), {})

    plane: Any = Plane()
    schedule = Schedule(epochs=1, steps_per_epoch=4, learning_rate=1e-3, clip_norm=1.0)
    fitted = fit(plane, sloping, schedule)

    assert fitted.history[0]["gradient_norm"] == pytest.approx((5 + 15) / 2)


def test_an_objective_is_asked_for_the_same_draws_with_and_without_a_hook() -> None:
    asked: list[int] = []
    whole = an_objective()

    class Listening(ClassificationObjective):
        def __call__(self, network: Network, draw: int) -> Losses:
            asked.append(draw)
            return whole(network, draw)

    objective = Listening(lambda rows: IMAGES[rows], LABELS, torch.arange(20), batch_size=6)
    fit(TinyNetwork(), objective, a_schedule(epochs=2), after_epoch=meddling)

    assert asked == list(range(8))
