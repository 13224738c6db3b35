"""Pins: pairs that people watch while a network learns, and the maps of each epoch."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from medebiaser.data.database import Database
from medebiaser.data.schema import pin_maps as maps_table
from medebiaser.data.schema import pins as table
from medebiaser.data.stores.base import Audit, Clock, ProjectStore
from medebiaser.errors import NotFoundError
from medebiaser.records import Action, Pin, PinMap, Project

Pair = tuple[int, str]
"""Row of an image, and a label."""

PIN_MAPS_EVENT = "pin maps"
"""Kind of the events that say that an epoch left maps of the pins."""


class PinsStore(ProjectStore):
    """All pins of one project."""

    def __init__(
        self, database: Database, project: Callable[[], Project], audit: Audit, clock: Clock
    ) -> None:
        super().__init__(database, project, audit)
        self._clock = clock

    def all(self) -> list[Pin]:
        """Return all pins, those of one label together, in the order of the labels."""
        query = select(table).where(table.c.project_id == self._id).order_by(table.c.row)
        with self._database.reading() as connection:
            found = [
                Pin(row.row, row.label, row.author, row.pinned_at)
                for row in connection.execute(query)
            ]
        order = {label: k for k, label in enumerate(self._project().labels)}
        return sorted(found, key=lambda pin: (order.get(pin.label, len(order)), pin.row))

    def add(self, pair: Pair, *, author: str) -> None:
        """Pin a pair; the list is a person's from then on. Doing it twice changes nothing.

        Raises:
            NotFoundError: the project has no such label.
        """
        row, label = pair
        self._check_label(label)
        with self._database.transaction() as connection:
            self._take_over(author)
            new = insert(table).values(self._pinned(pair, author)).on_conflict_do_nothing()
            if connection.execute(new).rowcount == 1:
                self._audit(Action.IMAGE_PINNED, row=row, label=label)

    def remove(self, pair: Pair, *, author: str) -> None:
        """Unpin a pair; the list is a person's from then on.

        Its maps stay with the rounds.

        Raises:
            NotFoundError: the pair is not pinned.
        """
        row, label = pair
        which = (table.c.project_id == self._id, table.c.row == row, table.c.label == label)
        with self._database.transaction() as connection:
            self._take_over(author)
            if connection.execute(delete(table).where(*which)).rowcount == 0:
                raise NotFoundError(f"row {row} is not pinned for {label}; look at the pins again")
            self._audit(Action.IMAGE_UNPINNED, row=row, label=label)

    def choose(self, pairs: Sequence[Pair]) -> None:
        """Replace what the program chose; nothing changes where a person has pinned."""
        with self._database.transaction() as connection:
            if any(pin.author is not None for pin in self.all()):
                return
            connection.execute(delete(table).where(table.c.project_id == self._id))
            if pairs:
                connection.execute(insert(table), [self._pinned(pair, None) for pair in pairs])

    def keep(self, maps: Sequence[PinMap]) -> None:
        """Store what one epoch of a round left; what was stored of these pairs is replaced."""
        with self._database.transaction() as connection:
            for each in maps:
                connection.execute(delete(maps_table).where(*self._which(each)))
            connection.execute(insert(maps_table), [self._stored(each) for each in maps])

    def maps(self, number: int) -> list[PinMap]:
        """Return the maps of a round, epoch by epoch."""
        query = (
            select(maps_table)
            .where(*self._of_round(number))
            .order_by(maps_table.c.epoch, maps_table.c.row, maps_table.c.label)
        )
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def forget_maps(self, number: int) -> None:
        """Remove the maps of a round, which learns from the start again."""
        with self._database.transaction() as connection:
            connection.execute(delete(maps_table).where(*self._of_round(number)))

    def stored_maps(self) -> tuple[int, int]:
        """Return how many maps there are of all rounds, and their bytes."""
        query = select(func.count(), func.sum(func.length(maps_table.c.map))).where(
            maps_table.c.project_id == self._id
        )
        with self._database.reading() as connection:
            number, size_bytes = connection.execute(query).one()
        return int(number), int(size_bytes or 0)

    def _take_over(self, author: str) -> None:
        """Make what the program chose a person's choice: they looked at it and changed the rest."""
        with self._database.transaction() as connection:
            connection.execute(
                update(table)
                .where(table.c.project_id == self._id, table.c.author.is_(None))
                .values(author=author)
            )

    def _pinned(self, pair: Pair, author: str | None) -> dict[str, Any]:
        row, label = pair
        return {
            "project_id": self._id,
            "row": row,
            "label": label,
            "author": author,
            "pinned_at": self._clock(),
        }

    def _of_round(self, number: int) -> list[Any]:
        return [maps_table.c.project_id == self._id, maps_table.c.round == number]

    def _which(self, each: PinMap) -> list[Any]:
        key = {"epoch": each.epoch, "row": each.row, "label": each.label}
        return self._of_round(each.round) + [maps_table.c[n] == v for n, v in key.items()]

    def _stored(self, each: PinMap) -> dict[str, Any]:
        return {
            "project_id": self._id,
            "round": each.round,
            "epoch": each.epoch,
            "row": each.row,
            "label": each.label,
            "probability": each.probability,
            "height": each.grid[0],
            "width": each.grid[1],
            "map": each.values,
        }


def _record(row: Any) -> PinMap:
    return PinMap(
        round=row.round,
        epoch=row.epoch,
        row=row.row,
        label=row.label,
        probability=row.probability,
        grid=(row.height, row.width),
        values=row.map,
    )
