"""Every command that the manual tells is one that the command line takes."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from typer._click.exceptions import UsageError

from tests.support.pages import blocks, commands, lines_of, options_of, parse

PAGES = ("operations.md", "network.md")
OTHERS = {"curl"}  # programs that are not ours


@pytest.fixture(autouse=True)
def _nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith("DHOW_")]:
        monkeypatch.delenv(variable)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, repository_root: Path) -> str:
    return (repository_root / "docs" / str(request.param)).read_text(encoding="utf-8")


def test_every_block_is_shell_and_every_command_is_taken(page: str) -> None:
    found = blocks(page)
    assert len(found) == page.count("```sh") > 0
    for block in found:
        read = subprocess.run(
            ["bash", "-n"], input=block, text=True, capture_output=True, check=False
        )
        assert read.returncode == 0, block + read.stderr
        assert {words[0] for words in lines_of(block)} <= {"dhow", *OTHERS}, block
    for words in commands(page):
        parse(words)


def test_every_command_within_the_prose_is_there(page: str) -> None:
    """Those stand without all they need: the command and its options must exist."""
    for told in re.findall(r"`dhow ([^`]+)`", page):
        words = [word for word in told.split() if not word.startswith("--")]
        assert set(re.findall(r"(?<!\S)--[a-z-]+", told)) <= options_of(words), f"dhow {told}"


@pytest.mark.parametrize(
    "misspelt",
    [
        "dhow kyes list",
        "dhow keys lst",
        "dhow keys list --keyes keys",
        "dhow keys check --chain-id many",
        "dhow backup --db sqlite:///network.db",
        "dhow backup monday.dhow tuesday.dhow --db sqlite:///network.db",
        "dhow ledger verify --db sqlite:///network.db",
    ],
)
def test_a_misspelt_one_is_not(misspelt: str) -> None:
    (words,) = commands(f"```sh\n{misspelt}\n```\n")
    with pytest.raises(UsageError):
        parse(words)


@pytest.mark.parametrize("misspelt", ["lists", "keys rotat USER", "store prune --olderthan DAYS"])
def test_nor_is_one_within_the_prose(misspelt: str) -> None:
    with pytest.raises(AssertionError):
        test_every_command_within_the_prose_is_there(f"Say `dhow {misspelt}`.")
