"""Live sessions: lists of images that physicians are asked about, and what they said."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from medebiaser.data.schema.base import Json, UtcTime, metadata, of_project, of_row


def _of_query() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["project_id", "round", "number"],
        ["live_queries.project_id", "live_queries.round", "live_queries.number"],
        ondelete="CASCADE",
    )


live_queries = Table(
    "live_queries",
    metadata,
    of_project(),
    Column("round", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("answered", Boolean, nullable=False),
    PrimaryKeyConstraint("project_id", "round", "number"),
    ForeignKeyConstraint(
        ["project_id", "round"], ["rounds.project_id", "rounds.number"], ondelete="CASCADE"
    ),
)

live_images = Table(
    "live_images",
    metadata,
    of_project(),
    Column("round", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("probability", Float, nullable=False),
    Column("truth", Integer),
    Column("grid", Json, nullable=False),
    Column("marked", Json, nullable=False),
    PrimaryKeyConstraint("project_id", "round", "number", "row"),
    _of_query(),
    of_row(),
)

live_answers = Table(
    "live_answers",
    metadata,
    of_project(),
    Column("round", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("cells", Json, nullable=False),
    Column("regions", Json, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("project_id", "round", "number", "row", "author"),
    _of_query(),
    of_row(),
)

live_submissions = Table(
    "live_submissions",
    metadata,
    of_project(),
    Column("round", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("project_id", "round", "number", "author"),
    _of_query(),
)
