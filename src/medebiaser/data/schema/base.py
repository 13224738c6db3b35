"""What every table shares: names of constraints, column types, references."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _plain(value: object) -> object:
    """Return what JSON can hold of a mapping, set or NumPy value."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


class Json(TypeDecorator[Any]):
    """JSON kept as text, so that NaN (unknown) comes back as NaN on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write JSON; None stays NULL."""
        if value is None:
            return None
        return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read JSON; NULL is None."""
        return None if value is None else json.loads(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; comes back aware on databases that forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Move to UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Put the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database counts up itself; SQLite counts only plain integers."""


def of_project() -> Column[int]:
    """Return the column that says whose project a row is."""
    return Column(
        "project_id", Integer, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False
    )


def of_image() -> ForeignKeyConstraint:
    """Return the reference to an image, which takes the row with it."""
    return ForeignKeyConstraint(
        ["project_id", "image_id"], ["images.project_id", "images.id"], ondelete="CASCADE"
    )


def of_row() -> ForeignKeyConstraint:
    """Return the reference to an image by its row number, which takes the row with it."""
    return ForeignKeyConstraint(
        ["project_id", "row"], ["images.project_id", "images.row"], ondelete="CASCADE"
    )
