"""What beneficiaries pass on, as the ledger has it: transfers, and assignments of proceeds.

A row with columns that may be empty is of a record that is written only where something befalls.
"""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, String

from dhow.store.projections.columns import ID, Minor, day, instant, key, total, versions

_NUMBER: Final = String(5)

ledger_transfers: Final = versions(
    "ledger_transfers",
    (key("credit_id"), key("number", _NUMBER)),
    Column("state", String(30), nullable=False),  # of the request; a part tells of itself
    Column("second_beneficiary", ID, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    day("expiry_day"),
    day("latest_shipment_day"),  # 0 where none is stated
    Column("insured_bps", Integer, nullable=False),
    Column("amendments", String(30), nullable=False),
    Column("names_first_beneficiary", Boolean, nullable=False),
    Column("terms_hash", ID, nullable=False),
    Column("transferred", ID, nullable=True),
)

# By the second beneficiary's credit.
ledger_parts: Final = versions(
    "ledger_parts",
    (key("credit_id"),),
    Column("original", ID, nullable=False),
    Column("number", _NUMBER, nullable=False),
    Column("transferring_bank", ID, nullable=False),
    Column("closed", Boolean, nullable=True),
)
Index("ix_ledger_parts_original", ledger_parts.c.original)

ledger_passed_on: Final = versions(
    "ledger_passed_on",
    (key("credit_id"), key("number", _NUMBER)),
    Column("changes_hash", ID, nullable=True),  # of what may be issued under the number
)

ledger_substitutions: Final = versions(
    "ledger_substitutions",
    (key("presentation_id"),),
    Column("original", ID, nullable=False),
    Column("state", String(30), nullable=False),
    instant("answer_by", nullable=True),
    Column("invoice", ID, nullable=True),
    Column("own", ID, nullable=True),
)
Index("ix_ledger_substitutions_own", ledger_substitutions.c.own)

ledger_assignments: Final = versions(
    "ledger_assignments",
    (key("credit_id"), key("number", _NUMBER)),
    Column("state", String(30), nullable=False),
    Column("assignee", ID, nullable=False),
    Column("amount_minor", Minor, nullable=False),  # 0: all proceeds
    Column("notice_hash", ID, nullable=False),
    total("paid_minor"),
)
Index("ix_ledger_assignments_assignee", ledger_assignments.c.assignee)

ledger_acknowledgements: Final = versions(
    "ledger_acknowledgements",
    (key("credit_id"), key("number", _NUMBER), key("bank")),
    instant("acknowledged_at"),
    Column("log_index", Integer, nullable=False),  # their order, where one block has two
)

ledger_proceeds: Final = versions(
    "ledger_proceeds",
    (key("credit_id"), key("number", _NUMBER), key("presentation_id")),
    total("paid_minor"),
)

TRANSFER_TABLES: Final = (
    ledger_transfers,
    ledger_parts,
    ledger_passed_on,
    ledger_substitutions,
    ledger_assignments,
    ledger_acknowledgements,
    ledger_proceeds,
)
