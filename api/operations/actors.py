"""Who asked for an operation, with rights as they stand now: for running it without a token."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace

from api.auth.roles import Actor, Role
from api.auth.session import actor_of, not_signed_in, read_actor
from api.auth.tokens import Claims
from api.context import ApiContext
from api.ids import org_hex

standing_in: ContextVar[Callable[[], Actor] | None] = ContextVar("dhow api actor", default=None)
"""Says who asks, where that was found out before the route asks for it."""


def whoever_asks(context: ApiContext) -> Callable[[str | None], Actor]:
    """What reads an actor off a token, unless somebody stands in for it."""

    def read(token: str | None) -> Actor:
        known = standing_in.get()
        return known() if known is not None else actor_of(context, token)

    return read


def again(context: ApiContext, organisation: str, user: str, service_token: str) -> Actor:
    """The user who asked for an operation, as far as the token that was shown then allows.

    Raises:
        ApiError: 401, the user or the token is no more.
    """
    actor = read_actor(context, Claims(organisation, user))
    if not service_token:
        return actor
    with context.store.read() as work:
        token = work.service_tokens.get(org_hex(organisation), service_token)
    if (
        token is None
        or token.revoked_at is not None
        or token.expires_at <= context.tokens.now()
        or token.duty != actor.duty
    ):
        raise not_signed_in("The service token that asked for this is no longer valid.")
    return replace(
        actor,
        roles=actor.roles & {Role(role) for role in token.roles} if token.roles else actor.roles,
        administrator=False,
        service_token=token.token_id,
        reads_only=token.reads_only,
    )
