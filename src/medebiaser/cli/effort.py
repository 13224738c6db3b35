"""How long physicians worked, as a table."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console

from medebiaser.cli.session import reply, session
from medebiaser.cli.tables import print_rows
from medebiaser.rounds.effort import effort as effort_of

_MINUTE_S = 60


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(effort)


def effort(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Show how long each physician worked for each round, and for how many labels."""
    with session(context).stores() as stores:
        document = effort_of(stores)
    if as_json:
        reply(document)
        return
    console = Console()
    if not document["rows"]:
        console.print("nobody has annotated anything yet")
        return
    columns = (
        *("round", "physician", "images", "labels", "corrected", "accepted", "minutes"),
        *("s a label (median)", "s a label (mean)", "remarks"),
    )
    rows = [_row(row) for row in document["rows"]]
    rows += [_row({**row, "author": "all together"}) for row in document["rounds"]]
    print_rows(console, columns, rows)


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    number = row["round"]
    return (
        "next" if number is None else str(number),
        row["author"],
        *(str(row[name]) for name in ("images", "labels", "corrected", "accepted")),
        "—" if row["total_s"] is None else f"{row['total_s'] / _MINUTE_S:.1f}",
        _seconds(row["median_s"]),
        _mean(row),
        _remarks(row),
    )


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def _mean(row: Mapping[str, Any]) -> str:
    bounds = row["mean_s_ci"]
    ends = "" if bounds is None else f" ({bounds[0]:.1f}–{bounds[1]:.1f})"
    return _seconds(row["mean_s"]) + ends


def _remarks(row: Mapping[str, Any]) -> str:
    found = []
    if untimed := row["labels"] - row["timed"]:
        found.append(f"{untimed} without a time")
    if row["estimated"]:
        found.append(f"{row['estimated']} by the time between saves")
    return ", ".join(found)
