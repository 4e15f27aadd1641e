"""Routes between organisations' processes: each request is shown by its own signature."""

from fastapi import APIRouter

from api.auth.roles import public
from api.blocking import blocking
from api.dependencies import Context
from api.exchange import acting, offers, serving
from api.exchange.schemas import ActElsewhere, AskForContent, OfferContent, SealedContent
from api.routes import without_act

router = APIRouter(prefix="/exchange", tags=["exchange"])


@router.post("", summary="Content for another process", dependencies=[without_act(), public()])
async def hand_over(context: Context, body: AskForContent) -> SealedContent:
    """Hand something to the process of an organisation that may read it, sealed to its request.

    Who asks is shown by the request's signature, with a key that acts for the reader on the ledger.
    """
    return await blocking(serving.hand_over, context, body)


@router.post(
    "/offers", status_code=204, summary="Something to fetch", dependencies=[without_act(), public()]
)
async def offered(context: Context, body: OfferContent) -> None:
    """Fetch what another organisation's process has for this one; answered once it is kept here."""
    await blocking(offers.receive, context, body)


@router.post(
    "/acts",
    status_code=204,
    summary="An act from elsewhere",
    dependencies=[without_act(), public()],
)
async def acted(context: Context, body: ActElsewhere) -> None:
    """Do what a participant of a shipment kept here signed; the same again changes nothing."""
    await blocking(acting.done_here, context, body)
