"""What a bank is told of the documents it holds: the same ones elsewhere, before it or after it.

One company may take one cargo to two banks: the same bill of lading and invoice under a second
credit, or the invoice to a financier. Each bank examines its own set and finds it complying. What
meets is told to every bank that has one of the sets, the earlier one too, and found anew at each
reading. It is told what and where it stands, not whose, for how much or by which bank; applicant
and beneficiary are told nothing. It is no discrepancy by itself (UCP 600 art. 14(a)): whether to
ask, to hold for compliance or to go to court is the bank's. One thing is: the very record of a bill
of lading that a bank has already from one who could deliver it, since no other original of it
exists (`delivered_before`).

That it is the very record, the ledger tells every process, whose database it has been in or not. Of
other records of the same paper the marks are compared, which stay in one database: their key is the
service's that holds it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded, visibility
from api.credit.presentation_schemas import SightingView
from api.ids import org_hex, to_hex
from dhow.ledger.bindings.values import InvoiceStatus, PresentationRecord, PresentationState
from dhow.store import CreditRow, OrgId, PresentationRow, UnitOfWork
from dhow.store.repositories.marks import Meeting
from dhow.trade.credit.presented_before import WORDS, Match, is_anothers, marks
from dhow.trade.documents import parse_document

_TAKEN_UP: Final = frozenset(
    (PresentationState.ACTED_UPON, PresentationState.UNDERTAKEN, PresentationState.HONOURED)
)
_RELEASED: Final = frozenset((PresentationState.UNDERTAKEN, PresentationState.HONOURED))
_GIVEN_BACK: Final = frozenset((PresentationState.REFUSED, PresentationState.RETURNED))
_STANDING_WORDS: Final = {
    "WITH_A_BANK": "are with a bank and not decided on",
    "TAKEN_UP": "were taken up",
    "STILL_OWED": "were refused, and the bank that confirmed still owes on them",
    "REFUSED": "were refused or given back",
}


def keep(
    context: ApiContext,
    work: UnitOfWork,
    holder: OrgId,
    presentation_id: str,
    documents: Iterable[str],
) -> None:
    """Mark the documents of a presentation, so that copies of them are known again.

    By who presents them; by a bank once more as it examines, since its process may have a database
    of its own.
    """
    for document_id in documents:
        content = work.documents.content(holder, document_id)
        if content:
            found = marks(parse_document(content), context.invoice_secret)
            work.marks.put(presentation_id, document_id, found)


def told_to(
    work: UnitOfWork,
    actor: Actor,
    row: PresentationRow,
    credit: CreditRow,
) -> tuple[SightingView, ...]:
    """What the reader is told of a presentation's documents: nothing, unless it is a bank."""
    if org_hex(actor.organisation) in (credit.applicant, row.presenter):
        return ()
    return (*_presented(work, row), *_registered(work, row))


def delivered_before(work: UnitOfWork, reader: OrgId, row: PresentationRow) -> frozenset[str]:
    """Documents of a presentation, by id, which a bank had before it and has not given back.

    From one who could deliver them: a copy that somebody was let see spoils nobody's original, nor
    does a hash that somebody read on the ledger. The applicant gets the originals of its own credit
    from the bank that takes them up, so what it names elsewhere before is not held against the
    beneficiary, even where the bill is consigned to it. And who took up documents as the applicant
    of one credit may present them as the beneficiary of another (back to back).
    """
    applicant = to_hex(records.credit(work, row.credit_id).terms.applicant)
    found = set()
    for meeting, theirs, other in _met(work, row):
        if meeting.match is not Match.RECORD or not other.before:
            continue
        standing = _standing(theirs.state, other)
        if standing == "REFUSED":
            continue
        if other.credit_id == row.credit_id and _may_be_put_right(theirs, other):
            continue
        if other.presenter == applicant or _passed_on(theirs, other, row):
            continue
        if not _is_anothers(work, reader, meeting.document_id, other.presenter):
            found.add(meeting.document_id)
    return frozenset(found)


def _passed_on(theirs: PresentationRecord, other: "_Other", row: PresentationRow) -> bool:
    """Whether a bank took the documents up and gave them to who presents them now."""
    return theirs.state in _RELEASED and other.applicant == row.presenter


def _is_anothers(work: UnitOfWork, reader: OrgId, document_id: str, presenter: OrgId) -> bool:
    """Whether who presented a document is not known to have had it to deliver."""
    content = work.documents.content(reader, document_id)
    member = work.organisations.get(reader, presenter)
    if content is None or member is None:
        return True
    return is_anothers(parse_document(content), member.name, member.lei)


