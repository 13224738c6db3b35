"""One database, SQLite by default or PostgreSQL by a URL: transactions and their errors.

SQLite runs in WAL mode with `synchronous = FULL`, so a commit that returned survives a
power cut. Writers queue up at `BEGIN IMMEDIATE`; readers never wait for them.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)

from medebiaser.errors import (
    DiskFullError,
    InvalidInputError,
    MedebiaserError,
    UnreachableError,
)

BUSY_TIMEOUT_S = 30.0
_WRITES = "medebiaser_writes"
_FOLDING_MS = 1_000

_LOCKED = (
    "the database stayed locked by another program for longer than the waiting time; "
    "wait until the other run has finished, then try again"
)
_FULL = "database or disk is full"
_MEANINGS = (
    (
        "database is locked",
        _LOCKED,
    ),
    (
        _FULL,
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

_UNREACHABLE = (
    "the database server cannot be reached or ended the connection, the last change was not saved; "
    "see that it runs, then try again (everything confirmed before is safe)"
)
_SERVER_STATES = ("08", "57P")
"""What PostgreSQL's codes begin with when the connection or the server has gone."""


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
                kind = DiskFullError if sign == _FULL else MedebiaserError
                raise kind(meaning) from error
        if _is_unreachable(error):
            raise UnreachableError(_UNREACHABLE) from error
        raise


def _is_unreachable(error: DatabaseError) -> bool:
    """Whether the server went away, rather than that it refused something."""
    code: str | None = getattr(error.orig, "sqlstate", None)
    if isinstance(error, OperationalError) and type(error.orig).__module__.startswith("psycopg"):
        return code is None or code.startswith(_SERVER_STATES)
    return error.connection_invalidated


@dataclass(slots=True)
class _Open:
    """The write transaction that a thread has open."""

    connection: Connection
    before_commit: list[tuple[int, Callable[[Connection], None]]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    def known(self) -> tuple[int, int]:
        """Return how much was asked for until now."""
        return len(self.before_commit), len(self.after_commit)

    def forget(self, known: tuple[int, int]) -> None:
        """Drop what was asked for since then: its block was undone."""
        del self.before_commit[known[0] :]
        del self.after_commit[known[1] :]


class Database:
    """An engine with transactions that nest.

    Args:
        url: an SQLAlchemy URL, `sqlite:///PATH` or `postgresql://…`.
        busy_timeout_s: how long a writer waits for another one (SQLite).

    Attributes:
        guard: called at the start of every outermost write transaction, of any thread; what
            it raises refuses the transaction. None: all may write.

    Raises:
        InvalidInputError: the URL cannot be read.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self.engine = _engine(url, busy_timeout_s)
        self.guard: Callable[[Connection], None] | None = None
        self._thread = threading.local()
        self._busy_timeout_s = busy_timeout_s
        self._writers = threading.Lock() if self.dialect == "sqlite" else None

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
            known = current.known()
            try:
                with current.connection.begin_nested():
                    yield current.connection
            except BaseException:
                current.forget(known)
                raise
            return
        with self._turn(), _in_words(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            opened = _Open(connection)
            with connection.begin():
                self._thread.current = opened
                try:
                    if self.guard is not None:
                        self.guard(connection)
                    yield connection
                    for _, last_write in sorted(opened.before_commit, key=itemgetter(0)):
                        last_write(connection)
                finally:
                    self._thread.current = None
        for follow_up in opened.after_commit:
            follow_up()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one thread write at a time where the database does: SQLite itself only polls.

        Threads that poll sleep up to a tenth of a second when their turn has come, and those
        that wait here neither do that nor hold a connection.
        """
        if self._writers is None:
            yield
            return
        if not self._writers.acquire(timeout=self._busy_timeout_s):
            raise MedebiaserError(_LOCKED)
        try:
            yield
        finally:
            self._writers.release()

    @contextmanager
    def reading(self, *, fresh: bool = False) -> Iterator[Connection]:
        """Read one consistent state; inside a transaction, its own changes too.

        Args:
            fresh: inside another block that reads, see what was committed since it began.
        """
        joined = self._joined(fresh)
        if joined is not None:
            yield joined
            return
        with _in_words(), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                around = getattr(self._thread, "reads", None)
                self._thread.reads = connection
                try:
                    yield connection
                finally:
                    self._thread.reads = around

    def _joined(self, fresh: bool) -> Connection | None:
        """Return the connection that this thread already writes or, unless fresh, reads on."""
        current: _Open | None = getattr(self._thread, "current", None)
        if current is not None:
            return current.connection
        reads: Connection | None = getattr(self._thread, "reads", None)
        return None if fresh else reads

    def before_commit(self, last_write: Callable[[Connection], None], *, order: int = 0) -> None:
        """Write at the very end of the open transaction; in one of its own without one.

        What takes a lock that everyone needs belongs here: it is held for a moment only,
        and after every other lock, so that no two transactions wait for each other.

        Args:
            last_write: given the transaction's connection.
            order: such locks are taken in ascending order, in every transaction the same.
        """
        current: _Open | None = getattr(self._thread, "current", None)
        if current is not None:
            current.before_commit.append((order, last_write))
            return
        with self.transaction() as connection:
            last_write(connection)

    @property
    def is_writing(self) -> bool:
        """Whether this thread has a write transaction open, which may still be undone."""
        return getattr(self._thread, "current", None) is not None

    def after_commit(self, follow_up: Callable[[], None]) -> None:
        """Run `follow_up` once the open transaction is committed; at once without one."""
        current: _Open | None = getattr(self._thread, "current", None)
        if current is None:
            follow_up()
        else:
            current.after_commit.append(follow_up)

    def fold_journal(self) -> None:
        """Move what SQLite's journal still holds into the database file and empty it.

        Writers wait meanwhile; where someone reads for long it is left to the next time.
        """
        if self.dialect != "sqlite":
            return
        with self.engine.connect() as connection:
            outside = connection.execution_options(isolation_level="AUTOCOMMIT")
            outside.exec_driver_sql(f"PRAGMA busy_timeout = {_FOLDING_MS}")
            outside.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            outside.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._busy_timeout_s * 1000)}")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def damage(database: Database) -> str | None:
    """Read every page of an SQLite file and return what is wrong; None: nothing.

    PostgreSQL checks its pages itself, where it was set up with checksums.
    """
    if database.dialect != "sqlite":
        return None
    with database.reading() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return None if found == "ok" else str(found)


def _engine(url: str, busy_timeout_s: float) -> Engine:
    try:
        parsed = make_url(url)
        in_network = parsed.get_backend_name() != "sqlite"  # else there is no one to lose
        engine = create_engine(parsed, pool_size=20, max_overflow=40, pool_pre_ping=in_network)
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
        cursor.execute("PRAGMA secure_delete = ON")  # an erased patient leaves no free page
        cursor.close()

    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
