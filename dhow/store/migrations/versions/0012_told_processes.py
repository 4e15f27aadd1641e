"""Whoever is let in has a process of its own, perhaps: when it was told"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access", sa.Column("told_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_access_told_at", "access", ["told_at"])


def downgrade() -> None:
    raise NotImplementedError("what was told stays told; restore a backup instead")
