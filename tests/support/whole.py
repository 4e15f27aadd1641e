"""The whole system under one seed, all of it failing: clients, API, outbox, database, chain.

One thread, one random number generator, no clock but the world's. Clients send requests that write,
each under an idempotency key, and ask again until they have an answer that counts. Meanwhile
questions to the node are lost before or after they took effect, the database fails before or after
a commit, the process is killed between any two steps, the chain replaces its last blocks.

Money is what a double or a loss shows in: the world keeps its own books, by what clients were told.
"""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, TypeVar

import anyio.to_thread
import httpx
import pytest
from eth_utils.crypto import keccak
from fastapi import FastAPI
from sqlalchemy import func, select

import api.app
import api.context
import api.following
import api.operations.desk
import api.operations.middleware
import dhow.ledger.sending.dependable
import dhow.ledger.sending.outbox
from api.app import create_app
from api.audit.verifying import on_ledger, verify
from api.auth.tokens import Claims
from api.background import Background
from api.context import DEVELOPMENT_PASSWORD, ApiContext, development_context
from api.development import seed
from api.ids import OPERATOR
from api.operations.runner import Runner
from dhow.errors import DhowError
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.engines.base import EngineError, RpcError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.following import AfterBlocks, Followed, NodeBlocks, Projector
from dhow.ledger.sending import State
from dhow.store import Store, StoreUnusable, open_store
from dhow.store.projections import StoredProjections
from dhow.store.tables import metadata
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NEWCOMERS,
    NOMINATED,
    OPENING,
    bill_of_lading,
    commercial_invoice,
    terms,
)
from tests.support.followed import dump
from tests.support.killed import Killed

T = TypeVar("T")
Json = dict[str, Any]

GENESIS = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())
CONFIRMATIONS = 3
_ASK_AGAIN = frozenset((401, 429))
_TRIES = 30


# ------------------------------------------------------------------ what fails


class Line:
    """The node as a process has it: answers get lost, on the way there or back."""

    name = "line"
    controls_time = False  # as a stranger's node: its last blocks may be replaced
    free_of_charge = True

    def __init__(self, world: "World") -> None:
        self._world = world
        self._life = world.lives
        self.chain_id = world.engine.chain_id

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One question."""
        world = self._world
        world.step(self._life, f"{method} asked")
        if world.fails(0.02):
            raise EngineError("no answer from the node: connection reset")
        answer = world.chain_rpc(method, params)
        world.step(self._life, f"{method} answered")
        if world.fails(0.02):
            raise EngineError("no answer from the node: timed out")
        return answer

    def now(self) -> int:
        """Time of the latest block."""
        return self._world.engine.now()

    def next_time(self) -> int:
        """Time the next will bear."""
        return self._world.engine.next_time()

    def close(self) -> None:
        """The chain outlives us."""

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


class FailingStore:
    """The database as a process has it; units of work fail before and after they are kept."""

    def __init__(self, world: "World", store: Store) -> None:
        self._world = world
        self._life = world.lives
        self._store = store

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A unit that changes something."""
        world = self._world
        world.step(self._life, "unit begins")
        if world.fails(0.01):
            raise StoreUnusable("the database refused: disk I/O error")
        with self._store.begin() as work:
            yield work
            world.step(self._life, "before commit")
            if world.fails(0.01):
                raise StoreUnusable("the database refused: locked")
        world.step(self._life, "unit kept")
        if world.fails(0.01):
            raise StoreUnusable("the database refused: connection lost after commit")

    def write(self, work: Callable[[Any], T]) -> T:
        """A small unit that may share its commit: of one thread alone, so at once and here."""
        world = self._world
        world.step(self._life, "small unit begins")
        if world.fails(0.01):
            raise StoreUnusable("the database refused: disk I/O error")

        def carried_out(unit: Any) -> T:
            result = work(unit)
            world.step(self._life, "before the shared commit")
            if world.fails(0.01):
                raise StoreUnusable("the database refused: locked")
            return result

        result = self._store.write(carried_out)
        world.step(self._life, "small unit kept")
        if world.fails(0.01):
            raise StoreUnusable("the database refused: connection lost after commit")
        return result

    @contextmanager
    def read(self) -> Iterator[Any]:
        """A unit that only looks."""
        world = self._world
        world.step(self._life, "reading")
        if world.fails(0.005):
            raise StoreUnusable("the database refused: locked")
        with self._store.read() as work:
            yield work

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


