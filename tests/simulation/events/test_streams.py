"""Streams over a chain that grows and is replaced: who listens ends with what happened.

The reader, the sender and the chain take their turns by chance; connections are cut and taken up
again by the last id.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.errors import ApiError
from api.events.feed import Written
from api.events.service import EventStream
from api.events.streams import TOO_SLOW, Streams
from dhow.store import Store, open_store
from dhow.store.projections.feed import Place
from tests.support.happening import Believer, Happening, emptied, goes_on
from tests.support.stores import CHEAP, IMPORTER, MASTER_KEY, STRANGER


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as store:
        yield store


class _Context:
    """What a stream asks of the application's context."""

    def __init__(self, store: Store, streams: Streams) -> None:
        self.store = store
        self.streams = streams

    def now(self) -> int:
        return 0


class Listening:
    """One client: connects, takes what comes, is cut off, connects again."""

    def __init__(self, context: Any, store: Store) -> None:
        self.believer = Believer()
        self.written = Written(store, IMPORTER)
        self.last: Place | None = None
        self._context = context
        self._task: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Open a stream, from the last id where there is one."""
        opened, head = self._context.streams.open(
            self._context.store,
            IMPORTER,
            check=lambda: None,
            loop=asyncio.get_running_loop(),
        )
        self.last = self.last or head
        stream = EventStream(self._context, opened, self.written, self.last)

        async def take() -> None:
            try:
                async for item in stream._items():
                    if item is not None:
                        told = self.written.item(item)
                        self.last = self.written.place(told["id"])
                        self.believer.hear(told["id"], told)
            finally:
                self._context.streams.close(opened)

        self._task = asyncio.get_running_loop().create_task(take())
        await asyncio.sleep(0)  # begun: a task cut off before is not cleaned up by itself

    async def cut(self) -> None:
        """Lose the connection, wherever it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


async def play(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    emptied(store)
    happening = Happening(store, IMPORTER)
    streams = Streams()
    context = _Context(store, streams)
    one = Listening(context, store)
    await one.connect()
    for _ in range(rng.randrange(10, 30)):
        turn = rng.random()
        if turn < 0.4:
            goes_on(happening, rng)
        elif turn < 0.8:
            streams.step(store, context.now)
        elif turn < 0.9:
            await one.cut()
            await one.connect()
        for _ in range(rng.randrange(3)):
            await asyncio.sleep(0.0005)
    async with asyncio.timeout(20):
        while one.believer.acts() != happening.acts():
            streams.step(store, context.now)
            await asyncio.sleep(0.001)
    await asyncio.sleep(0.002)
    assert one.believer.acts() == happening.acts()
    assert one.believer.again == 0, "nothing comes twice"
    await one.cut()
    assert streams.count() == 0


@pytest.mark.parametrize("seed", range(30))
def test_who_listens_ends_with_what_happened(opened: Store, seed: int) -> None:
    asyncio.run(play(opened, seed))


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(20))
def test_who_listens_in_many_more_worlds(opened: Store, hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        asyncio.run(play(opened, seed))


def alone(store: Store, work: Callable[[Streams, Happening], Any], **limits: Any) -> None:
    """Some work on a loop of its own, with streams and a chain."""

    async def run() -> None:
        emptied(store)
        await work(Streams(**limits), Happening(store, IMPORTER))

    asyncio.run(run())


def test_a_reader_that_does_not_keep_up_is_ended_not_queued_for(opened: Store) -> None:
    async def work(streams: Streams, happening: Happening) -> None:
        slow, _ = streams.open(
            opened, IMPORTER, check=lambda: None, loop=asyncio.get_running_loop()
        )
        stopped: list[bool] = []
        slow.stop_sending = lambda: stopped.append(True)
        happening.grow(*[6] * 10)
        while streams.step(opened, lambda: 0):
            pass
        assert slow.ended == TOO_SLOW
        assert len(slow.take()) == 5
        assert streams.count() == 0
        await asyncio.sleep(0)
        assert stopped == [True], "what it is being sent is broken off"

    alone(opened, work, queued=5)


def test_nothing_is_handed_to_who_has_lost_its_rights(opened: Store) -> None:
    async def work(streams: Streams, happening: Happening) -> None:
        rights = [True]

        def check() -> None:
            if not rights[0]:
                raise ApiError(401, "not-signed-in", "Not signed in", "The token has expired.")

        stream, _ = streams.open(opened, IMPORTER, check=check, loop=asyncio.get_running_loop())
        happening.grow(1)
        streams.step(opened, lambda: 0)
        assert len(stream.take()) == 1
        rights[0] = False
        happening.grow(1)
        streams.step(opened, lambda: 0)
        assert stream.take() == []
        assert stream.ended == "The token has expired."
        idle, _ = streams.open(opened, STRANGER, check=check, loop=asyncio.get_running_loop())
        streams.check_all()
        assert idle.ended == "The token has expired."
        await asyncio.sleep(0)

    alone(opened, work)


def test_a_stream_begins_now_though_the_reader_is_behind(opened: Store) -> None:
    async def work(streams: Streams, happening: Happening) -> None:
        loop = asyncio.get_running_loop()
        streams.open(opened, STRANGER, check=lambda: None, loop=loop)
        happening.grow(3)
        _, begins = streams.open(opened, IMPORTER, check=lambda: None, loop=loop)
        with opened.read() as work:
            assert begins == work.feed.system_head()

    alone(opened, work)


def test_nobody_listening_costs_no_reading(opened: Store) -> None:
    async def work(streams: Streams, happening: Happening) -> None:
        happening.grow(3)
        assert not streams.step(opened, lambda: 0)
        assert streams.reads == 0

    alone(opened, work)
