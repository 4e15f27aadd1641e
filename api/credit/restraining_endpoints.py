"""Routes of court orders and compliance holds."""

from fastapi import APIRouter

from api.blocking import blocking
from api.credit import restraining
from api.credit.schemas import CourtOrderView, CreditView, HoldForCompliance, RecordCourtOrder
from api.credit.settlement_schemas import ReimbursementView
from api.dependencies import Bank, Context, Regulator
from api.responses import PREPARED
from api.schemas import Hash32, Lei

router = APIRouter()


@router.post("/credits/{credit}/compliance-hold", summary="Hold payments ◆", responses=PREPARED)
async def hold(
    context: Context, actor: Bank, credit: Hash32, body: HoldForCompliance
) -> CreditView | ReimbursementView:
    """Hold one's own payments under the law that binds one; no clock stands still."""
    return await blocking(restraining.hold, context, actor, credit, body)


@router.post("/credits/{credit}/compliance-hold/end", summary="End a hold ◆", responses=PREPARED)
async def end_hold(context: Context, actor: Bank, credit: Hash32) -> CreditView | ReimbursementView:
    """End one's own hold: what is due is due again."""
    return await blocking(restraining.end_hold, context, actor, credit)


@router.post(
    "/credits/{credit}/court-order", summary="Record a court's order ◆", responses=PREPARED
)
async def suspend(
    context: Context, actor: Regulator, credit: Hash32, body: RecordCourtOrder
) -> CourtOrderView:
    """Record a court's order not to pay under a credit: by a member that keeps the register."""
    return await blocking(restraining.suspend, context, actor, credit, body.order_reference)


@router.post(
    "/credits/{credit}/court-order/lifting", summary="Lift a court's order ◆", responses=PREPARED
)
async def lift(
    context: Context, actor: Regulator, credit: Hash32, registrar: Lei | None = None
) -> CourtOrderView:
    """Lift a court's order: by the member that recorded it, or another while that is suspended."""
    return await blocking(restraining.lift, context, actor, credit, registrar)
