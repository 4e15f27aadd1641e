"""docs/conformance.md is in step with the tests that name a rule."""

from pathlib import Path
from typing import Any

import pytest

from scripts.docs.conformance import enforced, page, register
from tests.support.conformance import ENFORCED, rules_of, run_of

OUTCOME = {
    "A01": {"terms": {"a": "passed", "b": "failed"}, "contract": {"c": "passed"}},
    "A02": {"contract": {"d": "passed"}},
}


@pytest.fixture
def committed(repository_root: Path) -> str:
    return (repository_root / "docs" / "conformance.md").read_text(encoding="utf-8")


def test_every_rule_that_is_tried_stands_on_the_page(
    request: pytest.FixtureRequest, repository_root: Path, committed: str
) -> None:
    """And where the whole suite is collected, no other: `dhow docs --write conformance`."""
    tried = {pair for pairs in run_of(request.config).marked.values() for pair in pairs}
    told = enforced(committed)
    assert tried <= told, "run: dhow docs --write conformance"
    if repository_root / "tests" in [Path(each).resolve() for each in request.config.args]:
        assert told == tried, "run: dhow docs --write conformance"


def test_the_page_tells_of_no_failure(committed: str) -> None:
    assert "| failed |" not in committed
    assert "| skipped |" not in committed


def test_the_page_tells_every_rule_once(committed: str) -> None:
    for rule, said in register()["rule"].items():
        assert committed.count(f"| {rule} | {said['says']} | {said['article']} |") == 1


def test_a_rule_of_time_or_consent_runs_against_a_contract_or_says_why_not(committed: str) -> None:
    known, told = register(), enforced(committed)
    letters = {
        letter for letter, group in known["group"].items() if group.get("of_time_or_consent")
    }
    assert letters == {"B", "C", "G"}
    for rule, said in known["rule"].items():
        reason = said.get("off_ledger")
        assert reason is None or rule[0] in letters, rule
        if rule[0] in letters:
            assert ((rule, "contract") in told) == (reason is None), rule
        assert reason is None or f"- {rule}, {said['says']}: {reason}." in committed


def test_a_failure_and_what_nobody_tried_are_told() -> None:
    text = page(register(), OUTCOME)
    assert enforced(text) == {("A01", "terms"), ("A01", "contract"), ("A02", "contract")}
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith(("| A0", "| all"))]
    told = {row[0].removeprefix("| "): row[-1].removesuffix(" |") for row in rows}
    assert told["A01"] == "failed"
    assert told["A02"] == "passed"
    assert told["A03"] == "not tried yet"
    assert told["all"] == str(len(register()["rule"]) - 2)


def test_why_a_rule_runs_against_no_contract_is_told() -> None:
    said = {"says": "x", "article": "y", "off_ledger": "it stands in documents"}
    known: dict[str, Any] = {
        "group": {"C": {"title": "Dates", "of_time_or_consent": True}},
        "rule": {"C01": said, "C02": {"says": "z", "article": "y"}},
    }
    text = page(known, {"C02": {"contract": {"a": "passed"}}})
    assert "1 of 2 rules run against the contracts. Of the 2 of consent and time" in text
    assert "- C01, x: it stands in documents." in text
    assert "- C02" not in text


def test_what_does_not_apply_is_told_with_its_reason() -> None:
    known: dict[str, Any] = {
        "group": {"A": {"title": "Issue"}},
        "rule": {"A01": {"says": "x", "article": "y", "not_applicable": "nobody does it"}},
    }
    assert "| not applicable: nobody does it |" in page(known, {})


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("C05-rolled", ("C05",)),
        ("C05", ("C05",)),
        ("A10_a13_owes_nothing", ("A10", "A13")),
        ("d07_one_notice", ("D07",)),
        ("G07c-two-ships", ()),
        ("E055", ()),
        ("moisture", ()),
    ],
)
def test_rows_are_named_by_their_rules(name: str, rules: tuple[str, ...]) -> None:
    assert rules_of(name) == rules


def test_the_places_are_explained(committed: str) -> None:
    for place in ENFORCED:
        assert f"- *{place}*:" in committed
