"""`dhow ledger` as people meet it: tables checked against the ledger, and folded anew."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.context import development_context
from dhow.errors import BadInputError
from dhow.ledger.engines.embedded import EmbeddedEngine
from scripts.cli.ledger import TablesDiffer, ledger

HOLDERS = tuple(f"0x{number:040x}" for number in (0xA1, 0xB2, 0xC3))


class Place:
    """Where a network is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "dhow.db"
        self.chain = folder / "chain"
        self.manifest = folder / "network.json"
        self.block = -1

    def make(self) -> None:
        """A network with money on three accounts, its tables at the tip."""
        with EmbeddedEngine(folder=self.chain) as engine:
            url = f"sqlite:///{self.file}"
            context = development_context(engine, url, currencies=("USD",), manifest=self.manifest)
            money = context.contracts.money["USD"]
            for number, holder in enumerate(HOLDERS, start=1):
                act = money.issue(
                    account=holder,  # type: ignore[arg-type]
                    amount_minor=100 * number,
                    order_reference=bytes([number] * 32),
                )
                context.ledger.send(act, context.keys.operator())
            self.block = context.follower.catch_up().block
            context.store.close()

    def copied(self, to: Path) -> "Place":
        """The same network elsewhere."""
        shutil.copytree(self.folder, to)
        other = Place(to)
        other.block = self.block
        return other

    def run(self, *words: str) -> Result:
        where = ("--db", f"sqlite:///{self.file}", "--chain", f"embedded:{self.chain}")
        return CliRunner().invoke(ledger, [*words, *where, "--manifest", str(self.manifest)])

    def damage(self, statement: str, *values: object) -> None:
        with sqlite3.connect(self.file) as connection:
            assert connection.execute(statement, values).rowcount == 1
        connection.close()


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = Place(tmp_path_factory.mktemp("network"))
    made.make()
    return made


@pytest.fixture
def place(network: Place, tmp_path: Path) -> Place:
    return network.copied(tmp_path / "copy")


def test_status_says_how_far_both_are(place: Place) -> None:
    found = json.loads(place.run("status", "--json").stdout)
    assert (found["block"], found["head"], found["behind"]) == (place.block, place.block, 0)
    assert found["of_this_deployment"] is True
    assert f"block {place.block} of {place.block}, 0 behind" in place.run("status").stdout


def test_tables_that_followed_are_the_ledger_s(place: Place) -> None:
    result = place.run("verify")
    assert result.exit_code == 0, result.exception
    assert f"up to block {place.block}" in result.stdout
    assert json.loads(place.run("verify", "--json").stdout)["differences"] == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            "UPDATE ledger_balances SET balance_minor = '999' WHERE balance_minor = '200'",
            "balance_minor is 999, on the ledger 200",
        ),
        ("DELETE FROM ledger_balances WHERE balance_minor = '300'", "is missing"),
        (
            "INSERT INTO ledger_keys VALUES ('0xdead', 9223372036854775807, 1, NULL, 'MAKER', 1)",
            "ledger_keys 0xdead, 9223372036854775807 is not on the ledger",
        ),
    ],
    ids=["changed", "removed", "made up"],
)
def test_damage_is_named_and_mended_by_folding_anew(place: Place, damage: str, said: str) -> None:
    place.damage(damage)
    found = place.run("verify")
    assert isinstance(found.exception, TablesDiffer)
    assert found.exception.exit_code == 3
    assert said in found.stdout
    assert "dhow ledger rebuild" in str(found.exception)

    assert f"block {place.block} of {place.block}" in place.run("rebuild").stdout
    assert place.run("verify").exit_code == 0


def test_looking_makes_no_store(place: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "none.db"
    where = ("--db", f"sqlite:///{elsewhere}", "--chain", f"embedded:{place.chain}")
    result = CliRunner().invoke(ledger, ["status", *where, "--manifest", str(place.manifest)])
    assert isinstance(result.exception, BadInputError)
    assert not elsewhere.exists()


def test_tables_of_a_branch_that_is_gone_are_not_the_ledger_s(place: Place) -> None:
    place.damage("UPDATE ledger_blocks SET hash = '0xbad' WHERE number = ?", place.block)
    found = place.run("verify")
    assert isinstance(found.exception, TablesDiffer)
    assert "another branch" in str(found.exception)
