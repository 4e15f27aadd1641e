"""The one way from an async handler to work that blocks: the ledger, the store, hashing.

Services are plain functions; handlers are async. A limiter bounds the threads, so that a burst of
requests queues here instead of starting a hundred threads that wait for one chain.
"""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
from anyio.lowlevel import RunVar

_THREADS = 16

P = ParamSpec("P")
T = TypeVar("T")

_limiter: RunVar[anyio.CapacityLimiter] = RunVar("dhow api threads")


async def blocking(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread and wait for what it returns."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_THREADS)
        _limiter.set(limiter)
    return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=limiter)
