"""The four commands that are killed, and the moments at which that happens.

Each runs in a process of its own, forked from one that has loaded everything already,
so that a start costs milliseconds and a kill hits the command, not its imports.
"""

import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import kornia  # noqa: F401  (loaded once, before the forks)
import lightning_fabric  # noqa: F401
import torch
from sqlalchemy import Engine, event

from medebiaser.data.importers import images as importing_images
from medebiaser.data.importers.regions import import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.stores import open_workspace
from medebiaser.errors import MedebiaserError
from medebiaser.records import Progress, Report
from medebiaser.rounds import fine_tune as fine_tuning
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.importing import import_table
from medebiaser.rounds.train import train

PROJECT = "phantoms"
FOCUS = "Blunted angle"
IMAGES_PER_COMMIT = 16
STEPS_PER_EPOCH = 4
"""Of fine-tuning here: a checkpoint follows each."""
TRAINING: dict[str, Any] = {
    "architecture": "small", "image_size": 64, "epochs": 4, "batch_size": 16, "patience": 4,
    "seed": 5,
}  # fmt: skip
FINE_TUNING: dict[str, Any] = {
    "steps": 12, "annotated_per_step": 4, "rehearsal_per_step": 4, "focus": (FOCUS,), "seed": 2,
}  # fmt: skip
TABLE = TableOptions(
    image_column="image", labels_column="labels", patient_column="patient", age_column="age",
    sex_column="sex", view_column="view", split_column="split", cue_columns=("marker",),
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "os.truncate"}
_LONGEST_S = 240


@dataclass(frozen=True)
class Blow:
    """When a command is killed.

    Attributes:
        moment: at its n-th moment, counted from 1.
        phase: count from the first report of this phase on; "" counts from the start.
        after_s: or so many seconds after its start.
    """

    moment: int | None = None
    phase: str = ""
    after_s: float | None = None

    def __str__(self) -> str:
        if self.moment is None:
            return f"{self.after_s:.2f} s"
        return f"{self.phase or 'start'} +{self.moment}"


@dataclass(frozen=True)
class Ended:
    """How one start of a command ended.

    Attributes:
        killed: by us.
        error: what it said where it failed by itself; None where it did not.
        moments: how many it passed, by the phase that they followed ("" before any); None
            where it did not end.
        reported: its progress, in order.
        wall_s: how long it ran.
    """

    killed: bool
    error: str | None
    moments: dict[str, int] | None
    reported: tuple[Progress, ...]
    wall_s: float


class Moments:
    """Counts moments at which a kill may hurt, and kills this process at one of them.

    A moment is a report of progress, a commit of the database, or anything that changes a
    file of the workspace: opening it for writing, renaming, removing, making a folder.
    """

    def __init__(self, workspace: Path, log: Path, blow: Blow | None) -> None:
        self.passed = {"": 0}
        self._phase = ""
        self._blow = blow or Blow()
        self._until = self._blow.moment
        self._below = f"{workspace}/"
        self._log = log.open("w", encoding="utf-8", buffering=1)
        self._pid = os.getpid()
        sys.addaudithook(self._audited)
        event.listen(Engine, "commit", lambda _: self.pass_one())

    def report(self, step: Progress) -> None:
        entry = {"phase": step.phase, "done": step.done, "total": step.total}
        self._log.write(json.dumps(entry) + "\n")
        self._phase = step.phase
        self.passed.setdefault(step.phase, 0)
        self.pass_one()

    def pass_one(self) -> None:
        self.passed[self._phase] += 1
        if self._until is not None and self._blow.phase in self.passed:
            self._until -= 1
            if self._until == 0:
                os.kill(self._pid, signal.SIGKILL)

    def end(self, error: str | None) -> None:
        self._log.write(json.dumps({"moments": self.passed, "error": error}) + "\n")

    def _audited(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open":
            path, _, flags = arguments
            if not (isinstance(flags, int) and flags & _WRITING):
                return
        elif name in _CHANGES:
            path = arguments[0]
        else:
            return
        if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(self._below):
            self.pass_one()


def import_everything(workspace: Path, phantoms: Path, report: Report) -> None:
    """`import table` and `import regions`, the images committed in small batches."""
    importing_images.BATCH = IMAGES_PER_COMMIT
    with open_workspace(workspace, create=True) as opened:
        stores, _ = import_table(
            opened, PROJECT, read_table(phantoms / "table.csv", TABLE), phantoms / "images",
            cue_columns=("marker",), workers=2, report=report,
        )  # fmt: skip
        import_regions(stores, phantoms / "regions.json")


def train_round(workspace: Path, phantoms: Path, report: Report) -> None:
    """`train`, from wherever round 0 stands; so also what explains it."""
    with open_workspace(workspace) as opened:
        train(opened.stores(PROJECT), TRAINING, workers=1, report=report)


def fine_tune_round(workspace: Path, phantoms: Path, report: Report) -> None:
    """`finetune`: a preview, then all weights."""
    fine_tuning._EPOCH_STEPS = STEPS_PER_EPOCH
    with open_workspace(workspace) as opened:
        fine_tune(opened.stores(PROJECT), FINE_TUNING, parent=0, workers=1, report=report)


COMMANDS: dict[str, Callable[[Path, Path, Report], None]] = {
    "import": import_everything,
    "train": train_round,
    "finetune": fine_tune_round,
    "explain": train_round,
}


def start(step: str, workspace: Path, phantoms: Path, log: Path, blow: Blow | None) -> Ended:
    """Run one command in a new process until it ends or the blow falls."""
    log.unlink(missing_ok=True)  # a child killed at once must not leave the last one's words
    command = partial(_run, step, workspace, phantoms, log, blow)
    process = _context().Process(target=command)
    process.start()
    began = time.monotonic()
    if blow is not None and blow.after_s is not None:
        process.join(blow.after_s)
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
    process.join(_LONGEST_S)
    wall_s = time.monotonic() - began
    if process.is_alive():
        process.kill()
        process.join()
        return Ended(False, f"did not end within {_LONGEST_S} s", None, (), wall_s)
    return _ended(log, process.exitcode, wall_s)


def _run(step: str, workspace: Path, phantoms: Path, log: Path, blow: Blow | None) -> None:
    torch.set_num_threads(1)
    moments = Moments(workspace, log, blow)
    try:
        COMMANDS[step](workspace, phantoms, moments.report)
    except MedebiaserError as error:
        moments.end(f"refused: {error}")
    except Exception:  # noqa: BLE001  (whatever it is, the table shows it)
        moments.end(traceback.format_exc(limit=-3))
    else:
        moments.end(None)


def _ended(log: Path, status: int | None, wall_s: float) -> Ended:
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    entries = [json.loads(line) for line in lines if line.endswith("}")]
    last = entries.pop() if entries and "moments" in entries[-1] else {}
    reported = tuple(Progress(e["phase"], e["done"], e["total"]) for e in entries)
    killed = status == -signal.SIGKILL
    error = last.get("error")
    if not killed and not last:
        error = f"ended with status {status} and no word"
    return Ended(killed, error, last.get("moments"), reported, wall_s)


def _context() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.commands"])
    return context
