"""A store restored without its chain says so, and what it had open is never signed anew"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox_entries",
        sa.Column("restored", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "restores",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("restored_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_restores")),
    )


def downgrade() -> None:
    raise NotImplementedError("a store that was restored stays one; restore a backup instead")
