"""The one way from an async handler to work that blocks: the ledger, the store, hashing.

Services are plain functions; handlers are async. Limiters bound the threads, so that a burst of
requests queues here instead of starting a hundred threads that wait for one chain. Reads have
threads of their own: however many acts wait for a block, who only looks is served.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

_THREADS = 16  # for reads, and as many for acts
READING = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods of requests that change nothing."""

P = ParamSpec("P")
T = TypeVar("T")

_reading: ContextVar[bool] = ContextVar("dhow api request only reads", default=False)
_first: ContextVar[Callable[[], object] | None] = ContextVar("dhow api work to be done first")


class Threads:
    """So many threads at most, of each event loop."""

    def __init__(self, most: int) -> None:
        """Start none yet."""
        self._most = most
        self._limiters: WeakKeyDictionary[asyncio.AbstractEventLoop, anyio.CapacityLimiter] = (
            WeakKeyDictionary()
        )

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in one of them and wait for what it returns."""
        loop = asyncio.get_running_loop()
        limiter = self._limiters.get(loop)
        if limiter is None:
            limiter = self._limiters.setdefault(loop, anyio.CapacityLimiter(self._most))
        return await anyio.to_thread.run_sync(work, limiter=limiter)


_readers = Threads(_THREADS)
_actors = Threads(_THREADS)


class ReadsApartMiddleware:
    """Notes of each request whether it only reads, for `blocking` to choose its threads by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _reading.set(scope["method"] in READING)
        await self.app(scope, receive, send)


def do_first(work: Callable[[], object]) -> None:
    """Have `work` done in the thread of this request's next work that blocks, before it.

    What it raises is raised there.
    """
    _first.set(work)


async def blocking(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread and wait for what it returns."""
    threads = _readers if _reading.get() else _actors
    asked = partial(work, *args, **kwargs)
    first = _first.get(None)
    if first is None:
        return await threads.run(asked)
    _first.set(None)

    def both() -> T:
        first()
        return asked()

    return await threads.run(both)
