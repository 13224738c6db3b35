"""Logins that failed, and logins by single sign-on that have been started."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from medebiaser.data.database import Database
from medebiaser.data.schema import login_failures, login_flows
from medebiaser.data.stores.base import Clock

_FORGOTTEN_AFTER = timedelta(hours=1)
_FLOW_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a login failed in a row, and how long ago the last one was."""

    count: int
    age_s: float


@dataclass(frozen=True, slots=True)
class LoginFlow:
    """A login by single sign-on that a browser has started.

    Attributes:
        state: ties the answer to this start.
        nonce: ties the ID token to this start.
        verifier: proves that who redeems the code is who asked for it (PKCE).
        browser_hash: hash of the cookie of the browser that started.
        next: where the browser goes afterwards; a path of this server.
    """

    state: str
    nonce: str
    verifier: str
    browser_hash: str
    next: str


class LoginsStore:
    """What stands between a stranger and a session."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def count_attempt(self, subject: str) -> Failures:
        """Count one attempt for a name or an address and return the failures before it.

        To be called in a transaction: whoever tries the same at the same moment waits for
        its end, so that no number of guesses at once comes through. Failures of more than
        an hour ago are forgotten. An attempt that succeeds is taken back.
        """
        table, moment = login_failures, self._clock()
        known = table.c.subject == _hidden(subject)
        with self._database.transaction() as connection:
            connection.execute(delete(table).where(table.c.last_at <= moment - _FORGOTTEN_AFTER))
            start = {"subject": _hidden(subject), "count": 0, "last_at": moment}
            connection.execute(insert_or_leave(table).values(**start).on_conflict_do_nothing())
            row = connection.execute(select(table).where(known).with_for_update()).one()
            connection.execute(
                update(table).where(known).values(count=table.c.count + 1, last_at=moment)
            )
        age_s = (moment - row.last_at).total_seconds()  # negative: the other came while we waited
        return Failures(row._mapping["count"], max(0.0, age_s))

    def take_back(self, subject: str) -> None:
        """Take one failure back: the attempt that was counted has succeeded."""
        table = login_failures
        with self._database.transaction() as connection:
            known = table.c.subject == _hidden(subject)
            connection.execute(update(table).where(known).values(count=table.c.count - 1))
            connection.execute(delete(table).where(known, table.c.count <= 0))

    def forgive(self, subject: str) -> None:
        """Forget the failures of a name."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(login_failures).where(login_failures.c.subject == _hidden(subject))
            )

    def add_flow(self, flow: LoginFlow) -> None:
        """Remember a login that was started; those of more than ten minutes ago are forgotten."""
        moment = self._clock()
        with self._database.transaction() as connection:
            old = login_flows.c.created_at <= moment - _FLOW_LIFETIME
            connection.execute(delete(login_flows).where(old))
            connection.execute(
                insert(login_flows).values(
                    state=flow.state,
                    nonce=flow.nonce,
                    verifier=flow.verifier,
                    browser_hash=flow.browser_hash,
                    next=flow.next,
                    created_at=moment,
                )
            )

    def take_flow(self, state: str) -> LoginFlow | None:
        """Return a login that was started and forget it, so that it ends once; None: none."""
        table = login_flows
        with self._database.transaction() as connection:
            row = connection.execute(select(table).where(table.c.state == state)).one_or_none()
            gone = connection.execute(delete(table).where(table.c.state == state)).rowcount
        if row is None or not gone or self._clock() - row.created_at >= _FLOW_LIFETIME:
            return None
        return LoginFlow(row.state, row.nonce, row.verifier, row.browser_hash, row.next)


def _hidden(subject: str) -> str:
    """Return the hash of a subject: what was typed as a name may have been a password."""
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
