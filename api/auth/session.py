"""From a bearer token to who is asking, with roles as they stand now."""

from fastapi import Request

from api.auth import machines
from api.auth.roles import OPERATOR_ROLES, Actor, Duty, Role
from api.auth.tokens import Claims, InvalidTokenError
from api.context import ApiContext
from api.errors import ApiError
from api.ids import OPERATOR, lei_of, org_hex
from dhow.store import OrganisationRow

_GONE = "This user may no longer sign in."


def not_signed_in(detail: str) -> ApiError:
    """401, with the challenge that RFC 6750 asks for."""
    return ApiError(
        401,
        "not-signed-in",
        "Not signed in",
        detail,
        next_step="Sign in: POST /auth/token.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def actor_of(context: ApiContext, token: str | None) -> Actor:
    """Who a token stands for: a session's, or a machine's.

    Raises:
        ApiError: 401 for no token, one that is not valid, or a user who may no longer sign in.
    """
    if not token:
        raise not_signed_in("This route needs a bearer token.")
    if token.startswith(machines.PREFIX):
        return _machine(context, token)
    try:
        claims = context.tokens.read(token)
    except InvalidTokenError as problem:
        raise not_signed_in(
            "The token has expired." if problem.expired else "The token is not valid."
        ) from None
    return read_actor(context, claims)


def read_actor(context: ApiContext, claims: Claims) -> Actor:
    """A user with duty and roles as they stand now.

    Raises:
        ApiError: 401 where the user is gone or disabled, or its sessions were ended.
    """
    organisation = org_hex(claims.organisation)
    with context.store.read() as work:
        user = work.users.get(organisation, claims.user)
        row = work.organisations.get(organisation, organisation)
    if user is None or user.disabled or row is None:
        raise not_signed_in(_GONE)
    if claims.epoch is not None and claims.epoch != user.epoch:
        raise not_signed_in("This session was ended: by signing out, or a change to the user.")
    return Actor(
        claims.organisation,
        claims.user,
        Duty(user.duty),
        roles_of(row),
        administrator=user.administrator,
        person=user.person,
    )


def _machine(context: ApiContext, token: str) -> Actor:
    """The user a service token acts for, with what the token leaves of duty and roles."""
    shown = machines.read(token)
    if shown is None:
        raise not_signed_in("The token is not valid.")
    with context.store.read() as work:
        found = work.service_tokens.system_find(shown.token_id, shown.secret)
        if found is None:
            raise not_signed_in("The token is not valid.")
        user = work.users.get(found.organisation, found.user)
        row = work.organisations.get(found.organisation, found.organisation)
    if found.revoked_at is not None:
        raise not_signed_in("This service token was revoked.")
    if found.expires_at <= context.tokens.now():
        raise not_signed_in("This service token has expired.")
    if user is None or user.disabled or row is None:
        raise not_signed_in(_GONE)
    if user.duty != found.duty:
        raise not_signed_in(f"This service token was made for a {found.duty}: make another.")
    roles = roles_of(row)
    return Actor(
        lei_of(found.organisation),
        user.name,
        Duty(user.duty),
        roles & {Role(role) for role in found.roles} if found.roles else roles,
        person=user.person,
        service_token=found.token_id,
        reads_only=found.reads_only,
    )


def roles_of(row: OrganisationRow) -> frozenset[Role]:
    """What an organisation may be: its capabilities; an exporter presents documents too."""
    if row.lei == OPERATOR:
        return OPERATOR_ROLES
    roles = {Role(capability) for capability in row.capabilities}
    if Role.EXPORTER in roles:
        roles.add(Role.PRESENTER)
    return frozenset(roles)


def context_of(request: Request) -> ApiContext:
    """What the application stands on."""
    context: ApiContext = request.app.state.context
    return context