@dataclass(frozen=True)
class _Other:
    """A presentation that has a document alike, wherever it is kept.

    Attributes:
        before: the ledger has it before ours, by block and place in it: of two in one second too.
        paid: a bank paid on it and was not repaid: it has the documents, whoever refuses them.
        owed: a confirming bank is bound to pay on it, though the other bank refuses.
    """

    credit_id: str
    presenter: OrgId
    applicant: OrgId
    before: bool
    paid: bool
    owed: bool


def _met(
    work: UnitOfWork, row: PresentationRow
) -> list[tuple[Meeting, PresentationRecord, _Other]]:
    """What meets and stands on the ledger: how, the other's record, and the other."""
    meetings = work.marks.system_meetings(row.presentation_id)
    others = {each.presentation_id for each in meetings}
    known = records.presentations(work, others)
    handled = recorded.handlings(work, others)
    places = work.ledger.system_places("Presented", others | {row.presentation_id})
    ours = places.get(row.presentation_id)
    made = (each for each in known.values() if each.state is not PresentationState.NONE)
    # Once for each credit, however many drawings were made under it.
    credits = records.credits(work, {to_hex(each.credit) for each in made})
    found = []
    for meeting in meetings:
        theirs = known[meeting.presentation_id]
        if theirs.state is PresentationState.NONE:
            continue
        if meeting.match is not Match.RECORD:  # of the very record the ledger itself tells
            stored = work.presentations.system_get(meeting.presentation_id)
            if stored is None or not visibility.stands(work, stored, theirs):
                continue
        credit_id = to_hex(theirs.credit)
        terms = credits[credit_id].terms
        place = places.get(meeting.presentation_id)
        before = place is not None and (ours is None or place < ours)
        how = handled[meeting.presentation_id]
        other = _Other(
            credit_id=credit_id,
            presenter=OrgId(to_hex(terms.beneficiary)),
            applicant=OrgId(to_hex(terms.applicant)),
            before=before,
            paid=how.is_acted_upon,
            owed=how.is_still_bound,
        )
        found.append((meeting, theirs, other))
    return found


def _may_be_put_right(theirs: PresentationRecord, other: _Other) -> bool:
    """Found discrepant under the same credit: what comes again may be the same with a cure.

    Not while a bank has paid on it, or is bound to: then it would be paid on twice.
    """
    refused = theirs.state in _GIVEN_BACK | {PresentationState.DISCREPANT}
    return refused and not (other.paid or other.owed)


def _presented(work: UnitOfWork, row: PresentationRow) -> list[SightingView]:
    """What is told of each document, once: nothing tells two others apart that stand alike."""
    found: dict[tuple[str, Match, bool, bool, str], SightingView] = {}
    for meeting, theirs, other in _met(work, row):
        here = other.credit_id == row.credit_id
        if here and other.before and _may_be_put_right(theirs, other):
            continue
        standing = _standing(theirs.state, other)
        alike = (meeting.document_id, meeting.match, here, other.before, standing)
        if alike in found:
            continue
        under = "this credit" if here else "another credit"
        when = "before" if other.before else "after"
        found[alike] = SightingView(
            document=meeting.document_id,
            match=meeting.match.value,
            under="THIS_CREDIT" if here else "ANOTHER_CREDIT",
            standing=standing,
            earlier=other.before,
            words=f"{WORDS[meeting.match].capitalize()} was presented under {under} {when}"
            f" this presentation; those documents {_STANDING_WORDS[standing]}.",
        )
    return list(found.values())


def _registered(work: UnitOfWork, row: PresentationRow) -> list[SightingView]:
    registered = work.marks.system_registered(row.presentation_id)
    known = records.invoices(work, {fingerprint for _, fingerprint in registered})
    found = []
    for document_id, fingerprint in registered:
        status = known[fingerprint].status
        if status in (InvoiceStatus.NONE, InvoiceStatus.CANCELLED):
            continue
        found.append(
            SightingView(
                document=document_id,
                match=Match.INVOICE.value,
                under="INVOICE_REGISTRY",
                standing=status.name,
                earlier=known[fingerprint].registered_at < _presented_at(work, row),
                words=f"The invoice is in the registry of invoices as {status.name.lower()}.",
            )
        )
    return found


def _presented_at(work: UnitOfWork, row: PresentationRow) -> int:
    return records.presentation(work, row.presentation_id).presented_at


def _standing(state: PresentationState, other: _Other) -> str:
    if state in _TAKEN_UP or other.paid:
        return "TAKEN_UP"
    if state not in _GIVEN_BACK:
        return "WITH_A_BANK"
    return "STILL_OWED" if other.owed else "REFUSED"
