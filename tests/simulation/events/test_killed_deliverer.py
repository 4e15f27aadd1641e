"""A deliverer that is killed between any two steps loses nothing, and says nothing as new twice."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Any

import orjson
import pytest

from api.webhooks import delivering
from api.webhooks.addresses import Target
from api.webhooks.delivering import BACK_OFF_SECONDS, HORIZON_SECONDS, Deliverer
from api.webhooks.messages import REPLACED
from api.webhooks.posting import Outcome
from dhow.store import Store, UnitOfWork, open_store
from dhow.store.projections.feed import Place
from tests.support.happening import Believer, Happening, emptied, goes_on
from tests.support.killed import Killed
from tests.support.stores import CHEAP, IMPORTER, MASTER_KEY, an_id

HOOK = an_id(0x400C)
TAKEN = Outcome(204)


class Mortal:
    """A store whose process is killed at a step: before, within or after a unit of work."""

    def __init__(self, store: Store, lives: int | None) -> None:
        self._store = store
        self.steps = 0
        self._lives = lives

    def step(self) -> None:
        self.steps += 1
        if self.steps == self._lives:
            raise Killed

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        self.step()
        with self._store.begin() as work:
            yield work
            self.step()
        self.step()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        self.step()
        with self._store.read() as work:
            yield work
        self.step()

    def derived_key(self, purpose: str, length: int) -> bytes:
        return self._store.derived_key(purpose, length)


class Receives:
    """Takes messages, or not, and believes them; may outlive the process that sent them."""

    def __init__(self, rng: random.Random, store: Mortal, fails: float = 0.0) -> None:
        self.believer = Believer()
        self.bodies: dict[str, bytes] = {}
        self.store = store
        self._rng = rng
        self._fails = fails

    def __call__(
        self, target: Target, address: str, headers: Mapping[str, str], body: bytes
    ) -> Outcome:
        assert (target.host, address) == ("127.0.0.1", "127.0.0.1")
        if self._rng.random() < self._fails:
            return Outcome(None, "no answer")
        identifier = headers["webhook-id"]
        assert self.bodies.setdefault(identifier, body) == body, "the same id, the same bytes"
        self.believer.hear(identifier, orjson.loads(body)["data"])
        self.store.step()  # killed before it has read the answer
        return TAKEN


class Clock:
    """Goes on when it is asked to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@cache
def one_store() -> Store:
    """Opened once: migrating takes longer than most of these stories."""
    return open_store("sqlite://", MASTER_KEY, password_cost=CHEAP)


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    """Close it after the last of them."""
    yield
    one_store().close()
    one_store.cache_clear()


def opened() -> tuple[Store, Happening]:
    store = one_store()
    emptied(store)
    happening = Happening(store, IMPORTER)
    with store.begin() as work:
        work.webhooks.add(
            IMPORTER,
            webhook_id=HOOK,
            url="http://127.0.0.1:1/",
            events=(),
            secret=b"s" * 32,
            created_by="checker",
            place=work.feed.system_head(),
            at=0,
        )
    return store, happening


def deliverer(store: Any, posts: Any, clock: Clock) -> Deliverer:
    return Deliverer(store, development=True, posts=posts, clock=clock)


def until_quiet(working: Deliverer, clock: Clock) -> None:
    """Deliver all that is due, however long it takes: what is sent again may wait half a day."""
    quiet = 0
    for _ in range(400):
        due = working.due()
        for webhook_id, _ in due:
            working.deliver(webhook_id)
        clock.now += 7_200
        quiet = 0 if due else quiet + 1
        if quiet * 7_200 > 1.1 * BACK_OFF_SECONDS[-1]:
            return
    raise AssertionError("it is never quiet")


