"""How much an organisation may ask for in a window of time, by kind of request.

Told as `RateLimit-Policy` and `RateLimit` in the form of draft-ietf-httpapi-ratelimit-headers-10;
who has used its share gets 429 with `Retry-After`. Counted in this process; where several share one
database, taken from there in portions, so that together they keep to the limit and one request in
many writes.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from api.blocking import READING
from api.errors import ApiError
from dhow.errors import BadInputError
from dhow.store import Store

READ, WRITE, SCREENING = "read", "write", "screening"
_SCREENING_ROUTES: Final = frozenset((("POST", "/invoices/screenings"), ("POST", "/invoices")))
_PORTIONS: Final = 20
_FORGET_AFTER_WINDOWS: Final = 10
_VARIABLES: Final = {
    "DHOW_LIMIT_READS": READ,
    "DHOW_LIMIT_WRITES": WRITE,
    "DHOW_LIMIT_SCREENINGS": SCREENING,
}
_WINDOW_VARIABLE: Final = "DHOW_LIMIT_WINDOW_SECONDS"


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests of one organisation in one window; a kind that is not named is not limited."""

    per_window: Mapping[str, int] = field(default_factory=dict)
    window_seconds: int = 60

    @staticmethod
    def usual() -> "Limits":
        """For a served network: two hundred reads, fifty writes, ten screenings a second."""
        return Limits({READ: 12_000, WRITE: 3_000, SCREENING: 600})

    @staticmethod
    def off() -> "Limits":
        """No limits: for tests, and programs that hold the application themselves."""
        return Limits()

    @staticmethod
    def of(environment: Mapping[str, str]) -> "Limits":
        """The usual ones, with what the environment says instead; 0 for no limit.

        Raises:
            BadInputError: a value is not a whole number in range.
        """
        limits = Limits.usual()
        wanted = dict(limits.per_window)
        for variable, kind in _VARIABLES.items():
            if variable in environment:
                wanted[kind] = _number(variable, environment[variable], least=0)
        window = limits.window_seconds
        if _WINDOW_VARIABLE in environment:
            window = _number(_WINDOW_VARIABLE, environment[_WINDOW_VARIABLE], least=1)
        return replace(
            limits,
            per_window={kind: most for kind, most in wanted.items() if most},
            window_seconds=window,
        )


def _number(variable: str, text: str, *, least: int) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text) <= 10**9:
        raise BadInputError(
            f"{variable} is {text!r}. Give a whole number from {least} to a thousand million"
            f"{', 0 for no limit' if not least else ''}."
        )
    return int(text)


def kind_of(method: str, route: str) -> str:
    """Which kind a request is counted as."""
    if (method, route) in _SCREENING_ROUTES:
        return SCREENING
    return READ if method in READING else WRITE


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of an organisation's share."""

    kind: str
    most: int
    left: int
    seconds: int
    window_seconds: int

    def headers(self) -> dict[str, str]:
        """The fields that say so."""
        return {
            "RateLimit-Policy": f'"{self.kind}";q={self.most};w={self.window_seconds}',
            "RateLimit": f'"{self.kind}";r={max(self.left, 0)};t={self.seconds}',
        }

    @property
    def exhausted(self) -> bool:
        """Whether this request is one too many."""
        return self.left < 0

    def problem(self) -> ApiError:
        """429, for a request that is one too many."""
        return ApiError(
            429,
            "quota-exceeded",
            "Too many requests",
            f"Your organisation has made {self.most} {self.kind} requests in "
            f"{self.window_seconds} seconds, its share.",
            next_step=f"Wait {self.seconds} seconds, then go on.",
            values={"violated-policies": [self.kind]},
            headers={"Retry-After": str(self.seconds), **self.headers()},
        )


@dataclass
class _Count:
    window: int
    used: int = 0  # of what this process has counted or fetched
    fetched: int = 0
    spent: bool = False  # of the shared allowance nothing is left


class Quotas:
    """Counts by organisation and kind. Thread-safe."""

    def __init__(
        self, limits: Limits, store: Store | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Keep to `limits`.

        Args:
            store: where given and shared between processes, they share the counts too.
            clock: UTC seconds; windows begin at its multiples, so that all processes agree.
        """
        self.limits = limits
        self._store = store if store is not None and store.shared else None
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], _Count] = {}
        self._window = 0

    @property
    def blocks(self) -> bool:
        """Whether `take` may have to wait for the database."""
        return self._store is not None

    def take(self, organisation: str, kind: str) -> Standing | None:
        """Count a request; None where its kind is not limited.

        Raises:
            StoreUnusable: the shared count cannot be read.
        """
        most = self.limits.per_window.get(kind)
        if most is None:
            return None
        with self._lock:
            now = self._clock()
            length = self.limits.window_seconds
            window = int(now // length)
            if window != self._window:
                self._counts.clear()
                self._window = window
            count = self._counts.setdefault((organisation, kind), _Count(window))
            left = self._taken(count, organisation, kind, most)
            seconds = max(int((window + 1) * length - now) + 1, 1)
        return Standing(kind, most, left, min(seconds, length), length)

    def _taken(self, count: _Count, organisation: str, kind: str, most: int) -> int:
        """What is left after this request; below 0 where there was nothing."""
        if self._store is None:
            if count.used >= most:
                return -1
            count.used += 1
            return most - count.used
        if count.used >= count.fetched and not count.spent:
            self._fetch(count, organisation, kind, most)
        if count.used >= count.fetched:
            return -1
        count.used += 1
        return count.fetched - count.used

    def _fetch(self, count: _Count, organisation: str, kind: str, most: int) -> None:
        """Take a portion of the shared allowance; what is beyond it is nobody's."""
        assert self._store is not None  # noqa: S101 - asked by the only caller
        portion = max(most // _PORTIONS, 1)
        with self._store.begin() as work:
            used = work.quotas.take(f"{organisation}/{kind}", count.window, portion)
            work.quotas.forget(count.window - _FORGET_AFTER_WINDOWS)
        granted = max(min(portion, most - (used - portion)), 0)
        count.fetched += granted
        count.spent = granted < portion
