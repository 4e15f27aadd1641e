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


class Founding:
    """What is copied: the chain's rows, the database's pages, the manifest."""

    def __init__(
        self, newcomers: tuple[Newcomer, ...], currencies: tuple[str, ...], genesis: int
    ) -> None:
        self._genesis = genesis
        self._currencies = currencies
        folder = Path(tempfile.mkdtemp(prefix="dhow-founding-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._manifest = folder / "network.json"
        self._engine = EmbeddedEngine(genesis_time=genesis)
        context = development_context(self._engine, currencies=currencies, manifest=self._manifest)
        seed(context, newcomers, years=YEARS)
        context.follower.catch_up()
        context.audit.flush()
        over = threading.Event()
        over.set()
        context.sender.run(over)  # gives its leases back: whoever begins from here need not wait
        self._store = context.store
        self._snapshot = self._engine.snapshot()

    @contextmanager
    def begun(self) -> Iterator[ApiContext]:
        """The network as it was founded, on a chain and a store of its own."""

        def filled(*address: Any, **how: Any) -> Store:
            opened = open_store(*address, **how)
            with _driver(self._store) as founded, _driver(opened) as empty:
                founded.backup(empty)
            return opened

        with EmbeddedEngine(genesis_time=self._genesis) as engine:
            engine._snapshots["0x1"] = self._engine._snapshots[self._snapshot]
            engine.restore("0x1")
            with patch.object(api.context, "open_store", filled):
                context = development_context(
                    engine, currencies=self._currencies, manifest=self._manifest
                )
            try:
                yield context
            finally:
                context.store.close()


@cache
def founding(
    newcomers: tuple[Newcomer, ...], currencies: tuple[str, ...], genesis: int
) -> Founding:
    """The one of this process, for these organisations and this money."""
    return Founding(newcomers, currencies, genesis)


@contextmanager
def _driver(store: Store) -> Iterator[Any]:
    """SQLite's own connection, of which a store in memory has one."""
    pooled = store._database.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()
