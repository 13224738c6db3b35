"""What the stores of one project share."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Protocol, TypeVar

from medebiaser.data.database import Database
from medebiaser.errors import NotFoundError
from medebiaser.records import Action, Project

QUERY_SIZE = 5_000
"""How many values one query names at most: SQLite takes 32,766, PostgreSQL 65,535."""

Clock = Callable[[], datetime]
"""Returns the present moment, aware of its zone."""

TERMINAL = "terminal"
"""Who acts when a command does."""

T = TypeVar("T")


class Audit(Protocol):
    """Writes an entry into a project's audit log, in the open transaction."""

    def __call__(self, action: Action, **subject: Any) -> None:
        """Say what is done, and to what: ids and row numbers, never a patient's data."""


class ProjectStore:
    """One noun of one project in the database.

    Args:
        database: where it is stored.
        project: returns the project as it was last read.
        audit: every change is written down with it.
    """

    def __init__(self, database: Database, project: Callable[[], Project], audit: Audit) -> None:
        self._database = database
        self._project = project
        self._audit = audit

    @property
    def _id(self) -> int:
        return self._project().id

    def _check_label(self, label: str) -> None:
        project = self._project()
        if label not in project.labels:
            raise NotFoundError(
                f"project {project.name} has no label {label!r}; "
                f"it has {', '.join(project.labels) or 'none yet'}"
            )


def in_batches(values: Sequence[T], size: int = QUERY_SIZE) -> Iterator[list[T]]:
    """Cut a sequence into lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def first_few(names: Sequence[str], limit: int = 3) -> str:
    """Return the first names for a message, with how many follow."""
    shown = ", ".join(names[:limit])
    more = len(names) - limit
    return f"{shown} and {more} more" if more > 0 else shown
