"""Slows guessing down: so many failed sign-ins a user in a stretch of time, then a pause."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

FAILURES = 5
WINDOW_SECONDS = 60.0
_USERS_REMEMBERED = 10_000


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
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def seconds_to_wait(self, user: str) -> float:
        """How long until this user may try again; 0 where at once."""
        with self._lock:
            times = self._recent(user)
            if len(times) < self._failures:
                return 0.0
            return max(0.0, times[0] + self._window - self._clock())

    def failed(self, user: str) -> None:
        """Note a failure."""
        with self._lock:
            times = self._recent(user)
            times.append(self._clock())
            self._seen[user] = times
            self._seen.move_to_end(user)
            while len(self._seen) > _USERS_REMEMBERED:
                self._seen.popitem(last=False)

    def succeeded(self, user: str) -> None:
        """Forget the failures of a user who has signed in."""
        with self._lock:
            self._seen.pop(user, None)

    def _recent(self, user: str) -> deque[float]:
        times = self._seen.get(user, deque(maxlen=self._failures))
        while times and times[0] <= self._clock() - self._window:
            times.popleft()
        return times
