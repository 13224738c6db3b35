"""One load: prepare a workspace, serve it, let physicians work while a round is fine-tuned."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from medebiaser.accounts.users import NewUser, create_user
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import JobState, Role, Split
from medebiaser.rounds.fine_tune import fine_tune
from tests.faults.callers import NAME, PASSWORD, PATH, Caller
from tests.faults.commands import FOCUS, PROJECT
from tests.faults.kills import prepare
from tests.load.physicians import Physician, Saved
from tests.load.proofs import lost_saves
from tests.load.served import Served

_LABEL_POSITIVES = 3
_JOB_PATIENCE_S = 600.0


@dataclass(frozen=True)
class LoadSettings:
    """How heavy a load is.

    Attributes:
        seconds: how long the physicians work.
        think_s: mean pause of each between two saves.
        steps: of the fine-tuning round beside them.
        kills: kill -9 of server or worker at so many random moments.
    """

    physicians: int = 50
    seconds: float = 300.0
    think_s: float = 2.0
    steps: int = 200
    kills: int = 0
    images: int = 240
    seed: int = 0


@dataclass
class LoadOutcome:
    """What was seen.

    Attributes:
        lost: confirmed saves that are not stored as they were sent.
        errors: refusals that should not have happened, and jobs that did not end well.
        same_weights: the round ended with the weights of an undisturbed one.
    """

    saves: list[Saved] = field(default_factory=list)
    pages_s: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kills: list[str] = field(default_factory=list)
    interruptions: int = 0
    same_weights: bool = False

    def save_p95_ms(self) -> float:
        """The 95th percentile of a save, those that met a kill left out."""
        took = np.array([saved.took_s for saved in self.saves])
        return float(np.nanpercentile(took, 95) * 1e3) if len(took) else float("nan")

    def page_p95_ms(self) -> float:
        """The 95th percentile of a page."""
        return float(np.percentile(self.pages_s, 95) * 1e3) if self.pages_s else float("nan")

    def as_json(self) -> dict[str, Any]:
        """Return the figures by name."""
        return {
            "saves": len(self.saves),
            "lost": len(self.lost),
            "errors": len(self.errors),
            "kills": len(self.kills),
            "interruptions": self.interruptions,
            "same_weights": self.same_weights,
            "p95_ms": {"save": self.save_p95_ms(), "page": self.page_p95_ms()},
        }


def run_load(
    folder: Path, settings: LoadSettings, *, say: Callable[[str], None] = lambda _: None
) -> LoadOutcome:
    """Prepare, serve, load, disturb, stop and prove."""
    say("preparing phantoms, round 0 and users")
    workspace = _workspace(folder, settings)
    expected = _undisturbed(workspace, folder / "undisturbed", settings)
    served, outcome = Served(workspace), LoadOutcome()
    served.start()
    job = _start_round(served.port, settings)
    physicians = _physicians(served.port, workspace, settings)
    say(f"{len(physicians)} physicians work for {settings.seconds:.0f} s")
    _work(served, physicians, settings, outcome, say)
    outcome.errors += _wait_for(served.port, job, say)
    if status := served.stop():
        outcome.errors.append(f"the server stopped with {status}")
    _gather(physicians, outcome)
    outcome.lost = lost_saves(workspace, PROJECT, outcome.saves)
    outcome.same_weights = _checkpoint(workspace) == expected
    return outcome


def options(settings: LoadSettings) -> dict[str, Any]:
    """Return the parameters of the round beside the load."""
    return {
        "steps": settings.steps, "annotated_per_step": 4, "rehearsal_per_step": 4, "seed": 2,
    }  # fmt: skip


def _workspace(folder: Path, settings: LoadSettings) -> Path:
    torch.set_num_threads(1)
    site = prepare(folder / "site", images=settings.images)
    workspace = folder / "workspace"
    annotated = site.starts["finetune"]
    assert annotated is not None
    shutil.copytree(annotated, workspace)
    with open_workspace(workspace) as opened:
        for name in (*_names(settings), NAME):
            create_user(opened, NewUser(name, PASSWORD, workspace_role=Role.ENGINEER), actor="load")
    return workspace


def _undisturbed(workspace: Path, copy: Path, settings: LoadSettings) -> str | None:
    """Fine-tune a copy without any load, and return the key of its weights."""
    shutil.copytree(workspace, copy)
    with open_workspace(copy) as opened:
        chosen = {**options(settings), "focus": (FOCUS,)}
        fine_tune(opened.stores(PROJECT), chosen, workers=1)
    return _checkpoint(copy)


def _checkpoint(workspace: Path) -> str | None:
    with open_workspace(workspace) as opened:
        latest = opened.stores(PROJECT).rounds.latest()
        return None if latest is None or latest.number == 0 else latest.checkpoint


def _names(settings: LoadSettings) -> list[str]:
    return [f"physician-{number:02d}" for number in range(settings.physicians)]


def _physicians(port: int, workspace: Path, settings: LoadSettings) -> list[Physician]:
    with open_workspace(workspace) as opened:
        labels = _labels(opened.stores(PROJECT))
    return [
        Physician(port, PROJECT, labels[i % len(labels)], name, settings.think_s, settings.seed + i)
        for i, name in enumerate(_names(settings))
    ]


def _labels(stores: Stores) -> list[str]:
    """Labels with a few positives in review."""
    review = stores.images.labels()[stores.images.splits() == Split.REVIEW]
    counts = (review == 1).sum(axis=0).tolist()
    chosen = zip(stores.project.labels, counts, strict=True)
    return [name for name, count in chosen if count >= _LABEL_POSITIVES]


def _start_round(port: int, settings: LoadSettings) -> str:
    body = {"focus": [FOCUS], "parameters": options(settings)}
    job: str = Caller(port).ask("POST", f"{PATH}/fine-tunings", body).document["id"]
    return job


def _work(
    served: Served,
    physicians: Sequence[Physician],
    settings: LoadSettings,
    outcome: LoadOutcome,
    say: Callable[[str], None],
) -> None:
    rng = np.random.default_rng(settings.seed)
    until = time.monotonic() + settings.seconds
    for physician in physicians:
        physician.start()
    for _ in range(settings.kills):
        time.sleep(rng.uniform(0.2, 2.0) * settings.seconds / max(1, settings.kills) / 2)
        outcome.kills.append(_disturb(served, rng))
        say(f"kill {len(outcome.kills)}: {outcome.kills[-1]}")
    time.sleep(max(0.0, until - time.monotonic()))
    for physician in physicians:
        physician.stop()
    for physician in physicians:
        physician.join(physician.patient_s)


def _disturb(served: Served, rng: np.random.Generator) -> str:
    """Kill the worker or the server; the server is started again by the same command."""
    if rng.random() < 0.5 and served.kill_worker():
        return "worker"
    served.kill()
    served.start()
    return "server"


def _wait_for(port: int, job: str, say: Callable[[str], None]) -> list[str]:
    say("waiting for the round to end")
    ended = Caller(port).wait_for_job(job, _JOB_PATIENCE_S)
    failed = ended["state"] != JobState.DONE
    return [f"the job is {ended['state']}: {ended['failure']}"] if failed else []


def _gather(physicians: Sequence[Physician], outcome: LoadOutcome) -> None:
    for physician in physicians:
        outcome.saves += physician.saves
        outcome.pages_s += physician.pages_s
        outcome.errors += [f"{physician.name_}: {error}" for error in physician.errors]
        outcome.interruptions += physician.interruptions
