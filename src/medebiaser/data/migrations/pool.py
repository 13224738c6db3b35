"""What a pool needs, as the revision 0002 adds it."""

import sqlalchemy as sa
from alembic import op


def add_hidden_labels() -> None:
    """Add the column of labels that nobody sees while their image is in the pool."""
    op.add_column("images", sa.Column("hidden_labels", sa.LargeBinary(), nullable=True))
