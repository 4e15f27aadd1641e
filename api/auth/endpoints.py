"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import OAuth2PasswordRequestForm
from fastapi.security.utils import get_authorization_scheme_param

from api.auth import service
from api.auth.hashing import hashing
from api.auth.roles import public
from api.auth.schemas import SessionsView, TokenView
from api.blocking import blocking
from api.dependencies import Context, SignedIn
from api.routes import without_act

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/token", summary="Sign in", dependencies=[without_act(), public()])
async def token(
    request: Request, context: Context, form: Annotated[OAuth2PasswordRequestForm, Depends()]
) -> TokenView:
    """Sign in as a user of an organisation: `username` is `<LEI or BIC>/<user>`.

    The token is short-lived and says only who signed in; what they may do is read at each request.
    A client that sends along the last token it had (`Authorization: Bearer`) does not wait for what
    others behind its address have tried.
    """
    address = request.client.host if request.client else ""
    _, earlier = get_authorization_scheme_param(request.headers.get("authorization"))
    return await hashing(service.sign_in, context, form.username, form.password, address, earlier)


@router.post("/sign-out", summary="Sign out everywhere", dependencies=[without_act()])
async def sign_out(context: Context, actor: SignedIn) -> SessionsView:
    """End every session token of the user signed in, at once. Service tokens stay."""
    await blocking(service.sign_out, context, actor)
    return SessionsView()
