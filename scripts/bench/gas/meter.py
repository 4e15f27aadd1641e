"""Sends acts and keeps what they used."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from eth_utils.crypto import keccak

from dhow.ledger.bindings.values import Day, Place
from dhow.ledger.types import Act
from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.network import Network

Result = TypeVar("Result")

START = int(datetime(2026, 3, 2, 2, 0, tzinfo=UTC).timestamp())
SINGAPORE, MUMBAI = Place(b"SGSIN"), Place(b"INBOM")
USD = 100  # minor units


def hash_of(words: str) -> bytes:
    """32 bytes that stand for some terms, report or notice."""
    return bytes(keccak(text=words))


def day_number(day: date) -> Day:
    """Days since 1 January 1970, as the ledger counts."""
    return Day((day - date(1970, 1, 1)).days)


@dataclass
class Meter:
    """Keeps figures until they are put into a table."""

    network: Network
    figures: list[Figure] = field(default_factory=list)

    def act(self, what: str, act: Act[Result], by: str, limit: Limit | None = None) -> int:
        """Send an act, keep its gas under these words, and give it."""
        return self.note(what, self.network.send(act, by).gas_used, limit)

    def note(self, what: str, gas: int, limit: Limit | None = None) -> int:
        """Keep a figure."""
        self.figures.append(Figure(what, gas, "gas", limit))
        return gas

    def table(self, title: str, note: str) -> Table:
        """Everything since the last table."""
        figures, self.figures = tuple(self.figures), []
        return Table(title, note, figures)
