"""A presentation, and its drawing, as its readers may see them."""

from typing import Any

import orjson

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import befallen, examining, parts, reasons, recorded, sightings, visibility
from api.credit.presentation_schemas import (
    ExaminationView,
    HandlingView,
    LossView,
    PresentationView,
    UnreadableView,
)
from api.credit.settlement_schemas import DrawingView
from api.credit.visibility import Found
from api.documents.schemas import DocumentSummary
from api.documents.service import summaries
from api.ids import from_hex, is_zero, lei_of, org_hex, to_hex
from api.schemas import MoneyView
from api.shown import day_of, instant, instant_or_none, receipt_view
from dhow.ledger.bindings.values import (
    AdvanceTerms,
    DocumentStanding,
    DrawingRecord,
    PresentationId,
    PresentationState,
    WaiverAnswer,
)
from dhow.ledger.types import Receipt
from dhow.store import OrgId, PresentationRow, UnitOfWork

_TOLD = frozenset(
    (PresentationState.WAIVED, PresentationState.HONOURED, PresentationState.UNDERTAKEN)
)


def presentation_view(
    context: ApiContext, actor: Actor, found: Found, receipt: Receipt[Any] | None = None
) -> PresentationView:
    """A presentation as far as the actor may see it."""
    row, record, handling = found.row, found.record, found.handling
    body = orjson.loads(row.body)
    report = _own_report(actor, found)
    organisation = org_hex(actor.organisation)
    finding = visibility.finding_for(organisation, found)
    with context.store.read() as work:
        held = {
            each: known.kind
            for each in row.documents
            if (known := work.documents.get(organisation, each)) is not None
        }
        documents = summaries(work, held)
        elsewhere = sightings.told_to(work, actor, row, found.credit)
        acted = recorded.drawing(work, row.presentation_id)
        offered = recorded.advance_terms(work, row.presentation_id)
        not_held = visibility.not_held(work, organisation, found)
        substitution = parts.substitution_view(work, organisation, row)
        unreadable, lost = _befell(work, row)
        disposable = befallen.records_disposable_from(work, row, record, handling)
        minor = parts.amount_shown(work, organisation, found.credit, row, record.amount_minor)
    # what banks give is not the applicant's, nor a first beneficiary's
    before_it = organisation in (
        found.credit.issuing_bank,
        found.credit.nominated_bank,
        row.presenter,
    )
    return PresentationView(
        id=row.presentation_id,
        credit=row.credit_id,
        state=record.state.name,
        bank=body["bank"],
        amount=MoneyView(currency=body["amount"]["currency"], minor=minor),
        presented_day=day_of(record.presented_day),
        presented_at=instant(record.presented_at),
        received_at=instant_or_none(record.received_at),
        decide_by=instant_or_none(record.decide_by)
        if record.state is not PresentationState.CORRUPTED  # the time for it stands still
        else None,
        documents=documents,
        not_held=not_held,
        examination=_examination(context, organisation, report, documents) if report else None,
        nominated_examination=_examination(context, organisation, finding, documents)
        if finding
        else None,
        disposal=record.disposal.name if record.disposal else None,
        notice=row.notice.decode() if row.notice else None,
        substitution=substitution,
        sightings=elsewhere,
        handling=HandlingView(
            confirming_bank=lei_of(handling.confirming_bank)
            if not is_zero(handling.confirming_bank)
            else None,
            with_confirming_bank=handling.is_with_confirming_bank,
            # what banks owe one another is not the applicant's (art. 4)
            confirming_bank_still_bound=handling.is_still_bound and before_it,
            found_complying=handling.is_found_complying
            and visibility.hears_of_finding(organisation, found),
            agreed_at=instant_or_none(handling.bound_at),
            waiver=handling.waiver.name,
            unreadable=unreadable if before_it else None,
            lost=lost if before_it else None,
            disposable_from=disposable if before_it else None,
        ),
        drawing=drawing_view(
            context,
            row.presentation_id,
            row.credit_id,
            MoneyView(currency=body["amount"]["currency"], minor=record.amount_minor),
            acted,
            offered,
        )
        if before_it and (acted != recorded.NO_DRAWING or offered.minimum_minor)
        else None,
        receipt=receipt_view(receipt) if receipt else None,
    )


