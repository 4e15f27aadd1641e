"""A note on a draft: what is wrong, under which rule, and what to write instead."""

from dataclasses import dataclass
from enum import Enum

from dhow.trade.records import Record


class Severity(Enum):
    """Whether a note stops the issue."""

    REJECT = "REJECT"
    WARN = "WARN"


@dataclass(frozen=True, kw_only=True)
class DraftingNote(Record):
    """One note on a draft: the field, the rule, what is wrong, and what to write instead."""

    severity: Severity
    article: str
    field: str
    words: str
    instead: str | None = None

    def __str__(self) -> str:
        said = f"{self.severity.value} {self.field}: {self.words} ({self.article})"
        return said + (f". Instead: {self.instead}" if self.instead else "")


def reject(article: str, field: str, words: str, instead: str | None = None) -> DraftingNote:
    """A note that stops the issue."""
    return DraftingNote(
        severity=Severity.REJECT, article=article, field=field, words=words, instead=instead
    )


def warn(article: str, field: str, words: str, instead: str | None = None) -> DraftingNote:
    """A note for the bank's desk."""
    return DraftingNote(
        severity=Severity.WARN, article=article, field=field, words=words, instead=instead
    )