# ------------------------------------------------------------------ what is asked


@dataclass
class Intent:
    """A request that a client wants answered, whatever it takes.

    Attributes:
        booked: what it does to the balances of organisations once it is answered well.
        then: what the client wants next, given the answer.
        certain: nothing but a fault of ours would refuse it.
    """

    key: str
    organisation: str
    user: str
    path: str
    body: Any
    booked: Mapping[str, int] = field(default_factory=dict)
    then: "Callable[[Json], Intent] | None" = None
    certain: bool = True
    asked: int = 0
    status: int | None = None
    answer: Any = None

    @property
    def answered(self) -> bool:
        """Whether the client has an answer that counts."""
        return self.status is not None

    @property
    def done(self) -> bool:
        """Whether it was told that it is done."""
        return self.status in (200, 201)


# ------------------------------------------------------------------ the founded network


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
        with context.store.read() as work:
            last = select(func.max(metadata.tables["outbox_entries"].c.entry))
            self.last_entry = work.folding.connection.execute(last).scalar() or 0
        context.store.close()
        self.head = int(self.engine.rpc("eth_blockNumber", []), 16)
        self._snapshot = self.engine.snapshot()
        self.fresh = open_store("sqlite://", bytes(32))
        # each life of a process would make these again; neither ever changes
        self.artifacts = compile_contracts()
        self._routes = api.app.interface().router.routes

    def interface(self, lifespan: Any) -> FastAPI:
        """An application of its own over the routes made once."""
        app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None)
        app.router.routes = list(self._routes)
        return app

    def close(self) -> None:
        """Everything is over."""
        self.fresh.close()
        self.engine.close()

    def begin_again(self, number: int) -> str:
        """The chain as it was founded, and the address of a database as it was then."""
        self.engine.restore(self._snapshot)
        copy = self.folder / f"world-{number}.db"
        shutil.copyfile(self.database, copy)
        return f"sqlite:///{copy}"

    def forget(self, number: int) -> None:
        """The files of a world that is over."""
        for each in self.folder.glob(f"world-{number}.db*"):
            each.unlink()


# ------------------------------------------------------------------ the world


