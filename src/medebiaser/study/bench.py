"""One seed and fold, trained once and copied for each method that is tried on it."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.records import Report, Round, RoundState, Split
from medebiaser.rounds import snapshot
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.train import train
from medebiaser.study.audit import pasting_audit
from medebiaser.study.keystrokes import annotation_s
from medebiaser.study.options import StudyOptions
from medebiaser.study.sets import import_set, write_set
from medebiaser.study.sources import DataOptions, data_key, study_set
from medebiaser.study.tallies import measured

PROJECT = "study"
_SET, _KEY_LENGTH = "set", 12
DRAWN_ON = (Split.REVIEW, Split.TRAIN)
"""Splits that the simulated physician annotates."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a study runs, and on what; changes no figure.

    Attributes:
        folder: what is kept between two starts.
        workspace: whose networks and weights may be named.
        source: the project whose images are used; None for phantoms.
    """

    folder: Path
    workspace: Workspace
    source: Stores | None
    device: str
    workers: int
    report: Report


@dataclass(frozen=True, slots=True)
class Bench:
    """One seed and fold, on which methods are tried.

    Attributes:
        scratch: the folder of the copy that a method works on.
    """

    place: Place
    options: StudyOptions
    seed: int
    fold: int
    scratch: Path

    @property
    def label(self) -> str:
        """The label in focus."""
        return self.options.data.focus

    @contextmanager
    def trained(self, data: DataOptions | None = None) -> Iterator[Stores]:
        """Open the project with its preliminary round; it is made where it is not there yet.

        Args:
            data: other images than the study's own, such as those without a shortcut.
        """
        folder = prepared(self.place, self.options, data or self.options.data, self.seed, self.fold)
        with _opened(folder) as stores:
            yield stores

    @contextmanager
    def copied(self, *, untrained: bool = False) -> Iterator[Stores]:
        """Open this method's own copy of the project; goes on with the copy that a kill left.

        Args:
            untrained: without the preliminary round: the method trains its own.
        """
        if not self.scratch.exists():
            data = self.options.data
            base = imported(self.place, data, self.seed, self.fold)
            if not untrained:
                base = prepared(self.place, self.options, data, self.seed, self.fold)
            _copy(base, self.scratch)
        with _opened(self.scratch) as stores:
            yield stores

    def fine_tuned(
        self, stores: Stores, options: Mapping[str, Any], *, parent: int | None = 0
    ) -> Round:
        """Fine-tune with the study's steps and seed; focus is the label in focus unless given."""
        given = {
            "focus": (self.label,),
            "steps": self.options.steps,
            "precision": self.options.precision,
            "seed": self.seed,
        }
        return fine_tune(
            stores,
            {**given, **options},
            parent=parent,
            preview=False,  # nobody waits for it, and the full round is the same without
            device=self.place.device,
            workers=self.place.workers,
            report=self.place.report,
        )

    def tally(self, stores: Stores, trained: Round) -> dict[str, tuple[float, float]]:
        """Measure a round on `test`, with the audit, the guard and the physician's effort."""
        before = None if trained.parent is None else stores.rounds.get(0)
        found = measured(stores, trained, self.label, before=before, device=self.place.device)
        found |= pasting_audit(
            stores, trained, self.label, seed=self.seed, device=self.place.device
        )
        if trained.parent is not None:
            found["guarded"] = (float(bool(trained.guard)), 1.0)
            found |= effort(stores, trained)
        return found


def effort(stores: Stores, trained: Round) -> dict[str, tuple[float, float]]:
    """How much a round learned from, and how long a person would have taken for it."""
    annotations = snapshot.load(stores, trained.snapshot or "").annotations
    seconds = sum(annotation_s(each.regions, each.verdict) for each in annotations)
    return {
        "annotations": (float(len(annotations)), 1.0),
        "physician_s": (seconds, 1.0),
    }


def imported(place: Place, data: DataOptions, seed: int, fold: int) -> Path:
    """Draw and import one seed and fold; a second time changes nothing.

    Returns:
        the folder of a workspace whose only project has images and no round.
    """
    name = f"{data_key(data, place.source)[:_KEY_LENGTH]}-{seed}-{fold}"
    folder = place.folder / "imported" / name
    done = folder / "imported"
    if not done.exists():
        images = folder / _SET
        if not (images / "regions.json").exists():
            write_set(images, study_set(data, place.source, seed=seed, fold=fold))
        with open_workspace(folder, create=True) as opened:
            _bring_along(place.workspace, opened)
            import_set(
                opened,
                PROJECT,
                images,
                in_place=True,
                workers=place.workers,
                report=place.report,
            )
        done.touch()
    return folder


def prepared(place: Place, options: StudyOptions, data: DataOptions, seed: int, fold: int) -> Path:
    """Train the preliminary round of one seed and fold; a second time changes nothing.

    Returns:
        the folder of a workspace whose only project has a finished round 0.
    """
    folder = place.folder / "prepared" / f"{_key(place, options, data)}-{seed}-{fold}"
    if not folder.exists():
        _copy(imported(place, data, seed, fold), folder)
    with _opened(folder) as stores:
        if any(each.state is RoundState.READY for each in stores.rounds.all()):
            return folder
        train(
            stores,
            options.training(seed),
            device=place.device,
            workers=place.workers,
            report=place.report,
        )
    return folder


def _copy(base: Path, folder: Path) -> None:
    """Copy a workspace, whole or not at all; its images stay where they are."""
    half = folder.with_name(f"{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(base, half, ignore=shutil.ignore_patterns(_SET))
    half.rename(folder)


def _key(place: Place, options: StudyOptions, data: DataOptions) -> str:
    """Hash of what decides the preliminary round, besides seed and fold."""
    made: dict[str, Any] = {"data": data_key(data, place.source), "training": options.training(0)}
    if options.weights is not None:
        made["weights"] = place.workspace.weights.get(options.weights).key
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:_KEY_LENGTH]


def _bring_along(source: Workspace, target: Workspace) -> None:
    """Copy the networks and weights that a training may name."""
    for network in source.networks.all():
        keys = [network.source, *([network.weights] if network.weights else [])]
        for key in keys:
            target.blobs.put(source.blobs.get(key))
        target.networks.add(replace(network, created_at=None))
    for weights in source.weights.all():
        target.blobs.put(source.blobs.get(weights.key))
        target.weights.add(replace(weights, created_at=None))


@contextmanager
def _opened(folder: Path) -> Iterator[Stores]:
    with open_workspace(folder) as opened:
        yield opened.stores(PROJECT)
