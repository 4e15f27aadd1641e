"""Slows guessing down: so many failed sign-ins a user in a stretch of time, then a pause."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

FAILURES = 5
WINDOW_SECONDS = 60.0
_STRANGERS_REMEMBERED = 10_000


class FailureLimiter:
    """Counts failures by user name. Thread-safe; kept in memory, one process's own."""

    def __init__(
        self,
        failures: int = FAILURES,
        window_seconds: float = WINDOW_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures = failures
        self._window = window_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, deque[float]] = {}
        self._strangers: OrderedDict[str, deque[float]] = OrderedDict()

    def seconds_to_wait(self, user: str) -> float:
        """How long until this user may try again; 0 where at once."""
        with self._lock:
            times = self._recent(user)
            if len(times) < self._failures:
                return 0.0
            return max(0.0, times[0] + self._window - self._clock())

    def failed(self, user: str, *, known: bool = False) -> None:
        """Note a failure. Those of known users are kept, however many strangers fail meanwhile."""
        with self._lock:
            times = self._recent(user)
            times.append(self._clock())
            if known:
                self._known[user] = times
                return
            self._strangers[user] = times
            self._strangers.move_to_end(user)
            while len(self._strangers) > _STRANGERS_REMEMBERED:
                self._strangers.popitem(last=False)

    def succeeded(self, user: str) -> None:
        """Forget the failures of a user who has signed in."""
        with self._lock:
            self._known.pop(user, None)
            self._strangers.pop(user, None)

    def _recent(self, user: str) -> deque[float]:
        empty: deque[float] = deque(maxlen=self._failures)
        times = self._known.get(user) or self._strangers.get(user) or empty
        while times and times[0] <= self._clock() - self._window:
            times.popleft()
        return times
