"""What beneficiaries pass on: transfers with their parts, and assignments of proceeds

The ledger's tables are filled from its first block again, as whenever the folding changes.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def _minor() -> TypeEngine[str]:
    return sa.String(length=79).with_variant(sa.Numeric(78, 0), "postgresql")


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _text(name, 66, nullable=nullable)


def _big(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _sum(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _minor(), nullable=nullable)


def _yes_or_no(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def _versions(name: str, key: tuple[sa.Column[Any], ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        *key,
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        _big("since_block"),
        *columns,
        _big("changed_at"),
        sa.PrimaryKeyConstraint(*(each.name for each in key), "until_block", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_since_block", name, ["since_block"], unique=False)


def upgrade() -> None:
    _transfers()
    _assignments()
    op.create_table(
        "transfers",
        _id("credit_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        _big("created_at"),
        sa.ForeignKeyConstraint(
            ["credit_id"], ["credits.credit_id"], name="fk_transfers_credit_id_credits"
        ),
        sa.PrimaryKeyConstraint("credit_id", "number", name="pk_transfers"),
    )


def _transfers() -> None:
    _versions(
        "ledger_transfers",
        (_id("credit_id"), _text("number", 5)),
        _text("state", 30),
        _id("second_beneficiary"),
        _sum("amount_minor"),
        _big("expiry_day"),
        _big("latest_shipment_day"),
        _whole("insured_bps"),
        _text("amendments", 30),
        _yes_or_no("names_first_beneficiary"),
        _id("terms_hash"),
        _id("transferred", nullable=True),
    )
    _versions(
        "ledger_parts",
        (_id("credit_id"),),
        _id("original"),
        _text("number", 5),
        _id("transferring_bank"),
        _yes_or_no("closed", nullable=True),
    )
    op.create_index("ix_ledger_parts_original", "ledger_parts", ["original"], unique=False)
    _versions(
        "ledger_passed_on",
        (_id("credit_id"), _text("number", 5)),
        _yes_or_no("allowed"),
    )
    _versions(
        "ledger_substitutions",
        (_id("presentation_id"),),
        _id("original"),
        _text("state", 30),
        _big("answer_by", nullable=True),
        _id("invoice", nullable=True),
        _id("own", nullable=True),
    )
    op.create_index("ix_ledger_substitutions_own", "ledger_substitutions", ["own"], unique=False)


def _assignments() -> None:
    _versions(
        "ledger_assignments",
        (_id("credit_id"), _text("number", 5)),
        _text("state", 30),
        _id("assignee"),
        _sum("amount_minor"),
        _id("notice_hash"),
        _sum("paid_minor"),
    )
    op.create_index(
        "ix_ledger_assignments_assignee", "ledger_assignments", ["assignee"], unique=False
    )
    _versions(
        "ledger_acknowledgements",
        (_id("credit_id"), _text("number", 5), _id("bank")),
        _big("acknowledged_at"),
        _whole("log_index"),
    )
    _versions(
        "ledger_proceeds",
        (_id("credit_id"), _text("number", 5), _id("presentation_id")),
        _sum("paid_minor"),
    )


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
