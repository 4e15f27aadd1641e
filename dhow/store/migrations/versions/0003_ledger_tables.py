"""Tables that follow the ledger"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _minor() -> TypeEngine[str]:
    return sa.String(length=79).with_variant(sa.Numeric(78, 0), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ledger_balances",
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since_block", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", _minor(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "account", "currency", "until_block", name=op.f("pk_ledger_balances")
        ),
    )
    op.create_index(
        op.f("ix_ledger_balances_since_block"), "ledger_balances", ["since_block"], unique=False
    )
    op.create_table(
        "ledger_blocks",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("timestamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_blocks")),
    )
    op.create_table(
        "ledger_credits",
        sa.Column("credit_id", sa.String(length=66), nullable=False),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since_block", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("applicant", sa.String(length=66), nullable=False),
        sa.Column("issuing_bank", sa.String(length=66), nullable=False),
        sa.Column("terms_hash", sa.String(length=66), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("beneficiary", sa.String(length=66), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", _minor(), nullable=True),
        sa.Column("issued_at", sa.BigInteger(), nullable=True),
        sa.Column("advising_bank", sa.String(length=66), nullable=True),
        sa.Column("drawn_minor", _minor(), nullable=False),
        sa.Column("collateral_minor", _minor(), nullable=False),
        sa.Column("reimbursed_minor", _minor(), nullable=False),
        sa.Column("presentations", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("credit_id", "until_block", name=op.f("pk_ledger_credits")),
    )
    op.create_index(
        op.f("ix_ledger_credits_since_block"), "ledger_credits", ["since_block"], unique=False
    )
    op.create_table(
        "ledger_documents",
        sa.Column("document_id", sa.String(length=66), nullable=False),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since_block", sa.BigInteger(), nullable=False),
        sa.Column("standing", sa.String(length=30), nullable=False),
        sa.Column("issuer", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=66), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "until_block", name=op.f("pk_ledger_documents")),
    )
    op.create_index(
        op.f("ix_ledger_documents_since_block"), "ledger_documents", ["since_block"], unique=False
    )
    op.create_table(
        "ledger_invoices",
        sa.Column("fingerprint", sa.String(length=66), nullable=False),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since_block", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("seller", sa.String(length=66), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("conflicts_with", sa.String(length=66), nullable=True),
        sa.Column("financier", sa.String(length=66), nullable=True),
        sa.Column("reserved_until", sa.BigInteger(), nullable=True),
        sa.Column("advance_minor", _minor(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "until_block", name=op.f("pk_ledger_invoices")),
    )
    op.create_index(
        op.f("ix_ledger_invoices_since_block"), "ledger_invoices", ["since_block"], unique=False
    )
    op.create_table(
        "ledger_position",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("followed", sa.String(length=300), nullable=False),
        sa.Column("first_block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_position")),
    )
    op.create_table(
        "ledger_presentations",
        sa.Column("presentation_id", sa.String(length=66), nullable=False),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since_block", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("credit_id", sa.String(length=66), nullable=False),
        sa.Column("bank", sa.String(length=66), nullable=False),
        sa.Column("amount_minor", _minor(), nullable=False),
        sa.Column("presented_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("decide_by", sa.BigInteger(), nullable=True),
        sa.Column("examination_hash", sa.String(length=66), nullable=True),
        sa.Column("disposal", sa.String(length=30), nullable=True),
        sa.Column("notice_hash", sa.String(length=66), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "presentation_id", "until_block", name=op.f("pk_ledger_presentations")
        ),
    )
    op.create_index(
        "ix_ledger_presentations_credit_id", "ledger_presentations", ["credit_id"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_presentations_since_block"),
        "ledger_presentations",
        ["since_block"],
        unique=False,
    )
    op.create_table(
        "ledger_timeline",
        sa.Column("subject", sa.String(length=66), nullable=False),
        sa.Column("block_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("contract", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("transaction_hash", sa.String(length=66), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "subject", "block_number", "log_index", name=op.f("pk_ledger_timeline")
        ),
    )
    op.create_index(
        "ix_ledger_timeline_block_number", "ledger_timeline", ["block_number"], unique=False
    )
    op.create_table(
        "ledger_undertakings",
        sa.Column("undertaking_id", sa.String(length=66), nullable=False),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since_block", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("obligor", sa.String(length=66), nullable=False),
        sa.Column("beneficiary", sa.String(length=66), nullable=False),
        sa.Column("amount_minor", _minor(), nullable=False),
        sa.Column("terms_hash", sa.String(length=66), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("payable_from", sa.BigInteger(), nullable=True),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "undertaking_id", "until_block", name=op.f("pk_ledger_undertakings")
        ),
    )
    op.create_index(
        op.f("ix_ledger_undertakings_since_block"),
        "ledger_undertakings",
        ["since_block"],
        unique=False,
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead; these tables are rebuilt from the ledger")
