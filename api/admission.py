"""What every request of somebody signed in meets before it is carried out: share, then audit log.

In this order, so that who has used its share writes no lines. What is kept before it is carried
out is counted before it is kept, so that who has used its share fills no disk either.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from api.audit.recording import record_intent
from api.auth.roles import Actor
from api.blocking import blocking
from api.context import ApiContext
from api.current import current
from api.limits import Quotas, Standing, kind_of
from api.observing.exchange import exchange

Meeting = Callable[[Request, Actor], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A request that was counted; `standing` is what is left, None where that is not limited."""

    standing: Standing | None


counted: Final[ContextVar[Counted | None]] = ContextVar("dhow api request counted", default=None)
"""Set while a request is carried out that was counted before."""


async def count(quotas: Quotas, actor: Actor, method: str, route: str) -> Counted:
    """Count a request.

    Raises:
        ApiError: 429 where the organisation has used its share.
    """
    if quotas.blocks:
        return await blocking(count_here, quotas, actor, method, route)
    return count_here(quotas, actor, method, route)


def count_here(quotas: Quotas, actor: Actor, method: str, route: str) -> Counted:
    """As `count`, in this thread."""
    standing = quotas.take(actor.organisation, kind_of(method, route))
    if standing is not None and standing.exhausted:
        raise standing.problem()
    return Counted(standing)


def admission(context: ApiContext, quotas: Quotas) -> Meeting:
    """The one meeting: raises 429 where the organisation has used its share."""

    async def meet(request: Request, actor: Actor) -> None:
        under_way = exchange.get()
        if under_way is None or under_way.actor is not None:
            return  # a route that asks twice is met once
        under_way.actor = actor
        under_way.route = getattr(request.scope.get("route"), "path", "")
        under_way.objects = request.path_params
        operation = current.get()
        under_way.operation = operation.operation if operation else ""
        was = counted.get() or await count(quotas, actor, request.method, under_way.route)
        if was.standing is not None:
            under_way.headers.update(was.standing.headers())
        await record_intent(context, under_way, actor)

    return meet
