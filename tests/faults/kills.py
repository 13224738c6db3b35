"""Kill a command again and again until it has been killed often enough, and prove the rest."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from medebiaser.data.phantoms import write_phantoms
from medebiaser.data.stores import open_workspace
from medebiaser.records import RoundState, Split, Verdict
from medebiaser.rounds.annotate import annotate
from tests.faults.commands import COMMANDS, FOCUS, PROJECT, Blow, Ended, start
from tests.faults.proofs import EPOCHS, confirmed, differences, violations

_ANNOTATED = (Split.TRAIN, Split.REVIEW)
_CORRECTED = 6
_MOST_STARTS = 40
"""Starts of one command between two kills: more than these, and it does not come to an end."""


@dataclass
class Outcome:
    """What became of one step.

    Attributes:
        kills: how often it was killed.
        runs: how often it was taken to its end, the undisturbed run not counted.
        blows: when each kill fell, in words.
        violations: what did not hold.
    """

    step: str
    kills: int = 0
    runs: int = 0
    blows: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """Where the commands run.

    Attributes:
        folder: for everything; emptied by whoever made it.
        phantoms: the folder of images, table and regions.
        starts: step to the workspace that it starts from; None: it makes its own.
    """

    folder: Path
    phantoms: Path
    starts: dict[str, Path | None]


def prepare(folder: Path, *, images: int = 90, shifted: int = 40) -> Site:
    """Draw phantoms and take a workspace to the start of every step.

    Raises:
        RuntimeError: a command fails although nothing disturbs it.
    """
    phantoms = folder / "phantoms"
    write_phantoms(phantoms, images, seed=3, side=64, n_shifted=shifted)
    site = Site(folder, phantoms, {"import": None})
    imported, trained = folder / "imported", folder / "trained"
    _undisturbed(site, "import", imported)
    shutil.copytree(imported, trained)
    _undisturbed(site, "train", trained)
    untouched, annotated = folder / "unexplained", folder / "annotated"
    shutil.copytree(trained, untouched)
    _forget_what_was_explained(untouched)
    shutil.copytree(trained, annotated)
    _correct(annotated)
    site.starts.update({"train": imported, "explain": untouched, "finetune": annotated})
    return site


def kill(site: Site, step: str, times: int, seed: int, *, by_clock: bool = True) -> Outcome:
    """Kill one step `times` times and compare its end with an undisturbed run.

    Args:
        seed: decides the moments.
        by_clock: let every other kill fall after a random time instead of at a counted moment.
    """
    rng = np.random.default_rng((seed, sorted(COMMANDS).index(step)))
    quiet = site.folder / f"{step}-undisturbed"
    _place(site, step, quiet)
    calm = _undisturbed(site, step, quiet)
    expected = confirmed(quiet)
    outcome = Outcome(step)
    while outcome.kills < times:
        workspace = site.folder / f"{step}-{outcome.runs}"
        _place(site, step, workspace)
        _take_to_the_end(site, workspace, outcome, _blows(calm, times, outcome, rng, by_clock))
        if not outcome.violations:
            outcome.violations += differences(workspace, expected)
        outcome.runs += 1
        shutil.rmtree(workspace)
        if outcome.violations:
            break
    shutil.rmtree(quiet)
    return outcome


def _take_to_the_end(
    site: Site, workspace: Path, outcome: Outcome, blows: Iterator[Blow | None]
) -> None:
    """Start the same command again after each kill until it ends by itself."""
    log = site.folder / f"{outcome.step}.log"
    for _ in range(_MOST_STARTS):
        before, blow = confirmed(workspace), next(blows)
        ended = start(outcome.step, workspace, site.phantoms, log, blow)
        if ended.killed:
            outcome.kills += 1
            outcome.blows.append(str(blow))
        if ended.error:
            outcome.violations.append(f"after {outcome.kills} kills: {ended.error}")
        where = f"kill {outcome.kills} ({blow})" if ended.killed else "the end"
        found = violations(before, workspace, ended)
        outcome.violations += [f"{where}: {violation}" for violation in found]
        if not ended.killed or outcome.violations:
            return
    outcome.violations.append(f"did not end in {_MOST_STARTS} starts")


def _blows(
    calm: Ended, times: int, outcome: Outcome, rng: np.random.Generator, by_clock: bool
) -> Iterator[Blow | None]:
    moments = calm.moments or {}
    trained = [phase for phase in moments if phase in EPOCHS]
    others = [phase for phase in moments if phase not in EPOCHS]
    while outcome.kills < times:
        turn = outcome.kills // 2 if by_clock else outcome.kills
        if by_clock and outcome.kills % 2:
            yield Blow(after_s=float(rng.uniform(0, calm.wall_s)))
        else:
            # Every second of these falls among epochs: that is where most is to be lost.
            phases = trained if trained and turn % 2 == 0 else others
            phase = phases[(turn // 2 if trained else turn) % len(phases)]
            yield Blow(moment=int(rng.integers(1, moments[phase] + 1)), phase=phase)
    while True:
        yield None


def _undisturbed(site: Site, step: str, workspace: Path) -> Ended:
    ended = start(step, workspace, site.phantoms, site.folder / f"{step}.log", None)
    if ended.error:
        raise RuntimeError(f"{step} fails undisturbed: {ended.error}")
    return ended


def _place(site: Site, step: str, workspace: Path) -> None:
    origin = site.starts[step]
    if origin is not None:
        shutil.copytree(origin, workspace)


def _forget_what_was_explained(workspace: Path) -> None:
    """Put round 0 back to where training has just ended."""
    with open_workspace(workspace) as opened:
        stores = opened.stores(PROJECT)
        trained = stores.rounds.get(0)
        stores.rounds.remove(0)
        stores.rounds.create(
            replace(
                trained,
                state=RoundState.TRAINED,
                thresholds=None,
                scales=None,
                metrics={},
                finished_at=None,
            )
        )


def _correct(workspace: Path) -> None:
    """Let reference regions correct a few heatmaps."""
    with open_workspace(workspace) as opened:
        stores = opened.stores(PROJECT)
        drawn = [r for r in stores.references.all() if r.label == FOCUS]
        drawn = [r for r in drawn if stores.images.get(r.image_id).split in _ANNOTATED]
        for reference in drawn[:_CORRECTED]:
            annotate(
                stores, reference.image_id, FOCUS, [reference.region], Verdict.CORRECTED,
                version=0, author="dr-a",
            )  # fmt: skip
