"""The migrations lead to exactly the tables of this version."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from medebiaser.data import migrations
from medebiaser.data.database import Database
from medebiaser.data.migrations import HEAD, is_prepared, prepare
from medebiaser.data.schema import metadata
from medebiaser.errors import MedebiaserError


def a_database(folder: Path) -> Database:
    return Database(f"sqlite:///{folder}/facts.sqlite")


def shape_of(engine: Engine) -> dict[str, object]:
    """Everything that reflection tells about every table, in a form that compares."""
    found = inspect(engine)
    shape: dict[str, object] = {}
    for table in found.get_table_names():
        if table == "alembic_version":
            continue
        columns = [
            (c["name"], str(c["type"]), c["nullable"], c.get("primary_key"), c["default"])
            for c in found.get_columns(table)
        ]
        keys = sorted(map(str, found.get_foreign_keys(table)))
        indices = sorted(_in_words(index) for index in found.get_indexes(table))
        unique = sorted(map(str, found.get_unique_constraints(table)))
        shape[table] = (columns, found.get_pk_constraint(table), keys, indices, unique)
    return shape


def _in_words(index: ReflectedIndex) -> str:
    """An index with its condition as text: two conditions are never the same object."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def test_migrating_an_empty_database_equals_creating_all_tables(tmp_path: Path) -> None:
    migrated = a_database(tmp_path)
    prepare(migrated)
    created = create_engine("sqlite://")
    metadata.create_all(created)

    assert shape_of(migrated.engine) == shape_of(created)
    with migrated.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_named_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    before = is_prepared(database)
    prepare(database)
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO workspace VALUES (1, '2026-01-01 00:00:00')"))
    prepare(database)

    with database.reading() as connection:
        rows = connection.execute(text("SELECT count(*) FROM workspace")).scalar()
    assert (before, is_prepared(database), rows) == (False, True, 1)


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    prepare(database)
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(MedebiaserError, match=r"has version 9999.*install the newer version"):
        prepare(database)

    with database.reading() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert found == "9999"