def _loss(work: UnitOfWork, credit_id: str, lost: befallen.Lost) -> LossView:
    sent = (records.credit(work, credit_id).terms.nominated_bank, lost.cover_hash)
    return LossView(
        told_at=instant(lost.told_at),
        cover=reasons.read(work, credit_id, (sent,)).get(sent),
        cover_hash=to_hex(lost.cover_hash),
    )


def _befell(
    work: UnitOfWork, row: PresentationRow
) -> tuple[UnreadableView | None, LossView | None]:
    """Records that could not be read, and documents that were lost, as the ledger tells."""
    asked = befallen.unread(work, row.presentation_id)
    lost = befallen.lost(work, row.presentation_id)
    loss = _loss(work, row.credit_id, lost) if lost else None
    if asked is None:
        return None, loss
    view = UnreadableView(
        records=asked.records,
        replace_by=asked.replace_by,
        replaced_by=asked.in_their_place,
        words=asked.words,
    )
    return view, loss


def _examination(
    context: ApiContext, reader: OrgId, report: bytes, documents: tuple[DocumentSummary, ...]
) -> ExaminationView:
    """The report, with what became of the documents since it was made."""
    withdrawn = [each.hash for each in documents if each.standing == DocumentStanding.REVOKED.name]
    with context.store.read() as work:
        revoked = {each: work.documents.content(reader, each) or b"" for each in withdrawn}
    return examining.view_of(report, examining.revocations(context, revoked))


def _own_report(actor: Actor, found: Found) -> bytes | None:
    """The bank's own examination for the bank; for others that of the bank that decides."""
    own = org_hex(actor.organisation)
    finding = found.row.finding
    if own == found.credit.issuing_bank:
        return found.row.report
    if own == found.credit.nominated_bank:
        return finding or found.row.report
    if own != found.row.presenter:  # the applicant, or the first beneficiary: once it is asked
        asked = found.handling.waiver is not WaiverAnswer.NONE
        return found.row.report if asked or found.record.state in _TOLD else None
    # the beneficiary: what a nominated bank found stands apart from the decision, which is not its
    decides = not is_zero(found.handling.confirming_bank)
    return found.row.report or (finding if decides else None)


def drawing_view(
    context: ApiContext,
    presentation_id: str,
    credit_id: str,
    amount: MoneyView,
    drawing: DrawingRecord,
    offered: AdvanceTerms,
    receipt: Receipt[Any] | None = None,
) -> DrawingView:
    """A drawing as it stands between the banks and the beneficiary."""

    def money(minor: int) -> MoneyView | None:
        return MoneyView(currency=amount.currency, minor=minor) if minor else None

    due = 0
    if not is_zero(drawing.reimburser) and not drawing.is_refunded:
        refund = context.contracts.credit_settlement.refund_due_minor(
            PresentationId(from_hex(presentation_id))
        )
        due = sum(context.ledger.call(refund))
    return DrawingView(
        presentation=presentation_id,
        credit=credit_id,
        amount=amount,
        nomination=drawing.nomination.name,
        claimant=None if is_zero(drawing.claimant) else lei_of(drawing.claimant),
        advanced=money(drawing.advanced_minor),
        sight=money(drawing.sight_minor),
        maturity_day=day_of(drawing.maturity_day) if drawing.maturity_day else None,
        with_recourse=drawing.with_recourse,
        minimum=money(offered.minimum_minor),
        claimed=drawing.is_claimed,
        reimburser=None if is_zero(drawing.reimburser) else lei_of(drawing.reimburser),
        reimbursed_at=instant_or_none(drawing.reimbursed_at),
        refunded=drawing.is_refunded,
        repaid=drawing.is_repaid,
        refund_due=money(due),
        receipt=receipt_view(receipt) if receipt else None,
    )
