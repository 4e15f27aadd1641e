"""How long until the next command is mined, after this and that happens to four validators."""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path

from eth_utils.crypto import keccak

from dhow.errors import EnvironmentProblemError
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.deploy import Plan as Contracts
from dhow.ledger.deploy import deploy
from dhow.ledger.engines import open_engine
from dhow.ledger.network import Network, Plan
from dhow.ledger.sending import Command, EngineNode, Outbox
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address
from dhow.store import open_store
from dhow.trade.money import Currency
from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.steady import POLICY

BLOCK_SECONDS = 0.25
RUNS = 3
_WAIT = 120.0
_GAS = 200_000
_ALL = ("node0", "node1", "node2", "node3")


def measure() -> list[Table]:
    """Measure.

    Raises:
        EngineError: the validator is not built.
    """
    with tempfile.TemporaryDirectory(prefix="dhow-recovery-") as folder:
        network = Network(Path(folder))
        with network.tie():
            network.up(Plan(block_milliseconds=int(1000 * BLOCK_SECONDS)))
            with _probe(network) as settled:
                return [_measured(network, settled)]


def _measured(network: Network, settled: Callable[[], float]) -> Table:
    plain = statistics.median(settled() for _ in range(10))

    def after(trouble: Callable[[], None], cure: Callable[[], None] | None = None) -> float:
        """Seconds from the trouble (or from its cure) until a command sent then is mined."""
        taken = []
        for _ in range(RUNS):
            trouble()
            if cure is not None:
                time.sleep(2.0)
                cure()
            taken.append(settled())
            network.heal()
            for name in _ALL:
                network.start(name)
            reached = max(node.block or 0 for node in network.status().nodes)
            network.wait_for_block(reached + 8)
            settled()
        return statistics.median(taken)

    def each(act: Callable[[str], None], *names: str) -> Callable[[], None]:
        def done() -> None:
            for name in names:
                act(name)

        return done

    kill, start = partial(each, network.kill), partial(each, network.start)
    rows = (
        ("the node that is asked is killed", after(kill("node0"))),
        ("another node is killed", after(kill("node2"))),
        ("two were killed, one is started again", after(kill("node0", "node1"), start("node1"))),
        ("all four were killed and are started again", after(kill(*_ALL), start(*_ALL))),
        (
            "parted in halves, and healed",
            after(lambda: network.partition([["node0", "node1"]]), network.heal),
        ),
        ("the node that is asked is cut off", after(lambda: network.partition([["node0"]]))),
    )
    limit = Limit("nothing happened, in the same run", plain)
    return Table(
        "Until the next command is mined",
        f"Seconds from the event until a command accepted at that moment is in a block and its "
        f"outcome on record: the median of {RUNS} each; lower is better. Four validators on one "
        f"machine, a pause of {BLOCK_SECONDS:g} s between blocks, an outbox over all four nodes. "
        "Nothing was lost or doubled in any of them; that is a test's to hold.",
        (
            Figure("nothing happens", plain, "s"),
            *(Figure(what, seconds, "s", limit) for what, seconds in rows),
        ),
    )


@contextmanager
def _probe(network: Network) -> Iterator[Callable[[], float]]:
    """Sends one command and says after how many seconds its outcome is on record."""
    numbers = count()
    with (
        open_engine(network.layout.spec) as engine,
        open_store("sqlite://", bytes(range(32))) as store,
    ):
        client = LedgerClient(engine, decoder())
        operator = LocalSigner.named("operator")
        placed = deploy(client, compile_contracts(), operator, Contracts((Currency("USD"),)))
        money = placed.money["USD"]
        signer = LocalSigner.named("recovery")
        outbox = Outbox(store, EngineNode(engine), signer, policy=POLICY)
        stop = threading.Event()
        leader = threading.Thread(target=outbox.run, args=(stop,), daemon=True)
        leader.start()

        def settled() -> float:
            began = time.perf_counter()
            number = next(numbers)
            spender = Address("0x" + keccak(text=f"recovery {number}")[:20].hex())
            act = money.approve(spender=spender, value=number)
            command = Command.of(act, gas=_GAS)
            while outbox.find(f"recovery-{number}") is None:
                with suppress(EnvironmentProblemError):  # no node answers yet
                    outbox.accept(f"recovery-{number}", command)
            entry = outbox.wait(f"recovery-{number}", seconds=_WAIT)
            if not entry.settled:
                raise RuntimeError(f"command {number} has no outcome after {_WAIT:.0f} s")
            return time.perf_counter() - began

        try:
            yield settled
        finally:
            stop.set()
            leader.join(60)
