"""The root command: options in front, errors translated once."""

import importlib
import logging
from pathlib import Path
from typing import Annotated

import typer

import medebiaser
from medebiaser.cli.session import Session, say
from medebiaser.errors import CancelledError, MedebiaserError
from medebiaser.settings import read_settings

_REFUSED, _INTERRUPTED = 1, 130

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
    version: Annotated[  # noqa: ARG001  (its callback prints and leaves)
        bool, typer.Option("--version", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Read the options in front of the command."""
    context.obj = Session(read_settings(workspace=workspace), project)


COMMANDS = {
    "demo": "demo",
    "init": "admin",
    "import": "importing",
    "split": "importing",
    "labels": "labels",
    "subset": "importing",
    "train": "training",
    "live": "live",
    "pool": "pool",
    "rank": "loop",
    "annotations": "annotations",
    "finetune": "loop",
    "evaluate": "loop",
    "predict": "predicting",
    "rounds": "loop",
    "effort": "effort",
    "study": "studying",
    "serve": "serving",
    "worker": "working",
    "users": "users",
    "doctor": "admin",
    "backup": "backup",
    "restore": "backup",
    "weights": "admin",
    "networks": "admin",
}
"""Every command and the module it lives in, in the order of the help."""


def modules_for(arguments: list[str]) -> list[str]:
    """Return the modules to load: `labels --table` must not wait for torch.

    A word that is no command (an option's value, a mistake) loads nothing; without any
    command all are loaded, for the help.
    """
    named = [COMMANDS[word] for word in arguments if word in COMMANDS]
    return list(dict.fromkeys(named or COMMANDS.values()))


_loaded: set[str] = set()


def load(modules: list[str]) -> None:
    """Register the commands of these modules, each once."""
    for module in modules:
        if module not in _loaded:
            _loaded.add(module)
            importlib.import_module(f"medebiaser.cli.{module}").add_to(app)
    # Fabric sets its own level when it is imported, and tells at every start that it uses bf16.
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)


def run(arguments: list[str]) -> int:
    """Run one command line.

    Returns:
        The exit status: 0 done, 1 refused, 2 usage, 130 interrupted.
    """
    load(modules_for(arguments))
    try:
        app(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except MedebiaserError as error:
        say(str(error))
        return _INTERRUPTED if isinstance(error, CancelledError) else _REFUSED
    except OSError as error:
        say(
            f"{error.strerror or error}: {error.filename or 'no file named'}; nothing was confirmed"
        )
        return _REFUSED
    return 0
