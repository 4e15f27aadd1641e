"""A backup restored over a chain that went on pays nobody twice, and says what it set aside."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from api.app import create_app
from api.auth.roles import Actor
from api.auth.session import read_actor
from api.auth.tokens import Claims
from api.context import ApiContext, development_context
from api.development import Newcomer, seed
from api.ids import org_hex
from api.money import service as money
from api.operations import service as operations
from api.operations.desk import FAILED, SET_ASIDE, Kept
from api.operations.runner import Runner
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.sending import Command, EngineNode, KeySuspended, Outbox, State
from dhow.ledger.signing import LocalSigner
from dhow.store import Store, open_store
from dhow.store.backup import back_up, opened_backup, restore
from scripts.cli.outbox import outbox as outbox_command
from tests.support.api import EXPORTER, IMPORTER
from tests.support.stores import MASTER_KEY

GENESIS = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())
WHY = "restored from a backup"
OPENING, PRICE, WARM = 1_000_00, 100_00, 1
NEWCOMERS = (
    Newcomer(
        lei=IMPORTER,
        name="Juice Works",
        country="AE",
        capabilities=("importer",),
        opening=(("USD", OPENING),),
    ),
    Newcomer(lei=EXPORTER, name="Orchards", country="IN", capabilities=("exporter",), opening=()),
)
REQUEST = Kept(
    "POST",
    "/money/USD/payments",
    "",
    {"content-type": "application/json"},
    orjson.dumps({"organisation": EXPORTER, "minor": PRICE, "reference": "INV-1"}),
)


class Process:
    """One process of a network: its context, its operations, nobody's connection."""

    def __init__(self, engine: EmbeddedEngine, folder: Path, name: str) -> None:
        self.context: ApiContext = development_context(
            engine,
            f"sqlite:///{folder / name}",
            manifest=folder / "network.json",
            password="correct horse",
            currencies=("USD",),
        )
        self.app = create_app(self.context)
        self.runner: Runner = self.app.state.operations

    async def warm(self) -> None:
        """The first request tells the runner where the application is."""
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            await client.get("/health")

    def actor(self) -> Actor:
        """Who pays."""
        return read_actor(self.context, Claims(IMPORTER, "checker"))

    def received(self) -> int:
        """What the exporter has."""
        follower = self.context.follower
        assert follower is not None
        follower.catch_up()
        (purse,) = money.balances(
            self.context, read_actor(self.context, Claims(EXPORTER, "checker"))
        )
        return purse.balance


def restored(folder: Path, source: str, target: str) -> None:
    """Another database, from a backup made before."""
    with opened_backup(folder / "monday.dhow") as contents:
        restore(contents, f"sqlite:///{folder / target}", suspend=WHY)
    secrets = folder / f"{source}.secrets"
    if secrets.exists():
        shutil.copy2(secrets, folder / f"{target}.secrets")


@pytest.mark.parametrize(
    ("known", "left"),
    [(False, "under way"), (True, "failed")],
    ids=["key first sends afterwards", "key had sent before"],
)
def test_money_promised_before_the_backup_is_paid_once(
    tmp_path: Path, known: bool, left: str
) -> None:
    """The payer's key is resumed, the worker looks, the client asks again: nothing moves."""

    async def story(engine: EmbeddedEngine) -> None:
        first = Process(engine, tmp_path, "one.db")
        seed(first.context, NEWCOMERS, years=(2026,))
        await first.warm()
        actor = first.actor()
        if known:
            money.pay(first.context, actor, "USD", EXPORTER, WARM, "warm")
        operation = first.runner.desk.new_id()
        row = first.runner.desk.begin(actor, operation, "key-1", REQUEST, promised=True)
        assert row is not None
        if left == "failed":
            with first.context.store.begin() as work:
                work.operations.put_off(operation, state=FAILED, status=500, due_at=0, at=0)
        back_up(f"sqlite:///{tmp_path / 'one.db'}", tmp_path / "monday.dhow")
        if left == "failed":  # its client asks for it again
            assert (await asked_again(first)).status_code < 300
        else:
            await first.runner.once_more(row)
        paid = first.received()
        assert paid == PRICE + WARM * known
        first.context.store.close()

        restored(tmp_path, "one.db", "two.db")
        second = Process(engine, tmp_path, "two.db")
        await second.warm()
        box = second.context.sender.outbox(second.context.keys.account(IMPORTER), "account")
        box.resume()
        with second.context.store.read() as work:
            again = work.operations.system_get(operation)
        assert again is not None
        assert again.state == SET_ASIDE
        await second.runner.once_more(again)
        assert second.runner.desk.left_behind() == []
        assert not second.runner.desk.is_free(again)
        assert second.received() == paid
        told = operations.read(second.context, second.actor(), operation)
        assert told.state == "set aside"
        answer = await asked_again(second)
        assert answer.status_code == 409
        assert "under a new key" in answer.text
        assert second.received() == paid
        second.context.store.close()

    with EmbeddedEngine(genesis_time=GENESIS) as engine:
        asyncio.run(story(engine))
    url = f"sqlite:///{tmp_path / 'two.db'}"
    said = CliRunner().invoke(outbox_command, ["list", "--db", url])
    assert "POST /money/USD/payments: set aside at a restore" in said.stdout
    assert "suspended when it is first used" in said.stderr
    for lifted in (1, 0):
        ended = CliRunner().invoke(outbox_command, ["lift", "--db", url, "--json"])
        assert json.loads(ended.stdout) == {"lifted": lifted}


