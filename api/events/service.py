"""Pages of events, and what a stream sends: Server-Sent Events as the HTML standard has them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, Final

import anyio
import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.auth.roles import MEMBER_ROLES, Actor
from api.blocking import blocking
from api.context import ApiContext
from api.errors import ApiError
from api.events.feed import Heard, Item, Replaced, Written, heard
from api.events.streams import STOPPING, Handed, Stream
from api.ids import org_hex
from dhow.errors import EnvironmentProblemError
from dhow.store.projections.feed import Place

RETRY_MILLISECONDS: Final = 2_000
HEARTBEAT_SECONDS: Final = 15.0
SEND_SECONDS: Final = 20.0
_PART: Final = 200

Reads = Callable[[str | None], Actor]


def page(
    context: ApiContext, actor: Actor, after: str | None, limit: int, subject: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of what the actor's organisation may hear, and the cursor of the next one.

    Raises:
        ApiError: 400, `after` is no place in this organisation's feed.
    """
    organisation = org_hex(actor.organisation)
    written = Written(context.store, organisation)
    place = written.place(after)
    found = _heard(context, organisation, place, limit, subject)
    return written.items(found.items), written.cursor(found.place) if found.more else None


def _heard(
    context: ApiContext, organisation: Any, place: Place, limit: int, subject: str | None
) -> Heard:
    with context.store.read() as work:
        return heard(work, organisation, place, limit=limit, now=context.now, subject=subject)


async def stream(
    context: ApiContext, actor: Actor, token: str, reads: Reads, after: str | None, subject: str
) -> "EventStream":
    """A stream of what the actor's organisation may hear after a place; from now without one.

    Raises:
        ApiError: 400 no place in this organisation's feed, 429 too many streams.
    """
    organisation = org_hex(actor.organisation)
    written = Written(context.store, organisation)
    place = written.place(after) if after is not None else None

    def check() -> None:
        now_is = reads(token)
        if now_is.organisation != actor.organisation or not now_is.roles & MEMBER_ROLES:
            raise ApiError(403, "not-yours-to-do", "Your organisation is admitted no more.")

    opened, head = await blocking(
        context.streams.open,
        context.store,
        organisation,
        check=check,
        subject=subject or None,
        loop=asyncio.get_running_loop(),
    )
    return EventStream(context, opened, written, place or head)


class EventStream(Response):
    """Sends events as they come, and a comment where none does; ends with the reason."""

    media_type = "text/event-stream"

    def __init__(self, context: ApiContext, opened: Stream, written: Written, after: Place) -> None:
        """Send what `opened` is handed, after everything since `after`."""
        super().__init__(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            media_type=self.media_type,
        )
        del self.headers["content-length"]
        self._context = context
        self._stream = opened
        self._written = written
        self._place = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send until the reader goes, loses its rights, does not keep up, or the server stops."""
        try:
            async with anyio.create_task_group() as tasks:
                self._stream.stop_sending = tasks.cancel_scope.cancel

                async def watch() -> None:
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    tasks.cancel_scope.cancel()

                tasks.start_soon(watch)
                await self._send_all(send)
                tasks.cancel_scope.cancel()
        finally:
            self._context.streams.close(self._stream)
        words = self._stream.ended
        if words is not None:
            # the last word and the end of the answer, if the reader still takes anything
            with anyio.CancelScope(shield=True), suppress(TimeoutError, OSError):
                last = _event("ended", {"reason": words})
                await _sent(send, {"type": "http.response.body", "body": last}, seconds=1)

    async def _send_all(self, send: Send) -> None:
        await _sent(
            send,
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            },
        )
        first = self._written.cursor(self._place)
        await self._send(send, f"retry: {RETRY_MILLISECONDS}\nid: {first}\n\n".encode())
        try:
            async for item in self._items():
                await self._send(send, b": \n\n" if item is None else self._lines(item))
        except EnvironmentProblemError as problem:
            self._stream.end(str(problem))
        except TimeoutError:
            self._stream.end("read too slowly")

    async def _send(self, send: Send, body: bytes) -> None:
        await _sent(send, {"type": "http.response.body", "body": body, "more_body": True})

    async def _items(self) -> AsyncIterator[Item | None]:
        """What was missed, then what is handed; None where a heartbeat is due."""
        async for missed in self._missed():
            yield missed
        while self._stream.ended is None:
            handed = self._stream.take()
            for each in handed:
                if self._is_new(each):
                    yield each.item
            if handed:
                continue
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._stream.wake.wait()
                self._stream.wake.clear()
            except TimeoutError:
                yield None

    async def _missed(self) -> AsyncIterator[Item]:
        more = True
        while more and self._stream.ended is None:
            found: Heard = await blocking(
                _heard,
                self._context,
                self._stream.organisation,
                self._place,
                _PART,
                self._stream.subject,
            )
            for item in found.items:
                yield item
            self._place, more = found.place, found.more

    def _is_new(self, handed: Handed) -> bool:
        """Whether an item lies beyond what was sent; moves on to it if so."""
        known, block, index = self._place
        item = handed.item
        if isinstance(item, Replaced):
            if item.place[0] <= known:
                return False  # read by ourselves, with what was missed
            if item.above_block >= block:  # nothing of what was sent is undone
                self._place = (item.place[0], block, index)
                return False
            self._place = item.place
            return True
        if handed.replacement < known or item.place[1:] <= (block, index):
            return False
        self._place = (max(known, handed.replacement), *item.place[1:])
        return True

    def _lines(self, item: Item) -> bytes:
        told = self._written.item(item)
        return _event(told["event"], told, told["id"])


async def _sent(send: Send, message: dict[str, Any], seconds: float = SEND_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        await send(message)


def _event(name: str, data: dict[str, Any], cursor: str | None = None) -> bytes:
    place = f"id: {cursor}\n" if cursor is not None else ""
    return f"{place}event: {name}\ndata: ".encode() + orjson.dumps(data) + b"\n\n"


__all__ = ["HEARTBEAT_SECONDS", "STOPPING", "EventStream", "page", "stream"]
