"""The tables. Bodies are sealed (see `vault`); what is in the clear is needed to find a row.

`access` is the one answer to "who may see this": a row for each organisation and object, the
owner's among them. Every read of a shared object joins it.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID: Final = String(66)
_ADDRESS: Final = String(42)


def _sealed(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


organisations: Final = Table(
    "organisations",
    metadata,
    Column("organisation", _ID, primary_key=True),
    Column("lei", String(20), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("bic", String(11), nullable=True, unique=True),
    Column("country", String(2), nullable=False),
    Column("capabilities", JSON, nullable=False),
    Column("dual_control", Boolean, nullable=False),
    _instant("created_at"),
)

users: Final = Table(
    "users",
    metadata,
    Column("organisation", _ID, ForeignKey("organisations.organisation"), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("duty", String(10), nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("disabled", Boolean, nullable=False),
    _instant("created_at"),
    Column("administrator", Boolean, nullable=False, server_default=false()),
    Column("epoch", Integer, nullable=False, server_default="0"),  # session tokens of before end
    Column("person", String(16), nullable=False, server_default=""),  # in place of the name
)

service_tokens: Final = Table(
    "service_tokens",
    metadata,
    Column("token_id", String(32), primary_key=True),
    Column("organisation", _ID, nullable=False, index=True),
    Column("user", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("duty", String(10), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("reads_only", Boolean, nullable=False),
    Column("created_by", String(80), nullable=False),
    _instant("created_at"),
    _instant("expires_at"),
    Column("revoked_by", String(80), nullable=True),
    _instant("revoked_at", nullable=True),
    ForeignKeyConstraint(["organisation", "user"], ["users.organisation", "users.name"]),
)

audit_heads: Final = Table(
    "audit_heads",
    metadata,
    Column("organisation", _ID, primary_key=True),
    Column("number", BigInteger, nullable=False, autoincrement=False),
    Column("hash", _ID, nullable=False),
)

audit_entries: Final = Table(
    "audit_entries",
    metadata,
    Column("organisation", _ID, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _instant("at"),
    Column("kind", String(10), nullable=False),  # intent, outcome, sign-in
    Column("body", Text, nullable=False),
    Column("hash", _ID, nullable=False),
)

audit_anchors: Final = Table(
    "audit_anchors",
    metadata,
    Column("organisation", _ID, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", _ID, nullable=False),
    Column("tx_hash", _ID, nullable=False),  # empty while it is on its way to the ledger
    _instant("at"),
    Column("root", _ID, nullable=False, server_default="", index=True),
    Column("block", BigInteger, nullable=True),
)

quota_windows: Final = Table(
    "quota_windows",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    Column("used", BigInteger, nullable=False),
)

access: Final = Table(
    "access",
    metadata,
    Column("capability", String(20), primary_key=True),
    Column("object_id", _ID, primary_key=True),
    Column("organisation", _ID, primary_key=True),
    Column("granted_by", _ID, nullable=False),
    _instant("granted_at"),
    _instant("told_at", nullable=True),  # when its process was told, where it has one of its own
    Index("ix_access_organisation", "organisation", "capability"),
    Index("ix_access_told_at", "told_at"),
)

documents: Final = Table(
    "documents",
    metadata,
    Column("document_id", _ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("owner", _ID, nullable=False),
    Column("issuer", _ID, nullable=False),
    _sealed("content"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

credits: Final = Table(
    "credits",
    metadata,
    Column("credit_id", _ID, primary_key=True),
    Column("reference", String(40), nullable=False),
    Column("applicant", _ID, nullable=False),
    Column("beneficiary", _ID, nullable=False),
    Column("issuing_bank", _ID, nullable=False),
    Column("nominated_bank", _ID, nullable=True),
    _sealed("terms"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

presentations: Final = Table(
    "presentations",
    metadata,
    Column("presentation_id", _ID, primary_key=True),
    Column("credit_id", _ID, ForeignKey("credits.credit_id"), nullable=False, index=True),
    Column("presenter", _ID, nullable=False),
    _sealed("body"),
    _sealed("report", nullable=True),
    _sealed("notice", nullable=True),
    _sealed("finding", nullable=True),  # of the nominated or confirming bank
    _sealed("wrapped_key"),
    _instant("created_at"),
)

amendments: Final = Table(
    "amendments",
    metadata,
    Column("credit_id", _ID, ForeignKey("credits.credit_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

transfers: Final = Table(
    "transfers",
    metadata,
    Column("credit_id", _ID, ForeignKey("credits.credit_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _sealed("body"),  # what was asked, and the terms as transferred
    _sealed("wrapped_key"),
    _instant("created_at"),
)

# Content-addressed, as documents are; of a credit that this database need not have.
reasons: Final = Table(
    "reasons",
    metadata,
    Column("credit_id", _ID, primary_key=True),
    Column("hash", _ID, primary_key=True),
    Column("given_by", _ID, nullable=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

presentation_documents: Final = Table(
    "presentation_documents",
    metadata,
    Column("presentation_id", _ID, ForeignKey("presentations.presentation_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("document_id", _ID, ForeignKey("documents.document_id"), nullable=False),
)

# Keyed tokens over what is the same on every copy of a document: copies meet here, unread.
presentation_marks: Final = Table(
    "presentation_marks",
    metadata,
    Column("presentation_id", _ID, ForeignKey("presentations.presentation_id"), primary_key=True),
    Column("document_id", _ID, primary_key=True),
    Column("kind", String(20), primary_key=True),  # as `dhow.trade.credit.presented_before` has it
    Column("token", _ID, primary_key=True),
    Index("ix_presentation_marks_token", "token", "kind"),
)

shipments: Final = Table(
    "shipments",
    metadata,
    Column("shipment_id", _ID, primary_key=True),
    Column("reference", String(80), nullable=False),
    Column("opened_by", _ID, nullable=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

shipment_subjects: Final = Table(
    "shipment_subjects",
    metadata,
    Column("shipment_id", _ID, ForeignKey("shipments.shipment_id"), primary_key=True),
    Column("subject", _ID, primary_key=True),
)

shipment_events: Final = Table(
    "shipment_events",
    metadata,
    Column("shipment_id", _ID, ForeignKey("shipments.shipment_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("recorded_by", _ID, nullable=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("recorded_at"),
)

invoices: Final = Table(
    "invoices",
    metadata,
    Column("fingerprint", _ID, primary_key=True),
    Column("conflict_key", _ID, nullable=False),
    Column("owner", _ID, nullable=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

invoice_tokens: Final = Table(
    "invoice_tokens",
    metadata,
    Column("fingerprint", _ID, ForeignKey("invoices.fingerprint"), primary_key=True),
    Column("kind", String(20), primary_key=True),  # strong, alias, weak, weak_alias, transport
    Column("token", _ID, primary_key=True),
    Index("ix_invoice_tokens_token", "token", "kind"),
)

undertakings: Final = Table(
    "undertakings",
    metadata,
    Column("undertaking_id", _ID, primary_key=True),
    Column("obligor", _ID, nullable=False),
    Column("beneficiary", _ID, nullable=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

evidence: Final = Table(
    "evidence",
    metadata,
    Column("evidence_id", _ID, primary_key=True),
    Column("subject", _ID, nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    _sealed("body"),
    _sealed("wrapped_key"),
    _instant("created_at"),
)

acts: Final = Table(
    "acts",
    metadata,
    Column("act_id", _ID, primary_key=True),
    Column("organisation", _ID, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("summary", String(500), nullable=False),
    _sealed("request"),
    _sealed("wrapped_key"),
    Column("prepared_by", String(80), nullable=False),
    _instant("prepared_at"),
    Column("completed_by", String(80), nullable=True),
    _instant("completed_at", nullable=True),
    ForeignKeyConstraint(["organisation", "prepared_by"], ["users.organisation", "users.name"]),
    UniqueConstraint("organisation", "act_id"),
)

# What a party sends to the ledger is on the ledger soon after: the outbox is kept in the clear.
outbox_keys: Final = Table(
    "outbox_keys",
    metadata,
    Column("chain_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sender", _ADDRESS, primary_key=True),
    Column("next_nonce", BigInteger, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("block_hash", _ID, nullable=False),
    Column("holder", String(200), nullable=True),
    _instant("lease_until"),
    Column("fence", BigInteger, nullable=False),
    Column("suspended", String(1000), nullable=True),
    Column("trouble", String(1000), nullable=True),
    Column("label", String(200), nullable=True),  # whose key: lets a process find its signer
)

outbox_entries: Final = Table(
    "outbox_entries",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("chain_id", BigInteger, nullable=False),
    Column("sender", _ADDRESS, nullable=False),
    Column("idempotency_key", String(200), nullable=True),
    Column("fingerprint", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("target", _ADDRESS, nullable=True),
    Column("arguments", Text, nullable=False),
    Column("calldata", LargeBinary, nullable=False),
    Column("gas", BigInteger, nullable=False),
    Column("nonce", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("refusal", String(1000), nullable=True),
    _instant("accepted_at"),
    Column("tx_hash", _ID, nullable=True),
    Column("block_number", BigInteger, nullable=True),
    Column("gas_used", BigInteger, nullable=True),
    _instant("settled_at", nullable=True),
    Column("reason", LargeBinary, nullable=True),  # revert data, where a contract refused it
    # open at a backup that was restored without its chain: never signed anew
    Column("restored", Boolean, nullable=False, server_default=false()),
    Column("traceparent", String(55), nullable=True),  # W3C trace context of who had it accepted
    ForeignKeyConstraint(["chain_id", "sender"], ["outbox_keys.chain_id", "outbox_keys.sender"]),
    UniqueConstraint("chain_id", "sender", "idempotency_key", name="uq_outbox_entries_key"),
    UniqueConstraint("chain_id", "sender", "nonce", name="uq_outbox_entries_nonce"),
    Index("ix_outbox_entries_state", "chain_id", "sender", "state", "nonce"),
)

outbox_attempts: Final = Table(
    "outbox_attempts",
    metadata,
    Column("tx_hash", _ID, primary_key=True),
    Column("entry", Integer, ForeignKey("outbox_entries.entry"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("purpose", String(4), nullable=False),  # act, noop, fill
    Column("nonce", BigInteger, nullable=False),
    Column("max_fee", BigInteger, nullable=False),
    Column("tip", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    _instant("written_at"),
    UniqueConstraint("entry", "number"),
)

# Restores without the chain: until they are lifted, a key is suspended when it is first used.
restores: Final = Table(
    "restores",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reason", String(1000), nullable=False),
    _instant("restored_at"),
    _instant("lifted_at", nullable=True),
)

# A request to write: kept before it runs, its answer kept after. Requests and answers are sealed.
operations: Final = Table(
    "operations",
    metadata,
    Column("operation", String(32), primary_key=True),
    Column("organisation", _ID, nullable=False),
    Column("user", String(100), nullable=False),
    Column("idempotency_key", String(200), nullable=True),
    Column("method", String(10), nullable=False),
    Column("path", String(2000), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    _sealed("request"),
    _sealed("wrapped_key"),
    Column("state", String(10), nullable=False),
    Column("promised", Boolean, nullable=False),  # was told "accepted": must come to its end
    Column("attempts", Integer, nullable=False),
    Column("holder", String(200), nullable=True),  # the process that runs it
    _instant("due_at"),  # from when on another may run it
    Column("status", Integer, nullable=True),
    _sealed("answer", nullable=True),
    _instant("accepted_at"),
    _instant("finished_at", nullable=True),
    Column("service_token", String(16), nullable=False, server_default=""),  # empty: a session
    UniqueConstraint("organisation", "user", "idempotency_key", name="uq_operations_key"),
    Index("ix_operations_state", "state", "due_at"),
    Index("ix_operations_whose", "organisation", "user", "accepted_at"),
    Index("ix_operations_finished_at", "finished_at"),
)

vault_check: Final = Table(
    "vault_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _sealed("sealed"),
    _sealed("wrapped_key"),
)
