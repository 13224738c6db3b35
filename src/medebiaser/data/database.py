"""One database, SQLite by default or PostgreSQL by a URL: transactions and their errors.

SQLite runs in WAL mode with `synchronous = FULL`, so a commit that returned survives a
power cut. Writers queue up at `BEGIN IMMEDIATE`; readers never wait for them.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, NoSuchModuleError

from medebiaser.errors import InvalidInputError, MedebiaserError

BUSY_TIMEOUT_S = 30.0
_WRITES = "medebiaser_writes"

_MEANINGS = (
    (
        "database is locked",
        "the database stayed locked by another program for longer than the waiting time; "
        "wait until the other run has finished, then try again",
    ),
    (
        "database or disk is full",
        "the disk that holds the database is full, the last change was not saved; "
        "free some space and try again (everything confirmed before is safe)",
    ),
    (
        "readonly database",
        "the database may only be read, the change was not saved; "
        "give this user the right to write to the workspace folder",
    ),
    (
        "unable to open database file",
        "the database file cannot be opened; check that the workspace folder exists "
        "and that this user may write to it",
    ),
    (
        "disk i/o error",
        "the disk that holds the database is full or reported an error, the last change was not "
        "saved; free some space, check the disk, and try again",
    ),
    (
        "file is not a database",
        "the database file is no database or is damaged; restore it from a backup",
    ),
    (
        "malformed",
        "the database file is damaged; restore it from a backup",
    ),
)


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn the database's own complaints into messages for a person."""
    try:
        yield
    except IntegrityError:
        raise
    except DatabaseError as error:
        found = str(error.orig).lower()
        for sign, meaning in _MEANINGS:
            if sign in found:
                raise MedebiaserError(meaning) from error
        raise


@dataclass(slots=True)
class _Open:
    """The write transaction that a thread has open."""

    connection: Connection
    after_commit: list[Callable[[], None]] = field(default_factory=list)


class Database:
    """An engine with transactions that nest.

    Args:
        url: an SQLAlchemy URL, `sqlite:///PATH` or `postgresql://…`.
        busy_timeout_s: how long a writer waits for another one (SQLite).

    Raises:
        InvalidInputError: the URL cannot be read.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self.engine = _engine(url, busy_timeout_s)
        self._thread = threading.local()

    @property
    def dialect(self) -> str:
        """Name of the database's dialect: `sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write: all or nothing, committed and on disk when the outermost block ends.

        A block inside another one of the same thread joins it; when the inner one
        fails, its own changes are undone and the outer one may go on.

        Raises:
            MedebiaserError: locked for too long, disk full, file damaged or read-only.
        """
        current: _Open | None = getattr(self._thread, "current", None)
        if current is not None:
            known = len(current.after_commit)
            try:
                with current.connection.begin_nested():
                    yield current.connection
            except BaseException:
                del current.after_commit[known:]
                raise
            return
        with _in_words(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            opened = _Open(connection)
            with connection.begin():
                self._thread.current = opened
                try:
                    yield connection
                finally:
                    self._thread.current = None
        for follow_up in opened.after_commit:
            follow_up()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one consistent state; inside a transaction, its own changes too."""
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        with _in_words(), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                self._thread.reads = connection
                try:
                    yield connection
                finally:
                    self._thread.reads = None

    def _joined(self) -> Connection | None:
        """Return the connection that this thread already writes or reads on."""
        current: _Open | None = getattr(self._thread, "current", None)
        if current is not None:
            return current.connection
        reads: Connection | None = getattr(self._thread, "reads", None)
        return reads

    def after_commit(self, follow_up: Callable[[], None]) -> None:
        """Run `follow_up` once the open transaction is committed; at once without one."""
        current: _Open | None = getattr(self._thread, "current", None)
        if current is None:
            follow_up()
        else:
            current.after_commit.append(follow_up)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str, busy_timeout_s: float) -> Engine:
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, pool_size=20, max_overflow=40, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise InvalidInputError(
            "the database URL cannot be used (it is not shown here, it may hold a password): "
            f"{type(error).__name__}; write sqlite:///PATH or postgresql://USER@HOST/NAME"
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, busy_timeout_s)
    return engine


def _prepare_sqlite(engine: Engine, busy_timeout_s: float) -> None:
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, see `begun`
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
