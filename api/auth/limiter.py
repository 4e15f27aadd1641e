"""Slows guessing down: so many sign-ins that fail, then a pause.

An attempt is counted before the password is looked at, so that a hundred sent at once are not a
hundred tries; signing in forgets them. Three counts:

- by user *and* address, because a limit by user alone would let any stranger lock a bank's user out
  by failing in its name;
- by address alone, wider, because a guesser may try one password on many users;
- by user and device instead, where the request shows an older session token of that user: who works
  behind the same address as a guesser does not wait for it, and who stole such a token guesses no
  faster for it.

Each process counts in memory. Where several share a database they count there too, by keyed hashes,
so that as many processes are not as many times the tries.
"""

import hashlib
import hmac
import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

from dhow.store import Store, UnitOfWork
from dhow.store.repositories.quotas import SIGN_IN

FAILURES = 5
FAILURES_OF_AN_ADDRESS = 30
WINDOW_SECONDS = 60.0
_REMEMBERED = 10_000
_SECRET_BYTES: Final = 32
_IPV6_NETWORK = 64  # what one customer is given: whoever has one address has them all

_Key = tuple[str, str]
_Times = OrderedDict[_Key, deque[float]]


class FailureLimiter:
    """Counts attempts by user name, client address and device. Thread-safe.

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
        self._shared: _Shared | None = None

    def share(self, store: Store, now: Callable[[], float] = time.time) -> None:
        """Count with the other processes on a store, where it has any.

        Args:
            now: UTC seconds; windows begin at multiples of their length, so that all agree.
        """
        if store.shared:
            self._shared = _Shared(store, self._window, now)

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
        if self._shared is None:
            return 0.0
        counts = [((user, device or network), self._failures)]
        if not device:
            counts.append(((network, ""), self._of_an_address))
        return self._shared.attempt(counts)

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
        if self._shared is not None:
            self._shared.succeeded((user, device or network), None if device else (network, ""))

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


class _Shared:
    """The same counts over all processes, in windows of the wall clock."""

    def __init__(self, store: Store, window_seconds: float, now: Callable[[], float]) -> None:
        self._store = store
        self._length = window_seconds
        self._now = now
        self._secret = store.derived_key("counts of sign-ins", _SECRET_BYTES)
        self._pruned = 0

    def attempt(self, counts: list[tuple[_Key, int]]) -> float:
        """Count an attempt in each; seconds to wait where one of them is used up."""
        now = self._now()
        window = int(now // self._length)
        named = [(self._name(key), most) for key, most in counts]
        prune, self._pruned = window > self._pruned, window

        def take(work: UnitOfWork) -> bool:
            if prune:
                work.quotas.forget_sign_ins(window)
            taken = []
            for name, most in named:
                taken.append(name)
                if work.quotas.take(name, window, 1) > most:
                    for each in taken:  # what is not let through is nobody's try
                        work.quotas.take(each, window, -1)
                    return False
            return True

        return 0.0 if self._store.write(take) else (window + 1) * self._length - now

    def succeeded(self, own: _Key, network: _Key | None) -> None:
        """Forget the attempts of one who has signed in, in the network's count too."""
        window = int(self._now() // self._length)
        name, of_network = self._name(own), self._name(network) if network else None

        def give_back(work: UnitOfWork) -> None:
            used = work.quotas.take(name, window, 0)
            work.quotas.take(name, window, -used)
            if of_network:
                work.quotas.take(of_network, window, -used)

        self._store.write(give_back)

    def _name(self, key: _Key) -> str:
        return SIGN_IN + hmac.new(self._secret, repr(key).encode(), hashlib.sha256).hexdigest()


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
