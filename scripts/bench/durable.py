"""Durable end to end against the engine's own ceiling: accepted, signed, mined, projected.

The act is the registration of a document. Three ways take turns on a chain of their own in each
round, so that whatever else the machine does falls on all of them:

- the ceiling: transactions signed beforehand and pushed the best way known for the engine. The
  embedded chain: all in one burst, in memory, nothing kept. anvil: batches over one connection
  while another has blocks made.
- the outbox: commands accepted in batches, each under an idempotency key, on the disk before they
  are sent; the leader's rounds; outcomes read from blocks; blocks folded into the tables. SQLite in
  a file, every commit forced to the disk; the embedded chain kept in a folder, likewise.
- over HTTP: the whole application under uvicorn, and clients in another process: members who take
  turns, each with a key of its own. Beside it, in the same run, the same request without the
  ledger (`bare`): received, checked, kept as an operation, written into the audit log, its document
  stored and answered. That is what one process can do over HTTP at all; whoever sends to the ledger
  besides is held against the smaller of the two limits.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.bare import BARE, add_bare_route
from scripts.bench.listening import listening
from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.network import Network, key

if TYPE_CHECKING:
    from dhow.ledger.engines.base import Engine

ROUNDS: Final = 3
SENDS: Final[dict[str, int]] = {"embedded": 400, "anvil": 3_000}
BATCH: Final = 250
ASKED: Final = 160
CLIENTS: Final = (1, 8, 32)
BAR: Final = 0.5  # design, section 9
GAS: Final = 200_000
_LOOKING_SECONDS: Final = 0.02
_MINER_SECONDS: Final = 0.001
_A_BLOCK: Final = 30_000_000 // GAS
_MEMBERS: Final = 4
_HTTP_SECONDS: Final = 120
_TRIES: Final = 5

Found = dict[str, float]
Members = Sequence[tuple[str, str]]


def run() -> list[Table]:
    """Measure both engines; anvil only where it is installed."""
    from dhow.ledger.engines import EngineError

    tables = [_measured("embedded")]
    try:
        tables.append(_measured("anvil"))
    except EngineError as missing:
        tables.append(Table("anvil", f"Not measured: {missing}", ()))
    return tables


def _measured(kind: str) -> Table:
    rounds = [_round(kind, number) for number in range(ROUNDS)]
    middle = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    # the ratio of each round, not of the medians: rounds differ more than ways do
    ratio = statistics.median(each["outbox"] / each["ceiling"] for each in rounds)
    ceiling = Limit("the ceiling", middle["ceiling"])
    figures = [
        Figure("ceiling: signed beforehand", middle["ceiling"], "tx/s"),
        Figure("outbox: accepted, signed, mined, projected", middle["outbox"], "tx/s", ceiling),
        Figure("the same of the ceiling in its round", ratio, "of 1", Limit("bar", BAR)),
        Figure("accepted, on the disk", middle["accepted"], "commands/s", ceiling),
    ]
    for clients in CLIENTS:
        who = f"{clients} client{'s' if clients > 1 else ''}"
        bare = Limit("the same without the ledger", middle[f"bare {clients}"])
        figures += [
            Figure(f"over HTTP without the ledger, {who}", bare.value, "requests/s", ceiling),
            Figure(f"over HTTP, {who}", middle[f"http {clients}"], "requests/s", ceiling),
            Figure(f"over HTTP, {who}", middle[f"http {clients}"], "requests/s", bare),
            Figure(
                f"over HTTP, {who}: half of the requests within", middle[f"p50 {clients}"], "ms"
            ),
            Figure(f"over HTTP, {who}: 99 of 100 within", middle[f"p99 {clients}"], "ms"),
        ]
    most = CLIENTS[-1]
    of_smaller = statistics.median(
        each[f"http {most}"] / min(each["ceiling"], each[f"bare {most}"]) for each in rounds
    )
    words = f"over HTTP, {most} clients, of the smaller limit in its round"
    figures.append(Figure(words, of_smaller, "of 1", Limit("bar", BAR)))
    return Table(
        kind,
        f"Median of {ROUNDS} rounds, {SENDS[kind]:,} transactions each way, {ASKED} requests over "
        f"HTTP by {_MEMBERS} members. The outbox is one process with one key, batches of {BATCH}. "
        "Every commit is forced to the disk. More is better, of milliseconds less.",
        tuple(figures),
    )


def _round(kind: str, number: int) -> Found:
    ways: list[Callable[[str], Found]] = [_ceiling, _outbox, _over_http]
    turned = ways[number % len(ways) :] + ways[: number % len(ways)]
    found: Found = {}
    for way in turned:
        found |= way(kind)
    return found


@contextmanager
def _network(kind: str, folder: Path | None = None) -> Iterator[Network]:
    from dhow.ledger.bindings.values import Capability
    from dhow.ledger.engines import open_engine

    spec = f"embedded:{folder / 'chain'}" if folder and kind == "embedded" else kind
    with open_engine(spec) as engine:
        network = Network(engine)
        network.admit("issuer", Capability.EXPORTER)
        network.documents("issuer", "warm", "up")
        yield network


# ------------------------------------------------------------------- the ceiling


def _ceiling(kind: str) -> Found:
    for _ in range(_TRIES):
        if (rate := _ceiling_once(kind)) is not None:
            return {"ceiling": rate}
    raise RuntimeError("never were all transactions of the ceiling in a block: no rate")


def _ceiling_once(kind: str) -> float | None:
    """Transactions a second; None where anvil left some behind that came while it made a block."""
    from dhow.ledger.engines import SendsMany

    with _network(kind) as network:
        first = network.nonce("issuer")
        raws = [_signed(network, f"ceiling {place}", first + place) for place in range(SENDS[kind])]
        began = time.perf_counter()
        if isinstance(network.engine, SendsMany):
            network.engine.send_many(raws)
        else:
            _push(network.engine, raws)
        rate = len(raws) / (time.perf_counter() - began)
        return rate if network.nonce("issuer") == first + len(raws) else None


def _signed(network: Network, text: str, nonce: int) -> bytes:
    act = network.registration(text)
    return key("issuer").sign_transaction(
        {
            "type": 2,
            "chainId": network.engine.chain_id,
            "nonce": nonce,
            "gas": GAS,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
            "value": 0,
            "to": act.target,
            "data": act.calldata,
        }
    )


def _push(engine: Any, raws: list[bytes]) -> None:
    """Batches over one connection, blocks over another, until every one is in a block."""
    from dhow.ledger.engines.transport import HttpTransport

    with _mined_beside(engine), closing(HttpTransport(engine.url)) as pushing:
        for start in range(0, len(raws), BATCH):
            batch = [["0x" + raw.hex()] for raw in raws[start : start + BATCH]]
            refused = [
                said
                for said in pushing.request_many("eth_sendRawTransaction", batch)
                if isinstance(said, Exception)
            ]
            if refused:
                raise refused[0]


@contextmanager
def _mined_beside(engine: Any) -> Iterator[None]:
    """Blocks are made whenever something waits for one; at the end until nothing does."""
    from dhow.ledger.engines.transport import HttpTransport

    over = threading.Event()

    def mine() -> None:
        with closing(HttpTransport(engine.url)) as making:
            while True:
                last = over.is_set()
                waiting = int(making.request("txpool_status", [])["pending"], 16)
                if waiting:
                    making.request("anvil_mine", [hex(-(-waiting // _A_BLOCK))])
                elif last:
                    return
                else:
                    time.sleep(_MINER_SECONDS)

    engine.rpc("evm_setAutomine", [False])
    miner = threading.Thread(target=mine, daemon=True)
    miner.start()
    try:
        yield
    finally:
        over.set()
        miner.join(_HTTP_SECONDS)


# -------------------------------------------------------------------- the outbox


def _outbox(kind: str) -> Found:
    from api.serving import prepare_process
    from dhow.ledger.following import Followed, NodeBlocks, Projector, final_of
    from dhow.ledger.sending import Command, EngineNode, Outbox
    from dhow.store import open_store
    from dhow.store.projections import StoredProjections

    count = SENDS[kind]
    with (
        tempfile.TemporaryDirectory(prefix="dhow-bench-") as folder,
        _network(kind, Path(folder)) as network,
        open_store(f"sqlite:///{folder}/dhow.db", bytes(32)) as store,
    ):
        engine = network.engine
        node = EngineNode(engine)
        outbox = Outbox(store, node, key("issuer"))
        source = NodeBlocks(engine, final_of(engine, 0), node.receipts)
        tables = Projector(source, Followed.of(network.contracts), StoredProjections(store))
        tables.catch_up()
        outbox.inspect()  # enrols the key
        acts = [network.registration(f"outbox {place}") for place in range(count)]
        all_accepted = threading.Event()

        def lead() -> None:
            while True:
                last = all_accepted.is_set()
                waiting = outbox.tend().open
                if last and not waiting:
                    return

        def follow() -> None:
            while leading.is_alive():
                tables.catch_up()
                time.sleep(_LOOKING_SECONDS)
            tables.catch_up()

        prepare_process()  # as `dhow serve` does
        with _mined_beside(engine) if kind == "anvil" else nullcontext():
            began = time.perf_counter()
            leading = threading.Thread(target=lead, daemon=True)
            leading.start()
            following = threading.Thread(target=follow, daemon=True)
            following.start()
            for start in range(0, count, BATCH):
                outbox.accept_many(
                    [
                        (f"bench {place}", Command.of(acts[place], gas=GAS))
                        for place in range(start, min(start + BATCH, count))
                    ]
                )
            accepted = count / (time.perf_counter() - began)
            all_accepted.set()
            following.join(_HTTP_SECONDS)
            rate = count / (time.perf_counter() - began)
        with store.read() as work:
            mined = work.outbox.find(engine.chain_id, key("issuer").address, ["bench 0"])
        if outbox.inspect().open_count or mined[0].state != "MINED":
            raise RuntimeError("not every command of the benchmark was mined: no rate")
    return {"outbox": rate, "accepted": accepted}


# --------------------------------------------------------------------- over HTTP


def _over_http(kind: str) -> Found:
    from dhow.ledger.engines import open_engine

    found: Found = {}
    with tempfile.TemporaryDirectory(prefix="dhow-bench-") as folder:
        spec = f"embedded:{folder}/chain" if kind == "embedded" else kind
        with open_engine(spec) as engine, _served(engine, Path(folder)) as (url, members):
            for path in (BARE, "/documents"):
                _ask(url + path, members, _MEMBERS, 3 * _MEMBERS)
            for clients in CLIENTS:
                bare = _ask(url + BARE, members, clients, ASKED)
                asked = _ask(url + "/documents", members, clients, ASKED)
                cuts = statistics.quantiles(asked["each"], n=100)
                found |= {
                    f"bare {clients}": ASKED / bare["seconds"],
                    f"http {clients}": ASKED / asked["seconds"],
                    f"p50 {clients}": cuts[49] * 1000,
                    f"p99 {clients}": cuts[98] * 1000,
                }
    return found


@contextmanager
def _served(engine: "Engine", folder: Path) -> Iterator[tuple[str, Members]]:
    """The application under uvicorn in a thread; its address, LEI and token of each member."""
    from api.app import create_app
    from api.auth.tokens import Claims
    from api.context import development_context
    from api.development import Newcomer, seed
    from api.ids import org_hex

    context = development_context(
        engine, f"sqlite:///{folder}/api.db", currencies=("USD",), manifest=folder / "network.json"
    )
    with closing(context.store):
        leis = [_lei(f"89450000ORCHARDS{place:02}") for place in range(_MEMBERS)]
        newcomers = [
            Newcomer(lei=lei, name="Orchards", country="IN", capabilities=("exporter",))
            for lei in leis
        ]
        seed(context, newcomers, years=())
        members = []
        with context.store.read() as work:
            for lei in leis:
                user = work.users.get(org_hex(lei), "checker")
                if user is None:
                    raise LookupError(f"{lei} has no checker")
                claims = Claims(lei, "checker", user.epoch)
                members.append((lei, context.tokens.issue(claims)))
        app = create_app(context)
        add_bare_route(app)
        with listening(app, lifespan="on") as port:
            yield f"http://127.0.0.1:{port}", members


def _lei(first: str) -> str:
    """An LEI that begins so: with the check digits of ISO 17442 (ISO 7064, MOD 97-10)."""
    number = int("".join(str(int(each, 36)) for each in first + "00"))
    return f"{first}{98 - number % 97:02}"


def _ask(url: str, members: Members, clients: int, requests: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.asking", url, str(clients), str(requests)],
        input=json.dumps(members),
        capture_output=True,
        text=True,
        check=True,
        timeout=_HTTP_SECONDS,
    )
    asked: dict[str, Any] = json.loads(done.stdout)
    return asked
