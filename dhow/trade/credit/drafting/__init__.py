"""Checks before a credit is issued: what no bank may issue, and what it should think twice about.

REJECT stops the issue; WARN goes to the bank's desk. `check_draft` takes the application as it came
in, because some faults (a revocable form, two modes, no expiry) leave no terms to speak of.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dhow.trade.credit.drafting import banks, conditions, figures, papers, places, times, trade
from dhow.trade.credit.drafting.application import refusals
from dhow.trade.credit.drafting.notes import DraftingNote, Severity, reject
from dhow.trade.credit.terms import Terms
from dhow.trade.records import InvalidInput, decode, load

CHECKS = (
    *banks.CHECKS,
    *conditions.CHECKS,
    *times.CHECKS,
    *figures.CHECKS,
    *trade.CHECKS,
    *places.CHECKS,
    *papers.CHECKS,
)
"""Every check of terms, in the order in which its notes are told."""


def check_draft(draft: Terms | str | bytes | Mapping[str, Any]) -> tuple[DraftingNote, ...]:
    """Every note on a draft; none of severity REJECT means that it may be issued."""
    if isinstance(draft, Terms):
        return tuple(_notes(draft))
    try:
        data = load(draft, "terms")
    except InvalidInput as error:
        return tuple(_unreadable(error, set()))
    refused = list(refusals(data))
    covered = {note.field.split(".")[0] for note in refused}
    try:
        terms = decode(Terms, data)
    except InvalidInput as error:
        return (*refused, *_unreadable(error, covered))
    return (*refused, *_notes(terms))


def _notes(terms: Terms) -> Iterator[DraftingNote]:
    for check in CHECKS:
        yield from check(terms)


def _unreadable(error: InvalidInput, covered: set[str]) -> Iterator[DraftingNote]:
    """Each fault of form, unless a rule has already spoken of that field."""
    for problem in error.problems:
        if problem.path.split(".")[0] not in covered:
            yield reject("form of the application", problem.path or "terms", problem.words)


__all__ = ["CHECKS", "DraftingNote", "Severity", "check_draft"]
