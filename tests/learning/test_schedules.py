import pytest
import torch

from medebiaser.errors import InvalidInputError
from medebiaser.learning.schedules import Schedule, first_beta, learning_rate


def test_one_cycle_is_torchs_own_in_rate_and_beta() -> None:
    schedule = Schedule(epochs=5, steps_per_epoch=13, learning_rate=3e-4, policy="one-cycle")
    optimiser = torch.optim.Adam([torch.zeros(1, requires_grad=True)])
    oracle = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-4, total_steps=65)

    for step in range(65):
        assert learning_rate(schedule, step) == pytest.approx(oracle.get_last_lr()[0], rel=1e-9)
        beta = optimiser.param_groups[0]["betas"][0]
        assert first_beta(schedule, step) == pytest.approx(beta, rel=1e-9)
        optimiser.step()
        if step < 64:
            oracle.step()


def test_one_cycle_of_a_few_steps_stays_within_its_bounds() -> None:
    for steps in (1, 2, 3, 4):
        schedule = Schedule(epochs=1, steps_per_epoch=steps, learning_rate=1.0, policy="one-cycle")
        rates = [learning_rate(schedule, step) for step in range(steps)]
        assert all(0 < rate <= 1.0 for rate in rates)


def test_the_constant_policy_is_constant() -> None:
    schedule = Schedule(epochs=2, steps_per_epoch=3, learning_rate=1e-3)

    assert {learning_rate(schedule, step) for step in range(6)} == {1e-3}
    assert {first_beta(schedule, step) for step in range(6)} == {0.9}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"policy": "cosine"}, "policy is 'cosine'"),
        ({"trainable": "head"}, "trainable is 'head'"),
    ],
)
def test_a_schedule_refuses_what_it_cannot_do(change: dict[str, object], words: str) -> None:
    settings = {"epochs": 1, "steps_per_epoch": 1, "learning_rate": 0.1, **change}
    with pytest.raises(InvalidInputError, match=words):
        Schedule(**settings)  # type: ignore[arg-type]
