"""The conformance table: which test tries which rule, and how a run of them went.

A test names the rules it tries, and where they are enforced:

    @pytest.mark.rule("C05", by="contract")

Tables name them by their ids: `rows(ROWS, by="examination", name=lambda row: row.id)` marks the row
"C05-rolled" with C05. Rules are those of tests/conformance/rules.toml. `pytest --conformance FILE`
writes what a run found, from which `dhow docs --write conformance` makes docs/conformance.md.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

T = TypeVar("T")

REGISTER: Final = Path(__file__).parents[1] / "conformance" / "rules.toml"
ENFORCED: Final = {
    "contract": "by the contract on the ledger",
    "examination": "in the examination of documents",
    "terms": "in drafting, amending, transferring and counting (pure rules on the terms)",
    "message": "in reading and writing messages",
}
"""Where a rule may be enforced, and the words for it."""

_ID = r"[A-H]\d\d"
_LEADING_IDS = re.compile(rf"{_ID}(?:[_-]{_ID})*(?![0-9A-Za-z])", re.IGNORECASE)
_PROPERTY = "conformance"
_OUTCOMES = ("failed", "skipped", "passed")  # the worst first


def rules_of(name: str) -> tuple[str, ...]:
    """The rules a row is named by: "A10_a13_owes_nothing" tries A10 and A13."""
    leading = _LEADING_IDS.match(name)
    return tuple(re.findall(_ID, leading[0].upper())) if leading else ()


def rows(table: Iterable[T], *, by: str, name: Callable[[T], str]) -> list[Any]:
    """The rows of a table for `parametrize`, each marked with the rules that it is named by."""
    made = []
    for row in table:
        known = rules_of(name(row))
        marks = [pytest.mark.rule(*known, by=by)] if known else []
        made.append(pytest.param(row, id=name(row), marks=marks))
    return made


def read_register() -> dict[str, Any]:
    """The rules, by id, and the titles of their groups."""
    with REGISTER.open("rb") as file:
        return tomllib.load(file)


class Run:
    """What the tests of one run found, by test."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self.marked: dict[str, list[tuple[str, str]]] = {}
        self._outcome: dict[str, tuple[str, list[list[str]]]] = {}

    @pytest.hookimpl(tryfirst=True)  # before any are left out
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Check the markers; tell them to whichever process keeps the result."""
        for item in items:
            tried = [pair for mark in item.iter_markers("rule") for pair in self._read(item, mark)]
            if tried:
                self.marked[item.nodeid] = tried
                item.user_properties.append((_PROPERTY, [list(pair) for pair in tried]))

    def _read(self, item: pytest.Item, mark: pytest.Mark) -> list[tuple[str, str]]:
        by = mark.kwargs.get("by")
        unknown = [str(each) for each in mark.args if each not in self._known]
        if not mark.args or unknown or by not in ENFORCED or len(mark.kwargs) != 1:
            raise pytest.UsageError(
                f"{item.nodeid}: mark it as rule('C05', by='contract'), with rules of"
                f" {REGISTER.name} and by one of {', '.join(ENFORCED)}; found"
                f" {', '.join(unknown) or mark.args or 'no rule'}, by={by!r}"
            )
        return [(str(each), by) for each in mark.args]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's phases."""
        tried = dict(report.user_properties).get(_PROPERTY)
        if not isinstance(tried, list):
            return
        so_far = self._outcome.get(report.nodeid, ("passed", tried))[0]
        worst = min(so_far, report.outcome, key=_OUTCOMES.index)
        self._outcome[report.nodeid] = (worst, tried)

    def as_json(self) -> str:
        """By rule and place of enforcement: the file of each test and how it ended."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for test, (outcome, tried) in sorted(self._outcome.items()):
            for rule, by in tried:
                found.setdefault(rule, {}).setdefault(by, {})[test] = outcome
        return json.dumps(found, indent=1, sort_keys=True) + "\n"


_RUN: Final = pytest.StashKey[Run]()


def run_of(config: pytest.Config) -> Run:
    """The run that this process is part of."""
    return config.stash[_RUN]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--conformance",
        metavar="FILE",
        type=Path,
        help="write which rules were tried, where they are enforced, and how it went",
    )


def pytest_configure(config: pytest.Config) -> None:
    run = Run(read_register()["rule"])
    config.stash[_RUN] = run
    config.pluginmanager.register(run, "conformance-run")


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--conformance")
    if target is not None and not hasattr(session.config, "workerinput"):
        target.write_text(session.config.stash[_RUN].as_json(), encoding="utf-8")
