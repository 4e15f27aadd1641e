"""Streams of events: one reader of the tables for all of them.

The reader looks for new events while anybody listens, works out once who may hear of each, and
hands it to their streams. A stream first reads what it has missed by itself, then takes what it is
handed. What waits for a reader is bounded: one that does not keep up is ended, and goes on from the
last id it has seen. Before a stream is handed anything, and every few seconds, its token is asked
again whether it still counts.
"""

import asyncio
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.errors import ApiError
from api.events.audience import Parties, audiences
from api.events.feed import Item, Replaced, replaced_by
from dhow.errors import EnvironmentProblemError
from dhow.store import OrgId, Store
from dhow.store.projections.feed import END_OF_BLOCK, Place

MOST_OF_ONE: Final = 8
MOST: Final = 1_000
QUEUED: Final = 1_000
_LINES: Final = 500
_PAUSE_SECONDS: Final = 0.1
_CHECK_SECONDS: Final = 2.0
STOPPING: Final = "the server stops; connect again"
TOO_SLOW: Final = "read too slowly; connect again and go on from the last id"

_log = logging.getLogger("dhow.api")


@dataclass(frozen=True, slots=True)
class Handed:
    """An item, and the newest replacement that its reader knew of."""

    item: Item
    replacement: int


@dataclass(eq=False, slots=True)
class Stream:
    """One listener; its queue is filled by the reader's thread and emptied by its own loop."""

    organisation: OrgId
    subject: str | None
    check: Callable[[], None]
    loop: asyncio.AbstractEventLoop
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stop_sending: Callable[[], None] = lambda: None
    _queue: deque[Handed] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: str | None = None

    @property
    def ended(self) -> str | None:
        """Why it is over, in words; None while it is not."""
        return self._ended

    def hand(self, handed: Handed, room: int) -> bool:
        """Put an item into the queue; False, and nothing is kept, where it is full."""
        with self._lock:
            if len(self._queue) >= room:
                return False
            self._queue.append(handed)
        self._call(self.wake.set)
        return True

    def take(self) -> list[Handed]:
        """What has come since the last time."""
        with self._lock:
            taken = list(self._queue)
            self._queue.clear()
        return taken

    def end(self, words: str, *, at_once: bool = False) -> None:
        """End it; `at_once`, even where its reader does not take what was sent."""
        self._ended = self._ended or words
        self._call(self.wake.set)
        if at_once:
            self._call(self.stop_sending)

    def _call(self, work: Callable[[], None]) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(work)


