"""What an amendment changes of what the ledger enforces, by its words (UCP 600 art. 10).

The words of an amendment count where the ledger has their hash.
"""

from eth_utils.crypto import keccak

from api import records
from api.context import ApiContext
from api.credit import recorded
from api.credit.clauses import ledger_clauses
from api.credit.terms import ledger_terms, parties_of
from api.errors import unacceptable
from api.ids import bytes_text
from dhow.ledger.bindings.values import AmendmentChanges, CreditRecord, Day, PartialDrawings
from dhow.store import OrgId, UnitOfWork
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.records import InvalidInput, Problem


def changes_of(
    context: ApiContext, record: CreditRecord, before: Terms, amendment: Amendment, hashed: bytes
) -> AmendmentChanges:
    """What the ledger is to enforce of an amendment.

    Args:
        before: the terms that it amends.
        hashed: the hash of its words.

    Raises:
        ApiError: 422 it touches what stands on the ledger for good, or gives what it cannot hold.
        InvalidInput: changes that cannot be made, or of another credit.
    """
    if amendment.credit_number != before.credit_number:
        words = f"is {amendment.credit_number}; this credit is {before.credit_number}"
        raise InvalidInput("amendment", (Problem("credit_number", words),))
    if amendment.cancels:
        nothing = Day(0)
        return AmendmentChanges(
            0, 0, nothing, nothing, PartialDrawings.UNCHANGED, False, True, hashed
        )
    after = apply(before, amendment)
    places = bytes_text(record.terms.issuing_place), bytes_text(record.terms.nominated_place)
    was = ledger_terms(context, before, places[0], places[1] or None)
    shall = ledger_terms(context, after, places[0], places[1] or None)
    fixed = ("applicant", "beneficiary", "issuing_bank", "nominated_bank", "money")
    moved = [name for name in fixed if getattr(was, name) != getattr(shall, name)]
    meant = [ledger_clauses(each, parties_of(each)) for each in (before, after)]
    if moved or meant[0] != meant[1]:
        named = ", ".join(moved) or "how the credit is available, by whom, and who confirms it"
        raise unacceptable(
            "amendment.changes",
            f"touch {named}, which stands on the ledger for good; issue another credit",
            rule="UCP 600 art. 10",
        )
    partial = PartialDrawings.UNCHANGED
    if was.partial_shipments is not shall.partial_shipments:
        allowed = shall.partial_shipments
        partial = PartialDrawings.ALLOWED if allowed else PartialDrawings.PROHIBITED
    on_ledger = {"amount", "tolerance", "amount_about", "additional_amounts", "expiry.day"}
    on_ledger |= {"shipment.latest", "shipment.partial_shipments"}
    return AmendmentChanges(
        amount_delta_minor=shall.amount_minor - was.amount_minor,
        tolerance_delta_bps=shall.tolerance_plus_bps - was.tolerance_plus_bps,
        expiry_day=shall.expiry_day if shall.expiry_day != was.expiry_day else Day(0),
        latest_shipment_day=shall.latest_shipment_day
        if shall.latest_shipment_day != was.latest_shipment_day
        else Day(0),
        partial_drawings=partial,
        changes_text=any(
            change.path not in on_ledger and change.path.split(".")[0] != "tolerance"
            for change in amendment.changes
        )
        or bool(amendment.narrative),
        cancels=False,
        text_hash=hashed,
    )


def words_held(work: UnitOfWork, reader: OrgId, credit_id: str) -> dict[int, bytes]:
    """The words of a credit's amendments that are here, by number, as far as they count."""
    known = recorded.standing(work, credit_id, records.credit(work, credit_id)).amendments
    return {
        row.number: row.body
        for row in work.amendments.all(reader, credit_id)
        if row.number in known and keccak(row.body) == known[row.number].changes.text_hash
    }


def wanting(work: UnitOfWork, reader: OrgId, credit_id: str) -> frozenset[int]:
    """The numbers of a credit's amendments whose words are not here."""
    known = recorded.standing(work, credit_id, records.credit(work, credit_id)).amendments
    return frozenset(known) - words_held(work, reader, credit_id).keys()
