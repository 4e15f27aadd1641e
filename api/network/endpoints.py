"""Routes that need no sign-in."""

from fastapi import APIRouter

from api.auth.roles import public
from api.blocking import blocking
from api.dependencies import Context
from api.network import service
from api.network.schemas import ChainView, HealthView

router = APIRouter(tags=["network"])


@router.get("/health", summary="Is the service well", dependencies=[public()])
async def health(context: Context) -> HealthView:
    """Whether ledger and store answer."""
    return await blocking(service.health, context)


@router.get("/chain", summary="The chain", dependencies=[public()])
async def chain(context: Context) -> ChainView:
    """The chain's id, latest block and time: the only clock of the trade."""
    return await blocking(service.chain, context)
