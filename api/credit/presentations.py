"""Presentations: who sees one when, and the bank's decision on it.

Seen by the beneficiary; by the nominated bank from presentation, where it was made there; by the
issuing bank from receipt; by the applicant not before the bank asks it for a waiver, which shows it
the findings, or takes the documents up, which gives it the documents (UCP 600 art. 16(b)).

Each step is stored first and sent last; a step asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Sequence
from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import examining, sightings, visibility
from api.credit.schemas import ExaminationView, PresentationView, PresentDocuments
from api.credit.service import ledger_record, organisation_id, require
from api.documents.schemas import DocumentSummary
from api.documents.service import summaries
from api.errors import conflict, forbidden, not_found, unacceptable
from api.ids import bytes_text, from_hex, is_zero, org_bytes, org_hex, to_hex
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.schemas import MoneyView
from api.shown import day_of, instant, instant_or_none, receipt_view
from dhow.ledger.bindings.values import (
    CreditId,
    CreditRecord,
    Disposal,
    DocumentHash,
    DocumentStanding,
    PresentationId,
    PresentationRecord,
    PresentationState,
)
from dhow.ledger.types import Act, Receipt
from dhow.store import CreditRow, OrgId, PresentationRow
from dhow.trade.credit import Terms
from dhow.trade.records import canonical

_ENDED = frozenset(
    (PresentationState.REFUSED, PresentationState.HONOURED, PresentationState.RETURNED)
)
_EXAMINED = frozenset((PresentationState.DISCREPANT, PresentationState.REFUSED))


def present(
    context: ApiContext, actor: Actor, credit_id: str, given: PresentDocuments
) -> PresentationView:
    """Present documents to the nominated or the issuing bank: by the beneficiary.

    Raises:
        ApiError: 403 another than the beneficiary; 422 another currency, a document the
            beneficiary does not hold, or a bank that only advises.
        Refusal: expired, overdrawn, or not a place for presentation.
    """
    row, record = require(context, actor, credit_id)
    organisation = org_hex(actor.organisation)
    if row.beneficiary != organisation:
        raise forbidden("Documents are presented by the beneficiary.", rule="UCP 600 art. 2")
    currency = context.currency_of(record.terms.money)
    if given.amount.currency != currency:
        raise unacceptable(
            "amount.currency", f"is {given.amount.currency}; the credit is in {currency}"
        )
    place = _place_for_presentation(row, record, given.bank)
    act = context.contracts.credit_presentations.present(
        credit=CreditId(from_hex(credit_id)),
        bank=organisation_id(given.bank),
        amount_minor=given.amount.minor,
        documents=[DocumentHash(from_hex(each)) for each in given.documents],
    )
    body = canonical(
        {"bank": given.bank, "place": place, "amount": given.amount.model_dump(mode="json")}
    )
    with context.store.read() as work:
        for document_id in given.documents:
            held = work.documents.get(organisation, document_id)
            if held is None:
                raise unacceptable("documents", f"{document_id} is no document you hold")
            if held.erased:
                raise unacceptable("documents", f"{document_id} was erased by its issuer")
    if len(set(given.documents)) != len(given.documents):
        raise unacceptable("documents", "names a document twice")
    with context.turns.hold(credit_id):
        count = ledger_record(context, credit_id).presentations
        presentation_id = _open_already(context, credit_id, count, given)
        receipt = None
        if presentation_id is None:
            presentation_id = visibility.presentation_id(credit_id, count + 1)
            _put(context, actor, credit_id, presentation_id, given.documents, body)
            receipt = carry_out(context, actor, act)
            made = to_hex(receipt.result or b"")
            if made != presentation_id:  # the beneficiary's key presented by another way meanwhile
                presentation_id = made
                _put(context, actor, credit_id, made, given.documents, body)
        else:
            _put_if_lost(context, actor, credit_id, presentation_id, given.documents, body)
    _show(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def read(
    context: ApiContext, actor: Actor, presentation_id: str, receipt: Receipt[Any] | None = None
) -> PresentationView:
    """A presentation, as far as the actor may see it.

    Raises:
        ApiError: 404 where not at all.
    """
    row, record, credit = _require(context, actor, presentation_id)
    return _view(context, actor, row, record, credit, receipt)


def of_credit(
    context: ApiContext, actor: Actor, credit_id: str, asked: Asked = WHOLE_PAGE
) -> Page[PresentationView]:
    """The presentations under a credit which the actor may see, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list, 404 no credit of the actor's.
    """
    _, record = require(context, actor, credit_id)

    def fetch(after: Place | None, limit: int) -> Sequence[int]:
        done = after[0] if after else 0
        return range(done + 1, min(done + limit, record.presentations) + 1)

    def show(numbers: Sequence[int]) -> list[PresentationView | None]:
        return [
            _view(context, actor, each.row, each.record, each.credit)
            for each in visibility.under(context, actor, credit_id, numbers)
        ]

    return page(
        cursors_of(context.store),
        asked,
        f"presentations under {credit_id}",
        actor.organisation,
        fetch=fetch,
        place=lambda number: (number,),
        show=show,
    )


def forward(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Send documents on to the issuing bank: by the nominated bank. Five banking days begin."""
    row, record, credit = _require(context, actor, presentation_id)
    by_way_of_another = org_hex(orjson.loads(row.body)["bank"]) != credit.issuing_bank
    forwarders = (credit.nominated_bank, row.presenter)
    if record.received_at and by_way_of_another and org_hex(actor.organisation) in forwarders:
        return read(context, actor, presentation_id)  # forwarded by an earlier request
    receipt = carry_out(
        context, actor, context.contracts.credit_presentations.forward(_id(presentation_id))
    )
    _show(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def examine(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Examine what was received and record the outcome: by the issuing bank.

    Raises:
        ApiError: 403 another than the issuing bank; 409 its banking days are not published.
        Refusal: it was examined before, or too late.
        AwaitsChecker: a maker prepared it.
    """
    row, record, credit = _require_issuing_bank(context, actor, presentation_id)
    if row.report is not None:
        return read(context, actor, presentation_id)  # examined by an earlier request
    terms = Terms.from_json(credit.terms)
    on_ledger = ledger_record(context, credit.credit_id)
    with context.store.read() as work:
        presentation = examining.as_presented(
            work, org_hex(actor.organisation), terms, row, record, on_ledger.drawn_minor
        )
    report = examining.run(context, terms, presentation, presentation.presented_to or "")
    content = report.to_json()
    examined = not is_zero(record.examination_hash)
    if not examined or keccak(content) == record.examination_hash:
        with context.store.begin() as work:
            work.presentations.record_report(org_hex(actor.organisation), presentation_id, content)
            sightings.keep(
                context, work, org_hex(actor.organisation), presentation_id, row.documents
            )
        if examined:  # its report was lost, and is found again
            return read(context, actor, presentation_id)
    act = context.contracts.credit_presentations.examine(
        presentation=_id(presentation_id),
        complying=report.complying,
        examination_hash=keccak(content),
    )
    outcome = "complying" if report.complying else f"{len(report.findings)} discrepancies"
    receipt = bind(
        context, actor, act, f"Record examination under {terms.credit_number}: {outcome}"
    )
    return read(context, actor, presentation_id, receipt)


def refuse(
    context: ApiContext, actor: Actor, presentation_id: str, disposal: str
) -> PresentationView:
    """Refuse, once, with every discrepancy of the examination: by the issuing bank.

    Raises:
        ApiError: 403 another than the issuing bank; 409 not examined.
        Refusal: too late, or not discrepant.
        AwaitsChecker: a maker prepared it.
    """
    row, record, credit = _require_issuing_bank(context, actor, presentation_id)
    if row.report is None:
        raise conflict(
            "not-examined",
            "The documents have not been examined.",
            rule="UCP 600 art. 16(c)(ii)",
            next_step="Examine them first: POST .../examination.",
        )
    on_ledger = ledger_record(context, credit.credit_id)
    chosen = Disposal[disposal]
    notice = examining.notice_text(row.report, on_ledger, record, chosen).encode()
    if record.notice_hash == keccak(notice):
        return read(context, actor, presentation_id)  # refused by an earlier request
    if is_zero(record.notice_hash):
        with context.store.begin() as work:
            work.presentations.record_notice(org_hex(actor.organisation), presentation_id, notice)
    act = context.contracts.credit_presentations.refuse(
        presentation=_id(presentation_id),
        discrepancies=examining.discrepancy_names(row.report),
        disposal=chosen,
        notice_hash=keccak(notice),
    )
    receipt = bind(
        context, actor, act, f"Refuse documents under {bytes_text(on_ledger.number)}: {disposal}"
    )
    return read(context, actor, presentation_id, receipt)


def ask_for_waiver(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Ask the applicant for a waiver: by the issuing bank, in its sole judgement (art. 16(b)).

    Shows the applicant the presentation and its findings, not the documents. The clock runs on.

    Raises:
        ApiError: 403 another than the issuing bank; 409 nothing to waive.
    """
    _, record, credit = _require_issuing_bank(context, actor, presentation_id)
    if record.state not in _EXAMINED:
        raise conflict(
            "nothing-to-waive",
            "There is no discrepancy to be waived.",
            rule="UCP 600 art. 16(b)",
        )
    at = context.now()
    with context.store.begin() as work:
        work.presentations.reveal(
            org_hex(actor.organisation),
            presentation_id,
            credit.applicant,
            at=at,
            with_documents=False,
        )
    return read(context, actor, presentation_id)


def waive(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Take up discrepant documents: the issuing bank's own judgement (art. 16(b)).

    Raises:
        Refusal: nothing to waive, or refused documents that are not held for a waiver.
        AwaitsChecker: a maker prepared it.
    """
    _require_issuing_bank(context, actor, presentation_id)
    act = context.contracts.credit_presentations.waive(_id(presentation_id))
    receipt = bind(context, actor, act, f"Take up discrepant documents, {presentation_id}")
    _show(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def preclude(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Declare that the bank let its time pass without notice (art. 16(f)).

    Raises:
        Refusal: the bank still has time.
    """
    act = context.contracts.credit_presentations.preclude(_id(presentation_id))
    return _acted(context, actor, presentation_id, act)


def honour(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Pay the beneficiary from the issuing bank's own account; the applicant gets the documents.

    Raises:
        Refusal: not complying, waived or precluded; or the bank's account lacks money.
        AwaitsChecker: a maker prepared it.
    """
    _, record, credit = _require_issuing_bank(context, actor, presentation_id)
    if record.state is PresentationState.HONOURED:
        return read(context, actor, presentation_id)  # honoured by an earlier request
    number = bytes_text(ledger_record(context, credit.credit_id).number)
    act = context.contracts.credit_settlement.honour(_id(presentation_id))
    receipt = bind(
        context,
        actor,
        act,
        f"Honour {record.amount_minor} minor units under credit {number}",
    )
    _show(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def take_back(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Take back documents that were refused or not yet forwarded: by the beneficiary."""
    act = context.contracts.credit_presentations.take_back(_id(presentation_id))
    return _acted(context, actor, presentation_id, act)


def _id(presentation_id: str) -> PresentationId:
    return PresentationId(from_hex(presentation_id))


def _place_for_presentation(row: CreditRow, record: CreditRecord, bank: str) -> str:
    """The place whose banking days count, where the bank is one documents may be presented to."""
    if org_bytes(bank) == record.terms.issuing_bank:
        return bytes_text(record.terms.issuing_place)
    terms = Terms.from_json(row.terms)
    nominated = terms.nominated_bank.lei if terms.nominated_bank else None
    if bank == nominated:
        return bytes_text(record.terms.nominated_place)
    raise unacceptable(
        "bank",
        f"{bank} is neither the nominated nor the issuing bank of this credit",
        rule="UCP 600 art. 6(a), 6(d)",
        next_step="Present to the nominated or the issuing bank.",
    )


def _acted(
    context: ApiContext, actor: Actor, presentation_id: str, act: Act[None]
) -> PresentationView:
    _require(context, actor, presentation_id)
    return read(context, actor, presentation_id, carry_out(context, actor, act))


def _require(
    context: ApiContext, actor: Actor, presentation_id: str
) -> tuple[PresentationRow, PresentationRecord, CreditRow]:
    found = visibility.find(context, actor, presentation_id)
    if found is None:
        raise not_found("presentation")
    return found.row, found.record, found.credit


def _require_issuing_bank(
    context: ApiContext, actor: Actor, presentation_id: str
) -> tuple[PresentationRow, PresentationRecord, CreditRow]:
    found = _require(context, actor, presentation_id)
    if found[2].issuing_bank != org_hex(actor.organisation):
        raise forbidden(
            "This is the issuing bank's to decide.",
            rule="UCP 600 art. 7, 14(a), 16",
        )
    return found


def _show(context: ApiContext, actor: Actor, presentation_id: str) -> None:
    found = visibility.find(context, actor, presentation_id)
    if found is not None:
        visibility.show(context, found)


def _open_already(
    context: ApiContext, credit_id: str, count: int, given: PresentDocuments
) -> str | None:
    """The open presentation of these documents for this amount to this bank, if there is one."""
    root = visibility.documents_root(given.documents)
    for number in range(count, 0, -1):
        presentation_id = visibility.presentation_id(credit_id, number)
        record = visibility.ledger_record(context, presentation_id)
        if (
            record.state not in _ENDED
            and record.documents_root == root
            and record.amount_minor == given.amount.minor
            and _made_to(context, presentation_id) == org_bytes(given.bank)
        ):
            return presentation_id
    return None


def _made_to(context: ApiContext, presentation_id: str) -> bytes | None:
    """The bank a presentation was made to, which the ledger tells in the event alone."""
    with context.store.read() as work:
        return records.presented_to(work, presentation_id)


def _put_if_lost(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    presentation_id: str,
    documents: tuple[str, ...],
    body: bytes,
) -> None:
    with context.store.read() as work:
        row = work.presentations.get(org_hex(actor.organisation), presentation_id)
    record = visibility.ledger_record(context, presentation_id)
    if row is None or row.body != body or not visibility.stands(row, record):
        _put(context, actor, credit_id, presentation_id, documents, body)


def _put(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    presentation_id: str,
    documents: tuple[str, ...],
    body: bytes,
) -> None:
    at = context.now()
    with context.store.begin() as work:
        work.presentations.put(
            org_hex(actor.organisation),
            presentation_id=presentation_id,
            credit_id=credit_id,
            documents=documents,
            body=body,
            at=at,
        )
        sightings.keep(context, work, org_hex(actor.organisation), presentation_id, documents)


def _view(
    context: ApiContext,
    actor: Actor,
    row: PresentationRow,
    record: PresentationRecord,
    credit: CreditRow,
    receipt: Receipt[Any] | None = None,
) -> PresentationView:
    body = orjson.loads(row.body)
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        held = {
            each: found.kind
            for each in row.documents
            if (found := work.documents.get(organisation, each)) is not None
        }
        documents = summaries(work, held)
        elsewhere = sightings.told_to(work, actor, row, record, credit)
    return PresentationView(
        id=row.presentation_id,
        credit=row.credit_id,
        state=record.state.name,
        bank=body["bank"],
        amount=MoneyView(currency=body["amount"]["currency"], minor=record.amount_minor),
        presented_day=day_of(record.presented_day),
        presented_at=instant(record.presented_at),
        received_at=instant_or_none(record.received_at),
        decide_by=instant_or_none(record.decide_by),
        documents=documents,
        examination=_examination(context, organisation, row.report, documents)
        if row.report
        else None,
        disposal=record.disposal.name if record.disposal else None,
        notice=row.notice.decode() if row.notice else None,
        sightings=elsewhere,
        receipt=receipt_view(receipt) if receipt else None,
    )


def _examination(
    context: ApiContext, reader: OrgId, report: bytes, documents: tuple[DocumentSummary, ...]
) -> ExaminationView:
    """The report, with what became of the documents since it was made."""
    withdrawn = [each.hash for each in documents if each.standing == DocumentStanding.REVOKED.name]
    with context.store.read() as work:
        revoked = {each: work.documents.content(reader, each) or b"" for each in withdrawn}
    return examining.view_of(report, examining.revocations(context, revoked))
