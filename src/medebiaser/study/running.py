"""A study: every method on every seed and fold, each stored when it is finished."""

import fcntl
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medebiaser.errors import ConflictError, NotFoundError
from medebiaser.records import Progress
from medebiaser.rounds.environment import code_hash, environment
from medebiaser.study.bench import Bench, Place
from medebiaser.study.experiments import Experiment, experiment
from medebiaser.study.options import StudyOptions
from medebiaser.study.sources import data_key
from medebiaser.study.tallies import figures, pooled
from medebiaser.study.units import Unit, read_unit, write_unit


@dataclass(frozen=True, slots=True)
class StudyOutcome:
    """What a study found.

    Attributes:
        rows: one for each row of a method and seed: `method`, `seed` and the figures.
        seeds: the seeds that were run.
        data_hash: of the options and pixels that decide the images.
        code_hashes: of the program, one for each version that finished a unit.
        environments: versions and hardware, one for each that finished a unit.
        seconds: that all units took together.
    """

    experiment: Experiment
    options: StudyOptions
    seeds: tuple[int, ...]
    rows: tuple[Mapping[str, Any], ...]
    data_hash: str
    code_hashes: tuple[str, ...]
    environments: tuple[Mapping[str, Any], ...]
    seconds: float


def run_study(
    name: str,
    options: StudyOptions,
    place: Place,
    *,
    seeds: Sequence[int],
    methods: Sequence[str] = (),
) -> StudyOutcome:
    """Run what is missing of an experiment and return all of it.

    Args:
        name: of the experiment.
        seeds: one after another; the first is whole before the second begins.
        methods: those to run; none means all.

    Raises:
        NotFoundError: no such experiment or method.
        ConflictError: another study is running in the same folder.
        InvalidInputError: the data cannot be used.
    """
    chosen = experiment(name, options)
    names = _chosen_methods(chosen, methods)
    key = data_key(options.data, place.source)
    with _alone(place.folder):
        parts = _parts(chosen, names, options, place, seeds, key)
    stored = [part for _, folds in parts for part in folds]
    return StudyOutcome(
        chosen,
        options,
        tuple(seeds),
        tuple(row for seed, folds in parts for row in _rows(seed, folds)),
        key,
        tuple(dict.fromkeys(part["code_hash"] for part in stored)),
        _different([part["environment"] for part in stored]),
        sum(part["seconds"] for part in stored),
    )


def _parts(
    chosen: Experiment,
    names: Sequence[str],
    options: StudyOptions,
    place: Place,
    seeds: Sequence[int],
    key: str,
) -> list[tuple[int, list[dict[str, Any]]]]:
    """The folds of every seed and method, those that are missing run now."""
    total, phase = len(seeds) * len(names), f"study {chosen.name}"
    found: list[tuple[int, list[dict[str, Any]]]] = []
    for seed in seeds:
        for method in names:
            place.report(Progress(phase, len(found), total))
            folds = range(options.data.n_folds)
            parts = [_part(chosen, method, options, place, seed, fold, key) for fold in folds]
            found.append((seed, parts))
    place.report(Progress(phase, total, total))
    return found


def _chosen_methods(chosen: Experiment, asked: Sequence[str]) -> list[str]:
    unknown = [name for name in asked if name not in chosen.methods]
    if unknown:
        raise NotFoundError(
            f"{chosen.name} has no method {', '.join(unknown)}; choose among "
            f"{', '.join(chosen.methods)}"
        )
    return [name for name in chosen.methods if not asked or name in asked]


def _part(
    chosen: Experiment,
    method: str,
    options: StudyOptions,
    place: Place,
    seed: int,
    fold: int,
    key: str,
) -> dict[str, Any]:
    """One method on one seed and fold: what is stored, or what is now run and stored."""
    decided_by = {
        "experiment": chosen.name,
        "data": key,
        "options": options.as_json(),
        "method": method,
        "seed": seed,
        "fold": fold,
    }
    unit = Unit(chosen.name, decided_by)
    finished = read_unit(unit, place.folder)
    if finished is not None:
        return finished
    scratch = unit.scratch(place.folder)
    start = time.monotonic()
    tallies = chosen.methods[method](Bench(place, options, seed, fold, scratch))
    document = {
        "tallies": {row: dict(tally) for row, tally in tallies.items()},
        "code_hash": code_hash(),
        "environment": environment(place.device),
        "seconds": round(time.monotonic() - start, 1),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_unit(unit, place.folder, document)
    shutil.rmtree(scratch, ignore_errors=True)
    return {"decided_by": decided_by, **document}


def _rows(seed: int, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of one method and seed, its folds pooled."""
    names = dict.fromkeys(row for part in parts for row in part["tallies"])
    return [
        {
            "method": row,
            "seed": seed,
            "auc": None,
            "worst_group_auc": None,
            "pointing": None,
            "other_labels_auc": None,
            **figures(pooled(part["tallies"].get(row, {}) for part in parts)),
        }
        for row in names
    ]


def _different(documents: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    found: list[Mapping[str, Any]] = []
    for document in documents:
        if document not in found:
            found.append(document)
    return tuple(found)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second study out of the folder; the system lets go when this one dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConflictError(
                f"another study is running in {folder}; wait for it, or name another --folder"
            ) from error
        yield
