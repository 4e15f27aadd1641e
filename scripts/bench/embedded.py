"""The embedded chain against py-evm driven in eth-tester's own way, and what keeping it costs.

The act is the registration of a document. "Plain" is py-evm's Cancun machine behind eth-tester and
web3 as they come: a transaction filled in, its gas estimated, its receipt waited for. Ways take
turns in one run, each on a chain of its own. Seconds of sending and reading are of the processor:
waiting for the disk is not in them, and neither is what else the machine does.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.network import Network, key

ROUNDS = 5
ALONE = 60
PLAIN = 20
BURST = 400
WARM_UP = 10
DEEP = 300
RESTART = 10_000
RESTART_SECONDS = 5.0
ALONE_RATE = 150.0
BURST_RATE = 450.0
OLD_MS = 2.0

Rates = dict[str, float]


def run() -> list[Table]:
    """Measure sending, reading old blocks, and starting again."""
    rounds = [_round(number) for number in range(ROUNDS)]
    middle = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return [_sending(middle), _reading(middle), _restart()]


def _sending(rate: Rates) -> Table:
    plain = Limit("the plain engine", rate["plain"])
    return Table(
        "Sending",
        f"Median of {ROUNDS} rounds of fresh chains; plain {PLAIN}, one at a time {ALONE}, bursts "
        f"{BURST} transactions. Signed beforehand, except in the plain way, where eth-tester "
        "signs. A second is one of processor time. Kept: forced to the disk before a block counts; "
        "that wait comes on top, and the last row says how often a second this disk allows it, "
        "with what else used it meanwhile. More is better.",
        (
            Figure("plain: transact, wait for the receipt", rate["plain"], "tx/s"),
            Figure("one at a time with receipt", rate["alone"], "tx/s", plain),
            Figure("the same, kept", rate["alone, kept"], "tx/s", plain),
            Figure("a burst", rate["burst"], "tx/s", plain),
            Figure("the same, kept", rate["burst, kept"], "tx/s", plain),
            Figure("one at a time, kept", rate["alone, kept"], "tx/s", Limit("bar", ALONE_RATE)),
            Figure("a burst, kept", rate["burst, kept"], "tx/s", Limit("bar", BURST_RATE)),
            Figure("fsync of this disk, alone", rate["fsync"], "a second"),
        ),
    )


def _reading(taken: Rates) -> Table:
    bar = Limit("bar", OLD_MS)
    return Table(
        "Reading old blocks",
        f"Milliseconds a block of one transaction, {ALONE} blocks that are not at hand, "
        f"{DEEP} blocks behind the newest; less is better. Plain: one receipt, and the logs of one "
        "block, as eth-tester finds them, whose time grows with the distance.",
        (
            Figure("receipts", taken["receipts"], "ms", bar),
            Figure("logs", taken["logs"], "ms", bar),
            Figure("receipts", taken["receipts"], "ms", Limit("plain", taken["plain receipts"])),
            Figure("logs", taken["logs"], "ms", Limit("plain", taken["plain logs"])),
        ),
    )


def _round(number: int) -> Rates:
    ways: list[Callable[[], Rates]] = [_plain, _in_memory, _kept, _fsync]
    turned = ways[number % len(ways) :] + ways[: number % len(ways)]
    return {name: value for way in turned for name, value in way().items()}


@contextmanager
def _ready(engine: Any) -> Iterator[Network]:
    from dhow.ledger.bindings.values import Capability

    with engine:
        network = Network(engine)
        network.admit("issuer", Capability.EXPORTER)
        network.documents("issuer", *(f"warm-up {place}" for place in range(WARM_UP)))
        yield network


def _plain() -> Rates:
    from eth.vm.forks.cancun import CancunVM
    from eth_tester import EthereumTester
    from web3 import EthereumTesterProvider, Web3

    from dhow.ledger.engines.embedded import EmbeddedEngine

    class Plain(EmbeddedEngine):
        vm_class = CancunVM

    issuer = key("issuer")
    with _ready(Plain(funded=[issuer.address])) as network:
        tester = EthereumTester(network.engine.backend)  # type: ignore[attr-defined]
        tester.add_account("0x" + issuer._account.key.hex())
        web3: Any = Web3(EthereumTesterProvider(tester))
        old = web3.eth.block_number - WARM_UP + 1
        began = time.process_time()
        for place in range(PLAIN):
            act = network.registration(f"plain {place}")
            sent = web3.eth.send_transaction(
                {"from": issuer.address, "to": act.target, "data": act.calldata}
            )
            if web3.eth.wait_for_transaction_receipt(sent)["status"] != 1:
                raise RuntimeError("a transaction of the benchmark failed: its rate is void")
        rate = PLAIN / (time.process_time() - began)
        _bury(network)
        hashes = [web3.eth.get_block(old + place)["transactions"][0] for place in range(WARM_UP)]
        began = time.process_time()
        for one in hashes:
            web3.eth.get_transaction_receipt(one)
        receipts = (time.process_time() - began) * 1000 / WARM_UP
        began = time.process_time()
        for place in range(WARM_UP):
            web3.eth.get_logs({"fromBlock": old + place, "toBlock": old + place})
        logs = (time.process_time() - began) * 1000 / WARM_UP
    return {"plain": rate, "plain receipts": receipts, "plain logs": logs}


def _in_memory() -> Rates:
    from dhow.ledger.engines.embedded import EmbeddedEngine

    with _ready(EmbeddedEngine()) as network:
        return _sent(network) | _read(network)


def _kept() -> Rates:
    from dhow.ledger.engines.embedded import EmbeddedEngine

    with (
        tempfile.TemporaryDirectory() as folder,
        _ready(EmbeddedEngine(folder=Path(folder) / "chain")) as network,
    ):
        return {f"{name}, kept": rate for name, rate in _sent(network).items()}


def _sent(network: Network) -> Rates:
    engine: Any = network.engine
    texts = (f"document {place}" for place in count())
    first = network.nonce("issuer")
    raws = [
        network.raw(network.registration(next(texts)), "issuer", first + place)
        for place in range(ALONE + BURST)
    ]
    began = time.process_time()
    receipts = [
        engine.rpc("eth_getTransactionReceipt", [engine.rpc("eth_sendRawTransaction", [raw])])
        for raw in raws[:ALONE]
    ]
    alone = ALONE / (time.process_time() - began)
    burst = [bytes.fromhex(raw[2:]) for raw in raws[ALONE:]]
    began = time.process_time()
    answers = engine.send_many(burst)
    rate = BURST / (time.process_time() - began)
    receipts += [engine.rpc("eth_getTransactionReceipt", [one.transaction_hash]) for one in answers]
    if any(receipt is None or receipt["status"] != "0x1" for receipt in receipts):
        raise RuntimeError("a transaction of the benchmark failed: its rate is void")
    return {"alone": alone, "burst": rate}


def _bury(network: Network) -> None:
    for _ in range(DEEP):
        network.engine.mine()


def _read(network: Network) -> Rates:
    engine: Any = network.engine
    newest = int(engine.rpc("eth_blockNumber", []), 16)
    bursts = 2
    numbers = [hex(place) for place in range(newest - ALONE - bursts, newest - bursts)]
    _bury(network)
    return _asked_for(engine, numbers)


def _asked_for(engine: Any, numbers: list[str]) -> Rates:
    """Milliseconds a block, for what is not at hand."""
    taken = {}
    requests: dict[str, tuple[str, Callable[[str], object]]] = {
        "receipts": ("eth_getBlockReceipts", lambda at: at),
        "logs": ("eth_getLogs", lambda at: {"fromBlock": at, "toBlock": at}),
    }
    for name, (method, asked) in requests.items():
        engine.forget_blocks_at_hand()
        began = time.process_time()
        found = sum(len(engine.rpc(method, [asked(number)])) for number in numbers)
        taken[name] = (time.process_time() - began) * 1000 / len(numbers)
        if found < len(numbers):
            raise RuntimeError(f"{found} {name} in {len(numbers)} blocks: nothing was measured")
    return taken


def _fsync() -> Rates:
    """What the disk alone allows: records of a journal's usual size, each forced down."""
    times = 100
    with tempfile.TemporaryDirectory() as folder:
        descriptor = os.open(Path(folder) / "file", os.O_CREAT | os.O_WRONLY)
        try:
            began = time.perf_counter()
            for place in range(times):
                os.pwrite(descriptor, bytes(400), place * 400)
                os.fsync(descriptor)
            return {"fsync": times / (time.perf_counter() - began)}
        finally:
            os.close(descriptor)


