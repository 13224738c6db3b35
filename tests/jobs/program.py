"""A worker with steps that are made for tests, as a program of its own.

`count` writes one row a report, each in a transaction of its own, and goes on from the last:
what a training does with its epochs, in milliseconds.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from medebiaser.cli.working import _is_orphan_of
from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.errors import InvalidInputError, UnreachableError, WaitingError
from medebiaser.jobs import RegisteredStep, StepCall, Worker, WorkerOptions
from medebiaser.records import Progress

MARKS = "CREATE TABLE marks (job TEXT, n INTEGER, pid INTEGER, at FLOAT, PRIMARY KEY (job, n, pid))"

GATE = "open"
"""File of the workspace: while it is missing, `count` waits at its gate."""


def count(call: StepCall) -> Mapping[str, Any]:
    """Count to a number, from where an earlier attempt stopped; wait at `gate` until it is open."""
    name, until = call.arguments["name"], call.arguments["to"]
    database = call.workspace.database
    with database.reading() as connection:
        last = connection.scalar(
            text("SELECT coalesce(max(n), 0) FROM marks WHERE job = :job"), {"job": name}
        )
    for n in range(int(last or 0) + 1, until + 1):
        values = {"job": name, "n": n, "pid": os.getpid(), "at": time.time()}
        with database.transaction() as connection:
            connection.execute(text("INSERT INTO marks VALUES (:job, :n, :pid, :at)"), values)
        call.report(Progress("counting", n, until, {"number": float(n)}))
        while n == call.arguments.get("gate") and not (call.workspace.root / GATE).exists():
            call.report(Progress("counting", n, until, {"number": float(n)}))
            time.sleep(0.01)
        time.sleep(call.arguments.get("pause_s", 0.01))
    return {"counted": until, "device": call.device, "author": call.author}


def hold(call: StepCall) -> None:
    """Write one row in a transaction that is open for a while, unless it is there already."""
    name = call.arguments["name"]
    with call.workspace.database.transaction() as connection:
        values = {"job": name, "pid": os.getpid(), "at": time.time()}
        connection.execute(text("INSERT INTO marks VALUES (:job, 1, :pid, :at)"), values)
        (call.workspace.root / f"holding-{os.getpid()}").touch()
        time.sleep(call.arguments["pause_s"])


def refuse(call: StepCall) -> None:
    """Fail with a message for a person."""
    call.log("about to refuse")
    raise InvalidInputError("no image is in the train split; import images with more patients")


def ask_in_vain(call: StepCall) -> None:
    """Find no server the first time."""
    asked = call.workspace.root / "asked"
    if not asked.exists():
        asked.touch()
        raise UnreachableError("the blob store does not answer")


def ask(call: StepCall) -> Mapping[str, Any]:
    """Wait for a person until the workspace's file `answer` is there, or the time has passed."""
    times = call.workspace.root / "times"
    times.write_text(str(int(times.read_text() if times.exists() else "0") + 1))
    call.report(Progress("asking", 2, 2))
    while call.arguments.get("slow") and not (call.workspace.root / GATE).exists():
        time.sleep(0.01)
    until = datetime.fromisoformat(call.arguments["until"])
    if not (call.workspace.root / "answer").exists() and datetime.now(UTC) < until:
        raise WaitingError("2 images wait for an answer", until)
    return {"attempts": int(times.read_text())}


def stumble(call: StepCall) -> None:
    """Fail with words that no one should read."""
    raise ValueError("patient 00012 was born in 1948")


STEPS = {
    step.__name__: RegisteredStep(step.__name__, step)
    for step in (count, hold, refuse, ask, stumble, ask_in_vain)
}


def opened(root: Path, url: str | None) -> Workspace:
    return open_workspace(root, database_url=url)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--lease", type=float, default=1.0)
    parser.add_argument("--devices", default="cpu")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--parent", type=int)
    given = parser.parse_args()
    options = WorkerOptions(
        given.devices.split(","),
        given.lease,
        idle_s=given.lease,
        once=given.once,
        is_orphan=_is_orphan_of(given.parent),
    )
    worker = Worker(partial(opened, given.root, given.url), STEPS, options)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    worker.run()


if __name__ == "__main__":
    main()
