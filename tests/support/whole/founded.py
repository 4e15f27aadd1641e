"""The network that every world begins with."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

import api.app
import api.auth.roles
import api.context
import dhow.store.engine
from api.context import DEVELOPMENT_PASSWORD, development_context
from api.development import seed
from api.ids import OPERATOR, org_hex
from api.routes import routes_of
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.refusals import RefusalBook
from dhow.store import open_store
from dhow.store.projections.feed import Place
from dhow.store.tables import metadata
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NEWCOMERS,
    NOMINATED,
)

GENESIS = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())
HOOK = f"0x{0x400C:064x}"
HEARS = EXPORTER
"""Whose webhook it is, and who listens to a stream."""


class Founded:
    """A seeded network to begin each world from: a chain to go back to, a database to copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "founded.db"
        self.manifest = folder / "network.json"
        self.secrets = folder / "secrets"
        self.engine = EmbeddedEngine(genesis_time=GENESIS)
        context = development_context(
            self.engine,
            f"sqlite:///{self.database}",
            currencies=("USD",),
            manifest=self.manifest,
            password=DEVELOPMENT_PASSWORD,
            secrets_file=self.secrets,
        )
        wanted = (EXPORTER, IMPORTER, ISSUER, NOMINATED, CARRIER, FINANCIER)
        seed(context, [each for each in NEWCOMERS if each.lei in wanted], years=(2026, 2027))
        context.follower.catch_up()
        with context.store.begin() as work:
            last = select(func.max(metadata.tables["outbox_entries"].c.entry))
            self.last_entry = work.folding.connection.execute(last).scalar() or 0
            self.place: Place = work.feed.system_head()
            self.epochs = {
                (each.lei, user.name): user.epoch
                for each in NEWCOMERS
                for user in work.users.all(org_hex(each.lei))
            } | {(OPERATOR, user.name): user.epoch for user in work.users.all(org_hex(OPERATOR))}
            work.webhooks.add(
                org_hex(HEARS),
                webhook_id=HOOK,
                url="http://127.0.0.1:1/",
                events=(),
                secret=b"s" * 32,
                created_by="checker",
                place=self.place,
                at=0,
            )
        context.store.close()
        self.head = int(self.engine.rpc("eth_blockNumber", []), 16)
        self._snapshot = self.engine.snapshot()
        self.fresh = open_store("sqlite://", bytes(32))
        self._contracts = context.contracts
        self._artifacts = compile_contracts()
        self._refusals = RefusalBook(self._artifacts)
        self.decoder = decoder()
        whole = api.app.interface()
        self._routes, self._read = whole.router.routes, routes_of(whole)

    def patch(self, patch: pytest.MonkeyPatch) -> None:
        """What each life of a process would make again, though it never changes, is made once."""
        artifacts, refusals, contracts = self._artifacts, self._refusals, self._contracts
        patch.setattr(api.context, "compile_contracts", lambda: artifacts)
        patch.setattr(api.context, "load", lambda *_: contracts)
        patch.setattr(api.context, "decoder", lambda: self.decoder)
        patch.setattr(api.context, "RefusalBook", lambda _: refusals)
        patch.setattr(dhow.store.engine, "upgrade", lambda _: None)
        patch.setattr(api.app, "interface", self._interface)
        patch.setattr(api.auth.roles, "refuse_undeclared", lambda _: None)

    def _interface(self, lifespan: Any) -> FastAPI:
        """An application of its own over the routes made once."""
        app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None)
        app.router.routes = list(self._routes)
        app.state.routes = self._read
        return app

    def close(self) -> None:
        """Everything is over."""
        self.fresh.close()
        self.engine.close()

    def begin_again(self, number: int) -> str:
        """The chain as it was founded, and the address of a database as it was then."""
        self.engine.restore(self._snapshot)
        copy = self.file(number, 0)
        shutil.copyfile(self.database, copy)
        return f"sqlite:///{copy}"

    def file(self, number: int, generation: int) -> Path:
        """Where a world's database is, after it has gone back to a backup so many times."""
        return self.folder / f"world-{number}-{generation}.db"

    def forget(self, number: int) -> None:
        """The files of a world that is over."""
        for each in self.folder.glob(f"world-{number}-*"):
            each.unlink()
