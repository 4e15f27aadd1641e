"""The outbox: sending keys, accepted commands, signed bytes"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_keys",
        sa.Column("chain_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("next_nonce", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("suspended", sa.String(length=1000), nullable=True),
        sa.Column("trouble", sa.String(length=1000), nullable=True),
        sa.PrimaryKeyConstraint("chain_id", "sender", name=op.f("pk_outbox_keys")),
    )
    op.create_table(
        "outbox_entries",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=42), nullable=True),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("calldata", sa.LargeBinary(), nullable=False),
        sa.Column("gas", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refusal", sa.String(length=1000), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("gas_used", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id", "sender"],
            ["outbox_keys.chain_id", "outbox_keys.sender"],
            name=op.f("fk_outbox_entries_chain_id"),
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_outbox_entries")),
        sa.UniqueConstraint("chain_id", "sender", "idempotency_key", name="uq_outbox_entries_key"),
        sa.UniqueConstraint("chain_id", "sender", "nonce", name="uq_outbox_entries_nonce"),
    )
    op.create_index(
        "ix_outbox_entries_state",
        "outbox_entries",
        ["chain_id", "sender", "state", "nonce"],
        unique=False,
    )
    op.create_table(
        "outbox_attempts",
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=4), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("max_fee", sa.BigInteger(), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["outbox_entries.entry"], name=op.f("fk_outbox_attempts_entry")
        ),
        sa.PrimaryKeyConstraint("tx_hash", name=op.f("pk_outbox_attempts")),
        sa.UniqueConstraint("entry", "number", name=op.f("uq_outbox_attempts_entry")),
    )


def downgrade() -> None:
    raise NotImplementedError("an outbox is not thrown away; restore a backup instead")
