"""Real processes that send over a real node and are killed, each after one step more than the last.

    python -m tests.support.sending_nursery URL FOLDER FIRST EVERY

One process imports everything once and forks the others. Child number n does the same work as all:
finish what the dead left, accept three commands, see them mined; at its nth step (a question to the
node, a unit of work begun or kept) it ends by SIGKILL. Every fourth counts from its start, the
others from when they have finished the work of the dead. The first of those that comes to its
end shows that every step had its death. On stdout, one line of JSON: how many died, which did not.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dhow.ledger.engines.remote import RemoteEngine
from dhow.ledger.sending import Command, EngineNode, Outbox
from dhow.ledger.signing import LocalSigner
from dhow.store import Store, open_store
from tests.support.stores import MASTER_KEY

SIGNER = LocalSigner.named("bank")
_STEPS_AT_MOST = 500
_LEASE_OF_THE_DEAD = 1_000  # each child lives this many seconds after the one before
_ROUNDS_AT_MOST = 100


class Deadly:
    """Engine and records that count the steps of this process, and end it at one."""

    def __init__(self, engine: RemoteEngine, store: Store, fatal: int | None) -> None:
        self._engine = engine
        self._store = store
        self.left = fatal
        self.chain_id = engine.chain_id
        self.controls_time = False
        self.free_of_charge = False

    def step(self) -> None:
        """One step nearer."""
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def rpc(self, method: str, params: list[Any]) -> Any:
        """A step before and a step after."""
        self.step()
        answer = self._engine.rpc(method, params)
        self.step()
        return answer

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A step before, one before it is kept, one after."""
        self.step()
        with self._store.begin() as work:
            yield work
            self.step()
        self.step()

    @contextmanager
    def read(self) -> Iterator[Any]:
        """A step before."""
        self.step()
        with self._store.read() as work:
            yield work


def command(text: str) -> Command:
    """A transfer of nothing whose data can be found again."""
    return Command("note", SIGNER.address, text.encode(), 60_000)


def outbox_over(deadly: Deadly, number: int) -> Outbox:
    """The outbox of child `number`, for whom the leases of all before it are over."""
    return Outbox(
        deadly,
        EngineNode(deadly, confirmations=0),
        SIGNER,
        holder=f"child {number}",
        clock=lambda: int(time.time()) + number * _LEASE_OF_THE_DEAD,
    )


def work(url: str, folder: Path, number: int, fatal: int | None) -> None:
    """What each child does. A key that `accept` returned for is noted before anything else."""
    told = (folder / "accepted").open("a")
    with (
        RemoteEngine(url) as engine,
        open_store(f"sqlite:///{folder / 'dhow.db'}", MASTER_KEY) as store,
    ):
        from_the_start = number % 4 == 0
        deadly = Deadly(engine, store, fatal if from_the_start else None)
        outbox = outbox_over(deadly, number)
        if not from_the_start:
            _finish(outbox)
            deadly.left = fatal
        for batch in ([f"{number}-a", f"{number}-b"], [f"{number}-c"]):
            outbox.accept_many([(key, command(key)) for key in batch])
            told.write("".join(f"{key}\n" for key in batch))
            told.flush()
            outbox.tend()
        _finish(outbox)


def _finish(outbox: Outbox) -> None:
    outbox.inspect()  # enrols the key, without which no round does anything
    for _ in range(_ROUNDS_AT_MOST):
        if not outbox.tend().open:
            return
    sys.exit("nothing is mined any more")


def main(url: str, folder: Path, first: int, every: int) -> dict[str, int]:
    """Fork, let die, fork again."""
    deaths = 0
    for fatal in range(first, _STEPS_AT_MOST, every):
        child = os.fork()
        if child == 0:
            work(url, folder, fatal, fatal)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            deaths += 1
            continue
        if status:
            sys.exit(f"child {fatal} failed: status {status}")
        return {"deaths": deaths, "last": fatal}
    sys.exit("no child came to its end")


if __name__ == "__main__":
    counted = main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    sys.stdout.write(json.dumps(counted) + "\n")
