"""Sessions of browsers: a random token in a cookie, its hash in the database."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from medebiaser.data.database import Database
from medebiaser.data.schema import sessions as table
from medebiaser.data.stores.base import Clock
from medebiaser.records import UserSession

TOKEN_BYTES = 32
_SEEN_STEP_S = 30.0
"""`seen_at` is written at most this often, so that reading a page writes nothing."""


def hash_of(token: str) -> str:
    """Return the hash that stands for a token: it has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class SessionsStore:
    """All browsers that are logged in."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def start(self, user_id: int, lifetime_s: float) -> tuple[str, UserSession]:
        """Start a session; the token is returned here and never again.

        Args:
            user_id: whose.
            lifetime_s: when it ends in any case.
        """
        token, moment = secrets.token_urlsafe(TOKEN_BYTES), self._clock()
        session = UserSession(
            token_hash=hash_of(token),
            user=user_id,
            csrf_token=secrets.token_urlsafe(TOKEN_BYTES),
            created_at=moment,
            seen_at=moment,
            expires_at=moment + timedelta(seconds=lifetime_s),
        )
        with self._database.transaction() as connection:
            connection.execute(
                insert(table).values(
                    token_hash=session.token_hash,
                    user_id=user_id,
                    csrf_token=session.csrf_token,
                    created_at=moment,
                    seen_at=moment,
                    expires_at=session.expires_at,
                )
            )
        return token, session

    def find(self, token: str, idle_s: float) -> UserSession | None:
        """Return the living session of a token; None: there is none, or it has ended."""
        return self.living(hash_of(token), idle_s)

    def living(self, token_hash: str, idle_s: float) -> UserSession | None:
        """Return a session by its token's hash, if neither unused nor open for too long."""
        query = select(table).where(table.c.token_hash == token_hash)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        session = _record(row)
        return session if self._clock() < ends_at(session, idle_s) else None

    def touch(self, session: UserSession, idle_s: float) -> None:
        """Remember that a session was used just now."""
        moment = self._clock()
        step_s = min(_SEEN_STEP_S, idle_s / 10)
        if moment - session.seen_at < timedelta(seconds=step_s):
            return
        with self._database.transaction() as connection:
            connection.execute(
                update(table)
                .where(table.c.token_hash == session.token_hash, table.c.seen_at < moment)
                .values(seen_at=moment)
            )

    def end(self, token_hash: str) -> None:
        """End one session; nothing happens where it has ended."""
        with self._database.transaction() as connection:
            connection.execute(delete(table).where(table.c.token_hash == token_hash))

    def end_all(self, user_id: int, *, but: str | None = None) -> int:
        """End all sessions of a user and count them.

        Args:
            user_id: whose.
            but: hash of the one that goes on.
        """
        ended = delete(table).where(table.c.user_id == user_id)
        if but is not None:
            ended = ended.where(table.c.token_hash != but)
        with self._database.transaction() as connection:
            return int(connection.execute(ended).rowcount)

    def purge(self, idle_s: float) -> int:
        """Delete the sessions that have ended and count them."""
        moment = self._clock()
        unused = table.c.seen_at <= moment - timedelta(seconds=idle_s)
        with self._database.transaction() as connection:
            ended = delete(table).where(or_(table.c.expires_at <= moment, unused))
            return int(connection.execute(ended).rowcount)


def ends_at(session: UserSession, idle_s: float) -> datetime:
    """Return when a session ends if nobody uses it any more."""
    return min(session.seen_at + timedelta(seconds=idle_s), session.expires_at)


def _record(row: Any) -> UserSession:
    return UserSession(
        token_hash=row.token_hash,
        user=row.user_id,
        csrf_token=row.csrf_token,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )
