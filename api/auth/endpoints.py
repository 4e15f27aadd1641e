"""Signing in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import OAuth2PasswordRequestForm

from api.auth import service
from api.auth.hashing import hashing
from api.auth.roles import public
from api.auth.schemas import TokenView
from api.dependencies import Context

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/token", summary="Sign in", dependencies=[public()])
async def token(
    request: Request, context: Context, form: Annotated[OAuth2PasswordRequestForm, Depends()]
) -> TokenView:
    """Sign in as a user of an organisation: `username` is `<LEI or BIC>/<user>`.

    The token is short-lived and says only who signed in; what they may do is read at each request.
    """
    address = request.client.host if request.client else ""
    return await hashing(service.sign_in, context, form.username, form.password, address)
