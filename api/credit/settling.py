"""Who pays whom under a credit, when, and on what terms (UCP 600 art. 7, 8, 12, 13, 16(g)).

A step asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded
from api.credit.deciding import not_its_own
from api.credit.falling_due import counted_from
from api.credit.presentation_showing import drawing_view
from api.credit.presentations import id_of, read, require_found, show_all
from api.credit.schemas import (
    DrawingView,
    Negotiate,
    OfferAdvance,
    PresentationView,
    ReimbursementView,
)
from api.credit.service import ledger_record
from api.credit.visibility import Found
from api.errors import conflict
from api.ids import bytes_text, is_zero, lei_of, org_bytes, org_hex, to_hex
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.schemas import MoneyView
from api.shown import day_number, day_of
from dhow.ledger.bindings.values import Day, DrawingRecord, Nomination, PresentationState
from dhow.ledger.types import Act, Receipt
from dhow.store import UnitOfWork
from dhow.store.projections.credit_reading import Values

_UNDERTAKEN = frozenset((PresentationState.UNDERTAKEN, PresentationState.ACTED_UPON))


def honour(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Pay a drawing at sight from the bank's own account; the applicant gets the documents.

    By the issuing bank; before it by the confirming bank, or a nominated bank that found the
    documents complying.

    Raises:
        ApiError: 403 another bank.
        Refusal: not complying, waived or precluded; or the bank's account lacks money.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    issuing = _is_issuing(found, actor)
    drawing = _drawing(context, presentation_id)
    own = drawing.claimant == org_bytes(actor.organisation)
    if not issuing and not _is_nominated(found, actor):
        raise not_its_own()
    done = found.record.state is PresentationState.HONOURED if issuing else own
    if done and (issuing or drawing.nomination is Nomination.HONOURED):
        return read(context, actor, presentation_id)  # honoured by an earlier request
    act = context.contracts.credit_settlement.honour(id_of(presentation_id))
    return _bound(context, actor, found, act, "Honour")


def undertake(
    context: ApiContext, actor: Actor, presentation_id: str, stated_day: date | None
) -> PresentationView:
    """Accept the draft, or incur the deferred payment undertaking: by the bank that could honour.

    Raises:
        ApiError: 422 another day than the one the documents show, from which the tenor runs.
        Refusal: the credit is not available thus, or the tenor runs from another day.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    drawing = _drawing(context, presentation_id)
    mine = drawing.claimant == org_bytes(actor.organisation) or _is_issuing(found, actor)
    if mine and drawing.maturity_day and found.record.state in _UNDERTAKEN:
        return read(context, actor, presentation_id)  # by an earlier request
    from_day = counted_from(context, actor, found, stated_day)
    day = max(day_number(from_day), 0) if from_day else 0
    act = context.contracts.credit_settlement.undertake(
        presentation=id_of(presentation_id), stated_day=Day(day)
    )
    return _bound(context, actor, found, act, "Undertake to pay at maturity")


