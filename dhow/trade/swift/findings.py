"""What is found wrong in a message, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

MOST_FINDINGS = 50
"""Of one message; more help nobody."""


class Severity(Enum):
    """An error is refused by the network or by the format; a warning by practice only."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing wrong.

    Attributes:
        tag: the field, `block 2` and the like for the envelope.
        rule: the error code of the network (`C90`), or the format notation that is not met
            (`65z`), or what of the structure (`mandatory`, `order`, `codes`).
        words: what is wrong and what to write.
        line, column: in the file, both from 1.
    """

    tag: str
    rule: str
    words: str
    line: int = 0
    column: int = 0
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        field = f"{self.tag}: " if self.tag else ""
        return f"{where}{field}{self.words} [{self.rule}]"

    def as_dict(self) -> dict[str, str | int]:
        """As JSON values."""
        return {
            "severity": self.severity.value,
            "tag": self.tag,
            "rule": self.rule,
            "line": self.line,
            "column": self.column,
            "words": self.words,
        }


class MessageRefused(ValueError):
    """A message that cannot be taken; carries what was found."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings[:MOST_FINDINGS]))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that refuse the message."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
