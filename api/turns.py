"""Taking turns: acts on one object follow each other; acts on different ones run side by side.

An act reads the ledger, writes the store, and sends: three steps that another request for the same
object must not come between. No lock of the store's tables is held over them, since a chain may
take its time and readers must not wait for it. Where several processes share a database, the names
are held there too, after this process's own threads have been told apart.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

Across = Callable[[Sequence[str]], AbstractContextManager[None]]
"""Holds names against the other processes, while it lasts: `Store.hold`."""


def _alone(names: Sequence[str]) -> AbstractContextManager[None]:
    del names
    return nullcontext()


class Turns:
    """Locks by name, there while somebody holds or awaits them."""

    def __init__(self, across: Across = _alone) -> None:
        """Take turns with the threads of this process, and with whom `across` holds off."""
        self._across = across
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._wanted: dict[str, int] = {}

    @contextmanager
    def hold(self, *names: str) -> Iterator[None]:
        """Wait until nobody else holds any of these names, and hold them.

        Taken in one order everywhere, so that two who want the same ones never wait for each other.

        Raises:
            StoreUnusable: another process holds one too long.
        """
        wanted = sorted(set(names))
        with ExitStack() as held:
            for name in wanted:
                held.enter_context(self._one(name))
            held.enter_context(self._across(wanted))
            yield

    @contextmanager
    def _one(self, name: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
            self._wanted[name] = self._wanted.get(name, 0) + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                self._wanted[name] -= 1
                if not self._wanted[name]:
                    del self._wanted[name], self._locks[name]
