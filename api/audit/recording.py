"""What a line says: of a sign-in, of a write request before it is carried out, and after."""

import logging

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.roles import Actor
from api.blocking import READING, blocking
from api.context import ApiContext
from api.ids import OPERATOR, org_hex
from api.observing.exchange import Exchange, exchange
from dhow.store import OrganisationRow, UserRow
from dhow.store.hashchain import canonical
from dhow.store.repositories.audit import NewLine

INTENT, OUTCOME, SIGN_IN = "intent", "outcome", "sign-in"
_NAMES_A_USER = "user"
_LONGEST = 200

_log = logging.getLogger("dhow.api.audit")


class SignIn:
    """Lines of signing in. A name that is no user's is left out: people type passwords there."""

    @staticmethod
    def done(organisation: OrganisationRow, user: UserRow, *, at: int) -> NewLine:
        """A user has signed in."""
        return _sign_in(organisation, user, "signed in", at)

    @staticmethod
    def refused(organisation: OrganisationRow | None, user: UserRow | None, *, at: int) -> NewLine:
        """Somebody was refused; the operator's log has those who named no organisation."""
        return _sign_in(organisation, user, "refused", at)


def _sign_in(
    organisation: OrganisationRow | None, user: UserRow | None, result: str, at: int
) -> NewLine:
    under_way = exchange.get()
    body = {
        "by": user.person if user else "",
        "result": result,
        "request": under_way.request_id if under_way else "",
    }
    whose = organisation.organisation if organisation else org_hex(OPERATOR)
    return NewLine(whose, at, SIGN_IN, canonical(body))


async def record_intent(context: ApiContext, under_way: Exchange, actor: Actor) -> None:
    """Write down that somebody asks for a change, before it is carried out.

    Raises:
        StoreUnusable: it cannot be written; then nothing is carried out.
    """
    if under_way.method in READING:
        return
    body = {
        "by": actor.person,
        "duty": actor.duty.value,
        "token": actor.service_token,
        "action": f"{under_way.method} {under_way.route}",
        "objects": {
            name: str(value)[:_LONGEST]
            for name, value in under_way.objects.items()
            if name != _NAMES_A_USER
        },
        "request": under_way.request_id,
        "operation": under_way.operation,
    }
    line = NewLine(org_hex(actor.organisation), context.tokens.now(), INTENT, canonical(body))
    under_way.intent = (await blocking(context.audit.append, line)).number


def _outcome(context: ApiContext, under_way: Exchange, status: int) -> None:
    """Have it written what became of a request; nobody waits for that."""
    if under_way.intent is None or under_way.actor is None:
        return
    body = {
        "intent": under_way.intent,
        "status": status,
        "transactions": list(under_way.transactions),
        "refusal": under_way.refusal,
        "objects": dict(under_way.noted),
    }
    whose = org_hex(under_way.actor.organisation)
    context.audit.later(NewLine(whose, context.tokens.now(), OUTCOME, canonical(body)))


class ExchangeMiddleware:
    """Keeps what is known of the request being carried out, and writes its outcome down.

    The innermost: it is passed once for each time a request is carried out, also where that is
    beside the exchange that asked for it.
    """

    def __init__(self, app: ASGIApp, context: ApiContext) -> None:
        self.app = app
        self.context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        under_way = Exchange(scope["method"], str(state.get("request_id", "")))
        token = exchange.set(under_way)
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in under_way.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            exchange.reset(token)
            under_way.route = under_way.route or getattr(scope.get("route"), "path", "")
            state["exchange"] = under_way
            _outcome(self.context, under_way, status)
