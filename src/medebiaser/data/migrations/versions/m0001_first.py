"""The first tables: workspace, projects, images, regions, annotations, rounds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create everything."""
    _workspace()
    _networks()
    _images()
    _reference_regions()
    _annotations("annotations", ["project_id", "image_id", "label", "author"])
    _annotations("superseded_annotations", ["project_id", "image_id", "label", "author", "version"])
    _rounds()


def _text(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _integer(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, JSON, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, TIME, nullable=nullable)


def _of_project(table: str) -> Any:
    return sa.ForeignKeyConstraint(
        ["project_id"], ["projects.id"], name=f"fk_{table}_project_id", ondelete="CASCADE"
    )


def _of_image(table: str) -> Any:
    return sa.ForeignKeyConstraint(
        ["project_id", "image_id"],
        ["images.project_id", "images.id"],
        name=f"fk_{table}_project_id_image_id",
        ondelete="CASCADE",
    )


def _workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("format", sa.Integer(), autoincrement=False, nullable=False),
        _time("created_at"),
        sa.PrimaryKeyConstraint("format", name="pk_workspace"),
    )
    op.create_table(
        "projects",
        _integer("id"),
        _text("name"),
        _json("labels"),
        _text("activation"),
        _json("paired_labels"),
        _json("cue_columns"),
        _text("label_source", nullable=True),
        _integer("current_round", nullable=True),
        _integer("next_row"),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("name", name="uq_projects_name"),
    )


def _networks() -> None:
    op.create_table(
        "networks",
        _text("name"),
        _text("source"),
        _text("attribute"),
        _text("features"),
        _text("classifier"),
        _text("last_block", nullable=True),
        _json("mean"),
        _json("std"),
        _integer("in_channels"),
        _text("weights", nullable=True),
        _time("created_at"),
        sa.PrimaryKeyConstraint("name", name="pk_networks"),
    )
    op.create_table(
        "weights",
        _text("name"),
        _text("key"),
        _text("origin"),
        _text("architecture", nullable=True),
        _time("created_at"),
        sa.PrimaryKeyConstraint("name", name="pk_weights"),
    )


def _images() -> None:
    known = ("study_uid", "series_uid", "sop_uid", "perceptual_hash")
    op.create_table(
        "images",
        _integer("project_id"),
        _integer("row"),
        _text("id"),
        _text("patient"),
        _text("split", nullable=True),
        sa.Column("labels", sa.LargeBinary(), nullable=False),
        _text("source"),
        sa.Column("in_place", sa.Boolean(), nullable=False),
        _text("sha256"),
        *(_integer(name) for name in ("width", "height", "bit_depth", "channels")),
        _text("view", nullable=True),
        _text("laterality", nullable=True),
        sa.Column("age_years", sa.Float(), nullable=True),
        _text("sex", nullable=True),
        _text("acquired_on", nullable=True),
        _json("spacing_mm", nullable=True),
        _json("window", nullable=True),
        *(_text(name, nullable=True) for name in known),
        _json("cues"),
        _of_project("images"),
        sa.PrimaryKeyConstraint("project_id", "row", name="pk_images"),
        sa.UniqueConstraint("project_id", "id", name="uq_images_project_id_id"),
    )
    for columns in (["project_id", "split", "row"], ["project_id", "patient", "split"]):
        op.create_index(f"ix_images_{'_'.join(columns)}", "images", columns)


def _reference_regions() -> None:
    table = "reference_regions"
    op.create_table(
        table,
        _integer("id"),
        _integer("project_id"),
        _text("image_id"),
        _text("label"),
        _text("relevance"),
        _json("points"),
        _text("origin"),
        _text("digest"),
        _of_project(table),
        _of_image(table),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("project_id", "digest", name=f"uq_{table}_project_id_digest"),
    )
    op.create_index(f"ix_{table}_project_id_image_id", table, ["project_id", "image_id"])


def _annotations(table: str, key: list[str]) -> None:
    op.create_table(
        table,
        _integer("project_id"),
        _text("image_id"),
        _text("label"),
        _text("author"),
        _integer("version"),
        _text("verdict"),
        _json("regions"),
        _time("saved_at"),
        _of_project(table),
        _of_image(table),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )


def _rounds() -> None:
    op.create_table(
        "rounds",
        _integer("project_id"),
        _integer("number"),
        _integer("parent", nullable=True),
        _text("state"),
        _json("settings"),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        _text("scope"),
        sa.Column("preview", sa.Boolean(), nullable=False),
        _text("checkpoint", nullable=True),
        _text("resume_from", nullable=True),
        _json("thresholds", nullable=True),
        _json("scales", nullable=True),
        *(_json(name) for name in ("history", "metrics", "guard")),
        _text("snapshot", nullable=True),
        _text("data_hash", nullable=True),
        _text("code_hash", nullable=True),
        _json("environment"),
        _text("failure", nullable=True),
        _time("created_at"),
        _time("finished_at", nullable=True),
        _of_project("rounds"),
        sa.PrimaryKeyConstraint("project_id", "number", name="pk_rounds"),
    )