def _restart() -> Table:
    from dhow.ledger.engines.embedded import EmbeddedEngine
    from dhow.ledger.engines.embedded_journal import JOURNAL, ROWS

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "chain"
        with _ready(EmbeddedEngine(folder=folder)) as network:
            first = network.nonce("issuer")
            for number in range(RESTART):
                act = network.registration(f"kept {number}")
                network.engine.rpc(
                    "eth_sendRawTransaction", [network.raw(act, "issuer", first + number)]
                )
                if number == 0:
                    oldest = int(network.engine.rpc("eth_blockNumber", []), 16)
            head = network.engine.rpc("eth_getBlockByNumber", ["latest", False])["hash"]
        journal, rows = ((folder / name).stat().st_size / 1e6 for name in (JOURNAL, ROWS))
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            with EmbeddedEngine(folder=folder) as engine:
                seconds.append(time.perf_counter() - began)
                if engine.rpc("eth_getBlockByNumber", ["latest", False])["hash"] != head:
                    raise RuntimeError("another chain came back: nothing was measured")
                old = _asked_for(engine, [hex(oldest + place) for place in range(ALONE)])
        (folder / ROWS).unlink()
        began = time.perf_counter()
        EmbeddedEngine(folder=folder).close()
        replayed = time.perf_counter() - began
    taken = statistics.median(seconds)
    old_bar = Limit("bar", OLD_MS)
    return Table(
        f"Starting again with {RESTART:,} transactions",
        "A block each. Imports not counted; less is better. The rows of py-evm's database are "
        "read back; without their file, the transactions of the journal are run again. Receipts "
        "and logs are of the first blocks, in milliseconds a block: what is old is read as fast "
        "as what is not.",
        (
            Figure("with the rows", taken, "s", Limit("bar", RESTART_SECONDS)),
            Figure("without, all run again", replayed, "s"),
            Figure("with the rows, against all run again", taken, "s", Limit("that", replayed)),
            Figure(f"receipts, {RESTART:,} blocks back", old["receipts"], "ms", old_bar),
            Figure(f"logs, {RESTART:,} blocks back", old["logs"], "ms", old_bar),
            Figure("journal", journal, "MB"),
            Figure("rows", rows, "MB"),
        ),
    )
