"""Live sessions: what physicians were asked while a network learned, and what they said.

Sparse: a list keeps one small grid per image, an answer the cells and polygons of one physician;
no mask is stored.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import delete as delete_from

from medebiaser.data.database import Database
from medebiaser.data.schema import live_answers as answers_table
from medebiaser.data.schema import live_images as images_table
from medebiaser.data.schema import live_queries as table
from medebiaser.data.schema import live_submissions as submissions_table
from medebiaser.data.stores.base import Audit, Clock, ProjectStore
from medebiaser.data.stores.regions import from_documents, to_documents
from medebiaser.errors import NotFoundError
from medebiaser.records import Action, AskedImage, LiveAnswer, LiveQuery, Project


class LiveStore(ProjectStore):
    """All live sessions of one project."""

    def __init__(
        self, database: Database, project: Callable[[], Project], audit: Audit, clock: Clock
    ) -> None:
        super().__init__(database, project, audit)
        self._clock = clock

    def now(self) -> datetime:
        """Return the moment by which lists expire."""
        return self._clock()

    def ask(self, query: LiveQuery) -> LiveQuery:
        """Store a list of images to ask about, or return the one of this number that is there."""
        key = self._key(query.round, query.number)
        with self._database.transaction() as connection:
            if (known := self._find(connection, query.round, query.number)) is not None:
                return known
            connection.execute(
                insert(table).values(
                    **key,
                    epoch=query.epoch,
                    cells=query.cells,
                    asked_at=query.asked_at,
                    expires_at=query.expires_at,
                    answered=False,
                )
            )
            if query.images:
                connection.execute(
                    insert(images_table), [{**key, **_columns(image)} for image in query.images]
                )
            said = {"round": query.round, "query": query.number, "images": len(query.images)}
            self._audit(Action.LIVE_ASKED, **said)
        return query

    def get(self, round_number: int, number: int) -> LiveQuery:
        """Return one list.

        Raises:
            NotFoundError: the round never asked so often.
        """
        with self._database.reading() as connection:
            found = self._find(connection, round_number, number)
        if found is None:
            raise NotFoundError(
                f"round {round_number} has no query list {number}; look which are open"
            )
        return found

    def all(self, round_number: int) -> list[LiveQuery]:
        """Return the lists of a round by number."""
        query = select(table.c.number).where(*self._of(table, round_number))
        with self._database.reading() as connection:
            numbers = connection.scalars(query.order_by(table.c.number)).all()
            return [self.get(round_number, number) for number in numbers]

    def answer(self, round_number: int, number: int, row: int, answer: LiveAnswer) -> None:
        """Replace one physician's answer for one image; the same again changes nothing."""
        key = {**self._key(round_number, number), "row": row, "author": answer.author}
        content = {"cells": list(answer.cells), "regions": to_documents(answer.regions)}
        which = [answers_table.c[name] == value for name, value in key.items()]
        with self._database.transaction() as connection:
            stored = connection.execute(select(answers_table).where(*which)).one_or_none()
            if stored is not None and {n: stored._mapping[n] for n in content} == content:
                return
            connection.execute(delete_from(answers_table).where(*which))
            connection.execute(
                insert(answers_table).values(**key, **content, saved_at=answer.saved_at)
            )
            self._audit(Action.LIVE_ANSWERED, round=round_number, query=number, row=row)

    def answers(self, round_number: int, number: int | None = None) -> list[LiveAnswer]:
        """Return the answers of a round, or of one of its lists, by list, row and author."""
        query = select(answers_table).where(*self._of(answers_table, round_number, number))
        order = (answers_table.c.number, answers_table.c.row, answers_table.c.author)
        with self._database.reading() as connection:
            return [
                LiveAnswer(
                    each.number,
                    each.row,
                    each.author,
                    tuple(each.cells),
                    from_documents(each.regions),
                    each.saved_at,
                )
                for each in connection.execute(query.order_by(*order))
            ]

    def submit(self, round_number: int, number: int, author: str) -> list[str]:
        """Say that a physician has handed a list in; return who has so far."""
        key = {**self._key(round_number, number), "author": author}
        with self._database.transaction() as connection:
            handed_in = self.submitted(round_number, number)
            if author not in handed_in:
                connection.execute(insert(submissions_table).values(**key, at=self._clock()))
                self._audit(Action.LIVE_SUBMITTED, round=round_number, query=number)
            return self.submitted(round_number, number)

    def submitted(self, round_number: int, number: int) -> list[str]:
        """Return who has handed a list in, by name."""
        query = select(submissions_table.c.author).where(
            *self._of(submissions_table, round_number, number)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query.order_by(submissions_table.c.author)))

    def close(self, round_number: int, number: int, *, answered: bool) -> None:
        """End a list; one that has ended stays as it is."""
        with self._database.transaction() as connection:
            which = (*self._of(table, round_number, number), table.c.closed_at.is_(None))
            connection.execute(
                update(table).where(*which).values(closed_at=self._clock(), answered=answered)
            )

    def lock(self, round_number: int, number: int) -> LiveQuery:
        """Return a list that nobody else changes until the open transaction ends.

        Raises:
            NotFoundError: there is no such list.
        """
        with self._database.transaction() as connection:
            which = self._of(table, round_number, number)
            connection.execute(select(table.c.number).where(*which).with_for_update())
            return self.get(round_number, number)

    def _find(self, connection: Connection, round_number: int, number: int) -> LiveQuery | None:
        row = connection.execute(
            select(table).where(*self._of(table, round_number, number))
        ).one_or_none()
        if row is None:
            return None
        images = connection.execute(
            select(images_table)
            .where(*self._of(images_table, round_number, number))
            .order_by(images_table.c.place)
        )
        return LiveQuery(
            round=row.round,
            number=row.number,
            epoch=row.epoch,
            cells=row.cells,
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            closed_at=row.closed_at,
            answered=row.answered,
            images=tuple(_image(each) for each in images),
        )

    def _key(self, round_number: int, number: int) -> dict[str, Any]:
        return {"project_id": self._id, "round": round_number, "number": number}

    def _of(self, of_table: Any, round_number: int, number: int | None = None) -> list[Any]:
        conditions = [of_table.c.project_id == self._id, of_table.c.round == round_number]
        return conditions if number is None else [*conditions, of_table.c.number == number]


def _columns(image: AskedImage) -> dict[str, Any]:
    return {
        "place": image.place,
        "row": image.row,
        "label": image.label,
        "score": image.score,
        "probability": image.probability,
        "truth": image.truth,
        "grid": list(image.grid),
        "marked": list(image.marked),
    }


def _image(row: Any) -> AskedImage:
    return AskedImage(
        place=row.place,
        row=row.row,
        label=row.label,
        score=row.score,
        probability=row.probability,
        truth=row.truth,
        grid=tuple(row.grid),
        marked=tuple(row.marked),
    )
