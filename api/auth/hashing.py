"""Threads of its own for signing in: a password's hash is slow on purpose.

However many guesses wait here, they take no thread from those who have signed in.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio.lowlevel import RunVar

_THREADS = 2

T = TypeVar("T")

_limiter: RunVar[anyio.CapacityLimiter] = RunVar("dhow sign-in threads")


async def hashing(work: Callable[..., T], *args: object) -> T:
    """Run `work`, which hashes a password, and wait for what it returns."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_THREADS)
        _limiter.set(limiter)
    return await anyio.to_thread.run_sync(partial(work, *args), limiter=limiter)
