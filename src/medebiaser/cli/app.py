"""The root command: options in front, errors translated once."""

from pathlib import Path
from typing import Annotated

import click
import typer

import medebiaser
from medebiaser.cli import admin, annotations, demo, importing, labels, loop, predicting
from medebiaser.cli.session import Session, say
from medebiaser.errors import CancelledError, MedebiaserError
from medebiaser.settings import Settings

_REFUSED, _USAGE, _INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="medebiaser",
    help="Correct where a multi-label medical image model looks, and see what changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"medebiaser {medebiaser.__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help="folder (default: MEDEBIASER_WORKSPACE)"),
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", "-p", help="may be left out where there is one")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Read the options in front of the command."""
    settings = Settings() if workspace is None else Settings(workspace=workspace)
    context.obj = Session(settings, project)


for commands in (demo, importing, labels, loop, annotations, predicting, admin):
    commands.add_to(app)


def run(arguments: list[str]) -> int:
    """Run one command line.

    Returns:
        The exit status: 0 done, 1 refused, 2 usage, 130 interrupted.
    """
    try:
        app(arguments, standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return int(leaving.exit_code)
    except click.ClickException as usage:
        usage.show()
        return _USAGE
    except MedebiaserError as error:
        say(str(error))
        return _INTERRUPTED if isinstance(error, CancelledError) else _REFUSED
    except (KeyboardInterrupt, click.Abort):
        say("stopped; run the same command again to go on")
        return _INTERRUPTED
    except OSError as error:
        say(
            f"{error.strerror or error}: {error.filename or 'no file named'}; nothing was confirmed"
        )
        return _REFUSED
    return 0
