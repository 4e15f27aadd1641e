"""Compiling: cache, damage, problems in words, size, missing tools, and native against npm."""

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.compiler import CompileError, build, compile_contracts, toolchain
from dhow.ledger.compiler.sources import collect

GOOD = """// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
import {Other} from "./deep/Other.sol"; // import "./gone.sol";
/* import "./gone.sol"; */
contract Good is Other { uint256 public immutable size; constructor(uint256 n) { size = n; } }
"""
OTHER = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\ncontract Other {}\n"


@pytest.fixture
def project(tmp_path: Path, repository_root: Path) -> Path:
    """A repository of its own, with our node_modules."""
    (tmp_path / "node_modules").symlink_to(repository_root / "node_modules")
    (tmp_path / "contracts" / "deep").mkdir(parents=True)
    (tmp_path / "contracts" / "Good.sol").write_text(GOOD)
    (tmp_path / "contracts" / "deep" / "Other.sol").write_text(OTHER)
    return tmp_path


def cached(project: Path) -> list[Path]:
    return sorted((project / ".cache" / "compiled").glob("*.json"))


def test_compiled_once_for_each_state_of_the_sources(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compile_contracts(["contracts"], root=project)
    assert set(first) == {"Good", "Other"}
    assert first["Good"].deployable
    with monkeypatch.context() as broken:
        broken.setattr(build, "find_solc", lambda _: pytest.fail("compiled again"))
        again = compile_contracts(["contracts"], root=project)
    assert again["Good"].bytecode == first["Good"].bytecode
    imported = project / "contracts" / "deep" / "Other.sol"
    imported.write_text(OTHER.replace("{}", "{ uint256 public x; }"))
    changed = compile_contracts(["contracts"], root=project)
    assert changed.sources_hash != first.sources_hash
    assert changed["Good"].bytecode != first["Good"].bytecode
    assert len(cached(project)) == 2


def test_a_damaged_cache_is_compiled_again(project: Path) -> None:
    first = compile_contracts(["contracts"], root=project)
    (place,) = cached(project)
    whole = place.read_bytes()
    # a changed letter inside well-formed JSON is damage as well
    place.write_bytes(whole.replace(b'"name":"Good"', b'"name":"Gold"'))
    assert compile_contracts(["contracts"], root=project)["Good"] == first["Good"]
    assert place.read_bytes() == whole


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\xff", b'{"sha256": "0"}', b'{"sha256": "0", "body": {}}']
)
def test_what_is_not_a_build_is_not_taken_for_one(tmp_path: Path, damage: bytes) -> None:
    place = tmp_path / "build.json"
    place.write_bytes(damage)
    assert build._load(place, "build") is None


def test_two_at_once_compile_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    find = toolchain.find_solc

    def counted(root: Path) -> toolchain.Solc:
        runs.append(root)
        return find(root)

    monkeypatch.setattr(build, "find_solc", counted)
    threads = [
        threading.Thread(target=compile_contracts, args=(["contracts"],), kwargs={"root": project})
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("contract Bad { function f() {} }", r"contracts/Bad\.sol:4: SyntaxError: No visibility"),
        ("contract Bad { uint256 x = y; }", r"contracts/Bad\.sol:4: DeclarationError: Undeclared"),
        (
            "contract Bad { function f() external pure { uint256 x = 1; } }",
            r"contracts/Bad\.sol:4: Warning: Unused local",
        ),
        ('import "./gone.sol";', r"contracts/Bad\.sol:4: ParserError: Source"),
    ],
)
def test_problems_are_told_with_file_and_line(project: Path, text: str, says: str) -> None:
    head = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n// é is two bytes\n"
    (project / "contracts" / "Bad.sol").write_text(head + text + "\n", encoding="utf-8")
    with pytest.raises(CompileError, match=says):
        compile_contracts(["contracts"], root=project)
    assert cached(project) == []


def test_too_large_a_contract(project: Path) -> None:
    with pytest.raises(CompileError, match=r"contracts/Good\.sol: Good is \d+ bytes"):
        compile_contracts(["contracts"], root=project, size_limit=50)
    assert compile_contracts(["contracts"], root=project)


def test_sources_that_are_not_there(project: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no Solidity source contracts/None"):
        collect(project, ["contracts/None"])
    (project / "empty").mkdir()
    with pytest.raises(BadInputError, match="no Solidity sources in empty"):
        compile_contracts(["empty"], root=project)
    with pytest.raises(EnvironmentProblemError, match="OpenZeppelin"):
        collect(tmp_path / "elsewhere", ["@openzeppelin/contracts/utils/Context.sol"])
    with pytest.raises(BadInputError, match="no contract named Bad in this build; known: Good"):
        compile_contracts(["contracts"], root=project)["Bad"]


def test_no_compiler(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblemError, match="run `make setup`"):
        toolchain.npm_solc(tmp_path)


def test_node_from_the_path_then_from_the_tools_then_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = shutil.which("node")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentProblemError, match=r"no Node\.js") as caught:
        toolchain.find_node(tmp_path)
    assert caught.value.exit_code == 5
    placed = tmp_path / ".tools" / "node_wheel" / "bin" / "node"
    placed.parent.mkdir(parents=True)
    placed.write_text("#!/bin/sh\n")
    placed.chmod(0o755)
    assert toolchain.find_node(tmp_path) == placed
    assert node != str(placed)


def test_the_shim_answers_as_solc_does(project: Path) -> None:
    solc = toolchain.npm_solc(project).binary

    def run(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(solc), *words], input=stdin, capture_output=True, cwd=project, check=False
        )

    assert b"Version: 0.8.37+commit." in run("--version").stdout
    made = json.loads(
        run("--combined-json", "abi,bin,ast", "--base-path", ".", "contracts/Good.sol").stdout
    )
    assert set(made["contracts"]["contracts/Good.sol:Good"]) == {"abi", "bin"}
    assert made["sourceList"] == ["contracts/Good.sol", "contracts/deep/Other.sol"]
    refused = run("--combined-json", "abi", "-", stdin=b"contract {")
    assert refused.returncode == 1
    assert b"ParserError" in refused.stderr
    assert run().returncode == 1


def test_the_shim_waits_for_a_slow_pipe(project: Path) -> None:
    """The reason for it: npm's own command fails with EAGAIN where its input is not there yet."""
    solc = toolchain.npm_solc(project).binary
    text = json.dumps(
        {"language": "Solidity", "sources": {"A.sol": {"content": OTHER + "// " + "x" * 200_000}}}
    ).encode()
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = subprocess.Popen(
        [str(solc), "--standard-json"], stdin=reading, stdout=subprocess.PIPE
    )
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(text[:10])
        pipe.flush()
        threading.Event().wait(0.7)  # long enough for the compiler to be up and reading
        pipe.write(text[10:])
    answer, _ = process.communicate(timeout=30)
    assert "errors" not in json.loads(answer)


def test_native_and_npm_give_the_same_bytecode(project: Path) -> None:
    native = toolchain.find_native()
    if native is None:
        pytest.skip(f"no native solc {toolchain.SOLC_VERSION} here: set DHOW_SOLC_DOWNLOAD=1")
    left, right = (
        compile_contracts(["contracts"], root=project, solc=solc)
        for solc in (native, toolchain.npm_solc(project))
    )
    assert [(a.name, a.bytecode, a.deployed_bytecode) for a in left.everything] == [
        (a.name, a.bytecode, a.deployed_bytecode) for a in right.everything
    ]