def pay_at_maturity(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Pay one's own undertaking at its maturity: by the bank that undertook.

    Raises:
        Refusal: it has not matured, or nothing is due.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    drawing = _drawing(context, presentation_id)
    settlement = context.contracts.credit_settlement
    if drawing.claimant == org_bytes(actor.organisation):
        if drawing.nomination is Nomination.HONOURED:
            return read(context, actor, presentation_id)  # by an earlier request
        act = settlement.pay_undertaking(id_of(presentation_id))
    else:
        if _is_issuing(found, actor) and found.record.state is PresentationState.HONOURED:
            return read(context, actor, presentation_id)  # by an earlier request
        act = settlement.pay_at_maturity(id_of(presentation_id))
    return _bound(context, actor, found, act, "Pay at maturity")


def offer_advance(
    context: ApiContext, actor: Actor, presentation_id: str, given: OfferAdvance
) -> PresentationView:
    """Say the least for which one sells a drawing: by the beneficiary."""
    require_found(context, actor, presentation_id)
    act = context.contracts.credit_settlement.offer_advance(
        presentation=id_of(presentation_id),
        minimum_minor=given.minimum_minor,
        with_recourse=given.with_recourse,
    )
    return read(context, actor, presentation_id, carry_out(context, actor, act))


def negotiate(
    context: ApiContext, actor: Actor, presentation_id: str, given: Negotiate
) -> PresentationView:
    """Buy complying documents by paying the beneficiary now (art. 2): by the nominated bank.

    Raises:
        Refusal: less than the beneficiary asks, or recourse it did not grant.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    if _has(context, actor, presentation_id, Nomination.NEGOTIATED):
        return read(context, actor, presentation_id)  # by an earlier request
    act = context.contracts.credit_settlement.negotiate(
        presentation=id_of(presentation_id),
        advance_minor=given.advance_minor,
        with_recourse=given.with_recourse,
    )
    return _bound(context, actor, found, act, f"Negotiate, paying {given.advance_minor} for")


def prepay(
    context: ApiContext, actor: Actor, presentation_id: str, advance_minor: int
) -> PresentationView:
    """Pay one's own undertaking before maturity (art. 12(b)): by the bank that undertook.

    Raises:
        Refusal: less than the beneficiary asks, or nothing is due.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    if _has(context, actor, presentation_id, Nomination.PURCHASED):
        return read(context, actor, presentation_id)  # by an earlier request
    act = context.contracts.credit_settlement.prepay(
        presentation=id_of(presentation_id), advance_minor=advance_minor
    )
    return _bound(context, actor, found, act, f"Prepay, at {advance_minor},")


def claim(context: ApiContext, actor: Actor, presentation_id: str) -> DrawingView:
    """Claim reimbursement of the bank the credit names for it: by the bank that acted.

    Raises:
        ApiError: 409 no bank has acted.
        Refusal: the credit names none, or it was claimed.
    """
    require_found(context, actor, presentation_id)
    drawing = _drawing(context, presentation_id)
    if drawing.claimant == org_bytes(actor.organisation) and drawing.is_claimed:
        return read_drawing(context, presentation_id)  # by an earlier request
    if is_zero(drawing.claimant):
        raise conflict(
            "nothing-to-claim",
            "No bank has acted on this drawing, so none is to be reimbursed.",
            rule="UCP 600 art. 7(c), 13",
        )
    act = context.contracts.credit_settlement.claim_reimbursement(id_of(presentation_id))
    return read_drawing(context, presentation_id, carry_out(context, actor, act))


def reimburse(context: ApiContext, actor: Actor, presentation_id: str) -> DrawingView:
    """Pay the bank that acted: by the reimbursing bank on its claim, or the issuing bank.

    Raises:
        ApiError: 404 no presentation the actor sees, and no claim on it.
        Refusal: nothing is due, or not yet.
        AwaitsChecker: a maker prepared it.
    """
    _require_concerned(context, actor, presentation_id)
    if _drawing(context, presentation_id).reimburser == org_bytes(actor.organisation):
        return read_drawing(context, presentation_id)  # by an earlier request
    act = context.contracts.credit_settlement.reimburse(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Reimburse the bank that acted on {presentation_id}")
    return read_drawing(context, presentation_id, receipt)


def refund(context: ApiContext, actor: Actor, presentation_id: str) -> DrawingView:
    """Give back what was reimbursed, with interest, after a refusal in time (art. 16(g)).

    Raises:
        Refusal: nothing is to be given back, or a court or the law forbids it.
        AwaitsChecker: a maker prepared it.
    """
    require_found(context, actor, presentation_id)
    drawing = _drawing(context, presentation_id)
    if drawing.is_refunded and drawing.claimant == org_bytes(actor.organisation):
        return read_drawing(context, presentation_id)  # by an earlier request
    act = context.contracts.credit_settlement.refund(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Refund what was reimbursed for {presentation_id}")
    return read_drawing(context, presentation_id, receipt)


def repay(context: ApiContext, actor: Actor, presentation_id: str) -> DrawingView:
    """Pay a bank back that negotiated with recourse: by the beneficiary.

    Raises:
        Refusal: no recourse, or nothing is due.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    if _drawing(context, presentation_id).is_repaid and _is_beneficiary(found, actor):
        return read_drawing(context, presentation_id)  # by an earlier request
    act = context.contracts.credit_settlement.repay(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Pay back what was advanced for {presentation_id}")
    return read_drawing(context, presentation_id, receipt)


def read_drawing(
    context: ApiContext, presentation_id: str, receipt: Receipt[Any] | None = None
) -> DrawingView:
    """A drawing as the banks concerned read it."""
    with context.store.read() as work:
        return _drawing_view(context, work, presentation_id, receipt)


def reimbursements(
    context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE
) -> Page[ReimbursementView]:
    """The credits that name the actor for reimbursement, and what is claimed of it, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: Place | None, limit: int) -> Sequence[Values]:
        with context.store.read() as work:
            return work.ledger.reimbursing(organisation, after=after, limit=limit)

    def show(rows: Sequence[Values]) -> list[ReimbursementView | None]:
        with context.store.read() as work:
            return [_reimbursement(context, work, row["credit_id"]) for row in rows]

    return page(
        cursors_of(context.store),
        asked,
        "reimbursements",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row["applied_at"], row["credit_id"]),
        show=show,
    )


def _reimbursement(context: ApiContext, work: UnitOfWork, credit_id: str) -> ReimbursementView:
    record = records.credit(work, credit_id)
    terms = record.terms
    cap = terms.amount_minor + terms.amount_minor * terms.tolerance_plus_bps // 10_000
    nominated = terms.nominated_bank
    return ReimbursementView(
        credit=credit_id,
        number=bytes_text(record.number),
        state=record.state.name,
        issuing_bank=lei_of(terms.issuing_bank),
        claiming_bank=None if is_zero(nominated) else lei_of(nominated),
        beneficiary=lei_of(terms.beneficiary),
        authorised=MoneyView(currency=context.currency_of(terms.money), minor=cap),
        expiry_day=day_of(terms.expiry_day),
        claims=tuple(
            _drawing_view(context, work, row["presentation_id"])
            for row in work.ledger.system_drawings(credit_id)
            if row["claimed"]
        ),
    )


def _drawing_view(
    context: ApiContext,
    work: UnitOfWork,
    presentation_id: str,
    receipt: Receipt[Any] | None = None,
) -> DrawingView:
    record = records.presentation(work, presentation_id)
    credit_id = to_hex(record.credit)
    currency = context.currency_of(records.credit(work, credit_id).terms.money)
    return drawing_view(
        context,
        presentation_id,
        credit_id,
        MoneyView(currency=currency, minor=record.amount_minor),
        recorded.drawing(work, presentation_id),
        recorded.advance_terms(work, presentation_id),
        receipt,
    )


def _require_concerned(context: ApiContext, actor: Actor, presentation_id: str) -> None:
    """The actor sees the presentation, or a bank that acted looks to it for reimbursement."""
    with context.store.read() as work:
        record = records.presentation(work, presentation_id)
        credit_id = to_hex(record.credit)
        known = records.credit(work, credit_id)
        named = recorded.standing(work, credit_id, known).clauses.reimbursing_bank
        drawing = recorded.drawing(work, presentation_id)
    own = org_bytes(actor.organisation)
    acted = drawing.nomination is not Nomination.NONE
    if (acted and own == known.terms.issuing_bank) or (drawing.is_claimed and own == named):
        return
    require_found(context, actor, presentation_id)


def _bound(
    context: ApiContext, actor: Actor, found: Found, act: Act[None], what: str
) -> PresentationView:
    """Carry out a binding act on a drawing, and let in who may see it then."""
    presentation_id = found.row.presentation_id
    number = bytes_text(ledger_record(context, found.credit.credit_id).number)
    drawn = f"{found.record.amount_minor} minor units under credit {number}"
    receipt = bind(context, actor, act, f"{what} {drawn}")
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def _drawing(context: ApiContext, presentation_id: str) -> DrawingRecord:
    with context.store.read() as work:
        return recorded.drawing(work, presentation_id)


def _has(context: ApiContext, actor: Actor, presentation_id: str, nomination: Nomination) -> bool:
    drawing = _drawing(context, presentation_id)
    own = drawing.claimant == org_bytes(actor.organisation)
    return own and drawing.nomination is nomination


def _is_issuing(found: Found, actor: Actor) -> bool:
    return found.credit.issuing_bank == org_hex(actor.organisation)


def _is_nominated(found: Found, actor: Actor) -> bool:
    return found.credit.nominated_bank == org_hex(actor.organisation)


def _is_beneficiary(found: Found, actor: Actor) -> bool:
    return found.credit.beneficiary == org_hex(actor.organisation)
