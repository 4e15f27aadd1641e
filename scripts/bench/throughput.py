"""Transactions a second on both engines: the client against the engine's own ceiling.

The act is the same everywhere, the registration of a document. The ceiling is the engine fed with
transactions signed beforehand, one at a time and nothing asked; the client signs, tries the act
first, takes nonce and time from the chain and fetches the receipt with its block. Both take turns
in one run, so that whatever else the machine does falls on both.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count, islice

from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.network import Network, key

ROUNDS = 5
SENDS = 100
WARM_UP = 10
CLIENT_BAR = 0.5  # design, section 9: at least half of the ceiling


def run() -> list[Table]:
    """Measure both engines; anvil only where it is installed."""
    from dhow.ledger.engines import EngineError

    tables = [_measured("embedded")]
    try:
        tables.append(_measured("anvil"))
    except EngineError as missing:
        tables.append(Table("anvil", f"Not measured: {missing}", ()))
    return tables


def _measured(spec: str) -> Table:
    rounds = [_round(spec, number) for number in range(ROUNDS)]
    rate = {name: statistics.median(found[name] for found in rounds) for name in rounds[0]}
    ceiling = Limit("the ceiling", rate["ceiling"])
    return Table(
        spec,
        f"Registrations of documents, {SENDS} each way on a chain just begun, the median of "
        f"{ROUNDS} chains. The bar is a client at {CLIENT_BAR} of the ceiling or more.",
        (
            Figure("ceiling: signed beforehand, a block each", rate["ceiling"], "tx/s"),
            Figure("client: tried, signed, sent, receipt", rate["client"], "tx/s", ceiling),
            Figure(f"signed beforehand, {SENDS} in a block", rate["block"], "tx/s", ceiling),
            Figure("signing alone", rate["signing"], "tx/s", ceiling),
        ),
    )


def _round(spec: str, number: int) -> dict[str, float]:
    """Rates of each way on a chain of its own: development nodes slow down as they fill."""
    from dhow.ledger.bindings.values import Capability
    from dhow.ledger.engines import open_engine

    ways: list[tuple[str, Callable[[Network, Iterator[str]], float]]] = [
        ("ceiling", _straight),
        ("client", _through_client),
        ("block", _in_one_block),
        ("signing", _signing),
    ]
    turned = ways[number % len(ways) :] + ways[: number % len(ways)]
    with open_engine(spec) as engine:
        network = Network(engine)
        network.admit("issuer", Capability.EXPORTER)
        texts = (f"document {place}" for place in count())
        network.documents("issuer", *islice(texts, WARM_UP))
        return {name: way(network, texts) for name, way in turned}


def _signed(network: Network, texts: Iterator[str]) -> list[str]:
    first = network.nonce("issuer")
    return [
        network.raw(network.registration(next(texts)), "issuer", first + place)
        for place in range(SENDS)
    ]


def _straight(network: Network, texts: Iterator[str]) -> float:
    raw = _signed(network, texts)
    began = time.perf_counter()
    sent = [network.engine.rpc("eth_sendRawTransaction", [one]) for one in raw]
    _receipt(network, sent[-1])
    rate = SENDS / (time.perf_counter() - began)
    _all_took_effect(network, sent)
    return rate


def _in_one_block(network: Network, texts: Iterator[str]) -> float:
    from dhow.ledger.engines import SendsMany

    engine = network.engine
    raw = _signed(network, texts)
    if isinstance(engine, SendsMany):
        began = time.perf_counter()
        answers = engine.send_many([bytes.fromhex(one[2:]) for one in raw])
        rate = SENDS / (time.perf_counter() - began)
        _all_took_effect(network, [str(one.transaction_hash) for one in answers])
        return rate
    engine.rpc("evm_setAutomine", [False])
    try:
        began = time.perf_counter()
        sent = [engine.rpc("eth_sendRawTransaction", [one]) for one in raw]
        engine.mine()
        rate = SENDS / (time.perf_counter() - began)
    finally:
        engine.rpc("evm_setAutomine", [True])
    _all_took_effect(network, sent)
    return rate


def _through_client(network: Network, texts: Iterator[str]) -> float:
    acts = [network.registration(next(texts)) for _ in range(SENDS)]
    issuer = key("issuer")
    began = time.perf_counter()
    for act in acts:
        network.client.send(act, issuer)
    return SENDS / (time.perf_counter() - began)


def _signing(network: Network, _texts: Iterator[str]) -> float:
    act = network.registration("only signed")
    began = time.perf_counter()
    for nonce in range(SENDS):
        network.raw(act, "issuer", nonce)
    return SENDS / (time.perf_counter() - began)


def _receipt(network: Network, sent: str) -> dict[str, str]:
    while (receipt := network.engine.rpc("eth_getTransactionReceipt", [sent])) is None:
        time.sleep(0.001)
    found: dict[str, str] = receipt
    return found


def _all_took_effect(network: Network, sent: list[str]) -> None:
    """A rate of transactions that failed would be no rate."""
    from dhow.ledger.client import TransactionError

    for one in sent:
        if _receipt(network, one)["status"] != "0x1":
            raise TransactionError(f"transaction {one} of the benchmark failed: its rate is void")
