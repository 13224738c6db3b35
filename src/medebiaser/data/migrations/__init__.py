"""Bring a database to this version's tables: Alembic, run from the program itself."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from medebiaser.data.database import Database
from medebiaser.errors import MedebiaserError

HEAD = "0002"
"""The newest migration in `versions`; a test compares the two."""

_LOCK = 6_335_247
"""Any number: PostgreSQL's lock under which one program migrates at a time."""


def is_prepared(database: Database) -> bool:
    """Tell whether the database holds a workspace, of this version or another."""
    with database.reading() as connection:
        return _revision(connection) is not None


def is_current(database: Database) -> bool:
    """Tell whether the tables are those of this version."""
    with database.reading() as connection:
        return _revision(connection) == HEAD


def prepare(database: Database) -> None:
    """Create or update the tables, all or nothing; nothing happens where they are current.

    Raises:
        MedebiaserError: a newer version of MEDebiaser made the database.
    """
    with database.reading() as connection:
        if _revision(connection) == HEAD:
            return
    with database.transaction() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _revision(connection) != HEAD:
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise MedebiaserError(
            f"this database has version {_revision(connection)}, which this program does not "
            f"know (it knows up to {HEAD}); install the newer version of MEDebiaser that made it"
        ) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
