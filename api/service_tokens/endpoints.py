"""Routes of service tokens."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.auth.roles import Actor, requires_administrator
from api.blocking import blocking
from api.dependencies import Context
from api.responses import PREPARED
from api.routes import without_act
from api.service_tokens import service
from api.service_tokens.schemas import MadeServiceToken, NewServiceToken, ServiceTokenView

router = APIRouter(prefix="/service-tokens", tags=["tokens"])

Administrator = Annotated[Actor, requires_administrator()]
TokenId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


@router.post(
    "",
    status_code=201,
    summary="Make a service token",
    responses=PREPARED,
    dependencies=[without_act()],
)
async def make(context: Context, actor: Administrator, body: NewServiceToken) -> MadeServiceToken:
    """Make a token with which a machine acts as a user. Its secret is shown this once."""
    return await blocking(service.make, context, actor, body)


@router.get("", summary="Your service tokens")
async def read_all(context: Context, actor: Administrator) -> list[ServiceTokenView]:
    """The service tokens of your organisation, newest first, without their secrets."""
    return await blocking(service.read_all, context, actor)


@router.post("/{token}/revocation", summary="Revoke a service token", dependencies=[without_act()])
async def revoke(context: Context, actor: Administrator, token: TokenId) -> ServiceTokenView:
    """End a service token at once."""
    return await blocking(service.revoke, context, actor, token)
