"""Tables that hold whatever the ledger's events tell

They follow the ledger and are filled from it again, from its first block.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REFILLED = ("ledger_balances", "ledger_timeline", "ledger_blocks", "ledger_position")
_REMADE = (
    "ledger_credits",
    "ledger_presentations",
    "ledger_undertakings",
    "ledger_invoices",
    "ledger_documents",
)


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


def _yes_or_no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


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
    for name in _REFILLED:
        op.execute(sa.delete(sa.table(name)))
    for name in _REMADE:
        op.drop_table(name)
    _instruments()
    _registers()
    _clocks_and_evidence()


def _instruments() -> None:
    _versions(
        "ledger_credits",
        (_id("credit_id"),),
        _text("state", 30),
        _id("applicant"),
        _id("beneficiary"),
        _id("issuing_bank"),
        _id("nominated_bank", nullable=True),
        _sum("amount_minor"),
        _whole("tolerance_plus_bps"),
        _yes_or_no("partial_shipments"),
        _text("issuing_place", 12),
        _text("nominated_place", 12, nullable=True),
        _text("money", 42),
        _big("expiry_day"),
        _big("latest_shipment_day"),
        _id("terms_hash"),
        _big("applied_at"),
        _text("number", 40, nullable=True),
        _big("issued_at", nullable=True),
        _id("advising_bank", nullable=True),
        _sum("drawn_minor"),
        _sum("collateral_minor"),
        _sum("reimbursed_minor"),
        _whole("presentations"),
    )
    _versions(
        "ledger_presentations",
        (_id("presentation_id"),),
        _text("state", 30),
        _id("credit_id"),
        _id("bank"),
        _sum("amount_minor"),
        _big("presented_day"),
        _big("presented_at"),
        _big("forward_by"),
        _id("documents_root"),
        _big("received_at", nullable=True),
        _big("decide_by", nullable=True),
        _id("examination_hash", nullable=True),
        _text("disposal", 30, nullable=True),
        _id("notice_hash", nullable=True),
    )
    op.create_index(
        "ix_ledger_presentations_credit_id", "ledger_presentations", ["credit_id"], unique=False
    )
    _versions(
        "ledger_undertakings",
        (_id("undertaking_id"),),
        _text("state", 30),
        _id("obligor"),
        _id("beneficiary"),
        _text("money", 42),
        _whole("required"),
        _sum("amount_minor"),
        _big("expires_at"),
        _big("payable_from"),
        _id("terms_hash"),
        _id("obligor_reference"),
        _whole("conditions"),
        _big("given_at"),
        _whole("met"),
        _whole("met_bitmap"),
    )
    _versions(
        "ledger_invoices",
        (_id("fingerprint"),),
        _text("status", 30),
        _id("seller"),
        _big("registered_at"),
        _id("conflicts_with", nullable=True),
        _id("financier", nullable=True),
        _text("money", 42, nullable=True),
        _big("reserved_until", nullable=True),
        _sum("advance_minor", nullable=True),
    )
    _versions(
        "ledger_documents",
        (_id("document_id"),),
        _text("standing", 30),
        _id("issuer"),
        _text("kind", 40),
        _big("registered_at"),
        _big("revoked_at", nullable=True),
        _id("reason", nullable=True),
    )


def _registers() -> None:
    _versions(
        "ledger_organisations",
        (_id("organisation"),),
        _text("standing", 30),
        _id("country"),
        _id("bic", nullable=True),
        _whole("capabilities"),
        _yes_or_no("dual_control"),
        _text("settlement_account", 42, nullable=True),
        _id("suspended_for", nullable=True),
        _big("admitted_at"),
    )
    _versions(
        "ledger_keys", (_text("key", 42),), _id("organisation", nullable=True), _text("duty", 10)
    )
    _versions(
        "ledger_prepared_acts",
        (_id("organisation"), _id("act")),
        _text("maker", 42, nullable=True),
    )


def _clocks_and_evidence() -> None:
    _versions(
        "ledger_calendars",
        (_id("bank"), _text("place", 12), _text("year", 4)),
        _sum("closed_low"),
        _sum("closed_high"),
        _whole("utc_offset_minutes"),
        _whole("summer_from"),
        _whole("summer_until"),
        _whole("summer_shift_minutes"),
        _whole("opens_minute"),
        _whole("closes_minute"),
    )
    _versions("ledger_closures", (_id("bank"), _text("place", 12), _text("day", 10)), _id("reason"))
    _versions(
        "ledger_evidence",
        (_id("evidence_id"),),
        _text("kind", 30),
        _id("subject"),
        _id("policy"),
        sa.Column("report", sa.Text(), nullable=False),
        _sum("signer_bitmap"),
        _big("recorded_at"),
        _whole("recorded_index"),
    )
    op.create_index("ix_ledger_evidence_subject", "ledger_evidence", ["subject"], unique=False)
    _versions(
        "ledger_signers",
        (_text("contract", 40),),
        _big("epoch"),
        sa.Column("signers", sa.Text(), nullable=False),
        _whole("faulty"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead; these tables are rebuilt from the ledger")
