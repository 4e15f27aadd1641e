"""Reimbursement between banks, its refund, and recourse (UCP 600 art. 7(c), 8(c), 13, 16(g)).

A step asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Sequence
from typing import Any

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded
from api.credit.presentation_showing import drawing_view
from api.credit.presentations import id_of, require_found
from api.credit.reasons import NOT_ISSUED
from api.credit.settlement_schemas import DrawingView, ReimbursementView
from api.credit.settling import drawing_of
from api.credit.showing import hold_view
from api.credit.visibility import Found
from api.errors import conflict
from api.ids import bytes_text, is_zero, lei_of, org_bytes, org_hex, to_hex
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.schemas import MoneyView
from api.shown import day_of, receipt_view
from dhow.ledger.bindings.values import Nomination
from dhow.ledger.types import Receipt
from dhow.store import UnitOfWork
from dhow.store.projections.credit_reading import Values


def claim(context: ApiContext, actor: Actor, presentation_id: str) -> DrawingView:
    """Claim reimbursement of the bank the credit names for it: by the bank that acted.

    Raises:
        ApiError: 409 no bank has acted.
        Refusal: the credit names none, or it was claimed.
    """
    require_found(context, actor, presentation_id)
    drawing = drawing_of(context, presentation_id)
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
    if drawing_of(context, presentation_id).reimburser == org_bytes(actor.organisation):
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
    drawing = drawing_of(context, presentation_id)
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
    if drawing_of(context, presentation_id).is_repaid and _is_beneficiary(found, actor):
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


def reimburses(context: ApiContext, actor: Actor, credit_id: str) -> bool:
    """Whether an issued credit names the actor for reimbursement, and for nothing it may read."""
    own = org_bytes(actor.organisation)
    with context.store.read() as work:
        record = records.credit(work, credit_id)
        clauses = recorded.standing(work, credit_id, record).clauses
        party = work.credits.get(org_hex(actor.organisation), credit_id) is not None
    return record.state not in NOT_ISSUED and own == clauses.reimbursing_bank and not party


def read_one(
    context: ApiContext, credit_id: str, receipt: Receipt[Any] | None = None
) -> ReimbursementView:
    """A credit as the bank that reimburses under it is told of it."""
    with context.store.read() as work:
        view = _reimbursement(context, work, credit_id)
    return view.model_copy(update={"receipt": receipt_view(receipt) if receipt else None})


def _reimbursement(context: ApiContext, work: UnitOfWork, credit_id: str) -> ReimbursementView:
    record = records.credit(work, credit_id)
    terms = record.terms
    cap = terms.amount_minor + terms.amount_minor * terms.tolerance_plus_bps // 10_000
    nominated = terms.nominated_bank
    standing = recorded.standing(work, credit_id, record)
    bank = standing.clauses.reimbursing_bank
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
        compliance_hold=hold_view(work, credit_id, bank, standing.holds.get(bank)),
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


def _is_beneficiary(found: Found, actor: Actor) -> bool:
    return found.credit.beneficiary == org_hex(actor.organisation)
