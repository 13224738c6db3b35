"""`live`: what a training asks, and answers from a file."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from medebiaser.cli.session import progress_bar, reply, say, session
from medebiaser.cli.tables import print_rows
from medebiaser.data.database import utc_now
from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import CancelledError, LockedError, MedebiaserError
from medebiaser.records import ACTIVE, Job, JobState, LiveQuery, Progress, Report, Round
from medebiaser.rounds.live_answers import open_query, query_document, session_document
from medebiaser.rounds.live_files import answer_from_file

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_ROUND = Annotated[int, typer.Option("--round", help="whose session")]
_SEEN_S = 120.0
_LOOK_S = 0.5
live_app = typer.Typer(help="Questions of a training to physicians.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(live_app, name="live")


@live_app.command("show")
def show(
    context: typer.Context,
    round_number: _ROUND = 0,
    author: Annotated[str, typer.Option(help="whose answers are shown")] = "physician",
    as_json: _JSON = False,
) -> None:
    """Show a live session, and the list that waits for answers with its grids."""
    with session(context).stores() as stores:
        document = session_document(stores, round_number)
        waiting = open_query(stores, round_number)
        if as_json:
            shown = None if waiting is None else query_document(stores, waiting, author)
            reply({**document, "query": shown})
            return
        for each in document["queries"]:
            state = "open" if each["closed_at"] is None else "answered"
            state = state if each["answered"] or each["closed_at"] is None else "out of time"
            say(
                f"list {each['number']} after epoch {each['epoch']}: {state}, "
                f"{each['marked_images']} of {each['asked_images']} images marked"
            )
        tell_open_list(stores, round_number, as_json=False)


@live_app.command("answer")
def answer(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help='[{"image_id", "cells": […], "regions": […]}]')],
    round_number: _ROUND = 0,
    author: Annotated[str, typer.Option(help="of entries that name nobody")] = "physician",
) -> None:
    """Answer the open list from a file and hand it in; a training that waits goes on."""
    with session(context).workspace() as opened:
        stores = session(context).stores_in(opened)
        waiting = open_query(stores, round_number)
        if waiting is None:
            session_document(stores, round_number)
            raise LockedError(
                f"round {round_number} asks nothing now; `medebiaser live show` tells what it asked"
            )
        done = answer_from_file(stores, opened.jobs, waiting, file, author=author)
        say(f"list {waiting.number}: {done} of {len(waiting.images)} images answered")


def tell_open_list(stores: Stores, number: int, *, as_json: bool) -> None:
    """Print the list of a round that waits for answers; nothing where none does."""
    waiting = open_query(stores, number)
    if waiting is None:
        return
    if as_json:
        reply({"waiting": query_document(stores, waiting, "")})
    else:
        _print_list(stores, waiting)


def _print_list(stores: Stores, waiting: LiveQuery) -> None:
    ids = {image.row: image.id for image in stores.images.by_rows(i.row for i in waiting.images)}
    rows = [
        (
            ids[image.row],
            image.label,
            f"{image.probability:.2f}",
            {1: "positive", 0: "negative", None: "unknown"}[image.truth],
            " ".join(str(cell) for cell in image.marked),
        )
        for image in waiting.images
    ]
    columns = ("image", "label", "p", "truth", "cells of highest attribution")
    title = f"list {waiting.number} after epoch {waiting.epoch}, {waiting.cells} cells a side"
    print_rows(Console(), columns, rows, title=title)


def workers_there(opened: Workspace) -> bool:
    """Whether a worker, as `serve` starts one, was heard of lately."""
    now = utc_now()
    seen = [each.seen_at for each in opened.leases.workers() if each.seen_at is not None]
    return any((now - at).total_seconds() < _SEEN_S for at in seen)


def follow(opened: Workspace, stores: Stores, job: Job) -> Round:
    """Show a job's progress until it has ended; Ctrl-C leaves it running.

    Returns:
        The round that it made.

    Raises:
        MedebiaserError: it failed; the message is its own.
        CancelledError: someone cancelled it.
    """
    say(f"the server's worker trains (job {job.id}); Ctrl-C leaves it running")
    with progress_bar() as report:
        done = _watched(opened, job, report)
    if done.state is JobState.CANCELLED:
        raise CancelledError(f"job {job.id} was cancelled; `train` goes on from its last epoch")
    if done.state is JobState.FAILED:
        raise MedebiaserError(done.failure or f"job {job.id} failed")
    return stores.rounds.get(int((done.outcome or {}).get("round", 0)))


def _watched(opened: Workspace, job: Job, report: Report) -> Job:
    waits = False
    while (found := opened.jobs.get(job.id)).state in ACTIVE:
        if found.not_before is not None and not waits:
            say(
                f"it waits until {found.not_before:%Y-%m-%d %H:%M} UTC for answers: through the "
                "server, or `medebiaser live answer FILE`"
            )
        waits = found.not_before is not None
        if found.phase and found.total and not waits:
            figures = {name: value for name, value in found.metrics.items() if value is not None}
            report(Progress(found.phase, found.done, found.total, figures))
        time.sleep(_LOOK_S)
    return found
