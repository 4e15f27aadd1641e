"""Who is told of events: a stream that is cut off again and again, a receiver that fails."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from api.auth.roles import Actor
from api.auth.session import read_actor
from api.auth.tokens import Claims
from api.events import service as events
from api.events.feed import Written
from api.ids import org_hex
from api.webhooks import service as webhooks
from api.webhooks.addresses import Target
from api.webhooks.posting import Outcome
from tests.support.whole.founded import HEARS, HOOK
from tests.support.whole.process import Process

if TYPE_CHECKING:
    from tests.support.whole.world import World

Json = dict[str, Any]


class Believer:
    """Believes what it is told: forgets what was replaced, and takes nothing twice."""

    def __init__(self) -> None:
        self.known: dict[str, Json] = {}  # by id, in the order of telling
        self.again = 0

    def hear(self, identifier: str, told: Json) -> None:
        """One thing told, under the id that it is known by."""
        if told["event"] == "replaced":
            self.known = {k: v for k, v in self.known.items() if v["block"] < told["block"]}
        elif identifier in self.known:
            self.again += 1
        else:
            self.known[identifier] = told

    def believes(self) -> list[tuple[Any, ...]]:
        """What it thinks has happened, in its order."""
        return [
            (each["block"], each["event"], each["transaction"], orjson.dumps(each["values"]))
            for each in self.known.values()
        ]


class Receiver:
    """A webhook's: it answers late, or badly, or the deliverer dies before it has the answer."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.believer = Believer()
        self._said: dict[str, Json] = {}

    def __call__(
        self, target: Target, address: str, headers: Mapping[str, str], body: bytes
    ) -> Outcome:
        world = self.world
        assert (target.host, address) == ("127.0.0.1", "127.0.0.1")
        if world.rng.random() < 0.15:  # in calm weather too: it is not ours
            world.counts["messages lost"] += 1
            return Outcome(None, "no answer")
        identifier, told = headers["webhook-id"], orjson.loads(body)["data"]
        if told["event"] != "replaced":  # of which the time is that of telling
            assert self._said.setdefault(identifier, told) == told, "the same id, the same words"
        world.counts["messages"] += 1
        self.believer.hear(identifier, told)
        if world.fails(0.1):
            world.clock += 20
        if world.rng.random() < 0.1:
            return world.rng.choice(
                (Outcome(None, "timed out"), Outcome(500, "answered 500"), Outcome(429, "so", 90))
            )
        process = world.running
        assert process is not None
        process.step(process.life, "before the receiver's answer is read")
        return Outcome(204)


class Listener:
    """A client that listens to a stream, now at this process, now at that."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.believer = Believer()
        self.last: str | None = None  # the id it saw last: none before it first listens

    def listen(self, process: Process, turns: int) -> None:
        """Connect with the last id, take what comes for a while, be cut off."""
        if self.last is None:
            self.last = Written(process.store, org_hex(HEARS)).cursor(self.world.founded.place)
        with self.world.at_risk(process, "at a stream"):
            process.run(self._while_it_lasts(process, turns))
        self.world.counts["streams"] += 1

    async def _while_it_lasts(self, process: Process, turns: int) -> None:
        context = process.context
        stream = await events.stream(
            context, actor_of(process), "", lambda _: actor_of(process), self.last, ""
        )

        async def take() -> None:
            async for item in stream._items():
                if item is not None:
                    told = stream._written.item(item)
                    self.believer.hear(told["id"], told)
                    self.last = told["id"]
                    self.world.counts["told"] += 1

        task = asyncio.get_running_loop().create_task(take())
        try:
            for turn in range(turns):
                await asyncio.sleep(0)
                if turn % 3 == 2:
                    context.follower.catch_up()
                    context.streams.step(context.store, context.now)
        finally:
            task.cancel()
            (ended,) = await asyncio.gather(task, return_exceptions=True)
            context.streams.close(stream._stream)
        if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
            raise ended


def actor_of(process: Process) -> Actor:
    """Who listens, as it signed in there."""
    return read_actor(process.context, Claims(HEARS, "checker"))


def say_again(process: Process) -> None:
    """The receiver has lost what it knew: its webhook tells everything again."""
    founded = process.world.founded
    place = Written(process.store, org_hex(HEARS)).cursor(founded.place)
    webhooks.replay(process.context, actor_of(process), HOOK, place)


def happened(process: Process) -> list[tuple[Any, ...]]:
    """What the pages of events tell who reads them for the first time."""
    written = Written(process.store, org_hex(HEARS))
    after: str | None = written.cursor(process.world.founded.place)
    believer = Believer()
    while after is not None:
        items, after = events.page(process.context, actor_of(process), after, 50, None)
        for told in items:
            believer.hear(told["id"], told)
    return believer.believes()
