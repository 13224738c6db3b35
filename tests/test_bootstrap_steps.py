"""The steps as workers call them: JSON in, one step, JSON out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from medebiaser.bootstrap_steps import open_for_worker, registered_steps, worker_devices
from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.jobs import StepCall
from medebiaser.records import no_report
from medebiaser.rounds import starting
from medebiaser.settings import Settings
from tests.loop import FOCUS, correct

STEPS = registered_steps(Settings())


def call(step: str, opened: Workspace, **arguments: Any) -> Mapping[str, Any] | None:
    return STEPS[step].run(
        StepCall(
            arguments=arguments,
            project=opened.projects.all()[0].name,
            author="dr-a",
            device="cpu",
            report=no_report,
            log=lambda line: None,
            workspace=opened,
        )
    )


def test_workers_know_every_step_that_is_started() -> None:
    names = {
        *(starting.TRAIN, starting.FINE_TUNE, starting.RANK, starting.EVALUATE),
        *(starting.IMPORT, starting.IMPORT_FOLDER, starting.SPLIT),
        *(starting.POOL_BATCH, starting.CONTINUE),
    }

    assert set(STEPS) == names
    assert all(step.name == name for name, step in STEPS.items())


def test_a_fine_tuning_that_was_finished_before_its_worker_died_makes_no_second_round(
    tuned: Path,
) -> None:
    with open_workspace(tuned) as opened:
        stores = opened.stores(opened.projects.all()[0].name)
        others = (label for label in stores.project.labels if label != FOCUS)
        corrected = next(ids for label in others if (ids := correct(stores, label, 2)))

        made = call("fine_tune", opened, options={}, round=1)

        assert len(corrected) > 0
        assert made == {"round": 1, "state": "ready"}
        assert [each.number for each in stores.rounds.all()] == [0, 1]


def test_a_fine_tuning_whose_round_was_removed_is_refused(trained: Path) -> None:
    with open_workspace(trained) as opened, pytest.raises(LockedError, match="round 1 was removed"):
        call("fine_tune", opened, options={}, round=1)


def test_measuring_and_ranking_again_say_what_they_did(trained: Path) -> None:
    with open_workspace(trained) as opened:
        measured = call("evaluate", opened, round=0, split="tune")
        ranked = call("rank", opened, round=0, split="review")
        stores = opened.stores(opened.projects.all()[0].name)

        assert measured == {"round": 0, "split": "tune"}
        assert ranked == {"round": 0, "split": "review"}
        assert "tune" in stores.rounds.get(0).metrics


def test_splitting_where_all_have_a_split_assigns_none(imported: Path) -> None:
    with open_workspace(imported) as opened:
        done = call("split", opened, fractions=None, seed=3)

    assert done is not None
    assert done["assigned"] == 0
    assert sum(done["counts"].values()) == 200


def test_devices_are_those_that_are_named_and_there() -> None:
    assert worker_devices(Settings(devices="cpu")) == ("cpu",)
    assert worker_devices(Settings(devices="cpu, cpu")) == ("cpu", "cpu")
    with pytest.raises(InvalidInputError, match="has no device cuda:97"):
        worker_devices(Settings(devices="cuda:97"))


def test_auto_is_the_cpu_where_there_is_no_gpu() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    assert worker_devices(Settings()) == ("cpu",)


def test_a_worker_makes_no_workspace_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no workspace"):
        open_for_worker(Settings(workspace=tmp_path / "none"))
    with pytest.raises(NotFoundError, match="there is no workspace"):
        open_for_worker(
            Settings(workspace=tmp_path / "new", database_url=f"sqlite:///{tmp_path}/empty")
        )
