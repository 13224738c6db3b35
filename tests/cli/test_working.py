"""`worker` on one device and on several."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from medebiaser.data.stores import open_workspace
from medebiaser.records import JobState
from tests.jobs.conftest import wait


def start(workspace: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "medebiaser", "-w", str(workspace), "worker", *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    with open_workspace(tmp_path / "w", create=True) as opened:
        opened.projects.create("chest", ["Hernia"])
    return tmp_path / "w"


def test_each_of_several_devices_has_a_worker_of_its_own_that_is_started_again(
    workspace: Path,
) -> None:
    crew = start(workspace, "--devices", "cpu,cpu")
    with open_workspace(workspace) as opened:

        def pids() -> set[int]:
            return {int(worker.id.split("-")[0]) for worker in opened.leases.workers()}

        try:
            wait(lambda: len(pids()) == 2, "both workers are there")
            first, second = sorted(pids())
            os.kill(first, signal.SIGKILL)
            wait(lambda: len(pids() - {first, second}) == 1, "another one is started")
            crew.send_signal(signal.SIGTERM)
            status = crew.wait(30)
            left = pids() - {first}
        finally:
            crew.kill()
            crew.communicate()

    assert (status, left) == (0, set())


def test_a_crew_works_off_what_waits_once_and_ends(workspace: Path) -> None:
    with open_workspace(workspace) as opened:
        asked = [opened.jobs.enqueue("promote", {}, project=1, author="dr-a").id for _ in range(3)]
        crew = start(workspace, "--devices", "cpu,cpu", "--once")
        _, remarks = crew.communicate(timeout=120)

        assert crew.returncode == 0
        assert all(opened.jobs.get(each).state is JobState.FAILED for each in asked)
    assert remarks.count("takes jobs for cpu") == 2


def test_a_device_that_is_not_there_is_refused(workspace: Path) -> None:
    refused = start(workspace, "--devices", "cuda:97")
    _, remarks = refused.communicate(timeout=120)

    assert refused.returncode == 1
    assert "this machine has no device cuda:97" in remarks
