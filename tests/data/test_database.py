"""Transactions nest, survive, wait, and complain in words."""

# ruff: noqa: PT012 (the block that raises is the transaction under test)

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from medebiaser.data.database import Database
from medebiaser.errors import InvalidInputError, MedebiaserError


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = Database(f"sqlite:///{tmp_path}/facts.sqlite", busy_timeout_s=0.1)
    with opened.transaction() as connection:
        connection.execute(text("CREATE TABLE numbers (n INTEGER PRIMARY KEY)"))
    return opened


def insert(connection: Connection, number: int) -> None:
    connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": number})


def stored(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.scalars(text("SELECT n FROM numbers ORDER BY n")))


def test_sqlite_writes_ahead_synchronises_fully_and_checks_foreign_keys(
    database: Database,
) -> None:
    with database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 100,
    }


def test_a_transaction_that_fails_changes_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        insert(connection, 1)
        raise ZeroDivisionError

    assert stored(database) == []


def test_an_inner_transaction_is_undone_with_the_outer_one(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as outer:
        insert(outer, 1)
        with database.transaction() as inner:
            insert(inner, 2)
        raise ZeroDivisionError

    assert stored(database) == []


def test_an_inner_transaction_that_fails_undoes_itself_alone(database: Database) -> None:
    with database.transaction() as outer:
        insert(outer, 1)
        with pytest.raises(ZeroDivisionError), database.transaction() as inner:
            insert(inner, 2)
            raise ZeroDivisionError
        insert(outer, 3)

    assert stored(database) == [1, 3]


def test_a_transaction_reads_what_it_wrote_and_others_do_not_until_the_commit(
    database: Database,
) -> None:
    seen_elsewhere: list[list[int]] = []
    with database.transaction() as connection:
        insert(connection, 1)
        inside = stored(database)
        other = threading.Thread(target=lambda: seen_elsewhere.append(stored(database)))
        other.start()
        other.join()

    assert (inside, seen_elsewhere, stored(database)) == ([1], [[]], [1])


def test_one_reading_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading():
        before = stored(database)
        with database.transaction() as connection:
            insert(connection, 1)
        during = stored(database)

    assert (before, during, stored(database)) == ([], [], [1])


def test_a_follow_up_waits_for_the_commit_and_is_dropped_with_the_transaction(
    database: Database,
) -> None:
    done: list[str] = []
    with database.transaction():
        database.after_commit(lambda: done.append("kept"))
        with pytest.raises(ZeroDivisionError), database.transaction():
            database.after_commit(lambda: done.append("inner failed"))
            raise ZeroDivisionError
        before_the_commit = list(done)
    with pytest.raises(ZeroDivisionError), database.transaction():
        database.after_commit(lambda: done.append("outer failed"))
        raise ZeroDivisionError

    assert (before_the_commit, done) == ([], ["kept"])


def test_a_database_locked_for_too_long_says_who_to_wait_for(
    database: Database, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "facts.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with (
        pytest.raises(MedebiaserError, match="wait until the other run has finished"),
        database.transaction() as connection,
    ):
        insert(connection, 1)

    other.execute("ROLLBACK")
    with database.transaction() as connection:
        insert(connection, 2)
    assert stored(database) == [2]


def test_a_full_disk_is_said_in_words_and_what_was_confirmed_stays(database: Database) -> None:
    with database.transaction() as connection:
        insert(connection, 1)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    with (
        pytest.raises(MedebiaserError, match="the disk that holds the database is full"),
        database.transaction() as connection,
    ):
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.execute(text("CREATE TABLE large (content BLOB)"))
        connection.execute(text("INSERT INTO large VALUES (zeroblob(1000000))"))

    assert stored(database) == [1]


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "facts.sqlite").write_bytes(b"these are not the bytes of a database" * 100)
    database = Database(f"sqlite:///{tmp_path}/facts.sqlite")

    with pytest.raises(MedebiaserError, match="restore it from a backup"), database.reading():
        pass


@pytest.mark.parametrize("url", ["no url", "sqlite+nothing:///x", "fortran://host/x"])
def test_a_url_that_cannot_be_used_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(InvalidInputError, match="database URL cannot be used") as refusal:
        Database(url)

    assert url not in str(refusal.value)


def test_threads_that_write_take_turns_and_every_one_gets_its_turn(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/facts.sqlite", busy_timeout_s=10)
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE counted (n INTEGER)"))
        insert_first = text("INSERT INTO counted VALUES (0)")
        connection.execute(insert_first)

    def add() -> None:
        for _ in range(10):
            with database.transaction() as connection:
                found = connection.execute(text("SELECT n FROM counted")).scalar_one()
                connection.execute(text("UPDATE counted SET n = :n"), {"n": found + 1})

    threads = [threading.Thread(target=add) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as connection:
        assert connection.execute(text("SELECT n FROM counted")).scalar_one() == 200


def test_a_thread_that_waits_too_long_for_its_turn_is_told_in_words(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/facts.sqlite", busy_timeout_s=0.05)
    told: list[str] = []

    def write() -> None:
        try:
            with database.transaction():
                raise AssertionError("it was not its turn")
        except MedebiaserError as error:
            told.append(str(error))

    with database.transaction():
        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join()

    assert len(told) == 1
    assert told[0].startswith("the database stayed locked")


def test_folding_the_journal_never_holds_writers_up_behind_a_reader(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    journal = tmp_path / "test.sqlite-wal"
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE numbers (n INTEGER)"))
    reader = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    with reader.reading() as connection:
        connection.execute(text("SELECT n FROM numbers")).all()
        started = time.monotonic()
        database.fold_journal()
        assert time.monotonic() - started < 10
        with database.transaction() as writing:
            writing.execute(text("INSERT INTO numbers VALUES (1)"))

    database.fold_journal()
    assert journal.stat().st_size == 0
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000