def killed_at(lives: int | None) -> int:
    """Two blocks told by a process killed at its so-many-th step; how many steps there were."""
    store, happening = opened()
    clock = Clock()
    happening.grow(2, 4)
    mortal = Mortal(store, lives)
    receives = Receives(random.Random(0), mortal)
    try:
        until_quiet(deliverer(mortal, receives, clock), clock)
    except Killed:
        clock.now += 60
        receives.store = Mortal(store, None)
        until_quiet(deliverer(store, receives, clock), clock)
    assert receives.believer.acts() == happening.acts()
    assert receives.believer.again <= 1
    with store.read() as work:
        rows = work.webhooks.deliveries(IMPORTER, HOOK, before=None, limit=100)
    assert {row.state for row in rows} == {"delivered"}
    assert [row.position for row in rows] == list(range(len(rows), 0, -1))
    return mortal.steps


def test_killed_at_each_step_it_goes_on_where_it_was() -> None:
    steps = killed_at(None)
    assert steps > 30
    for lives in range(1, steps + 1):
        killed_at(lives)


def replay(store: Store, place: Place) -> None:
    """Have it told again from a place."""
    with store.begin() as work:
        work.webhooks.move_back(IMPORTER, HOOK, place, but=REPLACED)


def play(seed: int) -> None:
    """A chain that grows and is replaced, a receiver that fails, processes that are killed.

    Now and then it is told again from a place that was once the end, whatever became of it.
    """
    rng = random.Random(seed)
    store, happening = opened()
    clock = Clock()
    receives = Receives(rng, Mortal(store, None), fails=rng.choice((0.0, 0.3)))
    with store.read() as work:
        places = [work.feed.system_head()]
    for _ in range(rng.randrange(3, 8)):
        goes_on(happening, rng)
        with store.read() as work:
            places.append(work.feed.system_head())
        if rng.random() < 0.1:
            happening.rebuild(store)
        mortal = Mortal(store, rng.choice((None, rng.randrange(1, 60))))
        receives.store = mortal
        working = deliverer(mortal, receives, clock)
        try:
            for _ in range(rng.randrange(1, 4)):
                for webhook_id, _ in working.due():
                    working.deliver(webhook_id)
                clock.now += rng.choice((1, 40, 4_000))
                if rng.random() < 0.2:
                    replay(store, rng.choice(places))
                if rng.random() < 0.3:
                    goes_on(happening, rng)
        except Killed:
            clock.now += 60
    receives.store = Mortal(store, None)
    until_quiet(deliverer(store, receives, clock), clock)
    assert receives.believer.acts() == happening.acts()


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happens_the_receiver_ends_with_what_happened(seed: int) -> None:
    play(seed)


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(200))
def test_whatever_happens_in_many_more_worlds(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        play(seed)


def test_two_processes_do_not_deliver_one_webhook_at_once() -> None:
    store, happening = opened()
    clock = Clock()
    happening.grow(2)
    asked: list[int] = []

    def meanwhile(*_: Any) -> Outcome:
        second = deliverer(store, lambda *_: pytest.fail("it is held"), clock)
        asked.append(len(second.due()))
        second.deliver(HOOK)
        return TAKEN

    deliverer(store, meanwhile, clock).deliver(HOOK)
    assert asked == [0, 0]


def test_after_three_days_it_is_suspended_and_loses_nothing() -> None:
    store, happening = opened()
    clock = Clock()
    began = clock.now
    happening.grow(2)
    attempts: list[float] = []

    def never(*_: Any) -> Outcome:
        attempts.append(clock.now - began)
        return Outcome(500, "answered 500")

    working = deliverer(store, never, clock)
    while True:
        for webhook_id, _ in working.due():
            working.deliver(webhook_id)
        with store.read() as work:
            row = work.webhooks.get(IMPORTER, HOOK, at=0)
        assert row is not None
        if row.suspended:
            break
        clock.now += 1 if clock.now - began < 100 else 600
    assert "3 days" in row.suspended
    assert "answered 500" in row.suspended
    assert HORIZON_SECONDS <= attempts[-1] < HORIZON_SECONDS + 50_000
    gaps = [later - earlier for earlier, later in pairwise(attempts)]
    steps = delivering.BACK_OFF_SECONDS
    for gap, step in zip(gaps, steps, strict=False):
        assert 0.9 * step <= gap <= 1.1 * step + 601
    assert working.due() == ()
    receives = Receives(random.Random(0), Mortal(store, None))
    with store.begin() as work:
        work.webhooks.resume(IMPORTER, HOOK, at=int(clock.now * 1000))
    until_quiet(deliverer(store, receives, clock), clock)
    assert receives.believer.acts() == happening.acts()


def test_what_was_replaced_before_it_was_taken_is_not_sent() -> None:
    store, happening = opened()
    clock = Clock()
    happening.grow(2)
    deliverer(store, lambda *_: Outcome(None, "no answer"), clock).deliver(HOOK)
    gone = happening.acts()
    happening.grow(1, back_to=1)
    receives = Receives(random.Random(0), Mortal(store, None))
    until_quiet(deliverer(store, receives, clock), clock)
    assert receives.believer.acts() == happening.acts()
    said = b"".join(receives.bodies.values()).decode()
    assert not [act for act in gone if act in said]
    with store.read() as work:
        rows = work.webhooks.deliveries(IMPORTER, HOOK, before=None, limit=100)
    assert [row.state for row in rows] == ["delivered"] * 2 + ["replaced"] * 2


@pytest.mark.parametrize("waits", [False, True], ids=["not written", "not taken"])
def test_told_again_it_hears_first_what_was_replaced_since(waits: bool) -> None:
    store, happening = opened()
    clock = Clock()
    with store.read() as work:
        start = work.feed.system_head()
    happening.grow(2, 2)
    receives = Receives(random.Random(0), Mortal(store, None))
    until_quiet(deliverer(store, receives, clock), clock)
    happening.grow(1, 1, back_to=2)
    if waits:
        deliverer(store, lambda *_: Outcome(None, "no answer"), clock).deliver(HOOK)
    replay(store, start)
    until_quiet(deliverer(store, receives, clock), clock)
    assert receives.believer.acts() == happening.acts()
    assert receives.believer.again == 2  # of the block that stayed


def test_what_a_receiver_asks_to_wait_is_waited() -> None:
    store, happening = opened()
    clock = Clock()
    happening.grow(1)
    working = deliverer(store, lambda *_: Outcome(429, "answered 429", 1_800), clock)
    working.deliver(HOOK)
    clock.now += 1_700
    assert working.due() == ()
    clock.now += 101
    assert len(working.due()) == 1


def test_settled_messages_are_forgotten_after_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "KEPT", 5)
    store, happening = opened()
    clock = Clock()
    receives = Receives(random.Random(0), Mortal(store, None))
    for _ in range(6):
        happening.grow(2, 2)
        until_quiet(deliverer(store, receives, clock), clock)
    with store.read() as work:
        rows = work.webhooks.deliveries(IMPORTER, HOOK, before=None, limit=100)
    assert len(rows) <= 5 + 4
    assert receives.believer.acts() == happening.acts()


def test_blocks_that_say_nothing_to_anybody_cost_no_write() -> None:
    store, happening = opened()
    clock = Clock()
    working = deliverer(store, lambda *_: TAKEN, clock)
    happening.grow(0, 0)
    working.deliver(HOOK)
    assert working.due() == ()
    with store.read() as work:
        before = work.webhooks.get(IMPORTER, HOOK, at=0)
    happening.grow(*[0] * 300)
    working.deliver(HOOK)
    with store.read() as work:
        after = work.webhooks.get(IMPORTER, HOOK, at=0)
    assert before is not None
    assert after is not None
    assert before.place[1] == 1
    assert after.place[1] == 303  # now and then it is written, so that little is looked at again
