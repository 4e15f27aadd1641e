"""`dhow outbox` as people meet it: what waits, with which key, and stopping one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.secrets import secrets_of
from dhow.errors import BadInputError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.sending import Command, EngineNode, KeySuspended, Outbox
from dhow.ledger.signing import LocalSigner
from dhow.store import open_store
from scripts.cli.outbox import outbox

SIGNER = LocalSigner.named("bank")
LABEL = "user 5493001KJTIIGC8Y1R12 checker"


def command(text: str) -> Command:
    return Command("note", SIGNER.address, text.encode(), 60_000)


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, str]:
    """A database and a kept chain: two commands mined, one still open."""
    database, chain = f"sqlite:///{tmp_path / 'dhow.db'}", str(tmp_path / "chain")
    with (
        EmbeddedEngine(folder=Path(chain)) as engine,
        open_store(database, secrets_of(database).master_key) as store,
    ):
        box = Outbox(store, EngineNode(engine), SIGNER, label=LABEL)
        for text in ("one", "two"):
            box.accept(text, command(text))
        for _ in range(3):
            box.tend()
        box.accept("three", command("three"))
        box.step_down()
    return database, f"embedded:{chain}"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(outbox, [str(each) for each in arguments])


def test_keys_are_listed_with_what_waits(place: tuple[str, str]) -> None:
    (found,) = json.loads(run("list", "--db", place[0], "--json").stdout)
    assert (found["sender"], found["label"]) == (SIGNER.address, LABEL)
    assert (found["next_nonce"], found["open_count"]) == (3, 1)
    said = run("list", "--db", place[0])
    assert f"{SIGNER.address} on chain 31337, {LABEL}, next nonce 3, 1 open" in said.stdout


@pytest.mark.parametrize("named", [SIGNER.address, SIGNER.address.lower(), LABEL])
def test_a_key_is_shown_with_its_open_commands(place: tuple[str, str], named: str) -> None:
    (entry,) = json.loads(run("inspect", named, "--db", place[0], "--json").stdout)["open"]
    assert (entry["nonce"], entry["idempotency_key"], entry["state"]) == (2, "three", "OPEN")
    said = run("inspect", named, "--db", place[0]).stdout
    assert "1 without an outcome" in said
    assert "2 note, accepted" in said


def test_a_suspended_key_takes_nothing_until_it_is_resumed(place: tuple[str, str]) -> None:
    database, chain = place
    told = run("suspend", LABEL, "--reason", "moved to a new key", "--db", database)
    assert "suspended: moved to a new key" in told.stdout
    secret = secrets_of(database).master_key
    with (
        EmbeddedEngine(folder=Path(chain.removeprefix("embedded:"))) as engine,
        open_store(database, secret) as store,
    ):
        box = Outbox(store, EngineNode(engine), SIGNER)
        with pytest.raises(KeySuspended, match="moved to a new key"):
            box.accept("four", command("four"))
    again = json.loads(run("resume", LABEL, "--db", database, "--chain", chain, "--json").stdout)
    assert (again["suspended"], again["open_count"]) == (None, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("inspect", "0x" + "00" * 20), "no sending key"),
        (("suspend", LABEL, "--reason", " "), "a reason has 1 to"),
        (("resume", "nobody", "--chain", "embedded"), "no sending key 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said(
    place: tuple[str, str], arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments, "--db", place[0])
    assert isinstance(done.exception, BadInputError)
    assert words in str(done.exception)


def test_a_key_is_not_resumed_on_another_chain(place: tuple[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    EmbeddedEngine(folder=other, chain_id=1337).close()
    done = run("resume", LABEL, "--db", place[0], "--chain", f"embedded:{other}")
    assert isinstance(done.exception, Exception)
    assert "1337" in str(done.exception)


def test_looking_makes_no_database(tmp_path: Path) -> None:
    done = run("list", "--db", f"sqlite:///{tmp_path / 'none.db'}")
    assert isinstance(done.exception, BadInputError)
    assert list(tmp_path.iterdir()) == []
