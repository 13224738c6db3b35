"""The tables, portable between SQLite and PostgreSQL.

Facts only: pixels, weights and arrays are in the blob store. An image's labels are
one small vector of int8 (1, 0, -1 unknown), never a row per label. A change here
needs a migration in `migrations/versions`; a test compares the two.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
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


def _of_project() -> Column[int]:
    return Column(
        "project_id", Integer, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False
    )


def _of_image() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["project_id", "image_id"], ["images.project_id", "images.id"], ondelete="CASCADE"
    )


workspace = Table(
    "workspace",
    metadata,
    Column("format", Integer, primary_key=True, autoincrement=False),
    Column("created_at", UtcTime, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("labels", Json, nullable=False),
    Column("activation", Text, nullable=False),
    Column("paired_labels", Json, nullable=False),
    Column("cue_columns", Json, nullable=False),
    Column("label_source", Text),
    Column("current_round", Integer),
    Column("next_row", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

images = Table(
    "images",
    metadata,
    _of_project(),
    Column("row", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("patient", Text, nullable=False),
    Column("split", Text),
    Column("labels", LargeBinary, nullable=False),
    Column("source", Text, nullable=False),
    Column("in_place", Boolean, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bit_depth", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("view", Text),
    Column("laterality", Text),
    Column("age_years", Float),
    Column("sex", Text),
    Column("acquired_on", Text),
    Column("spacing_mm", Json),
    Column("window", Json),
    Column("study_uid", Text),
    Column("series_uid", Text),
    Column("sop_uid", Text),
    Column("perceptual_hash", Text),
    Column("cues", Json, nullable=False),
    PrimaryKeyConstraint("project_id", "row"),
    UniqueConstraint("project_id", "id"),
    Index(None, "project_id", "split", "row"),
    Index(None, "project_id", "patient", "split"),
)

reference_regions = Table(
    "reference_regions",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_project(),
    Column("image_id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("relevance", Text, nullable=False),
    Column("points", Json, nullable=False),
    Column("origin", Text, nullable=False),
    Column("digest", Text, nullable=False),
    _of_image(),
    UniqueConstraint("project_id", "digest"),
    Index(None, "project_id", "image_id"),
)


def _annotation_columns() -> list[Column[Any]]:
    return [
        _of_project(),
        Column("image_id", Text, nullable=False),
        Column("label", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("regions", Json, nullable=False),
        Column("saved_at", UtcTime, nullable=False),
    ]


annotations = Table(
    "annotations",
    metadata,
    *_annotation_columns(),
    PrimaryKeyConstraint("project_id", "image_id", "label", "author"),
    _of_image(),
)

superseded_annotations = Table(
    "superseded_annotations",
    metadata,
    *_annotation_columns(),
    PrimaryKeyConstraint("project_id", "image_id", "label", "author", "version"),
    _of_image(),
)

rounds = Table(
    "rounds",
    metadata,
    _of_project(),
    Column("number", Integer, nullable=False),
    Column("parent", Integer),
    Column("state", Text, nullable=False),
    Column("settings", Json, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("scope", Text, nullable=False),
    Column("preview", Boolean, nullable=False),
    Column("checkpoint", Text),
    Column("resume_from", Text),
    Column("thresholds", Json),
    Column("scales", Json),
    Column("history", Json, nullable=False),
    Column("metrics", Json, nullable=False),
    Column("guard", Json, nullable=False),
    Column("snapshot", Text),
    Column("data_hash", Text),
    Column("code_hash", Text),
    Column("environment", Json, nullable=False),
    Column("failure", Text),
    Column("created_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    PrimaryKeyConstraint("project_id", "number"),
)

networks = Table(
    "networks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("attribute", Text, nullable=False),
    Column("features", Text, nullable=False),
    Column("classifier", Text, nullable=False),
    Column("last_block", Text),
    Column("mean", Json, nullable=False),
    Column("std", Json, nullable=False),
    Column("in_channels", Integer, nullable=False),
    Column("weights", Text),
    Column("created_at", UtcTime, nullable=False),
)

weights = Table(
    "weights",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("architecture", Text),
    Column("created_at", UtcTime, nullable=False),
)
