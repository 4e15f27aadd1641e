"""A world: processes, clients and a chain, and the seed's choice of what happens to them."""

import contextvars
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dhow.errors import DhowError
from tests.support.killed import Killed
from tests.support.whole.backups import Backups
from tests.support.whole.chain import CONFIRMATIONS, Chain
from tests.support.whole.clients import Clients
from tests.support.whole.founded import Founded
from tests.support.whole.inline import one_thread_and_clock
from tests.support.whole.listeners import Listener, Receiver, say_again
from tests.support.whole.process import Process
from tests.support.whole.promise import check, happened_everywhere

_TRIES = 40


class World:
    """One run; everything in it is the seed's choice."""

    def __init__(self, founded: Founded, number: int, patch: pytest.MonkeyPatch) -> None:
        self.number = number
        self.rng = random.Random(number)
        self.founded = founded
        self.url = founded.begin_again(number)
        self.chain = Chain(founded.engine, founded.head, self.rng)
        self.chain.recorded = self._must_be_on_record
        self.clock = 2_000_000_000.0  # later than any lease of the founding
        self.log: list[str] = []
        self.counts: Counter[str] = Counter()
        self.ended: set[str] = set()
        self.held: dict[str, Process] = {}  # names, and who holds them
        self.faults = False
        self.broken: AssertionError | None = None  # a promise, in somebody else's turn
        self._units = 0  # that write, and are open
        self._at: list[Process] = []  # whose turn it is, the last within that of the others
        founded.patch(patch)
        one_thread_and_clock(self, patch)
        self.clients = Clients(self)
        self.listener, self.receiver = Listener(self), Receiver(self)
        self.backups = Backups(self)
        self.processes = [Process(self, f"p{n}") for n in range(self.rng.choice((1, 2)))]
        for each in self.processes:
            each.start()
        self.faults = True

    # ----------------------------------------------------------------- faults

    def fails(self, chance: float) -> bool:
        """Whether something goes wrong here."""
        failed = self.faults and self.rng.random() < chance
        self.counts["failures"] += failed
        return failed

    def kills(self) -> bool:
        """Whether the process ends here."""
        killed = self.faults and self.rng.random() < 0.004
        self.counts["kills"] += killed
        return killed

    def meanwhile(self, where: str) -> None:
        """The others' turn, in the midst of a process's own."""
        if self.faults and len(self._at) == 1 and not self._units and self.rng.random() < 0.01:
            self.log.append(f"  meanwhile, {where}:")
            self.counts["interleavings"] += 1
            self.others()

    def others(self) -> None:
        """Something that happens beside whoever is at work."""
        idle = [each for each in self.processes if each not in self._at]
        deeds: list[Callable[[], None]] = [self._mine, self._replace]
        if idle:
            process = self.rng.choice(idle)
            asking = self.clients.any_wish
            deeds += [lambda: self.clients.ask(process, asking()), lambda: self._beside(process)]
        try:
            contextvars.Context().run(self.rng.choice(deeds))
        except AssertionError as problem:  # whoever is at work may make something else of it
            self.broken = self.broken or problem
            raise

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Nothing fails while it lasts."""
        faults, self.faults = self.faults, False
        try:
            yield
        finally:
            self.faults = faults

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A unit of work that writes: nobody else's turn comes before its end."""
        self._units += 1
        try:
            yield
        finally:
            self._units -= 1

    @contextmanager
    def at(self, process: Process) -> Iterator[None]:
        """It is a process's turn."""
        again = process in self._at
        if not again:
            self._at.append(process)
        try:
            yield
        finally:
            if not again:
                self._at.remove(process)

    @contextmanager
    def between(self) -> Iterator[None]:
        """Nobody's turn; somebody's may come."""
        assert not self._at
        yield

    @contextmanager
    def at_risk(self, process: Process, what: str) -> Iterator[None]:
        """What a process is doing may be its last."""
        killed = False
        try:
            yield
        except Killed:
            killed = True
        except DhowError as problem:
            self.log.append(f"  {process.name} {what}: {type(problem).__name__}: {problem}")
        if killed or process.dead:  # perhaps at what it did beside, when the answer was out already
            self.log.append(f"  {process.name} died {what}")
            self._restart(process)

    @property
    def running(self) -> Process | None:
        """Whose turn it is."""
        return self._at[-1] if self._at else None

    def _restart(self, process: Process) -> None:
        """The process is gone; another begins later."""
        process.end()
        self.clock += self.rng.choice((1, 20, 100))
        process.start()

    def _must_be_on_record(self, tx_hash: str) -> None:
        assert self.running is not None
        with self.running.store.read() as work:
            assert work.outbox.attempts_by_hash([tx_hash]), f"{tx_hash} was sent unrecorded"

    # ----------------------------------------------------------------- deeds

    def run(self, deeds: int) -> None:
        """Let things happen, then let them calm down, then look at what was promised."""
        back_up, go_back = sorted(self.rng.sample(range(4 * deeds), 2))  # in a few worlds both
        try:
            for deed in range(deeds):
                self._happen()
                if self.broken is not None:
                    raise self.broken
                if deed == back_up:
                    self._back_up()
                if deed == go_back:
                    self.backups.go_back()
            self.promised()
        finally:
            self.close()

    def promised(self) -> None:
        """Nothing fails any more: raises AssertionError for a promise that is broken."""
        self.faults = False
        self._calm_down()
        check(self)

    def close(self) -> None:
        """It is over."""
        self.faults = False
        for each in self.processes:
            each.end()
        self.founded.forget(self.number)

    def _happen(self) -> None:
        process = self.rng.choice(self.processes)
        clients = self.clients
        deed: Callable[[], object] = self.rng.choices(
            (
                lambda: clients.ask(process, clients.any_wish()),
                lambda: clients.ask(process, self.rng.choice(clients.intents[-3:]), 2),
                clients.wish,
                lambda: self._beside(process),
                self._mine,
                self._replace,
                lambda: self._stop(process),
                lambda: self.listener.listen(process, self.rng.randrange(30)),
                lambda: self._say_again(process),
            ),
            (30, 6 if clients.intents else 0, 12, 12, 8, 6, 2, 6, 1),
        )[0]
        deed()

    def _beside(self, process: Process) -> None:
        with self.at_risk(process, "beside the requests"):
            process.beside()

    def _mine(self) -> None:
        self.clock += self.rng.choice((1, 5, 30))
        self.chain.mine()

    def _replace(self) -> None:
        said = self.chain.reorganise()
        if said is not None:
            self.counts["reorganisations"] += 1
            self.log.append(said)

    def _stop(self, process: Process) -> None:
        self.log.append(f"{process.name} is stopped")
        self._restart(process)

    def _say_again(self, process: Process) -> None:
        with self.at_risk(process, "at a replay"), self.at(process):
            say_again(process)
            self.counts["replays"] += 1

    def _back_up(self) -> None:
        try:
            self.backups.make()
        except DhowError as problem:  # the chain goes on too fast for it
            self.log.append(f"no backup: {problem}")

    # ----------------------------------------------------------------- calming down

    def _calm_down(self) -> None:
        for tries in range(_TRIES):
            self.clock += 70 if tries < 10 else 3_600
            for _ in range(CONFIRMATIONS + 1):
                self.chain.mine()
            for process in self.processes:
                process.beside()
            for intent in self.clients.waiting():
                self.clients.ask(self.rng.choice(self.processes), intent)
            if not self._open() and not self.clients.waiting():
                for process in self.processes:
                    process.beside()
                if happened_everywhere(self):
                    return
        waiting = [(each.key, each.path) for each in self.clients.waiting()]
        first = self.processes[0]
        with self.at(first):
            keys = [desk.outbox.inspect() for desk in first.context.sender._left_behind()]
        raise AssertionError(f"stuck: {waiting}, open: {self._open()}, {keys}, at {self.clock}")

    def _open(self) -> list[Any]:
        first = self.processes[0]
        with self.at(first):
            with first.store.read() as work:
                entries = work.outbox.waiting_keys(self.chain.engine.chain_id)
            return [*entries, *first.runner.desk.left_behind()]
