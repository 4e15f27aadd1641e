"""What a beat has to show once it has happened."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """A refusal that the story expects: the words of whoever refused, and the rule behind them."""

    words: str
    rule: str
    code: str


@dataclass(frozen=True)
class Shown:
    """What a beat has to show.

    Attributes:
        says: one sentence in the words of the trade.
        facts: label and value, in the order to show them.
        findings: one line each, for an examination or a node's reasons.
        refused: set when this beat ended in a refusal that stops a payment.
    """

    says: str
    facts: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True)
class Trace:
    """A temperature record with its limits, for pictures: milli-degrees C, UTC seconds."""

    title: str
    points: tuple[tuple[int, int], ...]
    minimum_milli_c: int
    maximum_milli_c: int


@dataclass(frozen=True)
class Check:
    """One thing that must be true at the end, and whether it is."""

    name: str
    holds: bool
    found: str
