"""What every exchange passes through, as pure ASGI: request id, headers, faults, limits."""

import logging
import re
import secrets
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import PROBLEM_TYPE, ApiError, ProblemResponse, fault, unavailable
from dhow.errors import EnvironmentProblemError

BODY_LIMIT_BYTES = 256_000
"""Of a request: many times the longest terms."""
PAPER_LIMIT_BYTES = 12_000_000
"""Of one that brings a paper: an invoice may be a PDF."""
_PAPERS = frozenset(("/documents", "/invoices"))
JSON_DEPTH = 32
"""Twice what the deepest document here needs."""

# possessive, and content with a text that never ends: one pass, whatever is sent
_JSON_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+\\?"?', re.DOTALL)
_DIGITS = 18  # of an announced length
_NOT_STRUCTURE = re.compile(rb"[^\[\]{}]+")

_log = logging.getLogger("dhow.api")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
# A page may bring its own style and nothing else; every other answer is data.
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PAGES = frozenset(("/docs",))


class RequestIdMiddleware:
    """Gives every exchange an id: the caller's where it is well formed, else a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        await self.app(scope, receive, with_id)


class SecurityHeadersMiddleware:
    """Headers that keep a browser from guessing, framing, caching or leaking what it was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        page = scope["path"] in _PAGES

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if page:
                    headers["Content-Security-Policy"] = _PAGE_POLICY
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class FaultMiddleware:
    """Answers a fault of ours as a problem with all headers; the log gets it whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answered = False

        async def watched(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as problem:
            state = scope.get("state", {})
            # by its template: what stands in a path may name a person
            route = getattr(state.get("exchange"), "route", "")
            _log.exception("%s %s failed, %s", scope["method"], route, state.get("request_id", "-"))
            if answered:  # half an answer is out: only breaking the connection says so
                raise
            # what stands outside the routes asks the store too
            error = (
                unavailable(problem) if isinstance(problem, EnvironmentProblemError) else fault()
            )
            response = ProblemResponse(
                error.as_problem(scope["path"]), status_code=error.status, headers=error.headers
            )
            await response(scope, receive, send)


class BodyLimitMiddleware:
    """Refuses a body above the limit, as announced or as it arrives, before it is read whole."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT_BYTES) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = PAPER_LIMIT_BYTES if scope["path"] in _PAPERS else self.limit
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or len(announced) > _DIGITS or int(announced) > limit:
            await self._refuse(scope, receive, send, limit)
            return
        arrived = 0
        too_large = False
        answered = False

        async def counted() -> Message:
            nonlocal arrived, too_large
            message = await receive()
            if message["type"] == "http.request":
                arrived += len(message.get("body", b""))
                if arrived > limit:
                    too_large = True
                    raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal answered
            # what the application says about a body it could not read is not the reason
            if too_large:
                return
            answered = True
            await send(message)

        with suppress(_TooLargeError):
            await self.app(scope, counted, watched)
        if too_large and not answered:
            await self._refuse(scope, receive, send, limit)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        problem = ApiError(
            413,
            "body-too-large",
            "The request is too large",
            f"This request may carry at most {limit:,} bytes.",
            next_step="Send less, or documents one at a time.",
        )
        response = ProblemResponse(
            problem.as_problem(scope["path"]), status_code=413, media_type=PROBLEM_TYPE
        )
        await response(scope, receive, send)


class JsonDepthMiddleware:
    """Refuses JSON nested deeper than anything here is, before a parser goes down into it."""

    def __init__(self, app: ASGIApp, deepest: int = JSON_DEPTH) -> None:
        self.app = app
        self.deepest = deepest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_json(Headers(scope=scope).get("content-type", "")):
            await self.app(scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                break
            body += message.get("body", b"")
            if not message.get("more_body", False):
                message = {"type": "http.request", "body": bytes(body), "more_body": False}
                break
        if too_deep(bytes(body), self.deepest):
            problem = ApiError(
                400,
                "json-too-deep",
                "The JSON is nested too deeply",
                f"Objects and lists may be nested {self.deepest} deep.",
                next_step="Send it in the shape that /docs describes.",
            )
            response = ProblemResponse(problem.as_problem(scope["path"]), status_code=400)
            await response(scope, receive, send)
            return
        pending: list[Message] = [message]

        async def replayed() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, replayed, send)


def too_deep(body: bytes, deepest: int) -> bool:
    """Whether JSON is nested deeper than `deepest`; in a few passes over what is not text."""
    if _openers(body) <= deepest:
        return False
    structure = _NOT_STRUCTURE.sub(b"", _JSON_TEXT.sub(b"", body))
    for _ in range(deepest):
        fewer = structure.replace(b"[]", b"").replace(b"{}", b"")
        if fewer == structure:  # what is left is not balanced: no JSON, if it is not deep either
            break
        structure = fewer
    return b"[]" in structure or b"{}" in structure or _openers(structure) > deepest


def _openers(structure: bytes) -> int:
    return structure.count(b"[") + structure.count(b"{")


def _is_json(content_type: str) -> bool:
    """As FastAPI takes it: no type at all is read as JSON too."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("", "application/json") or kind.endswith("+json")


class _TooLargeError(Exception):
    """Ends reading; turned into 413 at the middleware's border."""
