"""Routes of payment: honour, undertakings, negotiation, reimbursement."""

from fastapi import APIRouter, Request, Response

from api.blocking import blocking
from api.credit import reimbursing, settling
from api.credit.presentation_schemas import PresentationView
from api.credit.settlement_schemas import (
    DrawingView,
    Negotiate,
    OfferAdvance,
    Prepay,
    ReimbursementView,
    UndertakePayment,
)
from api.dependencies import Bank, Context, Presenter
from api.pages import Paging
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()


@router.post("/presentations/{presentation}/honour", summary="Honour ◆", responses=PREPARED)
async def honour(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Pay from the bank's own account (UCP 600 art. 7, 8, 15).

    By the issuing bank; before it by a confirming or nominated bank that found them complying.
    """
    return await blocking(settling.honour, context, actor, presentation)


@router.post(
    "/presentations/{presentation}/undertaking", summary="Accept or undertake ◆", responses=PREPARED
)
async def undertake(
    context: Context, actor: Bank, presentation: Hash32, body: UndertakePayment
) -> PresentationView:
    """Accept the draft, or undertake to pay at maturity (UCP 600 art. 7(a), 8(a))."""
    return await blocking(settling.undertake, context, actor, presentation, body.stated_day)


@router.post(
    "/presentations/{presentation}/maturity-payment",
    summary="Pay at maturity ◆",
    responses=PREPARED,
)
async def pay_at_maturity(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Pay one's own undertaking at its maturity: by the bank that undertook."""
    return await blocking(settling.pay_at_maturity, context, actor, presentation)


@router.post("/presentations/{presentation}/advance-offer", summary="Offer a drawing for sale")
async def offer_advance(
    context: Context, actor: Presenter, presentation: Hash32, body: OfferAdvance
) -> PresentationView:
    """Say the least for which one sells a drawing: by the beneficiary."""
    return await blocking(settling.offer_advance, context, actor, presentation, body)


@router.post("/presentations/{presentation}/negotiation", summary="Negotiate ◆", responses=PREPARED)
async def negotiate(
    context: Context, actor: Bank, presentation: Hash32, body: Negotiate
) -> PresentationView:
    """Buy complying documents by paying now (UCP 600 art. 2): by the nominated bank."""
    return await blocking(settling.negotiate, context, actor, presentation, body)


@router.post("/presentations/{presentation}/prepayment", summary="Prepay ◆", responses=PREPARED)
async def prepay(
    context: Context, actor: Bank, presentation: Hash32, body: Prepay
) -> PresentationView:
    """Pay one's own undertaking before maturity (UCP 600 art. 12(b))."""
    return await blocking(settling.prepay, context, actor, presentation, body.advance_minor)


@router.post("/presentations/{presentation}/reimbursement-claim", summary="Claim reimbursement")
async def claim(context: Context, actor: Bank, presentation: Hash32) -> DrawingView:
    """Claim of the bank the credit names (UCP 600 art. 13): by the bank that acted."""
    return await blocking(reimbursing.claim, context, actor, presentation)


@router.post(
    "/presentations/{presentation}/reimbursement", summary="Reimburse ◆", responses=PREPARED
)
async def reimburse(context: Context, actor: Bank, presentation: Hash32) -> DrawingView:
    """Pay the bank that acted (UCP 600 art. 7(c), 13).

    By the reimbursing bank on its claim, or by the issuing bank.
    """
    return await blocking(reimbursing.reimburse, context, actor, presentation)


@router.post("/presentations/{presentation}/refund", summary="Refund ◆", responses=PREPARED)
async def refund(context: Context, actor: Bank, presentation: Hash32) -> DrawingView:
    """Give back what was reimbursed, with interest, after a refusal (UCP 600 art. 16(g))."""
    return await blocking(reimbursing.refund, context, actor, presentation)


@router.post(
    "/presentations/{presentation}/repayment", summary="Pay back on recourse ◆", responses=PREPARED
)
async def repay(context: Context, actor: Presenter, presentation: Hash32) -> DrawingView:
    """Pay a bank back that negotiated with recourse: by the beneficiary."""
    return await blocking(reimbursing.repay, context, actor, presentation)


@router.get("/reimbursements", summary="Credits you reimburse under")
async def read_reimbursements(
    request: Request, response: Response, context: Context, actor: Bank, asked: Paging
) -> list[ReimbursementView]:
    """What a reimbursing bank is told of credits: neither terms nor documents (art. 13)."""
    found = await blocking(reimbursing.reimbursements, context, actor, asked)
    return found.told(request, response)
