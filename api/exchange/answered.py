"""Which requests of other processes this one has answered, and how many of whose."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_WINDOW_SECONDS: Final = 60
MOST_IN_A_WINDOW: Final = 1200
MOST_AT_ONCE: Final = 2


class Answered:
    """Requests answered by this process and not yet expired: each is answered once.

    Kept in memory only: after a restart a request may be answered once more while it is valid, to
    the same reader, sealed to the same key.
    """

    def __init__(self, most: int = MOST_IN_A_WINDOW) -> None:
        """None so far.

        Args:
            most: how many requests of one organisation are answered in a minute of this machine.
        """
        self._most = most
        self._until: dict[bytes, int] = {}
        self._asked: dict[str, tuple[int, int]] = {}
        self._fetching: dict[str, int] = {}
        self._lock = threading.Lock()

    def first(self, nonce: bytes, deadline: int, now: int) -> bool:
        """Whether this request was not answered before."""
        with self._lock:
            self._until = {kept: until for kept, until in self._until.items() if until >= now}
            if nonce in self._until:
                return False
            self._until[nonce] = deadline
            return True

    @contextmanager
    def fetching(self, organisation: str) -> Iterator[bool]:
        """While this lasts, something is fetched since an organisation says so.

        Yields:
            Whether it may be: one whose process answers slowly keeps few of our threads, not all.
        """
        with self._lock:
            under_way = self._fetching.get(organisation, 0)
            allowed = under_way < MOST_AT_ONCE
            if allowed:
                self._fetching[organisation] = under_way + 1
        try:
            yield allowed
        finally:
            if allowed:
                with self._lock:
                    self._fetching[organisation] -= 1

    def too_many(self, organisation: str, now: float) -> bool:
        """Count a request of an organisation; whether it has had its share for this minute.

        Args:
            now: seconds by this machine's clock.
        """
        window = int(now) // _WINDOW_SECONDS
        with self._lock:
            of, used = self._asked.get(organisation, (window, 0))
            used = used + 1 if of == window else 1
            self._asked[organisation] = (window, used)
            return used > self._most
