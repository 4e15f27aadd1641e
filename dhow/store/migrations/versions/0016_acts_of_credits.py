"""Clauses, advice, drawings, restraints and amendments of credits; a nominated bank's finding

The ledger's tables are filled from its first block again, as whenever the folding changes.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0016"
down_revision = "0015"
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
    op.add_column("ledger_credits", _big("issue_by_day", nullable=True))
    op.add_column("ledger_credits", sa.Column("as_applied", sa.Text(), nullable=True))
    op.add_column("presentations", sa.Column("finding", sa.LargeBinary(), nullable=True))
    _standing()
    _drawings()
    _amendments()


def _standing() -> None:
    _versions(
        "ledger_clauses",
        (_id("credit_id"),),
        _id("advising_bank", nullable=True),
        _id("second_advising_bank", nullable=True),
        _id("reimbursing_bank", nullable=True),
        _text("availability", 30),
        _text("confirmation", 30),
        _text("tenor_start", 30),
        _yes_or_no("transferable"),
        _whole("tenor_days"),
        _whole("sight_bps"),
        _whole("insured_bps"),
        _whole("refund_interest_bps"),
        _id("instalments_root", nullable=True),
        sa.Column("instalments", sa.Text(), nullable=True),
    )
    _versions(
        "ledger_advices",
        (_id("credit_id"), _id("bank")),
        _text("state", 30),
        _id("reason_hash", nullable=True),
    )
    _versions(
        "ledger_confirmations",
        (_id("credit_id"),),
        _text("state", 30),
        _id("bank"),
        _sum("amount_minor", nullable=True),
        _big("expiry_day", nullable=True),
    )
    _versions(
        "ledger_court_orders",
        (_id("credit_id"),),
        _id("registrar", nullable=True),
        _id("order_reference", nullable=True),
        _big("recorded_at", nullable=True),
    )
    _versions(
        "ledger_compliance_holds",
        (_id("credit_id"), _id("bank")),
        _id("legal_basis", nullable=True),
        _text("jurisdiction", 6, nullable=True),
        _big("set_at", nullable=True),
    )


def _drawings() -> None:
    _versions(
        "ledger_handlings",
        (_id("presentation_id"),),
        _id("credit_id"),
        _id("confirming_bank", nullable=True),
        _yes_or_no("found_complying", nullable=True),
        _id("finding_hash", nullable=True),
        _text("waiver", 30, nullable=True),
        _big("bound_at", nullable=True),
        _yes_or_no("corruption_reported", nullable=True),
        _big("replace_by_day", nullable=True),
    )
    _versions(
        "ledger_drawings",
        (_id("presentation_id"),),
        _id("credit_id"),
        _text("nomination", 30, nullable=True),
        _id("claimant", nullable=True),
        _sum("advanced_minor"),
        _sum("sight_minor", nullable=True),
        _big("maturity_day", nullable=True),
        _yes_or_no("with_recourse", nullable=True),
        _sum("minimum_minor", nullable=True),
        _yes_or_no("recourse_offered", nullable=True),
        _yes_or_no("claimed", nullable=True),
        _id("reimburser", nullable=True),
        _big("reimbursed_at", nullable=True),
        _yes_or_no("refunded", nullable=True),
        _yes_or_no("repaid", nullable=True),
    )
    op.create_index("ix_ledger_drawings_credit_id", "ledger_drawings", ["credit_id"], unique=False)


def _amendments() -> None:
    _versions(
        "ledger_amendments",
        (_id("credit_id"), _text("number", 5)),
        _text("state", 30),
        _text("extension", 30),
        _whole("advices"),
        _big("issued_at"),
        _sum("amount_delta_minor"),
        sa.Column("tolerance_delta_bps", sa.Integer(), nullable=False),
        _big("expiry_day"),
        _big("latest_shipment_day"),
        _text("partial_drawings", 30),
        _yes_or_no("changes_text"),
        _yes_or_no("cancels"),
        _id("text_hash"),
        _id("accepted_by", nullable=True),
        _id("accepted_parts_hash", nullable=True),
    )
    op.create_table(
        "amendments",
        _id("credit_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        _big("created_at"),
        sa.ForeignKeyConstraint(
            ["credit_id"], ["credits.credit_id"], name="fk_amendments_credit_id_credits"
        ),
        sa.PrimaryKeyConstraint("credit_id", "number", name="pk_amendments"),
    )


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
