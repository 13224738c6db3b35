import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from medebiaser.errors import CancelledError, DivergedError, InvalidInputError
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.precision import chosen_precision
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.training import Losses, fit
from medebiaser.records import Progress
from tests.learning.tiny import TinyNetwork, half_dimmed, pixels

State = dict[str, Tensor]
Saved = list[tuple[State, dict[str, Any]]]

IMAGES, BRIGHT = half_dimmed(pixels(20))
LABELS = torch.stack([BRIGHT, 1 - BRIGHT, BRIGHT], dim=1)


def an_objective(seed: int = 3) -> ClassificationObjective:
    return ClassificationObjective(
        lambda rows: IMAGES[rows], LABELS, torch.arange(20), batch_size=6, seed=seed
    )


def a_schedule(**changes: Any) -> Schedule:
    settings = {"epochs": 6, "steps_per_epoch": 4, "learning_rate": 1e-2, "policy": "one-cycle"}
    return Schedule(**{**settings, "weight_decay": 0.01, **changes})


def keep(saved: Saved) -> Any:
    """Save as a file would: through JSON, and with tensors of its own."""

    def save(tensors: State, facts: dict[str, Any]) -> None:
        saved.append(({k: v.clone() for k, v in tensors.items()}, json.loads(json.dumps(facts))))

    return save


def assert_equal_states(left: Mapping[str, Tensor], right: Mapping[str, Tensor]) -> None:
    assert list(left) == list(right)
    different = [name for name in left if not torch.equal(left[name], right[name])]
    assert different == []


def negative_loss(network: Network) -> float:
    logits = network(IMAGES)
    return -float(torch.nn.functional.binary_cross_entropy_with_logits(logits, LABELS))


def test_a_run_resumed_halfway_ends_with_every_tensor_of_an_undisturbed_one() -> None:
    straight: Saved = []
    undisturbed = fit(
        TinyNetwork(), an_objective(), a_schedule(), score=negative_loss, save=keep(straight)
    )

    resumed: Saved = []
    again = fit(
        TinyNetwork(seed=99),
        an_objective(),
        a_schedule(),
        score=negative_loss,
        save=keep(resumed),
        resume=straight[2],
    )

    assert [facts["epoch"] for _, facts in resumed] == [4, 5, 6]
    assert any("optimiser.exp_avg_sq." in name for name in straight[-1][0])
    assert_equal_states(straight[-1][0], resumed[-1][0])
    assert straight[-1][1] == resumed[-1][1]
    assert_equal_states(undisturbed.best_state, again.best_state)
    assert undisturbed.history == again.history


def test_a_run_killed_within_an_epoch_starts_that_epoch_again() -> None:
    straight: Saved = []
    fit(TinyNetwork(), an_objective(), a_schedule(), save=keep(straight))

    def power_cut(progress: Progress) -> None:
        if progress.done == 14:
            raise KeyboardInterrupt

    survived: Saved = []
    with pytest.raises(KeyboardInterrupt):
        fit(TinyNetwork(), an_objective(), a_schedule(), save=keep(survived), report=power_cut)
    fit(TinyNetwork(), an_objective(), a_schedule(), save=keep(survived), resume=survived[-1])

    assert [facts["epoch"] for _, facts in survived] == [1, 2, 3, 4, 5, 6]
    assert_equal_states(straight[-1][0], survived[-1][0])


def test_resuming_a_finished_run_trains_nothing_and_returns_its_weights() -> None:
    saved: Saved = []
    first = fit(TinyNetwork(), an_objective(), a_schedule(epochs=2), save=keep(saved))
    second = fit(
        TinyNetwork(seed=5),
        an_objective(),
        a_schedule(epochs=2),
        save=keep(saved),
        resume=saved[-1],
    )

    assert len(saved) == 2
    assert_equal_states(first.best_state, second.best_state)


def test_a_checkpoint_refuses_to_go_on_under_other_settings() -> None:
    saved: Saved = []
    fit(TinyNetwork(), an_objective(), a_schedule(epochs=2), save=keep(saved))

    with pytest.raises(InvalidInputError, match=r"learning_rate 0.01, now learning_rate is 0.02"):
        fit(
            TinyNetwork(),
            an_objective(),
            a_schedule(epochs=2, learning_rate=0.02),
            resume=saved[0],
        )
    with pytest.raises(InvalidInputError, match="belongs to another network"):
        fit(TinyNetwork(n_labels=2), an_objective(), a_schedule(epochs=2), resume=saved[0])


def test_training_learns_what_can_be_learned() -> None:
    network = TinyNetwork(dropout=0.0)
    fit(network, an_objective(), a_schedule(epochs=40, weight_decay=0.0))

    assert ((network(IMAGES) > 0).float() == LABELS).float().mean() == 1.0


def test_training_neither_reads_nor_changes_the_global_random_state() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = fit(TinyNetwork(), an_objective(), a_schedule(epochs=1))
    assert torch.equal(torch.get_rng_state(), before)

    torch.manual_seed(2)
    second = fit(TinyNetwork(), an_objective(), a_schedule(epochs=1))
    assert_equal_states(first.best_state, second.best_state)


