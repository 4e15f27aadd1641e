"""Routes of transactions that parties sign themselves."""

from fastapi import APIRouter, Response

from api.blocking import blocking
from api.dependencies import Context, MemberActor
from api.routes import signed_already
from api.schemas import Hash32
from api.transactions import consents, service
from api.transactions.schemas import SignedActView, SignedConsent, SignedTransaction

router = APIRouter(prefix="/transactions", tags=["transactions"])


@router.post("", summary="Send a transaction you signed", dependencies=[signed_already()])
async def send(
    context: Context, actor: MemberActor, body: SignedTransaction, response: Response
) -> SignedActView:
    """Send on what a key of your organisation signed, once, however often it is asked for.

    Get what to sign from the act's own route with `Prefer: draft="0x<your key>"`.
    """
    done = await blocking(service.send, context, actor, body.raw)
    response.status_code = 202 if done.receipt is None else 200
    return done


@router.post("/consents", summary="Hand in a consent you signed", dependencies=[signed_already()])
async def consent(context: Context, actor: MemberActor, body: SignedConsent) -> SignedActView:
    """Have an act sent that a key of your organisation signed as typed data (EIP-712).

    The signature is the evidence of your consent; the network's relay pays for the sending.
    """
    return await blocking(consents.hand_in, context, actor, body)


@router.get("/{transaction}", summary="One transaction of yours")
async def read(context: Context, actor: MemberActor, transaction: Hash32) -> SignedActView:
    """What a transaction of your organisation's keys does, and what became of it."""
    return await blocking(service.read, context, actor, transaction)
