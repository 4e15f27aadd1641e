"""Processes that are killed while they work.

python -m scripts.bench.killed follow URL MANIFEST DATABASE   `block N` a step, `tip DOCUMENTS`
python -m scripts.bench.killed keep FOLDER                    `sent N` a transaction, for ever
python -m scripts.bench.killed reopen FOLDER                  `open SECONDS N`, then waits
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path


def follow(url: str, manifest: str, database: str) -> None:
    """Follow to the tip, telling each step; at the tip, how many documents the tables know."""
    from dhow.ledger.bindings.registry import decoder
    from dhow.ledger.client import LedgerClient
    from dhow.ledger.deploy import load
    from dhow.ledger.engines import open_engine
    from dhow.ledger.following import AfterBlocks, Followed, NodeBlocks, Projector
    from dhow.store import open_store
    from dhow.store.projections import StoredProjections

    with open_engine(url) as engine, open_store(f"sqlite:///{database}", bytes(32)) as store:
        contracts = load(Path(manifest), LedgerClient(engine, decoder()))
        source = NodeBlocks(engine, AfterBlocks(0))
        followed = Followed.of(contracts)
        projector = Projector(source, followed, StoredProjections(store), batch_blocks=20)
        while not (step := projector.step()).caught_up:
            _tell(f"block {step.block}")
        with sqlite3.connect(database) as asked:
            (documents,) = asked.execute("SELECT count(*) FROM ledger_documents").fetchone()
        asked.close()
        _tell(f"tip {documents}")


def keep(folder: str) -> None:
    """A chain in a folder, and one transaction after the other on it."""
    from dhow.ledger.bindings.values import Capability
    from dhow.ledger.engines.embedded import EmbeddedEngine
    from scripts.bench.network import Network

    with EmbeddedEngine(folder=Path(folder)) as engine:
        network = Network(engine)
        network.admit("issuer", Capability.EXPORTER)
        for number in count():
            raw = network.raw(network.registration(f"kept {number}"), "issuer", number)
            engine.rpc("eth_sendRawTransaction", [raw])
            _tell(f"sent {number + 1}")


def reopen(folder: str) -> None:
    """Take the chain up again; seconds that it took, and transactions that it has."""
    from dhow.ledger.engines.embedded import EmbeddedEngine
    from scripts.bench.network import key

    began = time.perf_counter()
    with EmbeddedEngine(folder=Path(folder)) as engine:
        taken = time.perf_counter() - began
        sent = engine.rpc("eth_getTransactionCount", [key("issuer").address, "latest"])
        _tell(f"open {taken} {int(sent, 16)}")
        sys.stdin.read()


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parts: dict[str, Callable[..., None]] = {"follow": follow, "keep": keep, "reopen": reopen}
    parts[sys.argv[1]](*sys.argv[2:])
