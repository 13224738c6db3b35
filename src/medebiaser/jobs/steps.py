"""What a worker knows of a step: its name, and how to call it with JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import InvalidInputError
from medebiaser.records import Report


@dataclass(frozen=True, slots=True)
class StepCall:
    """One call of a step by a worker.

    Attributes:
        arguments: what the job was asked with, as JSON.
        project: name of its project; None: the whole workspace.
        author: name of who asked.
        device: the device that the worker keeps for it; `cpu` in the light lane.
        report: receives progress, and is where the step stops when it has to.
        log: adds a line to the job's log.
        workspace: opened for this call alone; once another worker has the job, it refuses to
            write.
    """

    arguments: Mapping[str, Any]
    project: str | None
    author: str
    device: str
    report: Report
    log: Callable[[str], None]
    workspace: Workspace

    def stores(self) -> Stores:
        """Return the stores of the job's project, with its author as the actor.

        Raises:
            InvalidInputError: the job belongs to no project.
        """
        if self.project is None:
            raise InvalidInputError("this step needs a project; ask for it within one")
        return self.workspace.stores(self.project, actor=self.author)


Step = Callable[[StepCall], Mapping[str, Any] | None]
"""Runs, or goes on, and returns what it made as JSON; safe to run twice."""


@dataclass(frozen=True, slots=True)
class RegisteredStep:
    """A step under its name.

    Attributes:
        name: as jobs call it.
        run: what is called.
    """

    name: str
    run: Step
