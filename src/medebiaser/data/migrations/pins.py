"""The tables of pins, as the revision 0002 creates them."""

import sqlalchemy as sa
from alembic import op


def create_pins() -> None:
    """Create the tables of pins and of their maps."""
    _pins()
    _pin_maps()


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


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        _of_project("pins"),
        _of_row("pins"),
        sa.PrimaryKeyConstraint("project_id", "row", "label", name="pk_pins"),
    )


def _pin_maps() -> None:
    op.create_table(
        "pin_maps",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("map", sa.LargeBinary(), nullable=False),
        _of_project("pin_maps"),
        _of_row("pin_maps"),
        sa.ForeignKeyConstraint(
            ["project_id", "round"],
            ["rounds.project_id", "rounds.number"],
            name="fk_pin_maps_project_id_round",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "round", "epoch", "row", "label", name="pk_pin_maps"),
    )
