"""What stands on the ledger, as tables: versions, each with the blocks in which it held.

A row holds from `since_block` up to, but without, `until_block`; the one that holds now has
`until_block` = `OPEN`. So the past can be read as it was at any block, and undoing a block is
forgetting what began in it. These tables follow the ledger alone and can be rebuilt from it at any
time; nothing a party keeps for itself is in them.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
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


class Minor(TypeDecorator[int]):
    """An amount of minor units. The ledger's go to 2**256, beyond what SQLite's integers hold."""

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
    (Column("credit_id", _ID, primary_key=True),),
    Column("state", String(30), nullable=False),
    Column("applicant", _ID, nullable=False),
    Column("issuing_bank", _ID, nullable=False),
    Column("terms_hash", _ID, nullable=False),
    _instant("applied_at"),
    Column("beneficiary", _ID, nullable=True),
    Column("number", String(40), nullable=True),
    Column("amount_minor", Minor, nullable=True),
    _instant("issued_at", nullable=True),
    Column("advising_bank", _ID, nullable=True),
    _sum("drawn_minor"),
    _sum("collateral_minor"),
    _sum("reimbursed_minor"),
    _whole("presentations"),
)

ledger_presentations: Final = _versions(
    "ledger_presentations",
    (Column("presentation_id", _ID, primary_key=True),),
    Column("state", String(30), nullable=False),
    Column("credit_id", _ID, nullable=False),
    Column("bank", _ID, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    _instant("presented_at"),
    _instant("received_at", nullable=True),
    _instant("decide_by", nullable=True),
    Column("examination_hash", _ID, nullable=True),
    Column("disposal", String(30), nullable=True),
    Column("notice_hash", _ID, nullable=True),
)
Index("ix_ledger_presentations_credit_id", ledger_presentations.c.credit_id)

ledger_undertakings: Final = _versions(
    "ledger_undertakings",
    (Column("undertaking_id", _ID, primary_key=True),),
    Column("state", String(30), nullable=False),
    Column("obligor", _ID, nullable=False),
    Column("beneficiary", _ID, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("terms_hash", _ID, nullable=False),
    _instant("given_at"),
    _instant("payable_from", nullable=True),
    _whole("met"),
)

ledger_invoices: Final = _versions(
    "ledger_invoices",
    (Column("fingerprint", _ID, primary_key=True),),
    Column("status", String(30), nullable=False),
    Column("seller", _ID, nullable=False),
    _instant("registered_at"),
    Column("conflicts_with", _ID, nullable=True),
    Column("financier", _ID, nullable=True),
    _instant("reserved_until", nullable=True),
    Column("advance_minor", Minor, nullable=True),
)

ledger_documents: Final = _versions(
    "ledger_documents",
    (Column("document_id", _ID, primary_key=True),),
    Column("standing", String(30), nullable=False),
    Column("issuer", _ID, nullable=False),
    Column("kind", String(40), nullable=False),
    _instant("registered_at"),
    Column("reason", String(66), nullable=True),
)

ledger_balances: Final = _versions(
    "ledger_balances",
    (
        Column("account", String(42), primary_key=True),
        Column("currency", String(3), primary_key=True),
    ),
    _sum("balance_minor"),
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
    )
}
