"""The rules of the trade are pure: no input, no output, no clock, no chance, no changing record."""

from pathlib import Path

import pytest

from scripts.checks import pure_rules


def test_our_own_rules_are_pure(repository_root: Path) -> None:
    assert list((repository_root / "dhow/trade").rglob("*.py")) != []
    assert [str(finding) for finding in pure_rules.find(repository_root)] == []


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("from datetime import date\nDAY = date.today()", "a rule calls .today()"),
        ("import datetime\nNOW = datetime.datetime.now(datetime.UTC)", "a rule calls .now()"),
        ("import time", "a rule imports time"),
        ("from random import choice", "a rule imports random"),
        ("import os.path", "a rule imports os.path"),
        ("def rate(): return open('rates.csv')", "a rule calls open()"),
        ("def tell(finding): print(finding)", "a rule calls print()"),
        ("from dataclasses import dataclass\n@dataclass\nclass Draft: pass", "the record Draft"),
        (
            "import dataclasses\n@dataclasses.dataclass(slots=True)\nclass Draft: pass",
            "the record Draft",
        ),
    ],
)
def test_a_planted_impurity_is_found(tmp_path: Path, code: str, what: str) -> None:
    folder = tmp_path / "dhow/trade/credit"
    folder.mkdir(parents=True)
    (folder / "draft.py").write_text(
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Terms: pass\n"
    )
    assert pure_rules.find(tmp_path) == []
    (folder / "planted.py").write_text(code)
    (finding,) = pure_rules.find(tmp_path)
    assert finding.path == "dhow/trade/credit/planted.py"
    assert finding.what.startswith(what)
