"""Each check of the repository finds what is planted for it, and nothing in a tree in order."""

import json
import subprocess
from pathlib import Path

import pytest

from scripts.checks import (
    imports_declared,
    locks_agree,
    natspec,
    no_machine_paths,
    no_registry_hosts,
    settings_without_urls,
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository; what lies in it counts, committed or not, unless it is ignored."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("ignored/\n")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements/lock.txt", "--index-url https://mirror.example/simple\nuv==1\n"),
        ("requirements/dev.txt", "tool @ git+ssh://example/tool\n"),
        ("package-lock.json", '{"resolved": "https://mirror.example/a.tgz"}'),
        ("pyproject.toml", 'dependencies = ["a @ file:///elsewhere/a.whl"]'),
        (".npmrc", "registry=http://mirror.example"),
    ],
)
def test_an_address_in_settings_is_found(repository: Path, name: str, text: str) -> None:
    write(repository, "README.md", "See https://example.org")
    assert settings_without_urls.find(repository) == []
    write(repository, name, text)
    assert [finding.path for finding in settings_without_urls.find(repository)] == [name]


@pytest.mark.parametrize("folder", ["ro" + "ot", "wo" + "rk", "ho" + "me/anna", "Us" + "ers/anna"])
def test_a_machine_path_is_found(repository: Path, folder: str) -> None:
    write(repository, "ignored/notes.txt", f"/{folder}/dhow")
    write(repository, "api/routes.py", f'f"{{base}}/{folder}/x", "/evidence/root"')
    assert no_machine_paths.find(repository) == []
    write(repository, "docs/guide.md", f"first\ncd /{folder}/dhow\n")
    (finding,) = no_machine_paths.find(repository)
    assert (finding.path, finding.line) == ("docs/guide.md", 2)


@pytest.mark.parametrize("host", ["files.python" + "hosted.org", "REGISTRY.np" + "mjs.org"])
def test_a_registry_host_is_found(repository: Path, host: str) -> None:
    write(repository, "docs/guide.md", "install it from PyPI or npm")
    assert no_registry_hosts.find(repository) == []
    write(repository, "docs/other.md", f"fetch it from {host}/simple")
    assert [finding.path for finding in no_registry_hosts.find(repository)] == ["docs/other.md"]


@pytest.fixture
def locked(repository: Path) -> Path:
    write(
        repository,
        "pyproject.toml",
        '[project]\ndependencies = ["web3==8.0.0"]\n[dependency-groups]\ndev = ["Py_Test==9.2"]\n',
    )
    write(repository, "requirements/runtime.txt", "attrs==1.0 \\\n    --hash=x\nweb3==8.0.0\n")
    write(repository, "requirements/lock.txt", "attrs==1.0\npy-test==9.2\nweb3==8.0.0\n")
    write(repository, "package.json", json.dumps({"dependencies": {"solc": "0.8.37"}}))
    entry = {"version": "0.8.37", "integrity": "sha512-x"}
    packages = {"": {"name": "x"}, "node_modules/solc": entry}
    write(repository, "package-lock.json", json.dumps({"packages": packages}))
    return repository


def test_locks_in_step_are_in_order(locked: Path) -> None:
    assert locks_agree.find(locked) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("requirements/runtime.txt", "attrs==1.0", "attrs==1.1", "attrs differs from lock.txt"),
        ("requirements/lock.txt", "py-test==9.2\n", "", "Py_Test==9.2 of pyproject.toml"),
        ("pyproject.toml", "web3==8.0.0", "web3==8.0.1", "web3==8.0.1 of pyproject.toml"),
        ("pyproject.toml", "web3==8.0.0", "web3>=8", "is not pinned by =="),
        ("package.json", "0.8.37", "0.8.36", "solc 0.8.36 of package.json is missing"),
        ("package-lock.json", "integrity", "other", "node_modules/solc has no hash"),
    ],
)
def test_locks_out_of_step_are_found(
    locked: Path, name: str, old: str, new: str, what: str
) -> None:
    text = (locked / name).read_text()
    assert old in text
    write(locked, name, text.replace(old, new))
    assert any(what in finding.what for finding in locks_agree.find(locked))


INTERFACE = """
/// @title Bank money
interface IMoney {
    /// @notice Money moved.
    event Moved(address to);
    /**
     * @notice The payer has too little.
     */
    error Short(uint256 missing);
    /// @notice Pays the beneficiary.
    /// @dev Reverts with Short.
    /// @param to the beneficiary's account
    /// @param amountsMinor one by one
    /// @return left what the payer has then
    /// @return minor units in circulation
    function pay(
        address to, // the beneficiary
        uint256[] calldata amountsMinor
    ) external returns (uint256 left, uint256);
}
"""
CONTRACT = """
/// @notice Bank money as a token.
contract Money is IMoney {
    /// @notice Minor units in circulation.
    uint256 public supply;
    mapping(address => uint256) private held;
    /// @inheritdoc IMoney
    function pay(address to) external { _move(to); }
    function _move(address to) internal {}
}
"""


def test_documented_solidity_is_in_order(repository: Path) -> None:
    write(repository, "contracts/interfaces/IMoney.sol", INTERFACE)
    write(repository, "contracts/money/Money.sol", CONTRACT)
    assert natspec.find(repository) == []


@pytest.mark.parametrize(
    ("name", "text", "taken", "what"),
    [
        ("interfaces/IMoney.sol", INTERFACE, "/// @title Bank money\n", "interface IMoney"),
        ("interfaces/IMoney.sol", INTERFACE, "    /// @notice Money moved.\n", "event Moved"),
        ("interfaces/IMoney.sol", INTERFACE, "@notice The payer has too little.", "error Short"),
        ("interfaces/IMoney.sol", INTERFACE, "@notice Pays the beneficiary.", "function pay"),
        ("interfaces/IMoney.sol", INTERFACE, "@param to", "function pay: parameter to"),
        ("interfaces/IMoney.sol", INTERFACE, "one by one", "function pay: parameter amountsMinor"),
        ("interfaces/IMoney.sol", INTERFACE, "@return left", "function pay: value 2 given back"),
        ("money/Money.sol", CONTRACT, "    /// @inheritdoc IMoney\n", "function pay"),
        ("money/Money.sol", CONTRACT, "    /// @notice Minor units in circulation.\n", "variable"),
        ("money/Money.sol", CONTRACT, "/// @notice Bank money as a token.\n", "contract Money"),
    ],
)
def test_missing_natspec_is_found(
    repository: Path, name: str, text: str, taken: str, what: str
) -> None:
    assert taken in text
    write(repository, f"contracts/{name}", text.replace(taken, ""))
    (finding,) = natspec.find(repository)
    assert finding.what.startswith(what)


def test_an_import_that_is_not_declared_is_found_once(repository: Path) -> None:
    declared = '[project]\ndependencies = ["PyJWT==2.15.1"]\n'
    extra = '[project.optional-dependencies]\nfuzzing = ["pyrevm==0.3.7"]\n'
    write(repository, "pyproject.toml", declared + extra)
    write(repository, "api/tokens.py", "import os\nimport jwt\nimport pyrevm\nfrom dhow import x\n")
    assert imports_declared.find(repository) == []
    write(repository, "dhow/coding.py", "def lazily():\n    from eth_abi.abi import encode\n")
    write(repository, "oracles/coding.py", "import eth_abi\n")
    (finding,) = imports_declared.find(repository)
    assert str(finding).startswith("dhow/coding.py:2: eth_abi is imported")
    assert "pin eth-abi there" in finding.next_step
