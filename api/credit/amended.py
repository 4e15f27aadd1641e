"""What an amendment changes of what the ledger enforces, by its words (UCP 600 art. 10).

The words of an amendment count where the ledger has their hash. What they change and what the
ledger changes are two sayings of the bank that issues it, which may send past our API: so they are
compared before anybody accepts. Once accepted, the words are what was agreed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import orjson
from eth_utils.crypto import keccak

from api import records
from api.context import ApiContext
from api.credit import recorded
from api.credit.clauses import ledger_clauses
from api.credit.terms import ledger_terms, parties_of, receives_presentations
from api.errors import unacceptable
from api.ids import bytes_text
from dhow.ledger.bindings.values import (
    AmendmentChanges,
    CreditRecord,
    CreditTerms,
    Day,
    PartialDrawings,
)
from dhow.store import OrgId, UnitOfWork
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.records import InvalidInput, Problem

_WHERE: Final[tuple[tuple[str, Callable[[Terms], object]], ...]] = (
    ("the place of expiry", lambda terms: terms.expiry.place),
    ("with which bank the credit is available", lambda terms: terms.availability.with_bank),
    ("whether a bank is nominated or only advises", receives_presentations),
)
"""Where and to whom presentations are made (art. 6(a), 6(d)): the clock runs at the bank's calendar
there, which is on the ledger for good. Words that say another place would be believed."""


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
    was, shall = (_on_ledger(context, record, each) for each in (before, after))
    fixed = ("applicant", "beneficiary", "issuing_bank", "nominated_bank", "money")
    moved = [name for name in fixed if getattr(was, name) != getattr(shall, name)]
    meant = [ledger_clauses(each, parties_of(each)) for each in (before, after)]
    moved += [words for words, of in _WHERE if of(before) != of(after)]
    if moved or meant[0] != meant[1]:
        named = (
            ", ".join(moved)
            or "how the credit is available, by whom, in which instalments, who confirms it, and"
            " whether the eUCP applies"
        )
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


def says_the_same(
    context: ApiContext,
    record: CreditRecord,
    before: Terms,
    amendment: Amendment,
    found: AmendmentChanges,
) -> bool:
    """Whether the terms, amended by the words, are what the ledger then enforces.

    Args:
        before: the terms in force.
        found: what the ledger changes.

    Raises:
        As `changes_of`.
    """
    meant = changes_of(context, record, before, amendment, found.text_hash)
    if (meant.cancels, meant.changes_text) != (found.cancels, found.changes_text):
        return False
    was = _on_ledger(context, record, before)
    return _enforced(was, meant) == _enforced(was, found)


def clashing(
    context: ApiContext,
    record: CreditRecord,
    before: Terms,
    new: Amendment,
    pending: Iterable[tuple[Amendment, AmendmentChanges]],
) -> int | None:
    """The number of a pending amendment beside which a new one cannot stand; None where all can.

    Args:
        pending: the words of each, and what the ledger changes by it.

    Each is answered by itself, in any order (art. 10(c)): whatever the order, both must be
    possible, and the ledger, which adds up what they change, must come to what the words say.
    """
    was = _on_ledger(context, record, before)
    ours = (new, changes_of(context, record, before, new, bytes(32)))
    for other in pending:
        for first, second in ((other, ours), (ours, other)):
            try:
                both = apply(apply(before, first[0]), second[0])
            except InvalidInput:
                return other[0].number
            if _enforced(_enforced(was, first[1]), second[1]) != _on_ledger(context, record, both):
                return other[0].number
    return None


def in_force(terms: Terms, words: Iterable[bytes]) -> Terms:
    """The terms as issued, with amendments in the order in which they were accepted."""
    for each in words:
        terms = apply(terms, Amendment.from_json(each))
    return terms


@dataclass(frozen=True)
class Acceptance:
    """That an amendment was accepted: where on the ledger, by block and log index.

    `presentation` is the one that accepted it; empty where the beneficiary did in words.
    """

    number: int
    place: tuple[int, int]
    presentation: str


def acceptances(work: UnitOfWork, credit_id: str) -> tuple[Acceptance, ...]:
    """Those of the amendments in force, in the order in which they were accepted."""
    known = recorded.standing(work, credit_id, records.credit(work, credit_id)).amendments
    by = recorded.accepted_by(work, credit_id)
    found = []
    for line in work.ledger.system_told(credit_id, "AmendmentAccepted"):
        number = int(orjson.loads(line.body)["number"])
        if not known[number].changes.cancels:
            place = line.block_number, line.log_index
            found.append(Acceptance(number, place, by.get(number, "")))
    return tuple(found)


def stated(work: UnitOfWork, credit_id: str) -> tuple[Acceptance, ...]:
    """Of amendments that change text, what banks stated to be accepted, for one presentation each.

    It holds for that presentation, whatever the beneficiary answers (UCP 600 art. 10(a), 10(c)).
    """
    found = []
    for line in work.ledger.system_told(credit_id, "AcceptanceStated"):
        said = orjson.loads(line.body)
        place = line.block_number, line.log_index
        found.append(Acceptance(int(said["number"]), place, said["presentation"]))
    return tuple(found)


def accepted(work: UnitOfWork, credit_id: str) -> tuple[int, ...]:
    """Numbers of the amendments in force, in the order in which they were accepted."""
    return tuple(each.number for each in acceptances(work, credit_id))


def _on_ledger(context: ApiContext, record: CreditRecord, terms: Terms) -> CreditTerms:
    """What the ledger enforces of terms, but their hash."""
    places = bytes_text(record.terms.issuing_place), bytes_text(record.terms.nominated_place)
    found = ledger_terms(context, terms, places[0], places[1] or None)
    return replace(found, terms_hash=bytes(32))


def _enforced(was: CreditTerms, changes: AmendmentChanges) -> CreditTerms:
    """What the ledger enforces after an amendment."""
    partial = was.partial_shipments
    if changes.partial_drawings is not PartialDrawings.UNCHANGED:
        partial = changes.partial_drawings is PartialDrawings.ALLOWED
    return replace(
        was,
        amount_minor=was.amount_minor + changes.amount_delta_minor,
        tolerance_plus_bps=was.tolerance_plus_bps + changes.tolerance_delta_bps,
        expiry_day=changes.expiry_day or was.expiry_day,
        latest_shipment_day=changes.latest_shipment_day or was.latest_shipment_day,
        partial_shipments=partial,
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
