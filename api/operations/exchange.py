"""One request that writes, what is kept of it, and where its answer goes."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from api.auth.roles import Actor
from api.errors import ApiError
from api.operations.asked import Asked
from api.operations.desk import Kept, KeptAnswer
from api.operations.keeping import holds_a_secret
from api.routes import Route

REPLAYED: Final = "Idempotent-Replayed"
_KEPT_HEADERS: Final = ("content-type", "accept", "if-match", "if-none-match", "traceparent")


class Exchange:
    """One request and where its answer goes."""

    def __init__(
        self, scope: Scope, send: Send, how: Asked, token: str, kept: Kept, route: Route | None
    ) -> None:
        self.scope = scope
        self.how = how
        self.token = token
        self.kept = kept
        self._send = send
        self._route = route

    def is_refused_to(self, actor: Actor) -> bool:
        """Whether there is no such route, or it refuses this actor or the shape of this."""
        kept = self.kept
        return self._route is None or self._route.refuses(
            actor, kept.path, kept.headers.get("content-type", ""), kept.body
        )

    async def give(
        self,
        answer: KeptAnswer,
        *,
        replayed: bool = False,
        raw: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        """Send an answer; `raw` has its headers where it was given just now."""
        headers = _without_length(raw) if raw else _encoded(answer.headers)
        if replayed:
            headers.append((REPLAYED.lower().encode(), b"true"))
        if self.how.applied:
            headers.append((b"preference-applied", self.how.applied.encode()))
        if answer.status not in (204, 304):
            headers.append((b"content-length", str(len(answer.body)).encode()))
        start: Message = {
            "type": "http.response.start",
            "status": answer.status,
            "headers": headers,
        }
        await self._send(start)
        await self._send({"type": "http.response.body", "body": answer.body})


def bearer_of(headers: Headers) -> str | None:
    """The token that a request bears."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def refuse_untold(route: Route | None) -> None:
    """A secret is told in the answer and nowhere else: nobody would ever read it."""
    if route is not None and holds_a_secret(route.answer):
        raise ApiError(
            422,
            "secret-needs-an-answer",
            "The request cannot be taken as it is",
            "Its answer holds a secret, which is told once and kept nowhere: an operation to "
            "follow could not tell it.",
            next_step="Send it without Prefer: respond-async, and wait for the answer.",
        )


async def whole_body(receive: Receive) -> bytes:
    """A request's body.

    Raises:
        ClientDisconnect: it went away before it had said all.
    """
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def kept_request(scope: Scope, headers: Headers, body: bytes) -> Kept:
    """What of a request is needed to run it again."""
    named = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    return Kept(
        scope["method"],
        scope["path"],
        scope.get("query_string", b"").decode("latin-1"),
        named,
        body,
    )


def in_the_name_of(actor: Actor, kept: Kept) -> Kept:
    """The same, with the service token it was asked with."""
    return Kept(kept.method, kept.path, kept.query, kept.headers, kept.body, actor.service_token)


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def _without_length(raw: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in raw if name.lower() != b"content-length"]