def test_another_seed_draws_another_dropout() -> None:
    first = fit(TinyNetwork(), an_objective(), a_schedule(epochs=1))
    second = fit(TinyNetwork(), an_objective(), a_schedule(epochs=1), seed=1)

    assert not torch.equal(
        first.best_state["output.1.weight"], second.best_state["output.1.weight"]
    )


@pytest.mark.parametrize(
    ("scores", "epochs", "best"),
    [
        ([0.5, 0.7, 0.6, 0.7, 0.9, 0.9], 4, 2),  # a tie is no gain: two epochs without one
        ([0.5, 0.4, 0.6, 0.5, 0.5, 0.9], 5, 3),
        ([math.nan, 0.2, math.nan, 0.3, 0.1, 0.1], 6, 4),  # unknown is neither better nor best
        ([math.nan] * 6, 6, 6),
    ],
)
def test_training_stops_after_two_epochs_without_a_better_score(
    scores: list[float], epochs: int, best: int
) -> None:
    saved: Saved = []
    remaining = iter(scores)
    network = TinyNetwork()
    fitted = fit(
        network,
        an_objective(),
        a_schedule(patience=2),
        score=lambda _: next(remaining),
        save=keep(saved),
    )

    assert (len(fitted.history), fitted.best_epoch) == (epochs, best)
    of_best_epoch = saved[best - 1][0]
    for name, tensor in fitted.best_state.items():
        assert torch.equal(tensor, of_best_epoch[f"network.{name}"])
        assert torch.equal(network.state_dict()[name], tensor)


def test_a_loss_that_becomes_nan_names_the_step_and_keeps_the_last_checkpoint() -> None:
    whole = an_objective()

    def broken(network: Network, draw: int) -> Losses:
        losses = whole(network, draw)
        return Losses(losses.total * (math.nan if draw == 9 else 1.0), losses.parts)

    saved: Saved = []
    network = TinyNetwork()
    with pytest.raises(DivergedError, match="diverged at step 9") as caught:
        fit(network, broken, a_schedule(), save=keep(saved))

    assert caught.value.step == 9
    assert [facts["epoch"] for _, facts in saved] == [1, 2]
    assert all(torch.isfinite(t).all() for t in saved[-1][0].values())
    assert all(torch.isfinite(t).all() for t in network.state_dict().values())


def test_weights_that_become_infinite_are_never_saved() -> None:
    def exploding(network: Network, draw: int) -> Losses:
        network.get_buffer("first.1.running_var").fill_(math.inf if draw >= 5 else 1.0)
        return whole(network, draw)

    whole = an_objective()
    saved: Saved = []
    with pytest.raises(DivergedError, match=r"step 7: weight first\.1\.running_var"):
        fit(TinyNetwork(), exploding, a_schedule(freeze_batch_norm=True), save=keep(saved))

    assert len(saved) == 1


def test_report_counts_every_step_and_cancels() -> None:
    seen: list[Progress] = []

    def cancel_at_five(progress: Progress) -> None:
        seen.append(progress)
        if progress.done == 5:
            raise CancelledError("stopped by the person who started it")

    network = TinyNetwork()
    network.first.requires_grad_(False)
    with pytest.raises(CancelledError):
        fit(network, an_objective(), a_schedule(), report=cancel_at_five)

    assert [(p.phase, p.done, p.total) for p in seen] == [("training", n, 24) for n in range(1, 6)]
    figures = {"epoch", "loss", "prediction", "learning_rate", "gradient_norm"}
    assert set(seen[0].metrics) == figures
    assert not any(p.requires_grad for p in network.first.parameters())
    assert all(p.requires_grad for p in network.second.parameters())


def test_frozen_batch_norm_keeps_running_statistics_but_learns_scale_and_shift() -> None:
    network = TinyNetwork()
    before = {k: v.clone() for k, v in network.state_dict().items()}
    after = fit(network, an_objective(), a_schedule(epochs=1, freeze_batch_norm=True)).best_state

    assert torch.equal(before["first.1.running_mean"], after["first.1.running_mean"])
    assert torch.equal(before["second.1.running_var"], after["second.1.running_var"])
    assert not torch.equal(before["first.1.weight"], after["first.1.weight"])


