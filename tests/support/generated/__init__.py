"""Presentations by the hundred, seeded: harmless variants that comply, single faults that do not.

They are made from what exporters write and get wrong, and know nothing of how rules are carried
out: nothing of `dhow.trade.credit.examination` is imported here.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.support.base_credit import Json
from tests.support.presentations import AVAILABLE, MODES, papers

INVOICE, TRANSPORT, INSURANCE, ORIGIN, PACKING, WEIGHT, STATEMENT, DRAFT = range(8)
"""Where each document lies in the presentation."""

BY_SHIP = ("bill of lading", "sea waybill", "charter party")
NEGOTIABLE = ("bill of lading", "charter party", "multimodal")
OVER_LAND = ("road", "rail", "inland waterway")
POSTED = ("courier", "post")
DRAWN = ("acceptance", "negotiation")


@dataclass(frozen=True)
class Papers:
    """What is being changed: terms and presentation as JSON values, and which they are.

    A `message` in place of the terms is the credit as FIN text, as a bank has worded it.
    """

    terms: Json
    presented: Json
    mode: str
    available: str
    rng: random.Random
    message: list[str] = field(default_factory=list)

    def document(self, at: int) -> Json:
        """The fields of the document at `at`."""
        fields: Json = self.presented["documents"][at]["document"]
        return fields

    @property
    def documents(self) -> list[Json]:
        """The fields of every document."""
        return [one["document"] for one in self.presented["documents"]]


@dataclass(frozen=True)
class Expected:
    """What a fault is to be called: code, article, field and kind of document."""

    code: str
    article: str
    field: str
    document: str


@dataclass(frozen=True)
class Kind:
    """A class of change, and the modes and availabilities that it can be made in."""

    name: str
    change: Callable[[Papers], Expected | None]
    modes: tuple[str, ...] = tuple(MODES)
    available: tuple[str, ...] = tuple(AVAILABLE)


@dataclass(frozen=True)
class Made:
    """One presentation made: its class, what was changed, and what it is to be called."""

    kind: str
    seed: int
    papers: Papers
    expected: Expected | None

    def __str__(self) -> str:
        return f"{self.kind} #{self.seed} ({self.papers.mode}, {self.papers.available})"


def make(kinds: tuple[Kind, ...], count: int, seed: int) -> Iterator[Made]:
    """`count` presentations, the classes in turn, modes and availabilities by the seed."""
    for n in range(count):
        yield make_one(kinds[n % len(kinds)], seed + n)


def make_one(kind: Kind, seed: int) -> Made:
    """The presentation of one class that a seed gives; the same seed gives the same one."""
    rng = random.Random(f"{kind.name}/{seed}")
    mode, available = rng.choice(kind.modes), rng.choice(kind.available)
    terms, presented = papers(mode, available)
    made = Papers(terms, presented, mode, available, rng)
    return Made(kind.name, seed, made, kind.change(made))
