"""A workspace with something to count, and workers that are programs of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.records import Job, JobState, Lane
from tests.jobs.program import GATE, MARKS

_LONGEST_S = 120.0


@dataclass
class Site:
    """A workspace and the workers that run on it."""

    root: Path
    url: str | None
    opened: Workspace
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def ask(self, step: str = "count", *, lane: Lane = Lane.DEVICE, **arguments: Any) -> str:
        """Ask for a job; `count` counts to `to` under `name`."""
        return self.opened.jobs.enqueue(step, arguments, project=None, author="dr-a", lane=lane).id

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start a worker; another one than the tests' own program with the same options."""
        url = ("--url", self.url) if self.url else ()
        command = [sys.executable, "-m", "tests.jobs.program", str(self.root), *url, *options]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.started.append(worker)
        return worker

    def open_gate(self) -> None:
        """Let `count` go on behind its gate."""
        (self.root / GATE).touch()

    def wait_for_workers(self, number: int) -> None:
        wait(lambda: len(self.opened.leases.workers()) == number, f"{number} workers are there")

    def job(self, job_id: str) -> Job:
        return self.opened.jobs.get(job_id)

    def wait_for(self, job_id: str, state: JobState) -> Job:
        """Wait until a job is in a state; fail where it ends in another one."""
        wait(lambda: self.job(job_id).state is state, f"job is {state}")
        return self.job(job_id)

    def wait_for_marks(self, name: str, at_least: int) -> None:
        wait(lambda: len(self.marks(name)) >= at_least, f"{name} counted to {at_least}")

    def marks(self, name: str) -> list[tuple[int, int, float]]:
        """(number, process, moment) of everything that was counted under a name."""
        query = text("SELECT n, pid, at FROM marks WHERE job = :name ORDER BY n")
        with self.opened.database.reading() as connection:
            return [(n, pid, at) for n, pid, at in connection.execute(query, {"name": name})]

    def numbers(self, name: str) -> list[int]:
        return [n for n, _, _ in self.marks(name)]


def wait(until: Callable[[], bool], what: str) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + _LONGEST_S
    while not until():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.02)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres")()
    with open_workspace(tmp_path / "w", create=True, database_url=url) as opened:
        with opened.database.transaction() as connection:
            connection.execute(text(MARKS))
        made = Site(tmp_path / "w", url, opened)
        try:
            yield made
        finally:
            for worker in made.started:
                if worker.poll() is None:
                    worker.send_signal(signal.SIGCONT)
                    worker.kill()
                worker.communicate()
