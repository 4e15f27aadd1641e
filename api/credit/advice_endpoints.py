"""Routes of pre-advice, advice and confirmation."""

from fastapi import APIRouter

from api.blocking import blocking
from api.credit import advice
from api.credit.schemas import CreditView, PreAdvise, RefuseToAdvise
from api.dependencies import Bank, Context
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()


@router.post("/credits/{credit}/pre-advice", summary="Pre-advise a credit ◆", responses=PREPARED)
async def pre_advise(context: Context, actor: Bank, credit: Hash32, body: PreAdvise) -> CreditView:
    """Tell that the credit will be issued, which from then on it must (UCP 600 art. 11(b))."""
    return await blocking(advice.pre_advise, context, actor, credit, body)


@router.post("/credits/{credit}/advise", summary="Advise a credit")
async def advise(context: Context, actor: Bank, credit: Hash32) -> CreditView:
    """Advise the credit to the beneficiary, without undertaking of one's own (UCP 600 art. 9).

    By the advising bank; then by the second one, where the credit names one.
    """
    return await blocking(advice.advise, context, actor, credit)


@router.post("/credits/{credit}/advice-refusal", summary="Refuse to advise a credit")
async def refuse_to_advise(
    context: Context, actor: Bank, credit: Hash32, body: RefuseToAdvise
) -> CreditView:
    """Tell at once that one will not advise (UCP 600 art. 9(e)): by an advising bank."""
    return await blocking(advice.refuse_to_advise, context, actor, credit, body.reason)


@router.post("/credits/{credit}/confirmation", summary="Confirm a credit ◆", responses=PREPARED)
async def confirm(context: Context, actor: Bank, credit: Hash32) -> CreditView:
    """Bind oneself besides the issuing bank (UCP 600 art. 8): by the bank asked to confirm."""
    return await blocking(advice.confirm, context, actor, credit)


@router.post("/credits/{credit}/confirmation-declination", summary="Decline to confirm")
async def decline_confirmation(context: Context, actor: Bank, credit: Hash32) -> CreditView:
    """Decline to confirm, and tell the issuing bank (UCP 600 art. 8(d)): by the bank asked to."""
    return await blocking(advice.decline_confirmation, context, actor, credit)
