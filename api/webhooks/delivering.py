"""Delivering: each message at least once, those of one webhook in the order of the ledger.

Three steps, each of which may be the last of a process and is then taken up by the next:

1. the messages that are due and the place they move the webhook to are written, together;
2. the first that waits is sent;
3. what became of it is written.

A message is sent again, with the same id and the same bytes, until its receiver has taken it; those
behind it wait. After three days without success the webhook is suspended, in words; nothing is
dropped, and it goes on from there when it is resumed.
"""

import logging
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Protocol

from api.events.feed import Written
from api.webhooks import signing
from api.webhooks.addresses import Target, Unreachable, address_of, target_of
from api.webhooks.due import Due, due_to
from api.webhooks.messages import message_of, wanted
from api.webhooks.posting import Outcome, post
from dhow.errors import EnvironmentProblemError
from dhow.store import OrgId, Store
from dhow.store.projections.feed import Place
from dhow.store.repositories.webhook_rows import DeliveryRow, WebhookRow

BACK_OFF_SECONDS: Final = (5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200)
HORIZON_SECONDS: Final = 3 * 86_400
KEPT: Final = 1_000
"""Settled messages of a webhook that stay to be looked at."""
_GONE: Final = 410
_BLOCKS_UNWRITTEN: Final = 256
_IN_A_ROW: Final = 100
_THREADS: Final = 8
_OF_ONE: Final = 2  # one organisation's slow receivers leave threads for the others
_HELD_SECONDS: Final = 30
_PAUSE_SECONDS: Final = 0.2

_log = logging.getLogger("dhow.api")


class Posts(Protocol):
    """Sends one message; `api.webhooks.posting.post`."""

    def __call__(
        self, target: Target, address: str, headers: Mapping[str, str], body: bytes
    ) -> Outcome:
        """What became of it."""


