"""`worker`: work off the jobs, here or on another machine."""

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from medebiaser.cli.crew import Crew
from medebiaser.cli.logs import log_to_terminal
from medebiaser.cli.session import say, session
from medebiaser.jobs import Worker, WorkerOptions
from medebiaser.settings import Settings, read_settings


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("worker")(worker)


def worker(
    context: typer.Context,
    devices: Annotated[
        str | None, typer.Option(help="by commas: cpu, cuda:0, …; auto takes every GPU")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="end when no job waits any more")] = False,
    parent: Annotated[
        int | None, typer.Option(help="stop when this process, which started it, has gone")
    ] = None,
) -> None:
    """Work off the jobs, one at a time on each device; SIGTERM puts them back and stops."""
    from medebiaser.bootstrap_steps import worker_devices

    given = session(context).settings.model_dump(exclude_unset=True)
    settings = read_settings(**{**given, **({"devices": devices} if devices else {})})
    taken = worker_devices(settings)
    is_orphan = _is_orphan_of(parent)
    if len(taken) > 1:
        _run(Crew(settings.workspace, taken, once=once, is_orphan=is_orphan))
    else:
        _run(
            _worker(
                settings, WorkerOptions(taken, settings.lease_s, once=once, is_orphan=is_orphan)
            )
        )


def _worker(settings: Settings, options: WorkerOptions) -> Worker:
    from medebiaser.bootstrap_steps import open_for_worker, registered_steps

    log_to_terminal("medebiaser.jobs", "%(message)s")
    working = Worker(partial(open_for_worker, settings), registered_steps(settings), options)
    say(f"worker {working.name} takes jobs for {', '.join(options.devices)} (stop with Ctrl-C)")
    return working


def _run(working: Worker | Crew) -> None:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: working.stop())
    working.run()
    say("the worker has stopped; jobs under way go on with the next one")


def _is_orphan_of(parent: int | None) -> Callable[[], bool]:
    return lambda: parent is not None and os.getppid() != parent
