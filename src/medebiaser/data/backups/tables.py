"""Tables as lines of JSON and back: the same on SQLite and PostgreSQL.

What a restored workspace must not have is left out: logins, uploads that are still arriving,
workers. A job that is running is written as one that waits.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, Text, select, text

from medebiaser.data.schema import Json, UtcTime, metadata
from medebiaser.errors import InvalidInputError
from medebiaser.records import JobState

LEFT_OUT = frozenset({"sessions", "login_flows", "login_failures", "workers", "backups"})
_BATCH = 2_000
_LEVEL = 1  # of compression: the tables are small beside the blobs
_WAITING = {
    "state": JobState.QUEUED.value,
    "worker": None,
    "device": None,
    "lease_until": None,
    "started_at": None,
    "deaths": 0,
}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two tables with the same rows have in common, in whatever order they are read.

    Attributes:
        rows: how many.
        digest: the sum of the SHA-256 of every row, modulo 2**256, as 64 hex digits.
    """

    rows: int
    digest: str


class _Sum:
    """Adds up the hashes of rows."""

    def __init__(self) -> None:
        self._rows, self._total = 0, 0

    def add(self, line: bytes) -> None:
        self._rows += 1
        self._total += int.from_bytes(hashlib.sha256(line).digest())

    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self._rows, f"{self._total % (1 << 256):064x}")


def table_names() -> list[str]:
    """Return the tables that a backup holds, those first that others refer to."""
    return [table.name for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def write_table(connection: Connection, name: str, target: BinaryIO) -> Fingerprint:
    """Write all rows of a table, compressed, the names of its columns first."""
    total = _Sum()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=_LEVEL, mtime=0) as file:
        file.write(_line([column.name for column in _plain(name).c]))
        for line in _lines(connection, name):
            total.add(line)
            file.write(line)
    return total.fingerprint()


def fingerprint_of(connection: Connection, name: str) -> Fingerprint:
    """Return the fingerprint of a table as it is in a database."""
    total = _Sum()
    for line in _lines(connection, name):
        total.add(line)
    return total.fingerprint()


def read_table(connection: Connection, name: str, source: BinaryIO) -> Fingerprint:
    """Put the rows that `write_table` wrote into an empty table.

    Raises:
        InvalidInputError: the table has other columns than the one that was written.
    """
    table, total = _plain(name), _Sum()
    with gzip.GzipFile(fileobj=source, mode="rb") as file:
        if json.loads(file.readline()) != [column.name for column in table.c]:
            raise InvalidInputError(
                f"the backup's table {name} has other columns; restore it with the version of "
                "MEDebiaser that made it, then install the newer one"
            )
        while lines := list(islice(file, _BATCH)):
            for line in lines:
                total.add(line)
            rows = [_row(table, json.loads(line)) for line in lines]
            connection.execute(table.insert(), rows)
    return total.fingerprint()


def empty_workspace_row(connection: Connection) -> None:
    """Remove the row that a new workspace begins with; the backup brings its own."""
    connection.execute(metadata.tables["workspace"].delete())


def count_on(connection: Connection) -> None:
    """Let the numbers that the database counts up itself go on behind those restored."""
    if connection.dialect.name != "postgresql":
        return
    for name in table_names():
        table = metadata.tables[name]
        counted = table.autoincrement_column
        if counted is None:
            continue
        place = {"table": name, "column": counted.name}
        query = text("SELECT pg_get_serial_sequence(:table, :column)")
        if connection.scalar(query, place) is not None:
            connection.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence(:table, :column), m, true) FROM "
                    f'(SELECT max("{counted.name}") AS m FROM "{name}") AS t WHERE m IS NOT NULL'
                ),
                place,
            )


def _plain(name: str) -> Table:
    """Return a table whose JSON columns are the text that they are stored as."""
    stored = metadata.tables[name]
    columns = [
        Column(
            column.name,
            Text() if isinstance(column.type, Json) else column.type,
            primary_key=column.primary_key,
            autoincrement=False,
        )
        for column in stored.c
    ]
    return Table(name, MetaData(), *columns)


def _lines(connection: Connection, name: str) -> Iterator[bytes]:
    table = _plain(name)
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_BATCH)
    if name == "uploads":
        query = query.where(table.c.outcome.is_not(None))
    for row in connection.execute(query):
        yield _line([_plain_value(value) for value in _waiting(name, row)])


def _waiting(name: str, row: Any) -> Any:
    if name != "jobs" or row.state != JobState.RUNNING.value:
        return row
    return (dict(row._mapping) | _WAITING).values()


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _row(table: Table, values: list[Any]) -> dict[str, Any]:
    return {
        column.name: _typed(column.type, value)
        for column, value in zip(table.c, values, strict=True)
    }


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value
