"""Workers are killed, stopped and left alone: every job ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from medebiaser.jobs.engine import system_url
from medebiaser.records import ACTIVE, JobState
from tests.jobs.conftest import Site, wait
from tests.servers import PostgresServer


def workflows(site: Site) -> list[str]:
    """Names of the workflows that DBOS still knows."""
    url = system_url(site.opened.database)
    schema = "dbos." if site.url else ""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            query = text(f"SELECT workflow_uuid FROM {schema}workflow_status")
            return [name for (name,) in connection.execute(query)]
    finally:
        engine.dispose()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_job_whose_workers_are_killed_at_random_moments_counts_every_number_once(
    site: Site, seed: int
) -> None:
    moments = random.Random(seed)
    asked = site.ask(name="a", to=150, pause_s=0.01)
    for _ in range(4):
        worker = site.start("--lease", "30")  # the next one does not wait for the lease
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(moments.uniform(0.0, 1.2))
        worker.kill()
        worker.wait()
    site.start("--once", "--lease", "30").wait()

    job = site.job(asked)
    assert job.state is JobState.DONE
    assert site.numbers("a") == list(range(1, 151))
    assert workflows(site) == []


def test_a_job_of_a_restored_backup_runs_although_its_attempt_was_begun_before(
    site: Site,
) -> None:
    asked = site.ask(name="a", to=30, gate=3)
    worker = site.start()
    site.wait_for_marks("a", 3)
    worker.kill()
    worker.wait()
    site.open_gate()
    begun = workflows(site)
    with site.opened.database.transaction() as connection:
        connection.execute(text("UPDATE jobs SET state = 'queued', attempt = 1, fence = 0"))

    site.start("--once").wait()

    assert begun == [f"job-{asked}-1"]
    assert (site.job(asked).state, site.job(asked).attempt) == (JobState.DONE, 1)
    assert site.numbers("a") == list(range(1, 31))


def test_a_dead_workers_job_is_taken_over_by_a_living_one_elsewhere(site: Site) -> None:
    asked = site.ask(name="a", to=20, gate=5)
    first = site.start("--lease", "2")
    site.wait_for_marks("a", 5)
    second = site.start("--lease", "2")
    site.wait_for_workers(2)
    for lock in (site.root / "workers").iterdir():
        lock.unlink()  # as if it were on another machine: only the lease tells
    first.kill()
    site.open_gate()

    job = site.wait_for(asked, JobState.DONE)

    assert job.attempt == 2
    assert site.numbers("a") == list(range(1, 21))
    assert {pid for _, pid, _ in site.marks("a")} == {first.pid, second.pid}


def test_of_two_workers_each_job_is_run_by_one(site: Site) -> None:
    names = [f"job {n}" for n in range(8)]
    asked = [site.ask(name=name, to=8, pause_s=0.03) for name in names]
    workers = [site.start("--once"), site.start("--once")]
    for worker in workers:
        worker.wait()

    assert all(site.job(each).state is JobState.DONE for each in asked)
    assert all(site.job(each).attempt == 1 for each in asked)
    of_each = [{pid for _, pid, _ in site.marks(name)} for name in names]
    assert all(len(pids) == 1 for pids in of_each)
    assert set.union(*of_each) <= {worker.pid for worker in workers}


def test_a_worker_that_comes_back_from_a_pause_writes_nothing_for_the_job_it_lost(
    site: Site,
) -> None:
    asked = site.ask(name="a", to=20, gate=5)
    paused = site.start("--lease", "2")
    site.wait_for_marks("a", 5)
    paused_inside_no_transaction(site, paused)
    site.open_gate()
    other = site.start("--lease", "2")
    site.wait_for(asked, JobState.DONE)
    before = site.job(asked), site.opened.jobs.log(asked), site.marks("a")

    paused.send_signal(signal.SIGCONT)
    after = site.ask(name="after", to=3)
    other.send_signal(signal.SIGTERM)
    other.wait()
    site.ask(name="later", to=3)
    site.wait_for_marks("later", 3)

    assert (site.job(asked), site.opened.jobs.log(asked), site.marks("a")) == before
    assert site.numbers("a") == list(range(1, 21))
    assert site.job(after).state in ACTIVE | {JobState.DONE}
    assert {pid for _, pid, _ in site.marks("later")} == {paused.pid}


def paused_inside_no_transaction(site: Site, worker: subprocess.Popen[str]) -> None:
    """Pause a worker while it holds no lock of SQLite, which no one could take from it."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        if site.url is not None or not _is_locked(site):
            return
        worker.send_signal(signal.SIGCONT)
        time.sleep(0.01)


def _is_locked(site: Site) -> bool:
    import sqlite3

    for name in ("medebiaser.sqlite", "jobs.sqlite"):
        with sqlite3.connect(site.root / name, timeout=0) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return True
    return False


def test_a_worker_paused_within_a_transaction_keeps_no_one_waiting_and_commits_nothing(
    site: Site,
) -> None:
    if site.url is None:
        pytest.skip("SQLite's one lock of a paused process cannot be taken from it")
    asked = site.ask("hold", name="a", pause_s=0.5)
    paused = site.start("--lease", "2")
    wait((site.root / f"holding-{paused.pid}").exists, "the transaction is open")
    paused.send_signal(signal.SIGSTOP)
    other = site.start("--lease", "2")
    site.wait_for(asked, JobState.DONE)
    before = site.job(asked), site.opened.jobs.log(asked), site.marks("a")

    paused.send_signal(signal.SIGCONT)
    other.send_signal(signal.SIGTERM)
    other.wait()
    site.ask(name="later", to=1)
    site.wait_for_marks("later", 1)

    assert [pid for _, pid, _ in before[2]] == [other.pid]
    assert (site.job(asked), site.opened.jobs.log(asked), site.marks("a")) == before
    assert [pid for _, pid, _ in site.marks("later")] == [paused.pid]


def test_a_worker_stops_when_who_started_it_was_killed(site: Site) -> None:
    url = ("--url", site.url) if site.url else ()
    child = [sys.executable, "-m", "tests.jobs.program", str(site.root), *url]
    starting = (
        "import os, subprocess, sys, time\n"
        f"worker = subprocess.Popen({child!r} + ['--parent', str(os.getpid())])\n"
        "print(worker.pid, flush=True)\n"
        "time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    asked = site.ask(name="a", to=100_000, pause_s=0.01)
    parent = subprocess.Popen(
        [sys.executable, "-c", starting], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline())
    site.wait_for_marks("a", 3)

    parent.kill()
    parent.communicate()

    wait(lambda: site.job(asked).state is JobState.QUEUED, "the job is put back")
    wait(lambda: not _runs(orphan), "the worker ends")


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def test_a_job_goes_on_after_postgresql_was_restarted_under_it(
    site: Site, request: pytest.FixtureRequest
) -> None:
    if site.url is None:
        pytest.skip("SQLite has no server")
    server: PostgresServer = request.getfixturevalue("postgres")
    asked = site.ask(name="a", to=100_000, pause_s=0.02)
    worker = site.start("--lease", "2")
    site.wait_for_marks("a", 10)
    server.stop()
    time.sleep(1)  # the step writes every twentieth of a second: it meets the stopped server
    server.start()
    wait(lambda: site.job(asked).attempt >= 2, "the job is queued again")
    before = len(site.marks("a"))
    site.wait_for_marks("a", before + 5)

    numbers = site.numbers("a")
    assert numbers == list(range(1, len(numbers) + 1))
    assert site.job(asked).state in ACTIVE
    assert worker.poll() is None
