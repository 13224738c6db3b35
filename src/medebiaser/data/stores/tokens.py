"""Tokens for scripts: shown once, stored as a hash."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from medebiaser.data.database import Database
from medebiaser.data.schema import api_tokens as table
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.sessions import TOKEN_BYTES, hash_of
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import ApiToken

PREFIX = "mdb_"
"""How every token starts, so that a search for leaked secrets finds it."""

_LENGTH_MAX = 100
_USED_STEP = timedelta(minutes=1)


class TokensStore:
    """All tokens of all users."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(
        self, user_id: int, name: str, lifetime: timedelta | None = None
    ) -> tuple[str, ApiToken]:
        """Make a token; it is returned here and never again.

        Args:
            user_id: who acts when it is used.
            name: what it is for, once per user.
            lifetime: how long it is good; None: until it is revoked.

        Raises:
            ConflictError: the user has a token of this name.
            InvalidInputError: the name cannot be used.
        """
        if not name.strip() or not name.isprintable() or len(name) > _LENGTH_MAX:
            raise InvalidInputError(
                f"{name[:_LENGTH_MAX]!r} is no name for a token; use 1 to {_LENGTH_MAX} "
                "printable characters that say what it is for"
            )
        token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        moment = self._clock()
        values = {
            "token_hash": hash_of(token),
            "created_at": moment,
            "expires_at": None if lifetime is None else moment + lifetime,
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(insert(table).values(user_id=user_id, name=name, **values))
                found = self._all(table.c.token_hash == values["token_hash"])
        except IntegrityError as error:
            raise ConflictError(
                f"there is already a token {name}; revoke it or choose another name", stored=name
            ) from error
        return token, found[0]

    def find(self, token: str) -> ApiToken | None:
        """Return what a token stands for; None: nothing, or it has ended."""
        living = or_(table.c.expires_at.is_(None), table.c.expires_at > self._clock())
        found = self._all((table.c.token_hash == hash_of(token)) & living)
        return found[0] if found else None

    def touch(self, token: ApiToken) -> None:
        """Remember that a token was used just now, to the minute."""
        moment = self._clock()
        if token.last_used_at is not None and moment - token.last_used_at < _USED_STEP:
            return
        with self._database.transaction() as connection:
            connection.execute(
                update(table).where(table.c.id == token.id).values(last_used_at=moment)
            )

    def all(self, user_id: int) -> list[ApiToken]:
        """Return the tokens of a user, the oldest first."""
        return self._all(table.c.user_id == user_id)

    def revoke(self, user_id: int, token_id: int) -> ApiToken:
        """End one token of a user and return what it was.

        Raises:
            NotFoundError: the user has no such token.
        """
        with self._database.transaction() as connection:
            found = self._all((table.c.user_id == user_id) & (table.c.id == token_id))
            if not found:
                raise NotFoundError(f"you have no token {token_id}; list your tokens first")
            connection.execute(delete(table).where(table.c.id == token_id))
            return found[0]

    def revoke_all(self, user_id: int) -> int:
        """End all tokens of a user and count them."""
        with self._database.transaction() as connection:
            return int(connection.execute(delete(table).where(table.c.user_id == user_id)).rowcount)

    def _all(self, condition: Any) -> list[ApiToken]:
        with self._database.reading() as connection:
            rows = connection.execute(select(table).where(condition).order_by(table.c.id))
            return [_record(row) for row in rows]


def _record(row: Any) -> ApiToken:
    return ApiToken(
        id=row.id,
        user=row.user_id,
        name=row.name,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
    )
