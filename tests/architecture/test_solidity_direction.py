"""The direction of Solidity imports: contracts meet only through interfaces, and only downwards."""

from pathlib import Path

import pytest

from scripts.checks import solidity_direction

HEADER = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n"


def test_our_own_contracts_import_downwards(repository_root: Path) -> None:
    assert solidity_direction.find(repository_root) == []


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A small tree in order: one interface and one contract a capability, each using the layers."""
    files = {
        "types/Ids.sol": "type OrgId is bytes32;",
        "libraries/Dates.sol": 'import {OrgId} from "../types/Ids.sol";\nlibrary Dates {}',
        "members/Roles.sol": "abstract contract Roles {}",
    }
    for capability in ("Members", "Money", "Oracles", "Invoices", "Credit", "Undertaking"):
        files[f"interfaces/I{capability}.sol"] = (
            f'import {{OrgId}} from "../types/Ids.sol";\ninterface I{capability} {{}}'
        )
        files[f"{capability.lower()}/{capability}.sol"] = (
            f'import {{I{capability}}} from "../interfaces/I{capability}.sol";\n'
            'import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";\n'
            f"contract {capability} is I{capability} {{}}"
        )
    for name, body in files.items():
        path = tmp_path / "contracts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{HEADER}{body}\n")
    return tmp_path


def plant(root: Path, name: str, line: str) -> None:
    path = root / "contracts" / name
    path.write_text(path.read_text().replace(HEADER, HEADER + line + "\n"))


def test_the_small_tree_is_in_order(contracts: Path) -> None:
    assert solidity_direction.find(contracts) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("credit/Credit.sol", 'import {IMembers} from "../interfaces/IMembers.sol";'),
        ("credit/Credit.sol", 'import {IInvoices} from "../interfaces/IInvoices.sol";'),
        ("money/Money.sol", 'import {Dates} from "../libraries/Dates.sol";'),
        ("members/Members.sol", 'import {Roles} from "./Roles.sol";'),
        ("types/Ids.sol", '// import {Credit} from "../credit/Credit.sol";'),
    ],
)
def test_downward_imports_are_allowed(contracts: Path, name: str, line: str) -> None:
    plant(contracts, name, line)
    assert solidity_direction.find(contracts) == []


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("credit/Credit.sol", 'import {Money} from "../money/Money.sol";', "credit imports"),
        ("types/Ids.sol", 'import {Dates} from "../libraries/Dates.sol";', "types imports"),
        ("libraries/Dates.sol", 'import "../interfaces/IMoney.sol";', "libraries imports"),
        ("interfaces/IMoney.sol", 'import "../money/Money.sol";', "interfaces imports"),
        ("members/Members.sol", 'import "../interfaces/ICredit.sol";', "which credit implements"),
        ("money/Money.sol", 'import "../interfaces/IOracles.sol";', "which oracles implements"),
        ("credit/Credit.sol", 'import "../interfaces/IUndertaking.sol";', "which undertaking"),
        ("money/Money.sol", 'import * as Other from "elsewhere/Other.sol";', "imports elsewhere"),
        ("money/Money.sol", 'import {\n  A\n} from "../../outside.sol";', "imports outside.sol"),
    ],
)
def test_a_planted_import_is_found(contracts: Path, name: str, line: str, what: str) -> None:
    plant(contracts, name, line)
    findings = solidity_direction.find(contracts)
    assert [finding.path for finding in findings] == [f"contracts/{name}"]
    assert what in findings[0].what
    assert findings[0].line >= 3


def test_a_capability_without_a_step_is_found(contracts: Path) -> None:
    (contracts / "contracts/lottery").mkdir()
    path = contracts / "contracts/lottery/Lottery.sol"
    path.write_text(f'{HEADER}import "../types/Ids.sol";\n')
    assert "has no place in the order" in solidity_direction.find(contracts)[0].what
