"""The steps that workers know: each takes its job's JSON, calls one step, returns JSON.

Whatever is heavy (torch above all) is imported when the first job needs it, so that a worker
starts at once.
"""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import LockedError
from medebiaser.jobs import RegisteredStep, StepCall
from medebiaser.records import Round, Split
from medebiaser.settings import Settings

_PROCESSORS = 2
"""How many images are decoded at once where the settings do not say."""


def registered_steps(settings: Settings) -> dict[str, RegisteredStep]:
    """Return every step by its name.

    Args:
        settings: of this worker.
    """
    runs: dict[str, Callable[[Settings, StepCall], Mapping[str, Any] | None]] = {
        "train": _train,
        "fine_tune": _fine_tune,
        "rank": _rank,
        "evaluate": _evaluate,
        "pool_batch": _pool_batch,
        "continue": _continue,
        "import": _import,
        "import_folder": _import_folder,
        "split": _split,
    }
    return {name: RegisteredStep(name, partial(run, settings)) for name, run in runs.items()}


def worker_devices(settings: Settings) -> tuple[str, ...]:
    """Return the devices of a worker: those that are named, or every GPU, or the CPU.

    Raises:
        InvalidInputError: this machine has no such device.
    """
    named = tuple(part.strip() for part in settings.devices.split(",") if part.strip())
    if named != ("auto",):
        from medebiaser.rounds.device import chosen_device

        return tuple(name if name == "cpu" else chosen_device(name) for name in named)
    if sys.platform == "linux" and not any(Path("/dev").glob("nvidia[0-9]*")):
        return ("cpu",)  # without a wait for torch
    import torch

    if torch.cuda.is_available():
        return tuple(f"cuda:{number}" for number in range(torch.cuda.device_count()))
    return ("mps",) if torch.backends.mps.is_available() else ("cpu",)


def open_for_worker(settings: Settings) -> Workspace:
    """Open the workspace; on a machine with nothing but the two URLs its folder is made.

    Raises:
        NotFoundError: there is no workspace at these places.
    """
    from medebiaser.bootstrap import open_workspace

    if settings.database_url is not None:
        settings.workspace.mkdir(parents=True, exist_ok=True)
    return open_workspace(settings)


def _train(settings: Settings, call: StepCall) -> Mapping[str, Any]:
    """Arguments: `options`, the parameters that differ from the defaults."""
    from medebiaser.rounds.importing import assign_splits
    from medebiaser.rounds.train import train

    stores, options = call.stores(), call.arguments["options"]
    if stores.images.lack_a_split():
        done = assign_splits(stores, seed=options.get("seed", 0))
        call.log(f"{done.assigned} images got a split")
    trained = train(
        stores,
        options,
        device=call.device,
        workers=settings.workers or _PROCESSORS,
        report=call.report,
    )
    return _made(trained)


def _fine_tune(settings: Settings, call: StepCall) -> Mapping[str, Any]:
    """Arguments: `options`; `round`, the number that was created with the job."""
    from medebiaser.rounds import snapshot
    from medebiaser.rounds.fine_tune import fine_tune
    from medebiaser.rounds.pools import mask_warnings

    stores = call.stores()
    finished = _finished(stores, call.arguments["round"], "fine-tuning")
    if finished is not None:
        return _made(finished)
    tuned = fine_tune(
        stores,
        _tuples(call.arguments["options"]),
        device=call.device,
        workers=settings.workers or _PROCESSORS,
        report=call.report,
    )
    warnings = mask_warnings(stores, snapshot.load(stores, tuned.snapshot or ""))
    for warning in warnings:
        call.log(warning)
    return {**_made(tuned), "mask_warnings": warnings}


def _rank(settings: Settings, call: StepCall) -> Mapping[str, Any]:  # noqa: ARG001
    """Arguments: `round`, `split`."""
    from medebiaser.rounds.rank import refresh_ranking

    number, split = call.arguments["round"], Split(call.arguments["split"])
    refresh_ranking(call.stores(), number, split=split, device=call.device, report=call.report)
    return {"round": number, "split": split.value}


def _evaluate(settings: Settings, call: StepCall) -> Mapping[str, Any]:  # noqa: ARG001
    """Arguments: `round`, `split`."""
    from medebiaser.rounds.evaluate import evaluate

    number, split = call.arguments["round"], Split(call.arguments["split"])
    evaluate(call.stores(), number, split=split, device=call.device, report=call.report)
    return {"round": number, "split": split.value}


def _pool_batch(settings: Settings, call: StepCall) -> Mapping[str, Any]:  # noqa: ARG001
    """Arguments: `round`, `count`, `by`, `entropy_weight`."""
    from medebiaser.rounds.pool import next_batch, proposed_document

    stores, given = call.stores(), dict(call.arguments)
    trained = stores.rounds.get(given.pop("round"))
    found = next_batch(stores, trained, **given, device=call.device, report=call.report)
    by_row = [
        {k: v for k, v in each.items() if k != "image_id"} for each in proposed_document(found)
    ]
    return {"round": trained.number, "images": by_row}


def _continue(settings: Settings, call: StepCall) -> Mapping[str, Any]:
    """Arguments: `options`; `round`, the number that was created with the job."""
    from medebiaser.rounds.continuing import continue_training

    stores = call.stores()
    finished = _finished(stores, call.arguments["round"], "the training")
    if finished is not None:
        return _made(finished)
    made = continue_training(
        stores,
        call.arguments["options"],
        device=call.device,
        workers=settings.workers or _PROCESSORS,
        report=call.report,
    )
    return _made(made)


def _import(settings: Settings, call: StepCall) -> Mapping[str, Any]:
    """Arguments: `upload`, `options`."""
    from medebiaser.rounds.datasets import DatasetOptions, import_upload

    return import_upload(
        call.workspace,
        call.stores(),
        call.arguments["upload"],
        DatasetOptions.from_json(call.arguments["options"]),
        workers=settings.workers,
        report=call.report,
    )


def _import_folder(settings: Settings, call: StepCall) -> Mapping[str, Any]:
    """Arguments: `folder`, `options`, `in_place`."""
    from medebiaser.rounds.datasets import DatasetOptions, import_folder

    return import_folder(
        call.workspace,
        call.stores(),
        Path(call.arguments["folder"]),
        DatasetOptions.from_json(call.arguments["options"]),
        in_place=call.arguments["in_place"],
        workers=settings.workers,
        report=call.report,
    )


def _split(settings: Settings, call: StepCall) -> Mapping[str, Any]:  # noqa: ARG001
    """Arguments: `fractions` (by split; None takes the defaults), `region_test_share`, `seed`."""
    from medebiaser.rounds.importing import assign_splits

    given = call.arguments.get("fractions")
    fractions = None if given is None else {Split(name): share for name, share in given.items()}
    done = assign_splits(
        call.stores(),
        fractions=fractions,
        region_test_share=call.arguments.get("region_test_share"),
        seed=call.arguments.get("seed") or 0,
    )
    return {"assigned": done.assigned, "counts": dict(done.counts)}


def _finished(stores: Stores, number: int, what: str) -> Round | None:
    """Return a job's round if an attempt that died before it could say so has finished it."""
    from medebiaser.rounds.states import is_finished

    known = next((each for each in stores.rounds.all() if each.number == number), None)
    if known is None:
        raise LockedError(f"round {number} was removed; start {what} anew")
    return known if is_finished(known) else None


def _made(made: Round) -> dict[str, Any]:
    return {"round": made.number, "state": made.state.value}


def _tuples(options: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}
