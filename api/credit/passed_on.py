"""Transfers and assignments of proceeds as the contracts' own records, read from the tables.

A test compares every record with the contract's own.
"""

from collections.abc import Iterable
from typing import Final

from api.ids import from_hex
from dhow.ledger.bindings.values import (
    AmendmentsPassedOn,
    AssignmentRecord,
    AssignmentState,
    CreditId,
    Day,
    DocumentHash,
    OrgId,
    PartRecord,
    PresentationId,
    SubstitutionRecord,
    SubstitutionState,
    TransferRecord,
    TransferRequest,
    TransferState,
)
from dhow.store import UnitOfWork
from dhow.store.projections.credit_reading import Values

_NOTHING: Final = bytes(32)
NO_PART: Final = PartRecord(CreditId(_NOTHING), 0)
NO_SUBSTITUTION: Final = SubstitutionRecord(
    SubstitutionState.NONE, 0, DocumentHash(_NOTHING), PresentationId(_NOTHING)
)


def transfers(work: UnitOfWork, credit_id: str) -> dict[int, TransferRecord]:
    """The transfers asked for of a credit, by number."""
    rows = work.ledger.system_under("transfers", (credit_id,)).get(credit_id, ())
    closed = {
        each["credit_id"] for each in work.ledger.system_parts((credit_id,)) if each["closed"]
    }
    return {
        int(row["number"]): _transfer(row, closed)
        for row in sorted(rows, key=lambda row: int(row["number"]))
    }


def part(work: UnitOfWork, credit_id: str) -> PartRecord:
    """Where a credit was transferred from; `NO_PART` for one that was not."""
    row = part_row(work, credit_id)
    if row is None:
        return NO_PART
    return PartRecord(CreditId(from_hex(row["original"])), int(row["number"]))


def part_row(work: UnitOfWork, credit_id: str) -> Values | None:
    """The tables' row of a transferred credit; None for one that was not transferred."""
    found = work.ledger.system_under("parts", (credit_id,)).get(credit_id)
    return found[0] if found else None


def allowed(work: UnitOfWork, credit_id: str, number: int) -> bytes:
    """The hash of what the first beneficiary lets be issued under an amendment's number of a part.

    Zero where it has allowed nothing.
    """
    rows = work.ledger.system_under("passed_on", (credit_id,)).get(credit_id, ())
    found = [row["changes_hash"] for row in rows if row["number"] == str(number)]
    return _word(found[0] if found else None)


def substitution(work: UnitOfWork, presentation_id: str) -> SubstitutionRecord:
    """Whose invoice goes on with a presentation under a transferred credit."""
    found = work.ledger.system_under("substitutions", (presentation_id,)).get(presentation_id)
    if not found:
        return NO_SUBSTITUTION
    (row,) = found
    return SubstitutionRecord(
        SubstitutionState[row["state"]],
        row["answer_by"] or 0,
        DocumentHash(_word(row["invoice"])),
        PresentationId(_word(row["own"])),
    )


def assignments(work: UnitOfWork, credit_id: str) -> dict[int, AssignmentRecord]:
    """The assignments of a credit's proceeds, by number."""
    rows = work.ledger.system_under("assignments", (credit_id,)).get(credit_id, ())
    if not rows:
        return {}
    acknowledged = work.ledger.system_under("acknowledgements", (credit_id,)).get(credit_id, ())
    credit = work.ledger.system_current("credit", (credit_id,))[credit_id]
    by = {(row["number"], row["bank"]) for row in acknowledged}
    return {
        int(row["number"]): AssignmentRecord(
            assignee=OrgId(from_hex(row["assignee"])),
            amount_minor=row["amount_minor"],
            paid_minor=row["paid_minor"],
            notice_hash=from_hex(row["notice_hash"]),
            state=AssignmentState[row["state"]],
            is_by_issuing_bank=(row["number"], credit["issuing_bank"]) in by,
            is_by_nominated_bank=(row["number"], credit["nominated_bank"]) in by,
        )
        for row in sorted(rows, key=lambda row: int(row["number"]))
    }


def acknowledged_by(work: UnitOfWork, credit_id: str, bank: str) -> tuple[int, ...]:
    """The assignments a bank has acknowledged, in the order in which it pays them."""
    rows = work.ledger.system_under("acknowledgements", (credit_id,)).get(credit_id, ())
    own = [row for row in rows if row["bank"] == bank]
    own.sort(key=lambda row: (row["since_block"], row["log_index"]))
    return tuple(int(row["number"]) for row in own)


def payments(work: UnitOfWork, credit_id: str, number: int) -> list[Values]:
    """What was paid under an assignment, by presentation, oldest first."""
    rows = work.ledger.system_under("proceeds", (credit_id,)).get(credit_id, ())
    own = [row for row in rows if row["number"] == str(number)]
    return sorted(own, key=lambda row: (row["changed_at"], row["presentation_id"]))


def _transfer(row: Values, closed: Iterable[str]) -> TransferRecord:
    state = TransferState[row["state"]]
    if row["transferred"] in closed:
        state = TransferState.CLOSED
    return TransferRecord(
        asked=TransferRequest(
            second_beneficiary=OrgId(from_hex(row["second_beneficiary"])),
            amount_minor=row["amount_minor"],
            expiry_day=Day(row["expiry_day"]),
            latest_shipment_day=Day(row["latest_shipment_day"]),
            insured_bps=row["insured_bps"],
            amendments=AmendmentsPassedOn[row["amendments"]],
            names_first_beneficiary=row["names_first_beneficiary"],
            terms_hash=from_hex(row["terms_hash"]),
        ),
        transferred=CreditId(_word(row["transferred"])),
        state=state,
    )


def _word(value: str | None) -> bytes:
    return from_hex(value) if value else _NOTHING
