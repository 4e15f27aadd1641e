"""Signing in with organisation, user and password."""

import math

from api.auth.schemas import TokenView
from api.auth.session import read_actor
from api.auth.tokens import Claims
from api.context import ApiContext
from api.errors import ApiError


def sign_in(context: ApiContext, username: str, password: str, address: str) -> TokenView:
    """A token for `<LEI or BIC>/<user>`, asked for from the client's `address`.

    Whatever is wrong, the answer and the time it takes are the same, so that neither tells which
    organisations and users exist.

    Raises:
        ApiError: 401 wrong, 429 too many failures from this address.
    """
    limiter = context.sign_in_failures
    code, _, user = username.partition("/")
    with context.store.read() as work:
        organisation = work.organisations.system_find(code.strip().upper())
        known = organisation is not None and (
            work.users.get(organisation.organisation, user) is not None
        )
    # by whom it stands for, so that LEI, BIC and spaces are not so many new tries
    key = f"{organisation.lei}/{user}" if organisation and known else username.casefold()[:200]
    # counted before the slow hash, or many sent at once would all be tried
    wait = limiter.attempt(key, address, known=known)
    if wait > 0:
        raise ApiError(
            429,
            "too-many-failures",
            "Too many failed sign-ins",
            "There were too many failed sign-ins for this user from your address.",
            next_step=f"Wait {math.ceil(wait)} seconds, then try again.",
            headers={"Retry-After": str(math.ceil(wait))},
        )
    with context.store.read() as work:
        row = work.users.system_authenticate(
            organisation.organisation if organisation else None, user, password
        )
    if row is None or organisation is None:
        raise ApiError(
            401,
            "sign-in-failed",
            "Sign-in failed",
            "Organisation, user or password is wrong.",
            next_step="Give the username as <LEI or BIC>/<user>, and the user's password.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    limiter.succeeded(key, address)
    claims = Claims(organisation.lei, row.name)
    actor = read_actor(context, claims)
    return TokenView(
        access_token=context.tokens.issue(claims),
        expires_in=int(context.tokens.lifetime.total_seconds()),
        organisation=actor.organisation,
        user=actor.user,
        duty=actor.duty,
        roles=tuple(sorted(actor.roles)),
    )
