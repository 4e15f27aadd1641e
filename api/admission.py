"""What every request of somebody signed in meets before it is carried out: share, then audit log.

In this order, so that who has used its share writes no lines.
"""

from collections.abc import Awaitable, Callable

from fastapi import Request

from api.audit.recording import record_intent
from api.auth.roles import Actor
from api.blocking import blocking
from api.context import ApiContext
from api.current import current
from api.limits import Quotas, kind_of
from api.observing.exchange import exchange

Meeting = Callable[[Request, Actor], Awaitable[None]]


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
        kind = kind_of(request.method, under_way.route)
        standing = (
            await blocking(quotas.take, actor.organisation, kind)
            if quotas.blocks
            else quotas.take(actor.organisation, kind)
        )
        if standing is not None:
            if standing.exhausted:
                raise standing.problem()
            under_way.headers.update(standing.headers())
        await record_intent(context, under_way, actor)

    return meet
