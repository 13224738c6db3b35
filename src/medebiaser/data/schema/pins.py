"""Pins, and the maps that each epoch of a training left of them."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from medebiaser.data.schema.base import UtcTime, metadata, of_project, of_row

pins = Table(
    "pins",
    metadata,
    of_project(),
    Column("row", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("author", Text),
    Column("pinned_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("project_id", "row", "label"),
    of_row(),
)

pin_maps = Table(
    "pin_maps",
    metadata,
    of_project(),
    Column("round", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("height", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("map", LargeBinary, nullable=False),
    PrimaryKeyConstraint("project_id", "round", "epoch", "row", "label"),
    of_row(),
    ForeignKeyConstraint(
        ["project_id", "round"], ["rounds.project_id", "rounds.number"], ondelete="CASCADE"
    ),
)
