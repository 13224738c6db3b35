"""Rounds: what a model was made from, what it reached, and where its bytes are."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from medebiaser.data.arrays import RoundArrays
from medebiaser.data.database import Database
from medebiaser.data.schema import projects as projects_table
from medebiaser.data.schema import rounds as table
from medebiaser.data.stores.base import Audit, Clock, ProjectStore
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Action, Project, Round, RoundState, Scope

_FIELDS = tuple(field.name for field in fields(Round))
_ONE = select(table).where(
    table.c.project_id == bindparam("project_id"), table.c.number == bindparam("number")
)
"""Put together once: every page of a view asks for its round."""


class RoundsStore(ProjectStore):
    """All rounds of one project."""

    def __init__(
        self,
        database: Database,
        project: Callable[[], Project],
        audit: Audit,
        clock: Clock,
        arrays: Callable[[int], RoundArrays],
    ) -> None:
        super().__init__(database, project, audit)
        self._clock = clock
        self._arrays = arrays

    def create(self, new: Round) -> Round:
        """Store a new round; without a `created_at` it gets the present moment.

        Raises:
            ConflictError: there is a round of this number.
        """
        values = _stored_form({name: getattr(new, name) for name in _FIELDS})
        values["created_at"] = new.created_at or self._clock()
        with self._database.transaction() as connection:
            self._arrays_of_nobody(new.number)
            try:
                with connection.begin_nested():
                    connection.execute(insert(table).values(project_id=self._id, **values))
            except IntegrityError as error:
                raise _exists(new.number) from error
            self._audit(Action.ROUND_STARTED, round=new.number, parent=new.parent)
            return self.get(new.number)

    def get(self, number: int) -> Round:
        """Return one round.

        Raises:
            NotFoundError: there is none of this number.
        """
        with self._database.reading() as connection:
            asked = {"project_id": self._id, "number": number}
            found = connection.execute(_ONE, asked).one_or_none()
        if found is None:
            numbers = ", ".join(str(known.number) for known in self.all())
            raise NotFoundError(
                f"project {self._project().name} has no round {number}; "
                + (f"there are: {numbers}" if numbers else "run `medebiaser train` first")
            )
        return _record(found)

    def all(self) -> list[Round]:
        """Return all rounds by number."""
        return self._rounds()

    def latest(self) -> Round | None:
        """Return the round with the highest number; None before round 0."""
        with self._database.reading() as connection:
            number = connection.scalar(
                select(func.max(table.c.number)).where(table.c.project_id == self._id)
            )
            return None if number is None else self.get(number)

    def update(self, number: int, /, **changes: Any) -> Round:
        """Change fields of a round in one statement; the others stay.

        Raises:
            NotFoundError: there is no such round.
            InvalidInputError: a round has no such field, or it never changes.
        """
        fixed = {"number", "created_at"}
        if unknown := sorted(name for name in changes if name not in _FIELDS or name in fixed):
            raise InvalidInputError(
                f"a round's {', '.join(unknown)} cannot be changed; "
                f"what can: {', '.join(name for name in _FIELDS if name not in fixed)}"
            )
        with self._database.transaction() as connection:
            if changes:
                connection.execute(
                    update(table)
                    .where(table.c.project_id == self._id, table.c.number == number)
                    .values(**_stored_form(changes))
                )
            return self.get(number)

    def set_current(self, number: int) -> None:
        """Make a round the one that the views show.

        Raises:
            NotFoundError: there is no such round.
        """
        with self._database.transaction() as connection:
            self.get(number)
            connection.execute(
                update(projects_table)
                .where(projects_table.c.id == self._id)
                .values(current_round=number)
            )
            self._audit(Action.CURRENT_ROUND_SET, round=number)

    def remove(self, number: int) -> None:
        """Remove a round with its arrays; their files go once that is confirmed.

        If it was the current one, the project has none. Its blobs stay until
        `Workspace.remove_unreferenced` finds that no one needs them.

        Raises:
            NotFoundError: there is no such round.
        """
        with self._database.transaction() as connection:
            self.get(number)
            connection.execute(
                update(projects_table)
                .where(projects_table.c.id == self._id, projects_table.c.current_round == number)
                .values(current_round=None)
            )
            connection.execute(
                delete(table).where(table.c.project_id == self._id, table.c.number == number)
            )
            self._audit(Action.ROUND_REMOVED, round=number)
            self._arrays(number).remove_all()

    def _rounds(self, *conditions: Any) -> list[Round]:
        query = select(table).where(table.c.project_id == self._id, *conditions)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query.order_by(table.c.number))]

    def _arrays_of_nobody(self, number: int) -> None:
        """Remove what a removal that was interrupted left of an earlier round."""
        if self._rounds(table.c.number == number):
            raise _exists(number)
        self._arrays(number).remove_all()


def _exists(number: int) -> ConflictError:
    return ConflictError(
        f"there is already a round {number}; take the next number", stored=number, offered=number
    )


def _stored_form(values: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(values)
    if "state" in stored:
        stored["state"] = RoundState(stored["state"]).value
    if "scope" in stored:
        stored["scope"] = Scope(stored["scope"]).value
    for name in ("history", "thresholds", "scales"):
        if stored.get(name) is not None:
            stored[name] = list(stored[name])
    return stored


def _record(row: Any) -> Round:
    values = {name: row._mapping[name] for name in _FIELDS}
    values["state"] = RoundState(row.state)
    values["scope"] = Scope(row.scope)
    values["history"] = tuple(row.history)
    for name in ("thresholds", "scales"):
        stored = getattr(row, name)
        values[name] = None if stored is None else tuple(stored)
    return Round(**values)