class Streams:
    """Every open stream of a process, and the reader behind them."""

    def __init__(
        self,
        *,
        most_of_one: int = MOST_OF_ONE,
        most: int = MOST,
        queued: int = QUEUED,
        check_seconds: float = _CHECK_SECONDS,
    ) -> None:
        """Allow so many streams to an organisation and in all, and so many items to wait."""
        self._most_of_one = most_of_one
        self._most = most
        self._queued = queued
        self._check_seconds = check_seconds
        self._lock = threading.Lock()
        self._streams: list[Stream] = []
        self._place: Place | None = None  # read up to here; None while nobody listens
        self._closed = False
        self.reads = 0  # how often the tables were read, whoever listens

    def count(self) -> int:
        """How many streams are open."""
        with self._lock:
            return len(self._streams)

    def open(
        self,
        store: Store,
        organisation: OrgId,
        *,
        check: Callable[[], None],
        subject: str | None = None,
        loop: asyncio.AbstractEventLoop,
    ) -> tuple[Stream, Place]:
        """A stream, and the end of what has happened so far: what comes after it is handed on.

        Args:
            check: raises ApiError once the reader has lost its rights.

        Raises:
            ApiError: 429 too many streams, 503 the server stops.
        """
        with store.read() as work:
            head = work.feed.system_head()
        with self._lock:
            if self._closed:
                raise ApiError(503, "stopping", "The server stops", next_step="Connect again.")
            counted = Counter(each.organisation for each in self._streams)
            if counted[organisation] >= self._most_of_one or len(self._streams) >= self._most:
                raise ApiError(
                    429,
                    "too-many-streams",
                    "Too many streams",
                    f"Your organisation has {counted[organisation]} streams open of at most"
                    f" {self._most_of_one}, the server {len(self._streams)} of {self._most}.",
                    next_step="Close one, or read pages: Accept: application/json.",
                    headers={"Retry-After": "10"},
                )
            stream = Stream(organisation, subject, check, loop)
            self._streams.append(stream)
            if self._place is None:
                self._place = head
            return stream, head

    def close(self, stream: Stream) -> None:
        """Forget a stream."""
        with self._lock:
            if stream in self._streams:
                self._streams.remove(stream)
            if not self._streams:
                self._place = None

    def end_all(self, words: str = STOPPING) -> None:
        """End every stream and take no more."""
        with self._lock:
            self._closed = True
            streams = list(self._streams)
        for stream in streams:
            stream.end(words)

    def run(self, store: Store, now: Callable[[], int], stop: threading.Event) -> None:
        """Read for the streams until `stop` is set."""
        with self._lock:
            self._closed = False
        checked = time.monotonic()
        try:
            while not stop.wait(_PAUSE_SECONDS):
                try:
                    while self.step(store, now):
                        pass
                except EnvironmentProblemError as problem:
                    _log.warning("events wait: %s", problem)
                if time.monotonic() - checked >= self._check_seconds:
                    self.check_all()
                    checked = time.monotonic()
        finally:
            self.end_all()

    def step(self, store: Store, now: Callable[[], int]) -> bool:
        """Hand on what is new, at most a part of it; whether there is more.

        Raises:
            EnvironmentProblemError: database or node does not answer; ask again.
        """
        with self._lock:
            place = self._place
        if place is None:
            return False
        news: list[tuple[Item, Parties | None]] = []
        with store.read() as work:
            self.reads += 1
            head = work.feed.system_head()
            if head == place:
                return False
            replacements = work.feed.system_replacements(place[0])
            if replacements:
                # each by itself, and even where none reaches us: a stream may have read further
                news.extend((replaced_by(*each), None) for each in replacements)
                further, more = _after(place, replacements), True
            else:
                part = work.feed.system_events(place, limit=_LINES)
                news.extend(zip(part.events, audiences(work, part.events, now), strict=True))
                further, more = _newest(part.place, head), part.more
        with self._lock:
            if self._place != place:  # nobody listened any more, or somebody anew
                return False
            self._place = further
            streams = list(self._streams)
        for stream in streams:
            self._hand(stream, news, head[0])
        return more

    def check_all(self) -> None:
        """End the streams whose readers have lost their rights."""
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            self._checked(stream)

    def _hand(
        self, stream: Stream, news: list[tuple[Item, Parties | None]], replacement: int
    ) -> None:
        heard = [item for item, allowed in news if _hears(stream, item, allowed)]
        if not heard or not self._checked(stream):
            return
        for item in heard:
            if not stream.hand(Handed(item, replacement), self._queued):
                stream.end(TOO_SLOW, at_once=True)
                self.close(stream)
                return

    def _checked(self, stream: Stream) -> bool:
        try:
            stream.check()
        except ApiError as problem:
            stream.end(problem.detail or problem.title, at_once=True)
            self.close(stream)
            return False
        except EnvironmentProblemError as problem:
            # not known to have its rights: it is told to come again rather than anything else
            stream.end(str(problem))
            self.close(stream)
            return False
        return True


def _hears(stream: Stream, item: Item, allowed: Parties | None) -> bool:
    if isinstance(item, Replaced) or allowed is None:
        return True
    about = stream.subject is None or any(each == stream.subject for _, each in item.subjects)
    return about and stream.organisation in allowed


def _after(place: Place, replacements: Sequence[tuple[int, int]]) -> Place:
    """Where the reader stands after replacements, in their order."""
    for number, above in replacements:
        _, block, index = place
        place = (number, above, END_OF_BLOCK) if above < block else (number, block, index)
    return place


def _newest(place: Place, head: Place) -> Place:
    """A place at which every replacement up to the head's is known."""
    return (head[0], place[1], place[2])
