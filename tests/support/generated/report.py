"""How examination fares on what is generated, by class: `python -m tests.support.generated.report`.

JSON on stdout: for each class how many were made and how many were not as they should be.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from dhow.trade.swift import read_message
from dhow.trade.swift.mapping import Knowledge, read_credit
from tests.support import base_credit as bc
from tests.support.generated import Kind, Made, make
from tests.support.generated.catalogue import FAULTS, GROUPS
from tests.support.generated.harmless import HARMLESS

SEED = 600
VARIANTS = 8 * len(HARMLESS)
SINGLE_FAULTS = 5 * len(FAULTS)


def examined(made: Made) -> ExaminationReport:
    """Read and examine one presentation made."""
    return examine(
        _credit(made),
        Presentation.from_json(made.papers.presented),
        {"SGSIN": bc.SINGAPORE},
    )


def _credit(made: Made) -> Terms:
    """The terms as given, or as read from the message."""
    if not made.papers.message:
        return Terms.from_json(made.papers.terms)
    (text,) = made.papers.message
    messages = [read_message(text.replace("\n", "\r\n").encode("ascii"))]
    return read_credit(messages, Knowledge(places={"SINGAPORE": "SGSIN"})).terms


def wrong_with(made: Made) -> str | None:
    """What is wrong with how one was examined; None where it is as it should be."""
    report, wanted = examined(made), made.expected
    said = "; ".join(report.words())
    if wanted is None:
        return None if report.complying else f"{made}: refused: {said}"
    named = [
        each
        for each in report.findings
        if each.code.value == wanted.code
        and wanted.article in each.article
        and wanted.field in each.field
    ]
    if not named:
        return f"{made}: missed {wanted}: {said}"
    if len(named) < len(report.findings):
        return f"{made}: more than {wanted}: {said}"
    return None


def by_class(
    kinds: tuple[Kind, ...], made: Iterable[Made], told: list[str] | None = None
) -> dict[str, dict[str, int]]:
    """Of each class, how many were made and how many examined wrongly; `told` gets the words."""
    table = {kind.name: {"made": 0, "wrong": 0} for kind in kinds}
    for one in made:
        table[one.kind]["made"] += 1
        words = wrong_with(one)
        table[one.kind]["wrong"] += words is not None
        if told is not None and words is not None:
            told.append(words)
    return table


def report(told: list[str] | None = None) -> dict[str, Any]:
    """The tables: harmless variants by class, single faults by group and class.

    `told` gets what is wrong with each that was examined wrongly.
    """
    found = by_class(FAULTS, make(FAULTS, SINGLE_FAULTS, SEED), told)
    return {
        "seed": SEED,
        "harmless": by_class(HARMLESS, make(HARMLESS, VARIANTS, SEED), told),
        "faults": {
            title: {kind.name: found[kind.name] for kind in group}
            for title, group in GROUPS.items()
        },
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(report(), indent=1) + "\n")
