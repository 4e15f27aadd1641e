"""Who pays whom under a credit, when, and on what terms (UCP 600 art. 7, 8, 12, 13, 16(g)).

A step asked for again finds itself done (see `api.acts`).
"""

from datetime import date

from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded
from api.credit.accepting import require_stated
from api.credit.deciding import not_its_own
from api.credit.falling_due import counted_from
from api.credit.presentation_schemas import PresentationView
from api.credit.presentations import id_of, read, require_found, show_all
from api.credit.service import ledger_record
from api.credit.settlement_schemas import Negotiate, OfferAdvance
from api.credit.visibility import Found
from api.ids import bytes_text, org_bytes, org_hex
from api.shown import day_number
from dhow.ledger.bindings.values import Day, DrawingRecord, Nomination, PresentationState
from dhow.ledger.types import Act

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
    drawing = drawing_of(context, presentation_id)
    own = drawing.claimant == org_bytes(actor.organisation)
    if not issuing and not _is_nominated(found, actor):
        raise not_its_own()
    done = found.record.state is PresentationState.HONOURED if issuing else own
    if done and (issuing or drawing.nomination is Nomination.HONOURED):
        return read(context, actor, presentation_id)  # honoured by an earlier request
    require_stated(context, actor, found)
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
    drawing = drawing_of(context, presentation_id)
    own = drawing.claimant == org_bytes(actor.organisation)
    done = (own or _is_issuing(found, actor)) and found.record.state in _UNDERTAKEN
    beside = own and drawing.nomination is Nomination.UNDERTAKEN  # the documents stay as they are
    if drawing.maturity_day and (done or beside):
        return read(context, actor, presentation_id)  # by an earlier request
    require_stated(context, actor, found)
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
    drawing = drawing_of(context, presentation_id)
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
    require_stated(context, actor, found)
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


def drawing_of(context: ApiContext, presentation_id: str) -> DrawingRecord:
    """A drawing as the ledger has it."""
    with context.store.read() as work:
        return recorded.drawing(work, presentation_id)


def _has(context: ApiContext, actor: Actor, presentation_id: str, nomination: Nomination) -> bool:
    drawing = drawing_of(context, presentation_id)
    own = drawing.claimant == org_bytes(actor.organisation)
    return own and drawing.nomination is nomination


def _is_issuing(found: Found, actor: Actor) -> bool:
    return found.credit.issuing_bank == org_hex(actor.organisation)


def _is_nominated(found: Found, actor: Actor) -> bool:
    return found.credit.nominated_bank == org_hex(actor.organisation)