class World:
    """One run; everything in it is the seed's choice."""

    def __init__(self, founded: Founded, number: int, patch: pytest.MonkeyPatch) -> None:
        self.number = number
        self.rng = random.Random(number)
        self.founded = founded
        self.engine = founded.engine
        self.url = founded.begin_again(number)
        self.replaces = self.rng.random() < 0.5
        self.clock = 2_000_000_000.0  # later than any lease of the founding
        self.lives = 0
        self.dead = False
        self.faults = False
        self.log: list[str] = []
        self.counts: Counter[str] = Counter()
        self._ids: dict[str, str] = {}  # of credits, by their numbers
        self.intents: list[Intent] = []
        self.ended: set[str] = set()
        self.raws: dict[str, str] = {}
        self.before: dict[int, str] = {}  # snapshots by the number of the block they precede
        self._patch(patch)
        self._loop = asyncio.Runner()
        self._start()
        self.faults = True

    # ----------------------------------------------------------------- faults

    def fails(self, chance: float) -> bool:
        """Whether something goes wrong here."""
        failed = self.faults and self.rng.random() < chance
        self.counts["failures"] += failed
        return failed

    def step(self, life: int, where: str) -> None:
        """Between two steps: a process may be killed, and one that was does nothing more."""
        if life != self.lives or self.dead:
            raise Killed
        if self.faults and self.rng.random() < 0.004:
            self.log.append(f"  killed: {where}")
            self.counts["kills"] += 1
            self.dead = True
            raise Killed

    # ----------------------------------------------------------------- the chain

    def chain_rpc(self, method: str, params: list[Any]) -> Any:
        """The node's answer; `finalized` is what lies so many blocks deep."""
        if method == "eth_getBlockByNumber" and params[0] == "finalized":
            head = self.height() - CONFIRMATIONS
            params = [hex(max(head, self.founded.head)), *params[1:]]
        if method == "eth_sendRawTransaction":
            raw = params[0]
            tx_hash = "0x" + keccak(bytes.fromhex(raw[2:])).hex()
            with self.store.read() as work:
                assert work.outbox.attempts_by_hash([tx_hash]), f"{tx_hash} was sent unrecorded"
            self.raws[tx_hash] = raw
            self._remember()
        return self.engine.rpc(method, params)

    def height(self) -> int:
        """The number of the latest block."""
        return int(self.engine.rpc("eth_blockNumber", []), 16)

    def mine(self) -> None:
        """An empty block."""
        self._remember()
        self.engine.mine()

    def _remember(self) -> None:
        if self.replaces:
            number = self.height() + 1
            self.before[number] = self.engine.snapshot()
            self.before.pop(number - CONFIRMATIONS - 1, None)

    def reorganise(self) -> None:
        """The last blocks are replaced by others; what was in them comes later, or is forgotten."""
        head = self.height()
        depth = self.rng.randint(1, CONFIRMATIONS)
        first = head - depth + 1
        if first not in self.before or first <= self.founded.head:
            return
        hashes = [
            tx_hash
            for number in range(first, head + 1)
            for tx_hash in self.engine.rpc("eth_getBlockByNumber", [hex(number), False])[
                "transactions"
            ]
        ]
        self.engine.restore(self.before[first])
        self.before = {n: kept for n, kept in self.before.items() if n <= first}
        self.engine.set_time(self.engine.next_time() + self.rng.randrange(1, 9))
        self.mine()
        again = [each for each in hashes if self.rng.random() < 0.7]
        for tx_hash in again:
            with suppress(RpcError):  # its predecessor was forgotten
                self._remember()
                self.engine.rpc("eth_sendRawTransaction", [self.raws[tx_hash]])
        while self.height() <= head:
            self.mine()
        self.counts["reorganisations"] += 1
        self.log.append(f"blocks from {first} replaced, {len(again)} of {len(hashes)} come again")

    # ----------------------------------------------------------------- the process

    def _start(self) -> None:
        """A process begins, over what the one before left."""
        faults, self.faults = self.faults, False
        self.lives += 1
        self.dead = False
        made = development_context(
            Line(self),  # type: ignore[arg-type]
            self.url,
            currencies=("USD",),
            manifest=self.founded.manifest,
            secrets_file=self.founded.secrets,
        )
        self.store = made.store
        self.context: ApiContext = replace(
            made,
            store=FailingStore(self, made.store),  # type: ignore[arg-type]
            ledger=LedgerClient(Line(self), decoder()),  # type: ignore[arg-type]
            background=Background(),
        )
        self.app = create_app(self.context)
        self.runner: Runner = self.app.state.operations
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url="http://dhow.test"
        )
        self._loop.run(self.client.get("/health/live"))  # the application is put together
        self.faults = faults

    def _restart(self) -> None:
        """The process is gone; another begins later."""
        self.dead = True
        self.ended.add(self._holder())
        self._loop.close()  # what it had begun ends at its next step
        self._loop = asyncio.Runner()
        self.store.close()
        self.clock += self.rng.choice((1, 20, 100))
        self._start()

    def _holder(self) -> str:
        return f"machine:life {self.lives}:0"

    def _patch(self, patch: pytest.MonkeyPatch) -> None:
        """One thread and the world's clock, wherever the product asks for others."""

        async def inline(work: Callable[..., Any], *args: Any, **_: Any) -> Any:
            await asyncio.sleep(0)  # others may come between
            return work(*args)

        def sleep(seconds: float) -> None:
            self.clock += max(seconds, 0.05)
            if self.dead:
                raise Killed
            if self.rng.random() < 0.5:
                self.mine()

        now = SimpleNamespace(time=lambda: self.clock, monotonic=lambda: self.clock, sleep=sleep)
        patch.setattr(anyio.to_thread, "run_sync", inline)
        for module in (
            dhow.ledger.sending.dependable,
            dhow.ledger.sending.outbox,
            api.following,
            api.operations.desk,
        ):
            patch.setattr(module, "time", now)

        async def sleep_beside(seconds: float) -> None:
            self.clock += max(seconds, 5)
            await asyncio.sleep(0)

        patch.setattr(api.operations.middleware, "time", now)
        beside = SimpleNamespace(wait=asyncio.wait, sleep=sleep_beside)
        patch.setattr(api.operations.middleware, "asyncio", beside)
        for module in (api.operations.desk, dhow.ledger.sending.dependable):
            patch.setattr(module, "this_process", self._holder)
        patch.setattr(api.operations.desk, "has_ended", self.ended.__contains__)
        artifacts = self.founded.artifacts
        patch.setattr(api.context, "compile_contracts", lambda: artifacts)
        patch.setattr(api.app, "interface", self.founded.interface)

    # ----------------------------------------------------------------- deeds

    def run(self, deeds: int) -> None:
        """Let things happen, then let them calm down, then look at what was promised."""
        try:
            for _ in range(deeds):
                self._happen()
            self.faults = False
            self._calm_down()
            self._check()
        finally:
            self._loop.close()
            self.store.close()
            self.founded.forget(self.number)

    def _happen(self) -> None:
        deed = self.rng.choices(
            (
                self._ask,
                self._wish,
                self._beside,
                self._mine,
                self._replace,
                self._stop,
                self._twice,
            ),
            (30, 14, 14, 8, 6, 2, 6),
        )[0]
        deed()

    def _mine(self) -> None:
        self.clock += self.rng.choice((1, 5, 30))
        self.mine()

    def _replace(self) -> None:
        if self.replaces:
            self.reorganise()

    def _stop(self) -> None:
        self.log.append("the process is stopped")
        self._restart()

    def _wish(self) -> None:
        makers = (
            *(self._issue, self._pay, self._pay, self._overpay),
            *(self._document, self._invoice, self._credit),
        )
        self.intents.append(self.rng.choice(makers)())

    def _ask(self) -> None:
        waiting = [each for each in self.intents if not each.answered]
        if not waiting:
            self._wish()
            waiting = self.intents[-1:]
        # now and then a client has lost its answer, and asks for it again
        known = [each for each in self.intents if each.answered]
        again = known and self.rng.random() < 0.2
        self._asked(self.rng.choice(known if again else waiting), 1)

    def _twice(self) -> None:
        if self.intents:
            self._asked(self.rng.choice(self.intents[-3:]), 2)

    def _beside(self) -> None:
        """What goes on beside the requests has its turn."""
        with self._at_risk("beside the requests"):
            for desk in self.context.sender._left_behind():
                desk.outbox.tend()
            self.context.audit.flush()
            for row in self.runner.desk.left_behind():
                self._loop.run(self.runner.once_more(row))
            self.context.follower.catch_up()

    @contextmanager
    def _at_risk(self, what: str) -> Iterator[None]:
        try:
            yield
        except Killed:
            self.log.append(f"  died {what}")
            self._restart()
        except DhowError as problem:
            self.log.append(f"  {what}: {type(problem).__name__}: {problem}")

    # ----------------------------------------------------------------- requests

    def _asked(self, intent: Intent, times: int) -> None:
        intent.asked += times
        token = self.context.tokens.issue(Claims(intent.organisation, intent.user))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f'"{intent.key}"'}

        async def all_at_once() -> list[httpx.Response]:
            return await asyncio.gather(
                *(
                    self.client.post(intent.path, json=intent.body, headers=headers)
                    for _ in range(times)
                )
            )

        with self._at_risk(f"at {intent.key}"):
            for response in self._loop.run(all_at_once()):
                self.log.append(f"{intent.key} {intent.path}: {_told(response)}")
                self._answered(intent, response)

    def _answered(self, intent: Intent, response: httpx.Response) -> None:
        status = response.status_code
        promised = status == 202 and "location" in response.headers
        if status >= 500 or status in _ASK_AGAIN or promised:
            self.counts[f"not yet: {status}"] += 1
            return
        if intent.answered:
            said = (intent.status, intent.answer)
            assert (status, response.content) == said, (
                f"{intent.key} was answered {said} and then {status} {response.text}"
            )
            assert response.headers.get("idempotent-replayed") == "true", intent.key
            self.counts["given again"] += 1
            return
        if self.faults and self.rng.random() < 0.1:
            self.log.append("  and the answer is lost")
            return
        intent.status, intent.answer = status, response.content
        self.counts["answered well" if intent.done or status == 202 else f"refused {status}"] += 1
        if intent.then is not None and (intent.done or status == 202):
            self.intents.append(intent.then(response.json()))

    # ----------------------------------------------------------------- what clients want

    def _new(
        self, organisation: str, path: str, body: Any, *, user: str = "checker", **more: Any
    ) -> Intent:
        self.counts["wishes"] += 1
        return Intent(f"wish {self.counts['wishes']}", organisation, user, path, body, **more)

    def _issue(self) -> Intent:
        minor = self.rng.randrange(1, 1000)
        body = {
            "organisation": EXPORTER,
            "minor": minor,
            "reference": f"IN-{self.counts['wishes']}",
        }
        path = "/money/USD/issues"
        return self._new(OPERATOR, path, body, user="agent", booked={EXPORTER: minor})

    def _pay(self) -> Intent:
        """The same payment twice is two payments: nothing in it but the key tells them apart."""
        payer, minor = self.rng.choice((IMPORTER, FINANCIER)), self.rng.choice((100, 250))
        body = {"organisation": EXPORTER, "minor": minor, "reference": "FREIGHT"}
        booked = {payer: -minor, EXPORTER: minor}
        return self._new(payer, "/money/USD/payments", body, booked=booked)

    def _overpay(self) -> Intent:
        body = {"organisation": EXPORTER, "minor": OPENING * 10, "reference": "TOO MUCH"}
        return self._new(IMPORTER, "/money/USD/payments", body, certain=False)

    def _invoice(self) -> Intent:
        """One that the registry would call a duplicate of itself, were it asked twice."""
        body = {
            "number": f"INV-{self.counts['wishes']}",
            "issue_date": "2026-03-30",
            "seller": {"name": "Orchards", "country": "IN", "lei": EXPORTER},
            "buyer": {"name": "Juice Works", "country": "AE", "lei": IMPORTER},
            "currency": "USD",
            "total_minor": 1_000_00,
        }
        return self._new(EXPORTER, "/invoices", body)

    def _document(self) -> Intent:
        number = f"DOC-{self.counts['wishes']}"
        issuer, made = self.rng.choice(
            ((EXPORTER, commercial_invoice(number)), (CARRIER, bill_of_lading(number)))
        )
        return self._new(issuer, "/documents", {"document": made, "grant_to": []})

    def _credit(self) -> Intent:
        """From the application to the advice, each when the one before is answered."""
        number = f"LC-{self.counts['wishes']}"
        # where blocks are replaced, one act may come to stand before another that it needs
        certain = not self.replaces

        def advise(_: Json) -> Intent:
            return self._new(
                NOMINATED, f"/credits/{self._ids[number]}/advise", None, certain=certain
            )

        def check(_: Json) -> Intent:
            path = f"/credits/{self._ids[number]}/issue"
            return self._new(ISSUER, path, {"number": number}, then=advise, certain=certain)

        def make(applied: Json) -> Intent:
            self._ids[number] = applied["id"]
            path = f"/credits/{applied['id']}/issue"
            return self._new(
                ISSUER, path, {"number": number}, user="maker", then=check, certain=certain
            )

        body = {"reference": number, "terms": terms(number)}
        return self._new(IMPORTER, "/credits/applications", body, then=make)

    # ----------------------------------------------------------------- the promise

    def _calm_down(self) -> None:
        if self.dead:
            self._restart()
        for _ in range(_TRIES):
            self.clock += 70
            for _ in range(CONFIRMATIONS + 1):
                self.mine()
            self._beside()
            for intent in [each for each in self.intents if not each.answered]:
                self._asked(intent, 1)
            if not self._open() and all(each.answered for each in self.intents):
                self._beside()
                return
        waiting = [(each.key, each.path) for each in self.intents if not each.answered]
        keys = [desk.outbox.inspect() for desk in self.context.sender._left_behind()]
        raise AssertionError(f"stuck: {waiting}, open: {self._open()}, {keys}, at {self.clock}")

    def _open(self) -> list[Any]:
        with self.store.read() as work:
            entries = work.outbox.waiting_keys(self.engine.chain_id)
        return [*entries, *self.runner.desk.left_behind()]

    def _check(self) -> None:
        for intent in self.intents:
            good = intent.done or intent.status == 202
            assert good or not intent.certain, f"{intent.key} {intent.path} was refused"
        self._check_chain()
        self._check_money()
        self._check_documents()
        self._check_tables()
        verdict = verify(self.store, on_ledger(self.context.ledger, self.context.contracts))
        assert not verdict.breaks, verdict.breaks
        self.counts["audit lines"] += verdict.lines

    def _check_chain(self) -> None:
        """Every transaction was on record; every entry is in one block, and stands as it says."""
        told: dict[str, bool] = {}
        for number in range(self.founded.head + 1, self.height() + 1):
            for receipt in self.engine.rpc("eth_getBlockReceipts", [hex(number)]):
                told[receipt["transactionHash"]] = receipt["status"] == "0x1"
        with self.store.read() as work:
            attempts = work.outbox.attempts_by_hash(list(told))
            strange = told.keys() - {each.tx_hash for each in attempts}
            assert not strange, f"on the chain from nowhere: {strange}"
            entries: Counter[int] = Counter(each.entry for each in attempts)
            doubled = [entry for entry, times in entries.items() if times > 1]
            assert not doubled, f"entries in several blocks: {doubled}"
            for row in self._entries(work):
                wanted = None if row.tx_hash is None else told.get(row.tx_hash)
                state = {True: State.MINED, False: State.REVERTED, None: State.REFUSED}[wanted]
                assert row.state == state, f"{row.name}: {row.state}, on the chain {wanted}"
        self.counts["mined"] += len(told)

    def _entries(self, work: Any) -> list[Any]:
        """Rows of the outbox that this world added."""
        table = metadata.tables["outbox_entries"]
        later = select(table).where(table.c.entry > self.founded.last_entry)
        return list(work.folding.connection.execute(later))

    def _check_money(self) -> None:
        books = Counter({EXPORTER: 0, IMPORTER: OPENING, FINANCIER: OPENING})
        for intent in self.intents:
            if intent.done:
                books.update(intent.booked)
        found = {each: self._balance(each) for each in books}
        assert found == dict(books), f"on the ledger {found}, by what clients were told {books}"

    def _balance(self, organisation: str) -> int:
        answer = self._read("/money/balances", organisation).json()
        return next(int(each["balance"]) for each in answer if each["currency"] == "USD")

    def _check_documents(self) -> None:
        for intent in self.intents:
            if intent.path == "/documents" and intent.done:
                answer = httpx.Response(200, content=intent.answer).json()
                found = self._read(f"/documents/{answer['hash']}", intent.organisation)
                assert found.status_code == 200, f"{intent.key} was answered well, and is not there"

    def _read(self, path: str, organisation: str) -> httpx.Response:
        token = self.context.tokens.issue(Claims(organisation, "checker"))
        headers = {"Authorization": f"Bearer {token}"}
        return self._loop.run(self.client.get(path, headers=headers))

    def _check_tables(self) -> None:
        """The tables that were followed through all this are those of a fresh replay."""
        self.context.follower.catch_up()
        source = NodeBlocks(Line(self), AfterBlocks(0))  # type: ignore[arg-type]
        followed = Followed.of(self.context.contracts)
        fresh = self.founded.fresh
        Projector(source, followed, StoredProjections(fresh)).rebuild()
        assert dump(self.store) == dump(fresh), "followed is not rebuilt"


def _told(response: httpx.Response) -> str:
    return str(response.status_code) + (f" {response.text}" if response.is_server_error else "")