def test_the_last_block_alone_learns_when_asked() -> None:
    network = TinyNetwork()
    before = {k: v.clone() for k, v in network.state_dict().items()}
    after = fit(network, an_objective(), a_schedule(epochs=1, trainable="last-block")).best_state

    same = {name for name in before if torch.equal(before[name], after[name])}
    assert {name for name in before if name.startswith("first.")} <= same
    assert {"second.0.weight", "output.1.weight", "output.1.bias"}.isdisjoint(same)
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_accumulated_draws_make_the_gradient_of_their_union() -> None:
    """Without dropout and with frozen statistics two draws of 10 are one draw of 20."""

    def whole(network: Network, draw: int) -> Losses:
        loss = torch.nn.functional.binary_cross_entropy_with_logits(network(IMAGES), LABELS)
        return Losses(loss, {})

    def half(network: Network, draw: int) -> Losses:
        part = slice(0, 10) if draw % 2 == 0 else slice(10, 20)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            network(IMAGES[part]), LABELS[part]
        )
        return Losses(loss, {})

    settings = {"epochs": 1, "freeze_batch_norm": True, "learning_rate": 1e-3}
    one = fit(TinyNetwork(dropout=0.0), whole, a_schedule(**settings))
    two = fit(TinyNetwork(dropout=0.0), half, a_schedule(**settings, accumulate=2))

    torch.testing.assert_close(one.best_state, two.best_state, rtol=1e-5, atol=1e-6)
    assert one.history[0]["loss"] == pytest.approx(two.history[0]["loss"], abs=1e-5)


def test_gradients_are_clipped_to_the_norm() -> None:
    """Adam hides the scale of a gradient, its second moment does not: (1 - beta2) g^2."""

    def steep(network: Network, draw: int) -> Losses:
        return Losses(1e4 * network(IMAGES).mean(), {})

    saved: Saved = []
    schedule = a_schedule(epochs=1, steps_per_epoch=1, clip_norm=5.0, weight_decay=0.0)
    fit(TinyNetwork(dropout=0.0), steep, schedule, save=keep(saved))

    squares = [t for name, t in saved[0][0].items() if "exp_avg_sq" in name]
    norm = math.sqrt(sum(float(t.sum()) for t in squares) / 0.001)
    assert norm == pytest.approx(5.0, rel=1e-3)


def test_an_attention_term_without_a_gradient_is_refused_at_the_first_step() -> None:
    whole = an_objective()

    def detached(network: Network, draw: int) -> Losses:
        losses = whole(network, draw)
        return Losses(losses.total, {**losses.parts, "attention": losses.total.detach()})

    def attached(network: Network, draw: int) -> Losses:
        losses = whole(network, draw)
        return Losses(losses.total, {**losses.parts, "attention": losses.total})

    with pytest.raises(InvalidInputError, match="no gradient"):
        fit(TinyNetwork(), detached, a_schedule(epochs=1), verify_attention=True)
    for precision in ("32", "bf16"):
        schedule = a_schedule(epochs=1)
        checked = fit(TinyNetwork(), attached, schedule, verify_attention=True, precision=precision)
        unchecked = fit(TinyNetwork(), attached, schedule, precision=precision)
        assert_equal_states(checked.best_state, unchecked.best_state)


def test_attention_that_stays_silent_for_an_epoch_is_refused_unless_it_may_sleep() -> None:
    whole = an_objective()

    def silent(network: Network, draw: int) -> Losses:
        losses = whole(network, draw)
        return Losses(losses.total, {**losses.parts, "attention": 0 * losses.total})

    with pytest.raises(InvalidInputError, match="no gradient in 2 steps: all maps"):
        fit(TinyNetwork(), silent, a_schedule(epochs=1, steps_per_epoch=2), verify_attention=True)
    slept = fit(
        TinyNetwork(),
        silent,
        a_schedule(epochs=1, steps_per_epoch=2),
        verify_attention=True,
        attention_may_sleep=True,
    )
    assert len(slept.history) == 1


def test_auto_precision_leaves_small_networks_in_32_bit_and_refuses_nonsense() -> None:
    assert chosen_precision(TinyNetwork(), "cpu", "auto") == "32"
    assert chosen_precision(TinyNetwork(), "cpu", "bf16") == "bf16"
    with pytest.raises(InvalidInputError, match="'half'; choose auto, 32 or bf16"):
        chosen_precision(TinyNetwork(), "cpu", "half")


def test_bf16_training_keeps_32_bit_weights_and_resumes_exactly() -> None:
    straight: Saved = []
    fit(TinyNetwork(), an_objective(), a_schedule(epochs=3), save=keep(straight), precision="bf16")
    resumed: Saved = []
    fit(
        TinyNetwork(seed=9),
        an_objective(),
        a_schedule(epochs=3),
        save=keep(resumed),
        resume=straight[0],
        precision="bf16",
    )

    assert straight[-1][0]["network.first.0.weight"].dtype == torch.float32
    assert_equal_states(straight[-1][0], resumed[-1][0])


def test_two_processes_train_what_one_with_two_draws_a_step_trains(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    command = ["torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    script = ["-m", "tests.learning.two_devices", str(path)]
    run = subprocess.run(
        [sys.executable, "-m", *command, *script],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "GLOO_SOCKET_IFNAME": "lo"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]

    schedule = a_schedule(epochs=2, freeze_batch_norm=True, accumulate=2)
    alone = fit(TinyNetwork(dropout=0.0), an_objective(), schedule)
    torch.testing.assert_close(load_file(path), alone.best_state, rtol=1e-4, atol=1e-5)
