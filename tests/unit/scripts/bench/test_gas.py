"""Gas of every act: the same every time, every act measured, none grown unnoticed."""

from pathlib import Path

import pytest

from dhow.errors import BadInputError
from dhow.ledger.compiler import Artifacts
from dhow.ledger.deploy import ADMINISTRATOR, POWERS, SINGLETONS, Part, Role
from dhow.ledger.types import Act, Receipt
from scripts.bench import gas
from scripts.bench.gas import snapshot
from scripts.bench.measure import Figure, Table
from scripts.bench.network import Network

INSTRUMENTS = (
    *(name for name in SINGLETONS if name.startswith("Credit")),
    "Undertaking",
    "Invoices",
    "Oracles",
    "Documents",
)
# what no party does: system powers, and what contracts may ask of one another
GOVERNANCE = {"setAuthority"} | {
    function
    for contract in INSTRUMENTS
    for function, holder in POWERS.get(contract, {}).items()
    if holder in (ADMINISTRATOR, Role.GUARDIAN, *Part)
}


class Measured:
    """One run: its tables, and which functions of which contracts it called."""

    def __init__(self, tables: list[Table], called: set[tuple[str, str]]) -> None:
        self.tables = tables
        self.called = called


def measured() -> Measured:
    called: set[tuple[str, str]] = set()
    plain = Network.send

    def watched(network: Network, act: Act[object], by: str) -> Receipt[object]:
        names = {p.address: name for name, p in network.contracts.manifest.contracts.items()}
        called.add((names[act.target], act.name))
        return plain(network, act, by)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Network, "send", watched)
        return Measured(gas.run(), called)


@pytest.fixture(scope="module")
def once() -> Measured:
    return measured()


def test_the_same_every_time(once: Measured) -> None:
    assert snapshot.gas_by_act(measured().tables) == snapshot.gas_by_act(once.tables)


@pytest.mark.parametrize("contract", INSTRUMENTS)
def test_every_act_of_an_instrument_is_measured(
    contract: str, once: Measured, artifacts: Artifacts
) -> None:
    acts = {
        entry["name"]
        for entry in artifacts[contract].abi
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    called = {name.split(".")[-1] for where, name in once.called if where == contract}
    assert acts - GOVERNANCE - called == set()


def test_no_act_has_grown(once: Measured, repository_root: Path) -> None:
    kept = snapshot.read_snapshot(repository_root)
    now = snapshot.gas_by_act(once.tables)
    hint = "if this is meant: dhow bench gas --write, and say why in the commit"
    assert kept.keys() == now.keys(), hint
    assert snapshot.grown(kept, now) == [], hint


def test_growth_is_told_beyond_a_twentieth_only() -> None:
    before = {"pay": 100_000, "expire": 100_000, "gone": 1}
    now = {"pay": 105_000, "expire": 105_001, "new": 10**9}
    assert snapshot.grown(before, now) == ["expire: 100,000 gas before, 105,001 now (+5.0%)"]


def test_names_of_acts_are_unique(once: Measured) -> None:
    assert len(snapshot.gas_by_act(once.tables)) == sum(len(t.figures) for t in once.tables)


def test_a_snapshot_is_read_as_written(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    table = Table("Credit", "", (Figure("issue", 157_052, "gas"),))
    snapshot.write_snapshot(tmp_path, [table])
    assert snapshot.read_snapshot(tmp_path) == {"Credit: issue": 157_052}


@pytest.mark.parametrize("content", [None, "", "[]", '{"issue": "much"}', '{"issue": null}'])
def test_a_damaged_snapshot_is_said(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "docs").mkdir()
    if content is not None:
        (tmp_path / "docs" / "gas.json").write_text(content)
    with pytest.raises(BadInputError, match="dhow bench gas --write"):
        snapshot.read_snapshot(tmp_path)
