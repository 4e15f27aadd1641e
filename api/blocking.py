"""The one way from an async handler to work that blocks: the ledger, the store, hashing.

Services are plain functions; handlers are async. Limiters bound the threads, so that a burst of
requests queues here instead of starting a hundred threads that wait for one chain. Reads have
threads of their own: however many acts wait for a block, who only looks is served.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
from anyio.lowlevel import RunVar
from starlette.types import ASGIApp, Receive, Scope, Send

_THREADS = 16  # for reads, and as many for acts
READING = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods of requests that change nothing."""

P = ParamSpec("P")
T = TypeVar("T")

_reading: ContextVar[bool] = ContextVar("dhow api request only reads", default=False)
_readers: RunVar[anyio.CapacityLimiter] = RunVar("dhow api threads for reads")
_actors: RunVar[anyio.CapacityLimiter] = RunVar("dhow api threads for acts")


class ReadsApartMiddleware:
    """Notes of each request whether it only reads, for `blocking` to choose its threads by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _reading.set(scope["method"] in READING)
        await self.app(scope, receive, send)


async def blocking(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread and wait for what it returns."""
    which = _readers if _reading.get() else _actors
    limiter = which.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_THREADS)
        which.set(limiter)
    return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=limiter)
