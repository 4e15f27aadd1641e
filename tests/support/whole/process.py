"""One process of the API: it is killed and begun again, over what the one before it left."""

import asyncio
import contextvars
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from api.app import create_app
from api.auth.tokens import Claims
from api.background import Background
from api.context import ApiContext, development_context
from api.operations.runner import Runner
from api.webhooks.delivering import Deliverer
from dhow.ledger.client import LedgerClient
from tests.support.killed import Killed
from tests.support.whole.faults import FailingStore, Line

if TYPE_CHECKING:
    from tests.support.whole.world import World

T = TypeVar("T")


class Process:
    """A place where a process runs, life after life."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.life = 0
        self.dead = True

    # ----------------------------------------------------------------- its life

    def start(self) -> None:
        """It begins, over what the one before left."""
        world = self.world
        self.life += 1
        self.dead = False
        self._loop = asyncio.Runner()
        with world.at(self), world.calm():
            line: Any = Line(self)
            made = development_context(
                line,
                world.url,
                currencies=("USD",),
                manifest=world.founded.manifest,
                secrets_file=world.founded.secrets,
            )
            self.store = made.store
            failing: Any = FailingStore(self, made.store)
            self.context: ApiContext = replace(
                made,
                store=failing,
                ledger=LedgerClient(line, made.ledger.decoder),
                background=Background(),
            )
            self.app = create_app(self.context)
            self.runner: Runner = self.app.state.operations
            self.deliverer = Deliverer(
                failing, development=True, posts=world.receiver, clock=lambda: world.clock
            )
            self.client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=self.app), base_url="http://dhow.test"
            )
            self.run(self.client.get("/health/live"))  # the application is put together

    def end(self) -> None:
        """It is gone, whatever it was doing."""
        self.dead = True
        self.world.ended.add(self.holder)
        with _apart():
            self._loop.close()  # what it had begun ends at its next step
        for name in [name for name, holder in self.world.held.items() if holder is self]:
            del self.world.held[name]
        self.store.close()

    @property
    def holder(self) -> str:
        """What it calls itself in a lease."""
        return f"machine:{self.name} life {self.life}:0"

    def step(self, life: int, where: str) -> None:
        """Between two steps: a process may be killed, and one that was does nothing more.

        Or others have their turn.
        """
        if life != self.life or self.dead:
            raise Killed
        if self.world.kills():
            self.world.log.append(f"  {self.name} killed: {where}")
            self.dead = True
            raise Killed
        self.world.meanwhile(where)

    # ----------------------------------------------------------------- what it does

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on its loop, also where another process is in the midst of its own."""
        with _apart(), self.world.at(self):
            return self._loop.run(work, context=contextvars.Context())

    def ask(self, method: str, path: str, organisation: str, user: str, **how: Any) -> Any:
        """One request, to be awaited on its loop."""
        epoch = self.world.founded.epochs[organisation, user]
        token = self.context.tokens.issue(Claims(organisation, user, epoch))
        headers = {"Authorization": f"Bearer {token}", **how.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **how)

    def beside(self) -> None:
        """What goes on beside the requests has its turn."""
        with self.world.at(self):
            for desk in self.context.sender._left_behind():
                desk.outbox.tend()
            self.context.audit.flush()
            for row in self.runner.desk.left_behind():
                self.run(self.runner.once_more(row))
            self.context.follower.catch_up()
            for webhook, _ in self.deliverer.due():
                self.deliverer.deliver(webhook)


@contextmanager
def _apart() -> Iterator[None]:
    """No loop is running in this thread, as far as a process knows that has its turn in between."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)
