"""Backups of the workspace, and a workspace out of a backup."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from medebiaser.cli.session import progress_bar, reply, say, session
from medebiaser.data.backups.contents import Backup
from medebiaser.data.stores.base import TERMINAL
from medebiaser.rounds.backup import back_up
from medebiaser.rounds.restore import restore as restore_from

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_MIB = 1 << 20
_NAMED = 3


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="an empty folder, or a new file *.tar")],
    as_json: _JSON = False,
) -> None:
    """Copy the whole workspace while everyone goes on working."""
    with session(context).workspace() as opened, progress_bar() as report:
        made = back_up(opened, target, actor=TERMINAL, report=report)
    _tell(made, as_json, f"backed up to {target}")
    if made.missing:
        named = ", ".join(made.missing[:_NAMED])
        say(
            f"{len(made.missing)} files are missing or damaged in the workspace itself ({named}); "
            "run `medebiaser doctor`, and keep an older backup"
        )
        raise typer.Exit(1)


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="a backup: a folder or a tar file")],
    as_json: _JSON = False,
) -> None:
    """Make the workspace named with -w out of a backup; it must be empty."""
    with session(context).workspace(create=True) as opened, progress_bar() as report:
        held = restore_from(opened, source, actor=TERMINAL, report=report)
    _tell(held, as_json, f"restored from {source}, every row and byte compared")


def _tell(backup: Backup, as_json: bool, words: str) -> None:
    if as_json:
        reply(asdict(backup))
        return
    rows = sum(each.rows for each in backup.tables.values())
    say(f"{words}: {rows:,} rows, {backup.files:,} files, {backup.size_bytes / _MIB:,.1f} MiB")
    if backup.outside:
        say(
            f"{backup.outside:,} originals were imported in place and are not in the backup; "
            "back their folder up as well"
        )
