"""What stands on the ledger, as tables: versions, each with the blocks in which it held.

A row holds from `since_block` up to, but without, `until_block`; the one that holds now has
`until_block` = `OPEN`. So the past can be read as it was at any block, and undoing a block is
forgetting what began in it. These tables follow the ledger alone and can be rebuilt from it at any
time; nothing a party keeps for itself is in them.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from dhow.store.projections.columns import (
    ADDRESS,
    ID,
    PLACE,
    Minor,
    instant,
    key,
    total,
    versions,
    whole,
)
from dhow.store.projections.credit_tables import CREDIT_TABLES
from dhow.store.tables import metadata

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
    Column("hash", ID, nullable=False),
    instant("timestamp"),
)

ledger_undertakings: Final = versions(
    "ledger_undertakings",
    (key("undertaking_id"),),
    Column("state", String(30), nullable=False),
    Column("obligor", ID, nullable=False),
    Column("beneficiary", ID, nullable=False),
    Column("money", ADDRESS, nullable=False),
    Column("required", Integer, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    instant("expires_at"),
    instant("payable_from"),
    Column("terms_hash", ID, nullable=False),
    Column("obligor_reference", ID, nullable=False),
    Column("conditions", Integer, nullable=False),
    instant("given_at"),
    whole("met"),
    whole("met_bitmap"),
)

ledger_invoices: Final = versions(
    "ledger_invoices",
    (key("fingerprint"),),
    Column("status", String(30), nullable=False),
    Column("seller", ID, nullable=False),
    instant("registered_at"),
    Column("conflicts_with", ID, nullable=True),
    Column("financier", ID, nullable=True),
    Column("money", ADDRESS, nullable=True),
    instant("reserved_until", nullable=True),
    Column("advance_minor", Minor, nullable=True),
)

ledger_documents: Final = versions(
    "ledger_documents",
    (key("document_id"),),
    Column("standing", String(30), nullable=False),
    Column("issuer", ID, nullable=False),
    Column("kind", String(40), nullable=False),
    instant("registered_at"),
    instant("revoked_at", nullable=True),
    Column("reason", String(66), nullable=True),
)

ledger_balances: Final = versions(
    "ledger_balances",
    (key("account", ADDRESS), key("currency", String(3))),
    total("balance_minor"),
)

ledger_organisations: Final = versions(
    "ledger_organisations",
    (key("organisation"),),
    Column("standing", String(30), nullable=False),
    Column("country", String(66), nullable=False),
    Column("bic", String(66), nullable=True),
    Column("capabilities", Integer, nullable=False),  # bitmap over Capability
    Column("dual_control", Boolean, nullable=False),
    Column("settlement_account", ADDRESS, nullable=True),
    Column("suspended_for", String(66), nullable=True),
    instant("admitted_at"),
)

ledger_keys: Final = versions(
    "ledger_keys",
    (key("key", ADDRESS),),
    Column("organisation", ID, nullable=True),  # none once revoked
    Column("duty", String(10), nullable=False),
)

ledger_prepared_acts: Final = versions(
    "ledger_prepared_acts",
    (key("organisation"), key("act")),
    Column("maker", ADDRESS, nullable=True),  # none once carried out
)

ledger_calendars: Final = versions(
    "ledger_calendars",
    (key("bank"), key("place", PLACE), key("year", String(4))),
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
ledger_closures: Final = versions(
    "ledger_closures",
    (key("bank"), key("place", PLACE), key("day", String(10))),
    Column("reason", String(66), nullable=False),
)

ledger_evidence: Final = versions(
    "ledger_evidence",
    (key("evidence_id"),),
    Column("kind", String(30), nullable=False),
    Column("subject", ID, nullable=False),
    Column("policy", ID, nullable=False),
    Column("report", Text, nullable=False),  # its fields, JSON
    Column("signer_bitmap", Minor, nullable=False),
    instant("recorded_at"),
    Column("recorded_index", Integer, nullable=False),  # the event's, in its block
)
Index("ix_ledger_evidence_subject", ledger_evidence.c.subject)

ledger_signers: Final = versions(
    "ledger_signers",
    (key("contract", String(40)),),
    Column("epoch", BigInteger, nullable=False),
    Column("signers", Text, nullable=False),  # addresses in the order of the set, JSON
    Column("faulty", Integer, nullable=False),
)

ledger_timeline: Final = Table(
    "ledger_timeline",
    metadata,
    Column("subject", ID, primary_key=True),
    Column("block_number", BigInteger, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("subject_kind", String(20), nullable=False),
    Column("contract", String(40), nullable=False),
    Column("event", String(60), nullable=False),
    Column("transaction_hash", ID, nullable=False),
    instant("at"),
    Column("body", Text, nullable=False),  # the event's fields, JSON
    Index("ix_ledger_timeline_block_number", "block_number"),
)

VERSIONED: Final = {
    table.name: table
    for table in (
        *CREDIT_TABLES,
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
