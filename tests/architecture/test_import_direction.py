"""The direction of Python imports, held by import-linter and its contracts in pyproject.toml."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGES = (
    *("dhow", "dhow/trade", "dhow/ledger", "dhow/store"),
    *("oracles", "api", "scenarios", "scripts", "scripts/setting_up"),
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_our_own_imports_point_downwards(repository_root: Path) -> None:
    answer = lint_imports(repository_root)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    contracts = tomllib.loads((repository_root / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in answer.stdout


@pytest.fixture
def empty_house(tmp_path: Path, repository_root: Path) -> Path:
    """A tree with our packages, our contracts of direction and nothing else in it."""
    settings = (repository_root / "pyproject.toml").read_text()
    section = re.search(r"^\[tool\.importlinter\].*", settings, re.MULTILINE | re.DOTALL)
    assert section is not None
    (tmp_path / "pyproject.toml").write_text(section.group())
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "scripts/bootstrap.py").touch()
    return tmp_path


def test_an_empty_house_is_in_order(empty_house: Path) -> None:
    answer = lint_imports(empty_house)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("dhow/trade/credit.py", "dhow.ledger"),
        ("dhow/trade/credit.py", "sqlite3"),
        ("dhow/ledger/client.py", "dhow.store"),
        ("dhow/store/tables.py", "dhow.ledger"),
        ("dhow/store/tables.py", "api"),
        ("dhow/errors.py", "fastapi"),
        ("api/app.py", "oracles"),
        ("oracles/node.py", "api"),
        ("oracles/node.py", "scenarios"),
        ("scenarios/dubai.py", "scripts"),
        ("scripts/bootstrap.py", "dhow"),
    ],
)
def test_a_planted_upward_import_is_found(empty_house: Path, importer: str, imported: str) -> None:
    (empty_house / importer).write_text(f"import {imported}\n")
    answer = lint_imports(empty_house)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    module = importer.removesuffix(".py").replace("/", ".")
    assert f"{module} -> {imported}" in answer.stdout
