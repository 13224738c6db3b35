"""The tables of live sessions, as the revision 0002 creates them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

_TIME = sa.DateTime(timezone=True)


def create_live() -> None:
    """Create the tables of live sessions."""
    _queries()
    _images()
    _answers()
    _submissions()


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _of_project(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["project_id"], ["projects.id"], name=f"fk_{table}_project_id", ondelete="CASCADE"
    )


def _of_row(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["project_id", "row"],
        ["images.project_id", "images.row"],
        name=f"fk_{table}_project_id_row",
        ondelete="CASCADE",
    )


def _of_query(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["project_id", "round", "number"],
        ["live_queries.project_id", "live_queries.round", "live_queries.number"],
        name=f"fk_{table}_project_id_round_number",
        ondelete="CASCADE",
    )


def _queries() -> None:
    op.create_table(
        "live_queries",
        _column("project_id", sa.Integer()),
        _column("round", sa.Integer()),
        _column("number", sa.Integer()),
        _column("epoch", sa.Integer()),
        _column("cells", sa.Integer()),
        _column("asked_at", _TIME),
        _column("expires_at", _TIME),
        _column("closed_at", _TIME, nullable=True),
        _column("answered", sa.Boolean()),
        _of_project("live_queries"),
        sa.ForeignKeyConstraint(
            ["project_id", "round"],
            ["rounds.project_id", "rounds.number"],
            name="fk_live_queries_project_id_round",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "round", "number", name="pk_live_queries"),
    )


def _images() -> None:
    op.create_table(
        "live_images",
        _column("project_id", sa.Integer()),
        _column("round", sa.Integer()),
        _column("number", sa.Integer()),
        _column("place", sa.Integer()),
        _column("row", sa.Integer()),
        _column("label", sa.Text()),
        _column("score", sa.Float()),
        _column("probability", sa.Float()),
        _column("truth", sa.Integer(), nullable=True),
        _column("grid", sa.Text()),
        _column("marked", sa.Text()),
        _of_project("live_images"),
        _of_query("live_images"),
        _of_row("live_images"),
        sa.PrimaryKeyConstraint("project_id", "round", "number", "row", name="pk_live_images"),
    )


def _answers() -> None:
    op.create_table(
        "live_answers",
        _column("project_id", sa.Integer()),
        _column("round", sa.Integer()),
        _column("number", sa.Integer()),
        _column("row", sa.Integer()),
        _column("author", sa.Text()),
        _column("cells", sa.Text()),
        _column("regions", sa.Text()),
        _column("saved_at", _TIME),
        _of_project("live_answers"),
        _of_query("live_answers"),
        _of_row("live_answers"),
        sa.PrimaryKeyConstraint(
            "project_id", "round", "number", "row", "author", name="pk_live_answers"
        ),
    )


def _submissions() -> None:
    op.create_table(
        "live_submissions",
        _column("project_id", sa.Integer()),
        _column("round", sa.Integer()),
        _column("number", sa.Integer()),
        _column("author", sa.Text()),
        _column("at", _TIME),
        _of_project("live_submissions"),
        _of_query("live_submissions"),
        sa.PrimaryKeyConstraint(
            "project_id", "round", "number", "author", name="pk_live_submissions"
        ),
    )
