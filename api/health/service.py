"""Readiness: store, chain, follower, outbox and background workers, each asked for itself.

Anyone may ask, so the answer has no address, path or message of a library in it: what exactly is
wrong is in the log. Asked at most once a second, however often it is called.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from api.context import ApiContext
from api.health.schemas import ReadyView
from dhow.errors import DhowError

OK: Final = "ok"
MOST_BLOCKS_BEHIND: Final = 20
OLDEST_COMMAND_SECONDS: Final = 300
STANDS_STILL_SECONDS: Final = 15
"""So long may the head stay where it is while an accepted command waits for a block."""
_REMEMBERED_SECONDS: Final = 1.0

_log = logging.getLogger("dhow.api.health")


class Readiness:
    """What `/health/ready` says. Thread-safe."""

    def __init__(self, context: ApiContext, clock: Callable[[], float] = time.monotonic) -> None:
        self._context = context
        self._clock = clock
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._last = ReadyView(status=OK, parts={})
        self._head = -1
        self._risen_at = float("-inf")

    def now(self) -> ReadyView:
        """How it stands, or stood less than a second ago."""
        with self._lock:
            if self._clock() - self._asked_at >= _REMEMBERED_SECONDS:
                self._last = self._asked()
                self._asked_at = self._clock()
            return self._last

    def _asked(self) -> ReadyView:
        parts = {
            "store": self._part("store", self._store),
            "chain": self._part("chain", self._chain),
            "follower": self._part("follower", self._follower),
            "outbox": self._part("outbox", self._outbox),
            "workers": self._part("workers", self._workers),
        }
        well = all(words == OK for words in parts.values())
        return ReadyView(status=OK if well else "not ready", parts=parts)

    def _part(self, name: str, ask: Callable[[], str]) -> str:
        try:
            words = ask()
        except DhowError as problem:
            words = "does not answer"
            _log.warning("%s does not answer: %s", name, problem)
        return words

    def _store(self) -> str:
        with self._context.store.begin() as work:
            work.quotas.take("readiness", 0, 1)  # a row of our own, written to the disk
        return OK

    def _chain(self) -> str:
        head, now = self._context.ledger.block_number(), self._clock()
        if head != self._head:
            self._head, self._risen_at = head, now
        still = int(now - self._risen_at)
        if still < STANDS_STILL_SECONDS:
            return OK
        # many networks make no empty blocks: only while something waits is that a halt
        with self._context.store.read() as work:
            oldest = work.observing.outbox().oldest
        waits = self._context.tokens.now() - oldest if oldest else 0
        if waits < STANDS_STILL_SECONDS:
            return OK
        return f"no block is made: at block {head} for {still} seconds, and a command waits"

    def _follower(self) -> str:
        follower = self._context.follower
        lag = follower.lag()
        if lag and not follower.beside:
            return OK  # nothing follows beside the requests: each read catches up by itself
        return OK if lag <= MOST_BLOCKS_BEHIND else f"{lag} blocks behind"

    def _outbox(self) -> str:
        with self._context.store.read() as work:
            standing = work.observing.outbox()
        if standing.suspended:
            return f"{standing.suspended} sending keys suspended"
        if standing.in_trouble:
            return f"{standing.in_trouble} sending keys in trouble"
        age = self._context.tokens.now() - standing.oldest if standing.oldest else 0
        if age > OLDEST_COMMAND_SECONDS:
            return f"a command has been open for {age} seconds"
        return OK

    def _workers(self) -> str:
        failing = self._context.background.failures()
        for name, problem in failing.items():
            _log.warning("worker %s failed: %s", name, problem)
        return f"{', '.join(sorted(failing))} failing" if failing else OK
