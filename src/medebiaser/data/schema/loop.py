"""The loop: workspace, projects, images, regions, annotations, rounds, networks, weights."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from medebiaser.data.schema.base import Json, UtcTime, metadata, of_image, of_project

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
    Column("data_version", Integer, nullable=False, server_default="0"),
)

images = Table(
    "images",
    metadata,
    of_project(),
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
    Column("hidden_labels", LargeBinary),
    PrimaryKeyConstraint("project_id", "row"),
    UniqueConstraint("project_id", "id"),
    Index(None, "project_id", "split", "row"),
    Index(None, "project_id", "patient", "split"),
)

reference_regions = Table(
    "reference_regions",
    metadata,
    Column("id", Integer, primary_key=True),
    of_project(),
    Column("image_id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("relevance", Text, nullable=False),
    Column("points", Json, nullable=False),
    Column("origin", Text, nullable=False),
    Column("digest", Text, nullable=False),
    of_image(),
    UniqueConstraint("project_id", "digest"),
    Index(None, "project_id", "image_id"),
)


def _annotation_columns() -> list[Column[Any]]:
    return [
        of_project(),
        Column("image_id", Text, nullable=False),
        Column("label", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("regions", Json, nullable=False),
        Column("saved_at", UtcTime, nullable=False),
        Column("withdrawn", Boolean, nullable=False, server_default=false()),
        Column("sitting", Text),
        Column("active_s", Float),
    ]


annotations = Table(
    "annotations",
    metadata,
    *_annotation_columns(),
    PrimaryKeyConstraint("project_id", "image_id", "label", "author"),
    of_image(),
    Index("ix_annotations_of_label", "project_id", "label", "withdrawn", "image_id", "version"),
)

superseded_annotations = Table(
    "superseded_annotations",
    metadata,
    *_annotation_columns(),
    PrimaryKeyConstraint("project_id", "image_id", "label", "author", "version"),
    of_image(),
)

rounds = Table(
    "rounds",
    metadata,
    of_project(),
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
    Column("rankings", Json, nullable=False, server_default="{}"),
    Column("receipt", Json),
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
