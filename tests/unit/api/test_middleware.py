"""Middleware as pure ASGI: what is not HTTP passes, what is too large is cut off."""

import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from api.middleware import BodyLimitMiddleware, RequestIdMiddleware, SecurityHeadersMiddleware

LIMIT = 10


def scope(headers: list[tuple[bytes, bytes]] | None = None) -> Scope:
    return {"type": "http", "method": "POST", "path": "/x", "headers": headers or []}


async def echo(_: Scope, receive: Receive, send: Send) -> None:
    """Reads the whole body and says how long it was."""
    length = 0
    while True:
        message = await receive()
        length += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


def run(app: Any, given: Scope, *parts: bytes) -> list[Message]:
    waiting = list(parts) or [b""]
    sent: list[Message] = []

    async def receive() -> Message:
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(given, receive, send))
    return sent


def test_a_body_up_to_the_limit_passes() -> None:
    sent = run(BodyLimitMiddleware(echo, LIMIT), scope(), b"12345", b"67890")
    assert [sent[0]["status"], sent[1]["body"]] == [200, b"10"]


def test_a_body_one_byte_above_is_cut_off_as_it_arrives() -> None:
    sent = run(BodyLimitMiddleware(echo, LIMIT), scope(), b"12345", b"678901", b"never read")
    assert [message.get("status") for message in sent] == [413, None]


def test_an_application_that_answers_the_error_itself_does_not_hide_it() -> None:
    async def stubborn(given: Scope, receive: Receive, send: Send) -> None:
        try:
            await echo(given, receive, send)
        except Exception:
            await send({"type": "http.response.start", "status": 400, "headers": []})
            await send({"type": "http.response.body", "body": b"could not read"})

    sent = run(BodyLimitMiddleware(stubborn, LIMIT), scope(), b"x" * 11)
    assert sent[0]["status"] == 413


def test_an_announced_length_is_believed_when_it_is_too_much_or_no_number() -> None:
    for announced in (b"11", b"-1", b"many", b"1e3"):
        sent = run(BodyLimitMiddleware(echo, LIMIT), scope([(b"content-length", announced)]))
        assert sent[0]["status"] == 413, announced


def test_what_is_not_http_passes_untouched() -> None:
    seen: list[str] = []

    async def inner(given: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(given["type"])

    for middleware in (BodyLimitMiddleware, RequestIdMiddleware, SecurityHeadersMiddleware):
        run(middleware(inner), {"type": "lifespan"})
    assert seen == ["lifespan"] * 3
