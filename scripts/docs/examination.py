"""Writes `docs/examination.md`: false refusals and missed discrepancies, by class."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dhow.errors import DhowError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT

_FRONT = Path(__file__).with_suffix(".md")  # what stands before the tables

Counts = Mapping[str, Mapping[str, int]]
"""By class: how many were `made`, how many were examined `wrong`."""


class NothingExamined(DhowError):
    """The presentations could not be made and examined."""

    exit_code = 1


def generate() -> str:
    """The page, from a run of the generator.

    Raises:
        NothingExamined: it ended before it could say how it went.
    """
    return page(run())


def run() -> Mapping[str, Any]:
    """Make and examine every presentation.

    Raises:
        NothingExamined: as above.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.generated.report"],
        cwd=REPOSITORY_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        words = f"the generator ended with {ended.returncode}: {ended.stderr[-2000:]}"
        raise NothingExamined(words)
    found: Mapping[str, Any] = json.loads(ended.stdout)
    return found


def page(found: Mapping[str, Any]) -> str:
    """The page in Markdown."""
    groups: Mapping[str, Counts] = found["faults"]
    faults = {name: counts for group in groups.values() for name, counts in group.items()}
    parts = [
        _FRONT.read_text(encoding="utf-8"),
        "| | classes | made | wrong |\n|---|--:|--:|--:|",
        _total("harmless variants refused", found["harmless"]),
        _total("single faults missed or called another", faults),
        "",
        "## Harmless variants",
        "",
        "| what differs | made | refused |\n|---|--:|--:|",
        *_rows(found["harmless"]),
    ]
    for title, counts in groups.items():
        head = "| fault | made | missed or called another |\n|---|--:|--:|"
        parts += ["", f"## Faults: {title}", "", head, *_rows(counts)]
    return "\n".join(parts) + "\n"


def _total(words: str, counts: Counts) -> str:
    made, wrong = (sum(each[name] for each in counts.values()) for name in ("made", "wrong"))
    return f"| {words} | {len(counts)} | {made} | {wrong} |"


def _rows(counts: Counts) -> list[str]:
    return [f"| {name} | {each['made']} | {each['wrong']} |" for name, each in counts.items()]