async def asked_again(process: Process) -> httpx.Response:
    """The client's own repetition, under the key it had."""
    with process.context.store.read() as work:
        user = work.users.get(org_hex(IMPORTER), "checker")
    assert user is not None
    token = process.context.tokens.issue(Claims(IMPORTER, "checker", user.epoch))
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": "key-1",
        "Content-Type": "application/json",
    }
    transport = httpx.ASGITransport(app=process.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        return await client.post(REQUEST.path, content=REQUEST.body, headers=headers)


# ------------------------------------------------------------------- the outbox

SIGNER = LocalSigner.named("payer")


def command(words: str, gas: int = 60_000) -> Command:
    return Command("note", SIGNER.address, words.encode(), gas)


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine(genesis_time=GENESIS) as engine:
        yield engine


def backed_up_open(engine: EmbeddedEngine, folder: Path) -> str:
    """A backup with one command of nonce 0 without an outcome; the restored database."""
    url = f"sqlite:///{folder / 'one.db'}"
    with open_store(url, MASTER_KEY) as store:
        Outbox(store, EngineNode(engine), SIGNER).accept("pay", command("pay"))
        back_up(url, folder / "monday.dhow")
    restored(folder, "one.db", "two.db")
    return f"sqlite:///{folder / 'two.db'}"


def elsewhere(engine: EmbeddedEngine, folder: Path, *words: str) -> None:
    """What the chain did with the key since, by bytes that are on no record of the backup."""
    with open_store(f"sqlite:///{folder / 'lost.db'}", MASTER_KEY) as store:
        box = Outbox(store, EngineNode(engine), SIGNER)
        for each in words:
            box.accept(each, command(each, gas=70_000))
        for _ in range(3):
            box.tend()


def tended(store: Store, engine: EmbeddedEngine) -> Outbox:
    box = Outbox(store, EngineNode(engine), SIGNER)
    box.resume()
    for _ in range(6):
        box.tend()
    return box


def test_a_command_that_the_chain_has_by_other_bytes_is_settled_by_them(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    url = backed_up_open(engine, tmp_path)
    elsewhere(engine, tmp_path, "another", "pay")
    with open_store(url, MASTER_KEY) as store:
        entry = tended(store, engine).find("pay")
    assert entry is not None
    assert entry.state is State.MINED
    assert entry.block_number is not None
    assert EngineNode(engine).nonce(SIGNER.address) == 2


def test_a_command_whose_nonce_was_used_for_another_is_left_to_a_person(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    url = backed_up_open(engine, tmp_path)
    elsewhere(engine, tmp_path, "another")
    with open_store(url, MASTER_KEY) as store:
        box = tended(store, engine)
        entry = box.find("pay")
        assert entry is not None
        assert entry.state is State.REFUSED
        assert "went on without us" in str(entry.refusal)
        assert EngineNode(engine).nonce(SIGNER.address) == 1
        box.accept("later", command("later"))  # and the key goes on after what others sent
        for _ in range(3):
            box.tend()
        later = box.find("later")
    assert later is not None
    assert (later.state, later.nonce) == (State.MINED, 1)


def test_a_command_that_the_chain_has_not_is_carried_out_once(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    with open_store(backed_up_open(engine, tmp_path), MASTER_KEY) as store:
        entry = tended(store, engine).find("pay")
    assert entry is not None
    assert entry.state is State.MINED
    assert EngineNode(engine).nonce(SIGNER.address) == 1


def test_a_key_that_the_backup_did_not_know_is_suspended_until_the_restore_is_lifted(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    url = backed_up_open(engine, tmp_path)
    stranger, newcomer = LocalSigner.named("stranger"), LocalSigner.named("newcomer")
    with open_store(url, MASTER_KEY) as store:
        box = Outbox(store, EngineNode(engine), stranger)
        with pytest.raises(KeySuspended, match=WHY):
            box.accept("first", command("first"))
        box.resume()
        box.accept("first", command("first"))
        with store.begin() as work:
            assert work.outbox.lift_restores(at=1) == 1
            assert work.outbox.restore_that_stands() is None
        Outbox(store, EngineNode(engine), newcomer).accept("first", command("first"))


def test_with_its_chain_nothing_is_set_aside(engine: EmbeddedEngine, tmp_path: Path) -> None:
    backed_up_open(engine, tmp_path)
    url = f"sqlite:///{tmp_path / 'three.db'}"
    with opened_backup(tmp_path / "monday.dhow") as contents:
        restore(contents, url, suspend=None)
    with open_store(url, MASTER_KEY) as store, store.read() as work:
        assert work.outbox.restore_that_stands() is None
        ((chain, sender, key),) = work.outbox.every_key()
        assert key.suspended is None
        assert [e.restored for e in work.outbox.open_entries(chain, sender, 9)] == [False]
