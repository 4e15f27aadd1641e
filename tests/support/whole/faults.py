"""The node and the database as a process has them: they fail before and after they do something."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from dhow.ledger.engines.base import EngineError, RpcError
from dhow.store import Store, StoreUnusable

if TYPE_CHECKING:
    from tests.support.whole.process import Process

T = TypeVar("T")

PASSING: Final = (
    "txpool is full",
    "transaction underpriced: tip needed 1, tip permitted 0",
    "max fee per gas less than block base fee: maxFeePerGas: 0, baseFee: 1",
    "insufficient funds for gas * price + value",
    "nonce too high: a transaction before it is missing here",
    "Internal error",
    "initial sync is still in progress",
    "the weather is bad",
)
"""With these words a node refuses, for the moment, what it may take later."""
TAKEN_BEFORE: Final = ("already known", "Known transaction")
"""With these a node says that it took what it is sent: by another way, or long ago."""
USED: Final = "nonce too low: next nonce {}, tx nonce {}"


class Line:
    """The node as a process has it: answers get lost, on the way there or back."""

    name = "line"
    controls_time = False  # as a stranger's node: its last blocks may be replaced
    free_of_charge = True

    def __init__(self, process: "Process") -> None:
        self._process = process
        self._life = process.life
        self._chain = process.world.chain
        self.chain_id = self._chain.engine.chain_id

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One question."""
        process = self._process
        process.step(self._life, f"{method} asked")
        if process.world.fails(0.02):
            raise EngineError("no answer from the node: connection reset")
        if method == "eth_sendRawTransaction":
            answer = self._send(params[0])
        else:
            answer = self._chain.rpc(method, params)
        process.step(self._life, f"{method} answered")
        if process.world.fails(0.02):
            raise EngineError("no answer from the node: timed out")
        return answer

    def _send(self, raw: str) -> Any:
        """A node refuses for the moment, or says that it has what it is sent, or forgets it."""
        world = self._process.world
        if world.fails(0.06):
            words = world.rng.choice(PASSING)
            world.log.append(f"  the node refuses: {words}")
            world.counts["refused by the node"] += 1
            raise RpcError(words)
        if world.fails(0.05):
            world.log.append("  the node takes a transaction and forgets it")
            world.counts["forgotten by the node"] += 1
            return self._chain.forgotten(raw)
        answer = self._chain.rpc("eth_sendRawTransaction", [raw])
        if world.fails(0.05):  # it came by another way first
            raise RpcError(world.rng.choice((*TAKEN_BEFORE, USED.format("1 higher", "this"))))
        return answer

    def now(self) -> int:
        """Time of the latest block."""
        return self._chain.engine.now()

    def next_time(self) -> int:
        """Time the next will bear."""
        return self._chain.engine.next_time()

    def close(self) -> None:
        """The chain outlives us."""

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


class FailingStore:
    """The database as a process has it; units of work fail before and after they are kept."""

    def __init__(self, process: "Process", store: Store) -> None:
        self._process = process
        self._world = process.world
        self._life = process.life
        self._store = store

    def _step(self, where: str, chance: float, words: str) -> None:
        self._process.step(self._life, where)
        if self._world.fails(chance):
            raise StoreUnusable(f"the database refused: {words}")

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A unit that changes something."""
        self._step("unit begins", 0.01, "disk I/O error")
        with self._world.alone(), self._store.begin() as work:
            yield work
            self._step("before commit", 0.01, "locked")
        self._step("unit kept", 0.01, "connection lost after commit")

    def write(self, work: Callable[[Any], T]) -> T:
        """A small unit that may share its commit: of one thread alone, so at once and here."""
        self._step("small unit begins", 0.01, "disk I/O error")

        def carried_out(unit: Any) -> T:
            result = work(unit)
            self._step("before the shared commit", 0.01, "locked")
            return result

        with self._world.alone():
            result = self._store.write(carried_out)
        self._step("small unit kept", 0.01, "connection lost after commit")
        return result

    @contextmanager
    def read(self) -> Iterator[Any]:
        """A unit that only looks."""
        self._step("reading", 0.005, "locked")
        with self._store.read() as work:
            yield work

    @contextmanager
    def hold(self, names: Sequence[str]) -> Iterator[None]:
        """Names held against the other processes, as on a server: until their holder is dead."""
        held, process = self._world.held, self._process
        for name in names:
            holder = held.get(name, process)
            if holder is not process:  # it has its turn in the midst of ours, and waits no longer
                self._world.counts["held off"] += 1
                raise StoreUnusable(f"another process on this database has been at {name}")
        mine = [name for name in names if name not in held]
        held.update(dict.fromkeys(mine, process))
        try:
            yield
        finally:
            for name in mine:
                held.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
