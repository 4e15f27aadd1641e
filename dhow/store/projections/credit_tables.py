"""Credits as the ledger has them: register, advice, presentations, settlement, restraints.

A row with columns that may be empty is of a record that is written only where something befalls.
"""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, String, Text

from dhow.store.projections.columns import (
    ADDRESS,
    ID,
    PLACE,
    Minor,
    day,
    instant,
    key,
    total,
    versions,
    whole,
)
from dhow.store.projections.transfer_tables import TRANSFER_TABLES

ledger_credits: Final = versions(
    "ledger_credits",
    (key("credit_id"),),
    Column("state", String(30), nullable=False),
    Column("applicant", ID, nullable=False),
    Column("beneficiary", ID, nullable=False),
    Column("issuing_bank", ID, nullable=False),
    Column("nominated_bank", ID, nullable=True),
    Column("amount_minor", Minor, nullable=False),
    Column("tolerance_plus_bps", Integer, nullable=False),
    Column("partial_shipments", Boolean, nullable=False),
    Column("issuing_place", PLACE, nullable=False),
    Column("nominated_place", PLACE, nullable=True),
    Column("money", ADDRESS, nullable=False),
    day("expiry_day"),
    day("latest_shipment_day"),  # 0 where none is stated
    Column("terms_hash", ID, nullable=False),
    instant("applied_at"),
    Column("number", String(40), nullable=True),
    instant("issued_at", nullable=True),
    Column("advising_bank", ID, nullable=True),
    total("drawn_minor"),
    total("collateral_minor"),
    total("reimbursed_minor"),
    whole("presentations"),
    day("issue_by_day", nullable=True),  # of a pre-advice
    Column("as_applied", Text, nullable=True),  # what an amendment can change, as applied for, JSON
)

ledger_presentations: Final = versions(
    "ledger_presentations",
    (key("presentation_id"),),
    Column("state", String(30), nullable=False),
    Column("credit_id", ID, nullable=False),
    Column("bank", ID, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    day("presented_day"),
    instant("presented_at"),
    instant("forward_by"),  # 0 where presented to the issuing bank itself
    Column("documents_root", ID, nullable=False),
    instant("received_at", nullable=True),
    instant("decide_by", nullable=True),
    Column("examination_hash", ID, nullable=True),
    Column("disposal", String(30), nullable=True),
    Column("notice_hash", ID, nullable=True),
)
Index("ix_ledger_presentations_credit_id", ledger_presentations.c.credit_id)


ledger_clauses: Final = versions(
    "ledger_clauses",
    (key("credit_id"),),
    Column("advising_bank", ID, nullable=True),
    Column("second_advising_bank", ID, nullable=True),
    Column("reimbursing_bank", ID, nullable=True),
    Column("availability", String(30), nullable=False),
    Column("confirmation", String(30), nullable=False),
    Column("tenor_start", String(30), nullable=False),
    Column("transferable", Boolean, nullable=False),
    Column("tenor_days", Integer, nullable=False),
    Column("sight_bps", Integer, nullable=False),
    Column("insured_bps", Integer, nullable=False),
    Column("refund_interest_bps", Integer, nullable=False),
    Column("is_electronic", Boolean, nullable=True),  # its rules incorporate the eUCP
    Column("instalments_root", ID, nullable=True),
    Column("instalments", Text, nullable=True),  # first day, last day, minor units of each, JSON
)

# An event names the bank and not which of two it is.
ledger_advices: Final = versions(
    "ledger_advices",
    (key("credit_id"), key("bank")),
    Column("state", String(30), nullable=False),
    Column("reason_hash", ID, nullable=True),
)

ledger_confirmations: Final = versions(
    "ledger_confirmations",
    (key("credit_id"),),
    Column("state", String(30), nullable=False),
    Column("bank", ID, nullable=False),
    Column("amount_minor", Minor, nullable=True),
    day("expiry_day", nullable=True),
)

ledger_handlings: Final = versions(
    "ledger_handlings",
    (key("presentation_id"),),
    Column("credit_id", ID, nullable=False),
    Column("confirming_bank", ID, nullable=True),
    Column("found_complying", Boolean, nullable=True),
    Column("finding_hash", ID, nullable=True),
    Column("waiver", String(30), nullable=True),
    instant("bound_at", nullable=True),
    Column("corruption_reported", Boolean, nullable=True),
    day("replace_by_day", nullable=True),
    Column("still_bound", Boolean, nullable=True),  # a confirming bank that was gone past
)

ledger_drawings: Final = versions(
    "ledger_drawings",
    (key("presentation_id"),),
    Column("credit_id", ID, nullable=False),
    Column("nomination", String(30), nullable=True),
    Column("claimant", ID, nullable=True),
    total("advanced_minor"),
    Column("sight_minor", Minor, nullable=True),
    day("maturity_day", nullable=True),
    Column("with_recourse", Boolean, nullable=True),
    Column("minimum_minor", Minor, nullable=True),  # what the beneficiary sells for
    Column("recourse_offered", Boolean, nullable=True),
    Column("claimed", Boolean, nullable=True),
    Column("reimburser", ID, nullable=True),
    instant("reimbursed_at", nullable=True),
    Column("refunded", Boolean, nullable=True),
    Column("repaid", Boolean, nullable=True),
    Column("sight_reimburser", ID, nullable=True),
    instant("sight_reimbursed_at", nullable=True),
)
Index("ix_ledger_drawings_credit_id", ledger_drawings.c.credit_id)

ledger_court_orders: Final = versions(
    "ledger_court_orders",
    (key("credit_id"), key("registrar")),
    Column("order_reference", ID, nullable=True),  # none once lifted
    instant("recorded_at", nullable=True),
)

ledger_compliance_holds: Final = versions(
    "ledger_compliance_holds",
    (key("credit_id"), key("bank")),
    Column("legal_basis", ID, nullable=True),  # none once ended
    Column("jurisdiction", String(6), nullable=True),
    instant("set_at", nullable=True),
)

ledger_amendments: Final = versions(
    "ledger_amendments",
    (key("credit_id"), key("number", String(5))),
    Column("state", String(30), nullable=False),
    Column("extension", String(30), nullable=False),
    whole("advices"),
    instant("issued_at"),
    Column("amount_delta_minor", Minor, nullable=False),
    Column("tolerance_delta_bps", Integer, nullable=False),
    day("expiry_day"),  # 0 where it stays
    day("latest_shipment_day"),  # 0 where it stays
    Column("partial_drawings", String(30), nullable=False),
    Column("changes_text", Boolean, nullable=False),
    Column("cancels", Boolean, nullable=False),
    Column("text_hash", ID, nullable=False),
    Column("accepted_by", ID, nullable=True),  # the presentation, where one accepted it
    Column("accepted_parts_hash", ID, nullable=True),
)

CREDIT_TABLES: Final = (
    ledger_credits,
    ledger_presentations,
    ledger_clauses,
    ledger_advices,
    ledger_confirmations,
    ledger_handlings,
    ledger_drawings,
    ledger_court_orders,
    ledger_compliance_holds,
    ledger_amendments,
    *TRANSFER_TABLES,
)
