"""Writes `docs/conformance.md`: every rule, where it is enforced, and how a run went."""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from dhow.errors import DhowError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT

_FRONT = Path(__file__).with_suffix(".md")  # what stands before the tables
_REGISTER = REPOSITORY_ROOT / "tests" / "conformance" / "rules.toml"
_ROW = re.compile(r"\| ([A-H]\d\d) \|(?:[^|]*\|){2} ([a-z, ]*) \| [^|]* \|")
PLACES: Final = ("contract", "examination", "terms", "message")

Outcome = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By rule and place of enforcement, each test and how it ended: `pytest --conformance FILE`."""


class NothingRan(DhowError):
    """The tests of the conformance table could not be run."""

    exit_code = 1


def generate() -> str:
    """The page, from a run of every test that tries a rule.

    Raises:
        NothingRan: pytest ended before it could say how the tests went.
    """
    return page(register(), run())


def register() -> Mapping[str, Any]:
    """The rules and the titles of their groups."""
    with _REGISTER.open("rb") as file:
        return tomllib.load(file)


def run() -> Outcome:
    """Run the tests that try a rule, on two processes.

    Raises:
        NothingRan: as above.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "outcome.json"
        pytest = [sys.executable, "-m", "pytest", "-q", "-m", "rule and not long"]
        spread = ["-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"]
        ended = subprocess.run(
            [*pytest, *spread, "--conformance", str(told)],
            cwd=REPOSITORY_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode not in (0, 1) or not told.is_file():
            raise NothingRan(f"pytest ended with {ended.returncode}: {ended.stdout[-2000:]}")
        found: Outcome = json.loads(told.read_text(encoding="utf-8"))
        return found


def page(known: Mapping[str, Any], found: Outcome) -> str:
    """The page in Markdown."""
    rules = known["rule"]
    parts = [_FRONT.read_text(encoding="utf-8"), _summary(known, found), _beside(known, found)]
    for letter, group in known["group"].items():
        parts.append(
            f"## {letter}. {group['title']}\n\n"
            "| rule | what it says | article | enforced | result |\n|---|---|---|---|---|"
        )
        parts += [_row(id_, rules[id_], found) for id_ in _of(letter, rules)]
        parts.append("")
    return "\n".join(parts)


def enforced(text: str) -> set[tuple[str, str]]:
    """The rules of a page, each with the places where it says they are enforced."""
    return {
        (match[1], place)
        for match in _ROW.finditer(text)
        for place in match[2].split(", ")
        if place in PLACES
    }


def _of(letter: str, rules: Iterable[str]) -> list[str]:
    return [id_ for id_ in rules if id_[0] == letter]


def _places(rule: str, found: Outcome) -> list[str]:
    return [place for place in PLACES if found.get(rule, {}).get(place)]


def _row(rule: str, said: Mapping[str, str], found: Outcome) -> str:
    places = ", ".join(_places(rule, found))
    return (
        f"| {rule} | {said['says']} | {said['article']} | {places} | {_result(rule, said, found)} |"
    )


def _result(rule: str, said: Mapping[str, str], found: Outcome) -> str:
    if "not_applicable" in said:
        return f"not applicable: {said['not_applicable']}"
    outcomes = {o for tests in found.get(rule, {}).values() for o in tests.values()}
    for outcome in ("failed", "skipped", "passed"):
        if outcome in outcomes:
            return outcome
    return "not tried yet"


def _summary(known: Mapping[str, Any], found: Outcome) -> str:
    rules = known["rule"]
    lines = [
        f"| group | rules | passed | {' | '.join(PLACES)} | not applicable | not tried yet |",
        "|---|" + "--:|" * (4 + len(PLACES)),
    ]
    for letter, group in known["group"].items():
        lines.append(_counted(f"{letter}. {group['title']}", _of(letter, rules), rules, found))
    lines.append(_counted("all", list(rules), rules, found))
    return "\n".join([*lines, ""])


def _beside(known: Mapping[str, Any], found: Outcome) -> str:
    """Which rules of time and consent run against no contract, and why."""
    rules = known["rule"]
    by_contract = sum("contract" in _places(id_, found) for id_ in rules)
    of_it = [
        id_
        for letter, group in known["group"].items()
        if group.get("of_time_or_consent")
        for id_ in _of(letter, rules)
    ]
    away = [id_ for id_ in of_it if "off_ledger" in rules[id_]]
    lines = [
        f"{by_contract} of {len(rules)} rules run against the contracts. Of the {len(of_it)} of"
        f" consent and time (B, C, G), {len(away)} do not:",
        "",
        *(f"- {id_}, {rules[id_]['says']}: {rules[id_]['off_ledger']}." for id_ in away),
    ]
    return "\n".join([*lines, ""])


def _counted(title: str, ids: list[str], rules: Mapping[str, Any], found: Outcome) -> str:
    results = [_result(id_, rules[id_], found) for id_ in ids]
    by = [sum(place in _places(id_, found) for id_ in ids) for place in PLACES]
    away = sum(result.startswith("not applicable") for result in results)
    figures = [len(ids), results.count("passed"), *by, away, results.count("not tried yet")]
    return f"| {title} | " + " | ".join(map(str, figures)) + " |"
