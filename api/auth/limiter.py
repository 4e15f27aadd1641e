"""Slows guessing down: so many sign-ins a user and client address that fail, then a pause.

An attempt is counted before the password is looked at, so that a hundred sent at once are not a
hundred tries; signing in forgets them. Counted by user *and* address, because a limit by user alone
would let any stranger lock a bank's user out by failing in its name.
"""

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

FAILURES = 5
WINDOW_SECONDS = 60.0
_REMEMBERED = 10_000
_IPV6_NETWORK = 64  # what one customer is given: whoever has one address has them all

_Times = OrderedDict[tuple[str, str], deque[float]]


class FailureLimiter:
    """Counts attempts by user name and client address. Thread-safe; kept in memory, per process.

    Those of known users and of strangers' inventions are kept apart, so that a flood of invented
    names does not make it forget the attempts on a real one.
    """

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
        self._known: _Times = OrderedDict()
        self._strangers: _Times = OrderedDict()

    def attempt(self, user: str, address: str = "", *, known: bool = False) -> float:
        """Count an attempt and let it go ahead (0), or say how many seconds to wait."""
        key = (user, network_of(address))
        table = self._known if known else self._strangers
        with self._lock:
            now = self._clock()
            times = table.get(key, deque())
            while times and times[0] <= now - self._window:
                times.popleft()
            if len(times) >= self._failures:
                return times[0] + self._window - now
            times.append(now)
            table[key] = times
            table.move_to_end(key)
            while len(table) > _REMEMBERED:
                table.popitem(last=False)
            return 0.0

    def succeeded(self, user: str, address: str = "") -> None:
        """Forget the attempts of a user who has signed in from this address."""
        key = (user, network_of(address))
        with self._lock:
            self._known.pop(key, None)
            self._strangers.pop(key, None)


def network_of(address: str) -> str:
    """Whom an address stands for: an IPv4 address for itself, an IPv6 address for its /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False))
