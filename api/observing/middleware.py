"""Measures each exchange from outside: metrics by the route's template, one log line."""

import logging
import time

from opentelemetry import trace
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.observing.exchange import Exchange
from api.observing.metrics import Metrics

_log = logging.getLogger("dhow.api.access")


class ObservingMiddleware:
    """Around everything that answers, so that what was refused on the way counts too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        state = scope.get("state", {})
        under_way = state.get("exchange")
        route = under_way.route if isinstance(under_way, Exchange) else ""
        self.metrics.answered(_method(scope), route, status, seconds)
        said = {
            "request": state.get("request_id", ""),
            "method": _method(scope),
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        if isinstance(under_way, Exchange):
            if under_way.actor is not None:
                said["organisation"] = under_way.actor.organisation
            if under_way.refusal:
                self.metrics.refused(under_way.refusal, under_way.rule)
                said["refusal"] = under_way.refusal
            if under_way.transactions:
                said["transactions"] = list(under_way.transactions)
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            said["trace"] = trace.format_trace_id(span.trace_id)
        _log.info("answered", extra={"said": said})


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def _method(scope: Scope) -> str:
    """The method; one that anybody can invent is no label."""
    method: str = scope["method"]
    return method if method in _METHODS else "OTHER"
