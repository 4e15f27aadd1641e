"""A network founded once in a test process, and begun again from there by whoever needs one.

Deploying the contracts and admitting thirteen organisations takes a second; taking up a copy of the
chain and of the database takes a tenth of it. Nothing is shared: each has its own chain and store.
"""

import atexit
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import api.context
from api.context import ApiContext, development_context
from api.development import Newcomer, seed
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.store import Store, open_store

YEARS = (2026, 2027)
_AT_HAND = ("_blocks", "_headers", "_shown_receipts")


class Founding:
    """What is copied: the chain's rows, the database's pages, the manifest."""

    def __init__(
        self,
        engine: EmbeddedEngine,
        context: ApiContext,
        currencies: tuple[str, ...],
        genesis: int | None = None,
    ) -> None:
        """Of a network as it stands; `context` is of no use to anyone afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="dhow-founding-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._begins: dict[str, Any] = {} if genesis is None else {"genesis_time": genesis}
        self._currencies = currencies
        self._manifest = folder / "network.json"
        context.contracts.manifest.write(self._manifest)
        context.follower.catch_up()
        context.audit.flush()
        over = threading.Event()
        over.set()
        context.sender.run(over)  # gives its leases back: whoever begins from here need not wait
        self._store = context.store
        self._state = engine._snapshots.pop(engine.snapshot())
        # the blocks it has, as each chain that begins here would read them for itself
        engine.rpc("eth_getLogs", [{"fromBlock": "0x0", "toBlock": "latest"}])
        self._read = {name: dict(getattr(engine, name)) for name in _AT_HAND}

    @contextmanager
    def begun(self) -> Iterator[tuple[EmbeddedEngine, ApiContext]]:
        """The network as it was founded, on a chain and a store of its own."""

        def filled(*address: Any, **how: Any) -> Store:
            opened = open_store(*address, **how)
            with _driver(self._store) as founded, _driver(opened) as empty:
                founded.backup(empty)
            return opened

        with EmbeddedEngine(**self._begins) as engine:
            engine._snapshots["founded"] = self._state
            engine.restore("founded")
            engine._snapshots.clear()
            for name, read in self._read.items():
                getattr(engine, name).update(read)
            with patch.object(api.context, "open_store", filled):
                context = development_context(
                    engine, currencies=self._currencies, manifest=self._manifest
                )
            try:
                yield engine, context
            finally:
                context.store.close()


@cache
def founding(
    newcomers: tuple[Newcomer, ...], currencies: tuple[str, ...], genesis: int
) -> Founding:
    """The one of this process, for these organisations and this money."""
    engine = EmbeddedEngine(genesis_time=genesis)
    context = development_context(engine, currencies=currencies)
    seed(context, newcomers, years=YEARS)
    return Founding(engine, context, currencies, genesis)


@contextmanager
def _driver(store: Store) -> Iterator[Any]:
    """SQLite's own connection, of which a store in memory has one."""
    pooled = store._database.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()
