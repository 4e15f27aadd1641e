"""Routes of the network itself."""

from typing import Annotated

from fastapi import APIRouter

from api.auth.roles import Actor, Role, public, requires
from api.blocking import blocking
from api.dependencies import Context
from api.network import operator_key, service
from api.network.schemas import ChainView, HealthView, MoveClock, SystemKeyView
from api.routes import without_act

router = APIRouter(tags=["network"])


@router.get("/health", summary="Is the service well", dependencies=[public()])
async def health(context: Context) -> HealthView:
    """Whether ledger and store answer."""
    return await blocking(service.health, context)


@router.get("/chain", summary="The chain", dependencies=[public()])
async def chain(context: Context) -> ChainView:
    """The chain's id, latest block and time: the only clock of the trade."""
    return await blocking(service.chain, context)


@router.post(
    "/chain/time", summary="Move the clock", dependencies=[without_act(), requires(Role.REGISTRAR)]
)
async def move_clock(context: Context, body: MoveClock) -> ChainView:
    """Move a development chain's clock on: deadlines, expiry and maturity come when you say.

    Forward only, and only on a chain of our own; a real chain keeps its own time.
    """
    return await blocking(service.move_clock, context, body.at)


@router.post(
    "/chain/keys/rotation", summary="Replace the operator's key", dependencies=[without_act()]
)
async def rotate_key(
    context: Context, actor: Annotated[Actor, requires(Role.REGISTRAR)]
) -> SystemKeyView:
    """Move every system role to a new key, and take them from the old one.

    Cut off, the same request completes it. `others` are keys besides it that hold a role: after a
    theft there must be none that you do not know.
    """
    return await blocking(operator_key.rotate, context, actor)
