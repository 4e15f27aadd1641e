"""What stands on the ledger, as tables: versions, each with the blocks in which it held.

A row holds from `since_block` up to, but without, `until_block`; the one that holds now has
`until_block` = `OPEN`. So the past can be read as it was at any block, and undoing a block is
forgetting what began in it. These tables follow the ledger alone and can be rebuilt from it at any
time; nothing a party keeps for itself is in them.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from dhow.store.tables import metadata

OPEN: Final = 2**63 - 1
_ID: Final = String(66)
_ADDRESS: Final = String(42)
_PLACE: Final = String(12)


class Minor(TypeDecorator[int]):
    """An amount of minor units, or a bitmap: to 2**256, beyond what SQLite's integers hold."""

    impl = String(79)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Decimal digits in SQLite, a number without fractions elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(79))
        return dialect.type_descriptor(Numeric(78, 0, asdecimal=True))

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | int | None:
        """To the database."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> int | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else int(str(value))


def _instant(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _key(name: str, kind: TypeEngine[str] = _ID) -> Column[str]:
    return Column(name, kind, primary_key=True)


def _day(name: str) -> Column[int]:
    """A civil date: days since 1 January 1970."""
    return Column(name, BigInteger, nullable=False)


def _versions(name: str, key: tuple[Column[str], ...], *columns: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        *key,
        Column("until_block", BigInteger, primary_key=True, autoincrement=False),
        Column("since_block", BigInteger, nullable=False, index=True),
        *columns,
        _instant("changed_at"),
    )


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


def _sum(name: str) -> Column[int]:
    return Column(name, Minor, nullable=False, default=0)


ledger_position: Final = Table(
    "ledger_position",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("followed", String(300), nullable=False),
    Column("first_block", BigInteger, nullable=False),
)

ledger_blocks: Final = Table(
    "ledger_blocks",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", _ID, nullable=False),
    _instant("timestamp"),
)

ledger_credits: Final = _versions(
    "ledger_credits",
    (_key("credit_id"),),
    Column("state", String(30), nullable=False),
    Column("applicant", _ID, nullable=False),
    Column("beneficiary", _ID, nullable=False),
    Column("issuing_bank", _ID, nullable=False),
    Column("nominated_bank", _ID, nullable=True),
    Column("amount_minor", Minor, nullable=False),
    Column("tolerance_plus_bps", Integer, nullable=False),
    Column("partial_shipments", Boolean, nullable=False),
    Column("issuing_place", _PLACE, nullable=False),
    Column("nominated_place", _PLACE, nullable=True),
    Column("money", _ADDRESS, nullable=False),
    _day("expiry_day"),
    _day("latest_shipment_day"),  # 0 where none is stated
    Column("terms_hash", _ID, nullable=False),
    _instant("applied_at"),
    Column("number", String(40), nullable=True),
    _instant("issued_at", nullable=True),
    Column("advising_bank", _ID, nullable=True),
    _sum("drawn_minor"),
    _sum("collateral_minor"),
    _sum("reimbursed_minor"),
    _whole("presentations"),
)

ledger_presentations: Final = _versions(
    "ledger_presentations",
    (_key("presentation_id"),),
    Column("state", String(30), nullable=False),
    Column("credit_id", _ID, nullable=False),
    Column("bank", _ID, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    _day("presented_day"),
    _instant("presented_at"),
    _instant("forward_by"),  # 0 where presented to the issuing bank itself
    Column("documents_root", _ID, nullable=False),
    _instant("received_at", nullable=True),
    _instant("decide_by", nullable=True),
    Column("examination_hash", _ID, nullable=True),
    Column("disposal", String(30), nullable=True),
    Column("notice_hash", _ID, nullable=True),
)
Index("ix_ledger_presentations_credit_id", ledger_presentations.c.credit_id)

ledger_undertakings: Final = _versions(
    "ledger_undertakings",
    (_key("undertaking_id"),),
    Column("state", String(30), nullable=False),
    Column("obligor", _ID, nullable=False),
    Column("beneficiary", _ID, nullable=False),
    Column("money", _ADDRESS, nullable=False),
    Column("required", Integer, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    _instant("expires_at"),
    _instant("payable_from"),
    Column("terms_hash", _ID, nullable=False),
    Column("obligor_reference", _ID, nullable=False),
    Column("conditions", Integer, nullable=False),
    _instant("given_at"),
    _whole("met"),
    _whole("met_bitmap"),
)

ledger_invoices: Final = _versions(
    "ledger_invoices",
    (_key("fingerprint"),),
    Column("status", String(30), nullable=False),
    Column("seller", _ID, nullable=False),
    _instant("registered_at"),
    Column("conflicts_with", _ID, nullable=True),
    Column("financier", _ID, nullable=True),
    Column("money", _ADDRESS, nullable=True),
    _instant("reserved_until", nullable=True),
    Column("advance_minor", Minor, nullable=True),
)

ledger_documents: Final = _versions(
    "ledger_documents",
    (_key("document_id"),),
    Column("standing", String(30), nullable=False),
    Column("issuer", _ID, nullable=False),
    Column("kind", String(40), nullable=False),
    _instant("registered_at"),
    _instant("revoked_at", nullable=True),
    Column("reason", String(66), nullable=True),
)

ledger_balances: Final = _versions(
    "ledger_balances",
    (_key("account", _ADDRESS), _key("currency", String(3))),
    _sum("balance_minor"),
)

ledger_organisations: Final = _versions(
    "ledger_organisations",
    (_key("organisation"),),
    Column("standing", String(30), nullable=False),
    Column("country", String(66), nullable=False),
    Column("bic", String(66), nullable=True),
    Column("capabilities", Integer, nullable=False),  # bitmap over Capability
    Column("dual_control", Boolean, nullable=False),
    Column("settlement_account", _ADDRESS, nullable=True),
    Column("suspended_for", String(66), nullable=True),
    _instant("admitted_at"),
)

ledger_keys: Final = _versions(
    "ledger_keys",
    (_key("key", _ADDRESS),),
    Column("organisation", _ID, nullable=True),  # none once revoked
    Column("duty", String(10), nullable=False),
)

ledger_prepared_acts: Final = _versions(
    "ledger_prepared_acts",
    (_key("organisation"), _key("act")),
    Column("maker", _ADDRESS, nullable=True),  # none once carried out
)

ledger_calendars: Final = _versions(
    "ledger_calendars",
    (_key("bank"), _key("place", _PLACE), _key("year", String(4))),
    Column("closed_low", Minor, nullable=False),
    Column("closed_high", Minor, nullable=False),
    Column("utc_offset_minutes", Integer, nullable=False),
    Column("summer_from", Integer, nullable=False),
    Column("summer_until", Integer, nullable=False),
    Column("summer_shift_minutes", Integer, nullable=False),
    Column("opens_minute", Integer, nullable=False),
    Column("closes_minute", Integer, nullable=False),
)

# A day may be announced twice: rows of their own, and no sum of bits.
ledger_closures: Final = _versions(
    "ledger_closures",
    (_key("bank"), _key("place", _PLACE), _key("day", String(10))),
    Column("reason", String(66), nullable=False),
)

ledger_evidence: Final = _versions(
    "ledger_evidence",
    (_key("evidence_id"),),
    Column("kind", String(30), nullable=False),
    Column("subject", _ID, nullable=False),
    Column("policy", _ID, nullable=False),
    Column("report", Text, nullable=False),  # its fields, JSON
    Column("signer_bitmap", Minor, nullable=False),
    _instant("recorded_at"),
    Column("recorded_index", Integer, nullable=False),  # the event's, in its block
)
Index("ix_ledger_evidence_subject", ledger_evidence.c.subject)

ledger_signers: Final = _versions(
    "ledger_signers",
    (_key("contract", String(40)),),
    Column("epoch", BigInteger, nullable=False),
    Column("signers", Text, nullable=False),  # addresses in the order of the set, JSON
    Column("faulty", Integer, nullable=False),
)

ledger_timeline: Final = Table(
    "ledger_timeline",
    metadata,
    Column("subject", _ID, primary_key=True),
    Column("block_number", BigInteger, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("subject_kind", String(20), nullable=False),
    Column("contract", String(40), nullable=False),
    Column("event", String(60), nullable=False),
    Column("transaction_hash", _ID, nullable=False),
    _instant("at"),
    Column("body", Text, nullable=False),  # the event's fields, JSON
    Index("ix_ledger_timeline_block_number", "block_number"),
)

VERSIONED: Final = {
    table.name: table
    for table in (
        ledger_credits,
        ledger_presentations,
        ledger_undertakings,
        ledger_invoices,
        ledger_documents,
        ledger_balances,
        ledger_organisations,
        ledger_keys,
        ledger_prepared_acts,
        ledger_calendars,
        ledger_closures,
        ledger_evidence,
        ledger_signers,
    )
}
