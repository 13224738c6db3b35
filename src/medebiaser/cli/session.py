"""What every command needs: the workspace, the project, and how to speak to a person."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from medebiaser.bootstrap import open_workspace
from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Progress as Step
from medebiaser.records import Report
from medebiaser.settings import Settings

remarks = Console(stderr=True, highlight=False)
"""Where progress and remarks go: never stdout."""


@dataclass(frozen=True, slots=True)
class Session:
    """The options in front of the command."""

    settings: Settings
    project: str | None

    @contextmanager
    def workspace(self, *, create: bool = False) -> Iterator[Workspace]:
        """Open the workspace and close it afterwards."""
        opened = open_workspace(self.settings, create=create)
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def stores(self) -> Iterator[Stores]:
        """Open the project that was named, or the only one there is.

        Raises:
            NotFoundError: no such project, or none at all.
            InvalidInputError: several projects and none named.
        """
        with self.workspace() as opened:
            yield self.stores_in(opened)

    def stores_in(self, opened: Workspace) -> Stores:
        """Return the project that was named, or the only one, of an open workspace.

        Raises:
            NotFoundError: no such project, or none at all.
            InvalidInputError: several projects and none named.
        """
        return opened.stores(self._project_name(opened))

    def _project_name(self, opened: Workspace) -> str:
        if self.project is not None:
            return self.project
        names = [project.name for project in opened.projects.all()]
        if not names:
            raise NotFoundError(
                "this workspace has no project yet; start with `medebiaser import table …` "
                "or `medebiaser demo`"
            )
        if len(names) > 1:
            raise InvalidInputError(
                f"this workspace has {len(names)} projects ({', '.join(names)}); "
                "choose one with -p NAME"
            )
        return names[0]


def session(context: typer.Context) -> Session:
    """Return the session that the options in front of the command made."""
    found = context.find_object(Session)
    assert found is not None
    return found


def reply(document: Any) -> None:
    """Print one JSON document on stdout; NaN becomes null."""
    sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n")


def plain(document: Any) -> Any:
    """Return the document with NaN as None and paths as text."""
    if isinstance(document, dict):
        return {str(key): plain(value) for key, value in document.items()}
    if isinstance(document, (list, tuple)):
        return [plain(value) for value in document]
    if isinstance(document, Path):
        return str(document)
    if hasattr(document, "tolist"):
        return plain(document.tolist())
    if isinstance(document, float) and math.isnan(document):
        return None
    return document


def say(text: str) -> None:
    """Print a remark on stderr."""
    remarks.print(text, markup=False, soft_wrap=True)


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Show a step's progress on stderr, one line a phase."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[figures]}"),
    )
    with Progress(*columns, console=remarks, transient=not remarks.is_terminal) as bar:
        lines: dict[str, TaskID] = {}

        def report(step: Step) -> None:
            if step.phase not in lines:
                lines[step.phase] = bar.add_task(step.phase, total=step.total, figures="")
            figures = "  ".join(f"{name} {value:.3g}" for name, value in step.metrics.items())
            bar.update(lines[step.phase], completed=step.done, total=step.total, figures=figures)

        yield report
