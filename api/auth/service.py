"""Signing in with organisation, user and password; signing out."""

import hashlib
import math
from contextlib import suppress
from datetime import timedelta

from api.audit.recording import SignIn
from api.auth.roles import Actor
from api.auth.schemas import TokenView
from api.auth.session import read_actor
from api.auth.tokens import Claims, InvalidTokenError
from api.context import ApiContext
from api.errors import ApiError, forbidden
from api.ids import org_hex
from dhow.store import OrganisationRow, UserRow

_DEVICE_KNOWN_FOR = timedelta(days=30)


def sign_in(
    context: ApiContext, username: str, password: str, address: str, earlier: str = ""
) -> TokenView:
    """A token for `<LEI or BIC>/<user>`, asked for from the client's `address`.

    Whatever is wrong, the answer and the time it takes are the same, so that neither tells which
    organisations and users exist.

    Args:
        earlier: a session token this client had before, if any: it need not wait for what others
            behind its address have tried.

    Raises:
        ApiError: 401 wrong, 429 too many failures from this address.
    """
    limiter = context.sign_in_failures
    code, _, name = username.partition("/")
    organisation, user = _found(context, code.strip().upper(), name)
    # by whom it stands for, so that LEI, BIC and spaces are not so many new tries
    key = f"{organisation.lei}/{name}" if organisation and user else username.casefold()[:200]
    device = _device(context, earlier, organisation, name) if user else ""
    # counted before the slow hash, or many sent at once would all be tried
    wait = limiter.attempt(key, address, known=user is not None, device=device)
    if wait > 0:
        raise too_many_failures(wait)
    with context.store.read() as work:
        row = work.users.system_authenticate(
            organisation.organisation if organisation else None, name, password
        )
    if row is None or organisation is None:
        context.audit.later(SignIn.refused(organisation, user, at=context.tokens.now()))
        raise ApiError(
            401,
            "sign-in-failed",
            "Sign-in failed",
            "Organisation, user or password is wrong.",
            next_step="Give the username as <LEI or BIC>/<user>, and the user's password.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    limiter.succeeded(key, address, device=device)
    context.audit.append(SignIn.done(organisation, row, at=context.tokens.now()))
    return token_of(context, Claims(organisation.lei, row.name, row.epoch))


def token_of(context: ApiContext, claims: Claims) -> TokenView:
    """A session token for somebody who has shown the password."""
    actor = read_actor(context, claims)
    return TokenView(
        access_token=context.tokens.issue(claims),
        expires_in=int(context.tokens.lifetime.total_seconds()),
        organisation=actor.organisation,
        user=actor.user,
        duty=actor.duty,
        roles=tuple(sorted(actor.roles)),
    )


def sign_out(context: ApiContext, actor: Actor) -> None:
    """End every session of the user signed in, on all devices.

    Raises:
        ApiError: 403 for a service token, which an administrator revokes.
    """
    refuse_machines(actor)
    with context.store.begin() as work:
        work.users.end_sessions(org_hex(actor.organisation), actor.user)


def refuse_machines(actor: Actor) -> None:
    """Raises 403 for a service token: this is for whoever knows the password."""
    if actor.service_token:
        raise forbidden(
            "A service token cannot do this.",
            "Sign in with the user's password; an administrator revokes service tokens.",
        )


def too_many_failures(wait: float) -> ApiError:
    """429, with the seconds to wait."""
    return ApiError(
        429,
        "too-many-failures",
        "Too many failed sign-ins",
        "There were too many failed sign-ins for this user from your address.",
        next_step=f"Wait {math.ceil(wait)} seconds, then try again.",
        headers={"Retry-After": str(math.ceil(wait))},
    )


def _found(
    context: ApiContext, code: str, name: str
) -> tuple[OrganisationRow | None, UserRow | None]:
    with context.store.read() as work:
        organisation = work.organisations.system_find(code)
        user = work.users.get(organisation.organisation, name) if organisation else None
    return organisation, user


def _device(
    context: ApiContext, earlier: str, organisation: OrganisationRow | None, name: str
) -> str:
    """What stands for a device on which this very user signed in before; empty for none."""
    with suppress(InvalidTokenError):
        claims = context.tokens.read(earlier, late=_DEVICE_KNOWN_FOR)
        if organisation and (claims.organisation, claims.user) == (organisation.lei, name):
            return hashlib.sha256(earlier.encode()).hexdigest()
    return ""