class Deliverer:
    """Delivers for every webhook of a database; several processes share the work."""

    def __init__(
        self,
        store: Store,
        *,
        development: bool,
        posts: Posts = post,
        clock: Callable[[], float] = time.time,
        pause: float = _PAUSE_SECONDS,
    ) -> None:
        """Deliver from `store`.

        Args:
            development: receivers on loopback and private networks may be reached.
            clock: unix seconds.
        """
        self._store = store
        self._development = development
        self._posts = posts
        self._clock = clock
        self._pause = pause
        self._holder = secrets.token_hex(16)
        self._stop = threading.Event()
        self._looked: dict[str, tuple[Place, Place]] = {}  # nothing to tell between these

    def run(self, stop: threading.Event) -> None:
        """Deliver until `stop` is set; what is under way then is finished."""
        self._stop = stop
        busy: dict[str, tuple[OrgId, Future[None]]] = {}
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="webhooks") as pool:
            while not stop.wait(self._pause):
                for webhook_id, (_, work) in list(busy.items()):
                    if work.done():
                        del busy[webhook_id]
                        _told(work)
                try:
                    due = self.due()
                except EnvironmentProblemError as problem:
                    _log.warning("webhooks wait: %s", problem)
                    continue
                of_each = Counter(organisation for organisation, _ in busy.values())
                for webhook_id, organisation in due:
                    if len(busy) >= _THREADS:
                        break
                    if webhook_id not in busy and of_each[organisation] < _OF_ONE:
                        of_each[organisation] += 1
                        work = pool.submit(self.deliver, webhook_id)
                        busy[webhook_id] = (organisation, work)

    def due(self) -> tuple[tuple[str, OrgId], ...]:
        """The webhooks with something to do."""
        with self._store.read() as work:
            head = work.feed.system_head()
            found = work.webhooks.system_due(head, at=self._now())
        return tuple(
            (each.webhook_id, each.organisation)
            for each in found
            if each.waits or self._looked.get(each.webhook_id) != (each.place, head)
        )

    def deliver(self, webhook_id: str) -> None:
        """Write what is due for a webhook and send it, as long as its receiver takes it."""
        if not self._hold(webhook_id):
            return
        try:
            for _ in range(_IN_A_ROW):
                if self._stop.is_set() or not self._deliver_one(webhook_id):
                    return
        finally:
            with self._store.begin() as work:
                work.webhooks.system_let_go(webhook_id, self._holder)

    def write_due(self, webhook_id: str) -> int:
        """Write the next messages of a webhook with the place they move it to; how many."""
        at = self._now()
        with self._store.read() as work:
            row = work.webhooks.system_get(webhook_id, at=at)
            if row is None:
                return 0
            found = due_to(work, row)
        if not self._worth_writing(row, found):
            # a block that says nothing to anybody costs no write: it is looked at again if need be
            self._looked[webhook_id] = (row.place, found.place)
            return 0
        written = Written(self._store, row.organisation)
        messages = [message_of(row, item, written, at) for item in found.items if wanted(row, item)]
        with self._store.begin() as work:
            now_is = work.webhooks.system_get(webhook_id, at=at)
            if now_is is None or (now_is.place, now_is.messages) != (row.place, row.messages):
                return 0  # moved meanwhile: look again
            if work.feed.system_newest_replacement() != found.newest:
                return 0  # what was read may be gone already: look again
            if found.above is not None:
                work.webhooks.system_drop_replaced(webhook_id, found.above, at=at)
            row = work.webhooks.system_write(now_is, messages, found.place, told=found.told, at=at)
            work.webhooks.system_prune(row, keep=KEPT)
        return len(messages)

    def _worth_writing(self, row: WebhookRow, found: Due) -> bool:
        if any(wanted(row, item) for item in found.items) or found.more:
            return True
        return found.place[1] - row.place[1] >= _BLOCKS_UNWRITTEN

    def _hold(self, webhook_id: str) -> bool:
        at = self._now()
        with self._store.begin() as work:
            until = at + _HELD_SECONDS * 1000
            return work.webhooks.system_hold(webhook_id, self._holder, at=at, until=until)

    def _deliver_one(self, webhook_id: str) -> bool:
        """Send the message whose turn it is; whether to go on."""
        row, first, stale = self._first(webhook_id)
        if first is None or stale:
            self.write_due(webhook_id)
            row, first, _ = self._first(webhook_id)
        if row is None or first is None or first.next_at > self._now():
            return False
        # held for as long as one request may take, or somebody else sends meanwhile
        if not self._hold(webhook_id):
            return False
        outcome = self._send(row, first)
        return self._settled(row, first, outcome)

    def _first(self, webhook_id: str) -> tuple[WebhookRow | None, DeliveryRow | None, bool]:
        """A webhook, the message whose turn it is, and whether its block may be gone."""
        with self._store.read() as work:
            row = work.webhooks.system_get(webhook_id, at=self._now())
            if row is None or row.suspended is not None:
                return None, None, False
            first = next(iter(work.webhooks.system_waiting(webhook_id, limit=1)), None)
            return row, first, work.feed.system_taken_back(row.told) is not None

    def _send(self, row: WebhookRow, delivery: DeliveryRow) -> Outcome:
        message = delivery.message
        return send(
            row,
            message.message_id,
            message.body,
            at=self._now(),
            development=self._development,
            posts=self._posts,
        )

    def _settled(self, row: WebhookRow, sent: DeliveryRow, outcome: Outcome) -> bool:
        at = self._now()
        with self._store.begin() as work:
            if outcome.taken:
                work.webhooks.system_delivered(sent, outcome.status or 0, at=at)
                return True
            wait = max(back_off(sent), outcome.retry_after)
            next_at = at + int(wait * 1000)
            work.webhooks.system_failed(sent, outcome.status, outcome.words, at=at, next_at=next_at)
            tried_since = at if sent.first_at is None else sent.first_at
            if outcome.status == _GONE:
                words = "The receiver answered 410: it wants no more messages."
            elif at - tried_since >= HORIZON_SECONDS * 1000:
                days = HORIZON_SECONDS // 86_400
                words = f"A message was not taken for {days} days; at last: {outcome.words}."
            else:
                return False
            work.webhooks.system_suspend(row.webhook_id, f"{words} Put it right, then resume.")
            _log.warning("webhook %s is suspended: %s", row.webhook_id, words)
            return False

    def _now(self) -> int:
        return int(self._clock() * 1000)


def send(
    row: WebhookRow, message_id: str, body: bytes, *, at: int, development: bool, posts: Posts
) -> Outcome:
    """Sign a body and send it to a webhook's receiver, if that may be reached."""
    try:
        target = target_of(row.url, development=development)
        address = address_of(target, development=development)
    except Unreachable as problem:
        return Outcome(None, f"not sent: {problem}")
    headers = signing.headers(message_id, at // 1000, body, row.secrets)
    return posts(target, address, headers, body)


def back_off(sent: DeliveryRow) -> float:
    """Seconds until a message is sent again: longer each time, a little apart from others'."""
    step = BACK_OFF_SECONDS[min(sent.attempts, len(BACK_OFF_SECONDS) - 1)]
    apart = random.Random(f"{sent.message.message_id}/{sent.attempts}")  # noqa: S311 - no secret
    return step * apart.uniform(0.9, 1.1)


def _told(work: "Future[Any]") -> None:
    problem = work.exception()
    if problem is not None:
        _log.error("delivering failed", exc_info=problem)
