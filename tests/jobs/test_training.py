"""A training under `medebiaser worker` that is killed ends with the undisturbed weights."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.records import Job, JobState, RoundState
from medebiaser.rounds import checkpoints
from medebiaser.rounds.starting import start_training
from medebiaser.rounds.train import train
from tests.jobs.conftest import wait
from tests.loop import import_phantoms

EPOCHS, STEPS_PER_EPOCH = 6, 5
OPTIONS = {
    "architecture": "small", "image_size": 64, "epochs": EPOCHS, "patience": EPOCHS,
    "batch_size": 16, "seed": 5,
}  # fmt: skip


def weights(stores: Stores) -> dict[str, torch.Tensor]:
    return checkpoints.get(stores.blobs, stores.rounds.get(0).checkpoint or "")[0]


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, imported_once: Path
) -> dict[str, torch.Tensor]:
    """The weights of a training that nothing disturbed, without a worker."""
    folder = shutil.copytree(imported_once, tmp_path_factory.mktemp("undisturbed") / "w")
    with open_workspace(folder) as opened:
        stores = opened.stores(opened.projects.all()[0].name)
        train(stores, OPTIONS)
        return weights(stores)


@dataclass(frozen=True)
class Site:
    """A workspace, and how a worker finds it."""

    opened: Workspace
    worker_folder: Path
    environment: dict[str, str]

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "medebiaser", "-w", str(self.worker_folder), "worker"]
        environment = {**os.environ, **self.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen([*command, "--devices", "cpu", *options], env=environment)


@pytest.fixture
def beside(imported: Path) -> Iterator[Site]:
    """SQLite and a folder: the worker runs beside them."""
    with open_workspace(imported) as opened:
        yield Site(opened, imported, {})


@pytest.fixture
def elsewhere(
    postgres: Callable[[], str],
    s3: Callable[[], str],
    phantoms: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    """PostgreSQL and a bucket: the worker has nothing but their two URLs."""
    urls = {"MEDEBIASER_DATABASE_URL": postgres(), "MEDEBIASER_BLOB_URL": s3()}
    with monkeypatch.context() as patched:
        for name, value in urls.items():
            patched.setenv(name, value)
        import_phantoms(tmp_path / "server", phantoms)
    with open_workspace(
        tmp_path / "server",
        database_url=urls["MEDEBIASER_DATABASE_URL"],
        blob_url=urls["MEDEBIASER_BLOB_URL"],
    ) as opened:
        yield Site(opened, tmp_path / "another machine", urls)


@pytest.fixture(params=["beside", "elsewhere"])
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def test_a_training_that_was_killed_ends_with_the_undisturbed_weights(
    site: Site, undisturbed: dict[str, torch.Tensor]
) -> None:
    stores = site.opened.stores(site.opened.projects.all()[0].name, actor="dr-a")
    asked = start_training(site.opened, stores, OPTIONS)
    again = start_training(site.opened, stores, OPTIONS)
    began = stores.rounds.get(0).state
    worker = site.start()
    wait(lambda: len(stores.rounds.get(0).history) >= 2, "two epochs are saved")
    worker.kill()
    worker.wait()
    saved = len(stores.rounds.get(0).history)
    seen = site.opened.events.span()[1]
    assert site.start("--once").wait() == 0

    job = site.opened.jobs.get(asked.id)
    assert (again.id, began) == (asked.id, RoundState.CREATED)
    assert (job.state, job.failure, job.outcome) == (
        JobState.DONE, None, {"round": 0, "state": "ready"}
    )  # fmt: skip
    assert first_step(site, job, after=seen) > saved * STEPS_PER_EPOCH
    found = weights(stores)
    assert found.keys() == undisturbed.keys()
    assert all(torch.equal(found[name], undisturbed[name]) for name in undisturbed)


def first_step(site: Site, job: Job, *, after: int) -> float:
    """The first step of training that the job reported after an event; infinite: none."""
    steps = [
        event.content["done"]
        for event in site.opened.events.after(after, limit=10_000)
        if event.content.get("job") == job.id and event.content.get("phase") == "training"
        and event.content["state"] == "running" and event.content["done"] > 0
    ]  # fmt: skip
    return steps[1] if len(steps) > 1 else float("inf")
