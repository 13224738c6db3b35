"""The audit log: who changed what when, each entry chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from medebiaser.data.database import Database
from medebiaser.data.schema import audit as table
from medebiaser.data.schema import audit_heads as heads
from medebiaser.data.stores.base import Clock
from medebiaser.records import Action, AuditCheck, AuditEntry

WORKSPACE_CHAIN = 0
"""The chain of what belongs to no project; a project's chain has the project's id."""

BEFORE_THE_FIRST = "0" * 64
_BATCH = 1_000

_HEAD = select(heads).where(heads.c.chain == bindparam("of_chain")).with_for_update()
_APPEND = insert(table)
_MOVE_HEAD = update(heads).where(heads.c.chain == bindparam("of_chain"))
"""Put together once: every change writes an entry."""


class AuditStore:
    """All chains of the workspace.

    Args:
        database: where they are stored.
        clock: gives every entry's `at`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def append(
        self, action: Action, subject: Mapping[str, Any], *, actor: str, project: int | None
    ) -> None:
        """Add an entry to the open transaction: both are committed, or neither.

        Entries are written right before the commit, chain by chain in ascending order, so
        that whoever waits for a chain waits for a commit and never for another chain.

        Args:
            action: what was done.
            subject: to what: ids and row numbers, never a patient's data.
            actor: who did it.
            project: id of the project; None: it belongs to the whole workspace.
        """
        chain = WORKSPACE_CHAIN if project is None else project
        kept = json.loads(_canonical(subject))

        def write(connection: Connection) -> None:
            self._write(connection, chain, {"actor": actor, "action": str(action), "subject": kept})

        self._database.before_commit(write, order=chain + 1)

    def chains(self) -> list[int]:
        """Return every chain that has an entry, ascending."""
        with self._database.reading() as connection:
            return list(connection.scalars(select(heads.c.chain).order_by(heads.c.chain)))

    def entries(
        self, chain: int, *, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        """Return entries of a chain, the newest first.

        Args:
            chain: a project's id, or `WORKSPACE_CHAIN`.
            before: only entries with a smaller number; None: from the newest on.
            limit: how many at most.
        """
        query = select(table).where(table.c.chain == chain).order_by(table.c.number.desc())
        if before is not None:
            query = query.where(table.c.number < before)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(query.limit(limit))]

    def verify(self, chain: int) -> AuditCheck:
        """Compute every hash of a chain again and compare; reads it in one state.

        Found: an entry that was changed, removed, added or moved, and a chain that was cut
        off at its end. Not found: a whole chain written anew by someone who may write to the
        database; keep the last digest elsewhere against that.
        """
        number, digest = 0, BEFORE_THE_FIRST
        with self._database.reading() as connection:
            while batch := self._after(connection, chain, number):
                for entry in batch:
                    if broken := _fault(chain, number, digest, entry):
                        return AuditCheck(chain, number, digest, broken)
                    number, digest = entry.number, entry.digest
            head = connection.execute(select(heads).where(heads.c.chain == chain)).one_or_none()
        found = (0, BEFORE_THE_FIRST) if head is None else (head.number, head.digest)
        broken = None
        if found != (number, digest):
            broken = f"it ends after entry {number}, but {found[0]} were written"
        return AuditCheck(chain, number, digest, broken)

    def _after(self, connection: Connection, chain: int, number: int) -> list[AuditEntry]:
        query = (
            select(table)
            .where(table.c.chain == chain, table.c.number > number)
            .order_by(table.c.number)
            .limit(_BATCH)
        )
        return [_record(row) for row in connection.execute(query)]

    def _write(self, connection: Connection, chain: int, said: dict[str, Any]) -> None:
        number, previous = self._locked_head(connection, chain)
        facts = {"number": number + 1, "at": self._clock(), **said, "previous": previous}
        digest = digest_of(chain, AuditEntry(**facts, digest=""))
        connection.execute(_APPEND, {"chain": chain, **facts, "digest": digest})
        connection.execute(_MOVE_HEAD, {"of_chain": chain, "number": number + 1, "digest": digest})

    def _locked_head(self, connection: Connection, chain: int) -> tuple[int, str]:
        """Return a chain's last number and digest; no one else appends until the commit."""
        asked = {"of_chain": chain}
        head = connection.execute(_HEAD, asked).one_or_none()
        if head is None:
            start = {"chain": chain, "number": 0, "digest": BEFORE_THE_FIRST}
            connection.execute(insert_or_leave(heads).values(**start).on_conflict_do_nothing())
            head = connection.execute(_HEAD, asked).one()
        return head.number, head.digest


def digest_of(chain: int, entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's canonical JSON, its chain and predecessor included."""
    document = {
        "chain": chain,
        "number": entry.number,
        "at": _moment(entry.at),
        "actor": entry.actor,
        "action": str(entry.action),
        "subject": entry.subject,
        "previous": entry.previous,
    }
    return hashlib.sha256(_canonical(document).encode()).hexdigest()


def _fault(chain: int, number: int, digest: str, entry: AuditEntry) -> str | None:
    """Say what is wrong with the entry that follows `number`; None: nothing."""
    if entry.number != number + 1:
        return f"entry {number + 1} is missing, entry {entry.number} follows"
    if entry.previous != digest:
        return f"entry {entry.number} does not follow from entry {number}"
    if entry.digest != digest_of(chain, entry):
        return f"entry {entry.number} was changed after it was written"
    return None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _record(row: Any) -> AuditEntry:
    return AuditEntry(
        row.number, row.at, row.actor, Action(row.action), row.subject, row.previous, row.digest
    )
