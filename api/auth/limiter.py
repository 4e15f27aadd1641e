"""Slows guessing down: so many sign-ins that fail, then a pause.

An attempt is counted before the password is looked at, so that a hundred sent at once are not a
hundred tries; signing in forgets them. Three counts:

- by user *and* address, because a limit by user alone would let any stranger lock a bank's user out
  by failing in its name;
- by address alone, wider, because a guesser may try one password on many users;
- by user and device instead, where the request shows an older session token of that user: who works
  behind the same address as a guesser does not wait for it, and who stole such a token guesses no
  faster for it.
"""

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

FAILURES = 5
FAILURES_OF_AN_ADDRESS = 30
WINDOW_SECONDS = 60.0
_REMEMBERED = 10_000
_IPV6_NETWORK = 64  # what one customer is given: whoever has one address has them all

_Key = tuple[str, str]
_Times = OrderedDict[_Key, deque[float]]


class FailureLimiter:
    """Counts attempts by user name, client address and device. Thread-safe; in memory, per process.

    Those of known users and of strangers' inventions are kept apart, so that a flood of invented
    names does not make it forget the attempts on a real one.
    """

    def __init__(
        self,
        failures: int = FAILURES,
        window_seconds: float = WINDOW_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        failures_of_an_address: int = FAILURES_OF_AN_ADDRESS,
    ) -> None:
        self._failures = failures
        self._of_an_address = failures_of_an_address
        self._window = window_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: _Times = OrderedDict()
        self._strangers: _Times = OrderedDict()
        self._addresses: _Times = OrderedDict()

    def attempt(
        self, user: str, address: str = "", *, known: bool = False, device: str = ""
    ) -> float:
        """Count an attempt and let it go ahead (0), or say how many seconds to wait.

        Args:
            known: whether there is such a user.
            device: what tells this user's own device from others behind the address; empty for
                none.
        """
        network = network_of(address)
        table = self._known if known else self._strangers
        with self._lock:
            now = self._clock()
            own = self._times(table, (user, device or network), now)
            if len(own) >= self._failures:
                return own[0] + self._window - now
            if not device:
                all_of_it = self._times(self._addresses, (network, ""), now)
                if len(all_of_it) >= self._of_an_address:
                    return all_of_it[0] + self._window - now
                self._count(self._addresses, (network, ""), all_of_it, now)
            self._count(table, (user, device or network), own, now)
            return 0.0

    def succeeded(self, user: str, address: str = "", *, device: str = "") -> None:
        """Forget the attempts of a user who has signed in from here; others' stay counted."""
        network = network_of(address)
        with self._lock:
            own = self._known.pop((user, device or network), None)
            self._strangers.pop((user, device or network), None)
            if own and not device:
                all_of_it = self._addresses.get((network, ""))
                for time_of_attempt in own if all_of_it else ():
                    if all_of_it and time_of_attempt in all_of_it:
                        all_of_it.remove(time_of_attempt)

    def _times(self, table: _Times, key: _Key, now: float) -> deque[float]:
        times = table.get(key, deque())
        while times and times[0] <= now - self._window:
            times.popleft()
        return times

    @staticmethod
    def _count(table: _Times, key: _Key, times: deque[float], now: float) -> None:
        times.append(now)
        table[key] = times
        table.move_to_end(key)
        while len(table) > _REMEMBERED:
            table.popitem(last=False)


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
