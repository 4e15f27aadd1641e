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


def test_a_failure_and_what_nobody_tried_are_told() -> None:
    text = page(register(), OUTCOME)
    assert enforced(text) == {("A01", "terms"), ("A01", "contract"), ("A02", "contract")}
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith(("| A0", "| all"))]
    told = {row[0].removeprefix("| "): row[-1].removesuffix(" |") for row in rows}
    assert told["A01"] == "failed"
    assert told["A02"] == "passed"
    assert told["A03"] == "not tried yet"
    assert told["all"] == str(len(register()["rule"]) - 2)


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
