"""The check of state machines finds each kind of disagreement between table, code and tests."""

from pathlib import Path

import pytest

from scripts.checks import state_machines

TYPES = "contracts/types/DocumentTypes.sol"
INTERFACE = "contracts/interfaces/IDocuments.sol"
CODE = "contracts/documents/Documents.sol"
TEST = "tests/unit/documents/test_standing.py"

TREE = {
    TYPES: """
/// @notice Whether a registered document still stands.
/// @dev Transitions
/// NONE -> REGISTERED : register
/// REGISTERED -> REVOKED : revoke, revokeSigned
enum Standing {
    NONE, // nothing is known
    REGISTERED,
    REVOKED
}

/// @notice Without a table this is no state machine.
enum Kind { OTHER, INVOICE }
""",
    INTERFACE: """
import {Standing} from "../types/DocumentTypes.sol";
interface IDocuments {
    function register() external;
    function revoke() external;
    function revokeSigned() external;
}
""",
    CODE: """
contract Documents is IDocuments {
    function register() external { require(s == Standing.NONE); s = Standing.REGISTERED; }
    function revoke() external { s = Standing.REVOKED; }
}
""",
    TEST: '''"""NONE -> REGISTERED, then REGISTERED -> REVOKED"""''',
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_tree_in_order_has_no_findings(tree: Path) -> None:
    (machine,) = state_machines.read_machines(tree / TYPES)
    assert [str(row) for row in machine.transitions] == [
        "NONE -> REGISTERED",
        "REGISTERED -> REVOKED",
    ]
    assert machine.members == ("NONE", "REGISTERED", "REVOKED")
    assert state_machines.find(tree) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        (TYPES, "-> REVOKED", "-> BURNT", "BURNT is no member of Standing"),
        (TYPES, "-> REVOKED", "-> BURNT", "Standing.REVOKED is never reached from NONE"),
        (TYPES, ": revoke, revokeSigned", "by revoke", "this row cannot be read"),
        (TYPES, "revokeSigned", "burn", "names burn, which no interface"),
        (INTERFACE, "DocumentTypes", "OtherTypes", "no interface imports the file of Standing"),
        (CODE, "Standing.REVOKED", "0", "never names Standing.REVOKED"),
        (CODE, "s = Standing.REVOKED;", "s = Standing.NONE; Standing.REVOKED;", "enters"),
        (TEST, "REGISTERED -> REVOKED", "later revoked", "no test of documents says `REGISTERED"),
    ],
)
def test_a_planted_disagreement_is_found(
    tree: Path, name: str, old: str, new: str, what: str
) -> None:
    text = (tree / name).read_text()
    assert old in text
    (tree / name).write_text(text.replace(old, new))
    found = [finding.what for finding in state_machines.find(tree)]
    assert any(what in line for line in found), found


def test_a_transition_written_twice_is_found(tree: Path) -> None:
    text = (tree / TYPES).read_text()
    row = "/// NONE -> REGISTERED : register\n"
    (tree / TYPES).write_text(text.replace(row, row + row))
    (finding,) = state_machines.find(tree)
    assert "stands twice" in finding.what


def test_a_test_of_another_capability_does_not_count(tree: Path) -> None:
    (tree / "tests/unit/credit").mkdir()
    (tree / TEST).rename(tree / "tests/unit/credit/test_standing.py")
    assert len(state_machines.find(tree)) == 2


def test_nothing_is_asked_of_code_that_does_not_exist_yet(tree: Path) -> None:
    (tree / CODE).unlink()
    (tree / TEST).unlink()
    assert state_machines.find(tree) == []


def test_a_file_without_a_capability_is_found(tree: Path) -> None:
    (tree / TYPES).rename(tree / "contracts/types/WeatherTypes.sol")
    found = [finding.what for finding in state_machines.find(tree)]
    assert "no folder of contracts/ goes with the enum Standing" in found
