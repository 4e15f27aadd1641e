"""Reasons given under credits, in words: of holds, of courts' orders, of refusals to advise"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reasons",
        sa.Column("credit_id", sa.String(length=66), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("given_by", sa.String(length=66), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("credit_id", "hash", name="pk_reasons"),
    )


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
