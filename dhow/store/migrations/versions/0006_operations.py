"""Operations over HTTP; whose a sending key is, and why a contract refused a command"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox_keys", sa.Column("label", sa.String(length=200), nullable=True))
    op.add_column("outbox_entries", sa.Column("reason", sa.LargeBinary(), nullable=True))
    op.create_table(
        "operations",
        sa.Column("operation", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=2000), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("promised", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_operations")),
        sa.UniqueConstraint("organisation", "user", "idempotency_key", name="uq_operations_key"),
    )
    op.create_index("ix_operations_state", "operations", ["state", "due_at"], unique=False)
    op.create_index(
        "ix_operations_whose", "operations", ["organisation", "user", "accepted_at"], unique=False
    )
    op.create_index("ix_operations_finished_at", "operations", ["finished_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("what was asked is not thrown away; restore a backup instead")
