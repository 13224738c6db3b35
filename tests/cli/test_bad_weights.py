"""Weights that cannot be used are refused; a training that diverges keeps what it had."""

import io
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save

from medebiaser.learning import objectives
from medebiaser.learning.networks import build_network
from medebiaser.learning.training import Losses
from medebiaser.records import RoundState
from medebiaser.rounds import checkpoints
from tests.loop import TRAIN_OPTIONS, Terminal, opened


class Harmful:
    """Unpickling it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def refused(terminal: Terminal, workspace: Path, *arguments: str | Path) -> str:
    reply = terminal(workspace, *arguments)
    assert (reply.status, reply.out) == (1, "")
    [line] = reply.err.strip().splitlines()
    return line


@pytest.mark.parametrize("ending", ["pt", "pth", "safetensors"])
def test_a_pickle_is_refused_and_never_run(tmp_path: Path, terminal: Terminal, ending: str) -> None:
    made = tmp_path / "harm"
    content = pickle.dumps(Harmful(made), protocol=2)
    file = tmp_path / f"weights.{ending}"
    file.write_bytes(content)

    line = refused(terminal, tmp_path / "workspace", "weights", "import", file)

    assert file.name in line
    assert "safetensors" in line
    assert not made.exists()


def test_a_torch_file_with_more_than_tensors_is_refused_and_never_run(
    tmp_path: Path, terminal: Terminal
) -> None:
    made = tmp_path / "harm"
    file = tmp_path / "model.pt"
    torch.save({"state_dict": {"w": torch.ones(2)}, "extra": Harmful(made)}, file)

    line = refused(terminal, tmp_path / "workspace", "weights", "import", file)

    assert "model.pt holds more than tensors or is damaged" in line
    assert not made.exists()


def test_a_torch_file_with_tensors_alone_is_taken(tmp_path: Path, terminal: Terminal) -> None:
    file = tmp_path / "model.pt"
    torch.save({"state_dict": {"w": torch.ones(2)}}, file)

    assert terminal(tmp_path / "workspace", "weights", "import", file).status == 0
    listed = terminal(tmp_path / "workspace", "weights", "list", "--json")
    assert listed.json == [{"name": "model", "origin": "model.pt"}]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_weights_with_nan_or_infinity_are_refused_and_the_tensor_is_named(
    tmp_path: Path, terminal: Terminal, bad: float
) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(save({"fine": torch.ones(3), "head.bias": torch.tensor([0.0, bad])}))

    line = refused(terminal, tmp_path / "workspace", "weights", "import", file)

    assert "w.safetensors: tensor head.bias holds NaN or infinity" in line


@pytest.mark.parametrize("content", [b"", b"\x08", b"12345678{}", save({})])
def test_a_file_without_tensors_is_refused(
    tmp_path: Path, terminal: Terminal, content: bytes
) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(content)

    assert "w.safetensors" in refused(terminal, tmp_path / "ws", "weights", "import", file)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path, terminal: Terminal) -> None:
    line = refused(terminal, tmp_path / "ws", "weights", "import", tmp_path / "no.safetensors")

    assert "there is no file" in line


def test_weights_of_another_shape_are_refused_and_the_round_says_so(
    imported: Path, terminal: Terminal
) -> None:
    state = dict(build_network("small", 8).state_dict())
    name = next(name for name, tensor in state.items() if tensor.ndim == 4)
    state[name] = torch.zeros(3, 5, 7, 7)
    file = imported.parent / "other.safetensors"
    file.write_bytes(save(state))
    terminal(imported, "weights", "import", file)

    reply = terminal(imported, "train", *TRAIN_OPTIONS, "--weights", "other")

    assert (reply.status, reply.out) == (1, "")
    assert name in reply.err
    with opened(imported) as stores:
        assert stores.project.current_round is None
        assert all(each.state is RoundState.FAILED for each in stores.rounds.all())


def test_weights_nobody_imported_are_refused(imported: Path, terminal: Terminal) -> None:
    reply = terminal(imported, "train", *TRAIN_OPTIONS, "--weights", "imagenet")

    assert reply.status == 1
    assert "imagenet" in reply.err


def test_nan_in_the_loss_stops_training_names_the_step_and_keeps_the_last_good_epoch(
    imported: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = _diverge_in_the_second_epoch(monkeypatch)

    reply = terminal(imported, "train", *TRAIN_OPTIONS)

    assert (reply.status, reply.out) == (1, "")
    assert f"training diverged at step {steps[-1]}" in reply.err
    assert "the last checkpoint is kept" in reply.err
    with opened(imported) as stores:
        [failed] = stores.rounds.all()
        assert failed.state is RoundState.FAILED
        assert f"step {steps[-1]}" in (failed.failure or "")
        assert [epoch["epoch"] for epoch in failed.history] == [1]
        tensors, facts = checkpoints.get(stores.blobs, failed.resume_from or "")
        assert facts["epoch"] == 1
        assert all(bool(torch.isfinite(t).all()) for t in tensors.values())
        assert stores.project.current_round is None


def test_a_diverged_training_goes_on_from_its_last_good_epoch(
    imported: Path, trained_once: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        _diverge_in_the_second_epoch(broken)
        terminal(imported, "train", *TRAIN_OPTIONS)

    assert terminal(imported, "train", *TRAIN_OPTIONS).status == 0

    with opened(imported) as stores, opened(trained_once) as undisturbed:
        assert stores.rounds.get(0).checkpoint == undisturbed.rounds.get(0).checkpoint


def _diverge_in_the_second_epoch(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the loss be NaN from the middle of the second epoch on; returns the steps seen."""
    steps: list[int] = []
    kind = objectives.ClassificationObjective
    whole = kind.__call__

    def diverging(self: Any, network: Any, step: int) -> Losses:
        steps.append(step)
        losses = whole(self, network, step)
        if step <= self.steps_per_epoch + 1:
            return losses
        return Losses(losses.total * torch.nan, losses.parts)

    monkeypatch.setattr(kind, "__call__", diverging)
    return steps


def test_a_registered_network_whose_class_is_missing_is_refused(
    tmp_path: Path, terminal: Terminal
) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import torch\n")

    line = refused(terminal, tmp_path / "ws", "networks", "add", "mine", f"{file}:Net")

    assert "Net" in line


def test_numbers_that_are_none_are_refused(tmp_path: Path, terminal: Terminal) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import torch\n")

    line = refused(
        terminal, tmp_path / "ws", "networks", "add", "mine", f"{file}:Net", "--mean", "a,b"
    )

    assert line == "'a,b' is no list of numbers; write 0.5,0.5,0.5"


@pytest.mark.parametrize("seed", range(6))
def test_a_torch_file_that_was_cut_or_changed_is_refused_in_one_line(
    tmp_path: Path, terminal: Terminal, seed: int
) -> None:
    stream = io.BytesIO()
    torch.save({"w": torch.ones(4, 4)}, stream, _use_new_zipfile_serialization=seed % 2 == 0)
    chance = random.Random(seed)
    content = bytearray(stream.getvalue())
    content = content[: chance.randrange(len(content) // 2)] if seed else bytearray()
    for _ in range(8 if content else 0):
        content[chance.randrange(len(content))] = chance.randrange(256)
    file = tmp_path / "cut.pt"
    file.write_bytes(content)

    line = refused(terminal, tmp_path / "ws", "weights", "import", file)

    assert line == (
        "cut.pt holds more than tensors or is damaged; save its state_dict as safetensors"
    )
