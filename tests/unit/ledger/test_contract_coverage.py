"""The coverage measurement finds what did not run, and only that."""

from pathlib import Path

import pytest

from dhow.ledger.compiler import compile_contracts
from dhow.ledger.engines import open_engine
from tests.support.chain import Chain, expect_refusal
from tests.support.contract_coverage import Recorder, measure, table

NAME = "contracts/Gate.sol"
SOURCE = """// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

library Sums {
    function twice(uint256 x) internal pure returns (uint256) {
        return x * 2;
    }

    function unused(uint256 x) internal pure returns (uint256) {
        return x * 3;
    }
}

contract Gate {
    uint256 public immutable most;
    uint256 public passed;

    error TooMany(uint256 count);

    constructor(uint256 most_) {
        require(most_ != 0, TooMany(0));
        most = most_;
    }

    function pass(uint256 count, bool quick) external returns (uint256 sum) {
        require(count <= most && count != 7, TooMany(count));
        if (quick) {
            passed += Sums.twice(count);
            return 0;
        }
        for (uint256 i = 0; i < count; ++i) {
            sum += i % 2 == 0 ? 1 : 2;
        }
    }
}
"""


def test_what_did_not_run_is_found(tmp_path: Path, repository_root: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / NAME).write_text(SOURCE)
    (tmp_path / "node_modules").symlink_to(repository_root / "node_modules")
    artifacts = compile_contracts([NAME], root=tmp_path, coverage=True)
    recorder = Recorder(artifacts)

    def missing() -> tuple[set[int], list[str]]:
        found = measure(artifacts, recorder, {NAME: SOURCE})[NAME]
        assert found.branches == 12  # two outcomes each of 2 require, &&, if, for and ?:
        assert 10 not in found.lines  # no code is made of an internal function nobody calls
        return found.missing_lines, [
            branch.partition(": require")[0] for branch in found.missing_branches
        ]

    with pytest.MonkeyPatch.context() as patch, open_engine("embedded") as engine:
        recorder.install(patch)
        chain = Chain(engine, artifacts)
        assert missing()[0] == {6, 21, 22, 26, 27, 28, 29, 31, 32}

        gate = chain.deploy("Gate", 10)
        chain.send(gate.act("pass", 3, False), "someone")
        lines, branches = missing()
        assert lines == {6, 28, 29}
        assert branches == [
            "21: never false",
            "26: never false",
            "26: left side never decides: count <= most && count != 7",
            "27: never true: if (quick) { passed += Sums.twice(count); return 0; }",
        ]

        chain.send(gate.act("pass", 3, True), "someone")
        with expect_refusal("TooMany", count=11):
            chain.send(gate.act("pass", 11, False), "someone")
        with expect_refusal("TooMany", count=0):
            chain.deploy("Gate", 0)
        assert missing() == (set(), [])
    rows = table(measure(artifacts, recorder, {NAME: SOURCE}))
    assert rows[-1].split() == ["all", "9/9", "100%", "12/12", "100%"]
