"""A made-up ledger in the tables: blocks by number, each with events that concern one organisation.

And a reader of what is told about it, who believes what it is told: it forgets what was replaced,
and what it has under an id it does not take twice.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from dhow.store import OrgId, Store
from dhow.store.projections import StoredProjections
from dhow.store.tables import metadata
from tests.support.stores import an_id

FOLLOWED = "a made-up ledger"


class _Block(NamedTuple):
    number: int
    hash: str
    timestamp: int
    changes: Sequence[Any] = ()
    lines: Sequence[Any] = ()


class Happening:
    """A chain that grows and is replaced."""

    def __init__(self, store: Store, organisation: OrgId) -> None:
        """Begin with block 1; what happens concerns `organisation`, but for every third event."""
        self._tables = StoredProjections(store)
        self._organisation = organisation
        self._count = 0
        self.chain: list[tuple[_Block, list[str]]] = []
        self.grow(0)

    def grow(self, *events: int, back_to: int | None = None) -> None:
        """A block for each number, with so many events, in place of those above `back_to`."""
        expected = (self.chain[-1][0].number, self.chain[-1][0].hash) if self.chain else None
        if back_to is not None:
            self.chain = self.chain[:back_to]
        made = [self._block(len(self.chain) + 1 + at, each) for at, each in enumerate(events)]
        assert self._tables.advance(
            FOLLOWED, [block for block, _ in made], expected=expected, back_to=back_to, keep=1_000
        )
        self.chain += made

    def rebuild(self, store: Store) -> None:
        """Empty the tables and fold the same blocks in again."""
        with store.begin() as work:
            work.folding.clear()
        blocks = [block for block, _ in self.chain]
        assert self._tables.advance(FOLLOWED, blocks, expected=None, keep=1_000)

    def acts(self) -> list[str]:
        """What the organisation is to know, in order."""
        return [act for _, acts in self.chain for act in acts]

    def _block(self, number: int, events: int) -> tuple[_Block, list[str]]:
        self._count += 1
        lines, told = [], []
        for index in range(events):
            act = an_id(self._count * 1_000 + index)
            whose = an_id(0xFFFF) if index % 3 == 2 else self._organisation
            body = orjson.dumps({"organisation": whose, "act": act, "maker": "0x"}).decode()
            lines.append(
                (whose, "organisation", index, "Members", "ActPrepared", an_id(self._count), body)
            )
            if whose == self._organisation:
                told.append(act)
        return _Block(number, an_id(0xB10C000 + self._count), number * 10, (), lines), told


def emptied(store: Store) -> None:
    """Take every row out of a store but those it was opened with."""
    with store.begin() as work:
        for table in reversed(metadata.sorted_tables):
            if table.name != "vault_check":
                work.folding.connection.execute(table.delete())


def goes_on(happening: Happening, rng: random.Random) -> None:
    """A few blocks more, sometimes in place of others."""
    head = len(happening.chain)
    sizes = [rng.choice((0, 1, 2, 5)) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.3 and head > 2:
        happening.grow(*sizes, back_to=rng.randrange(1, head))
    else:
        happening.grow(*sizes)


@dataclass
class Believer:
    """Takes what it is told, each id once."""

    known: list[tuple[int, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    again: int = 0

    def hear(self, identifier: str, told: dict[str, Any]) -> None:
        """One thing told, under the id that it is known by."""
        if identifier in self.seen:
            self.again += 1
            return
        self.seen.add(identifier)
        if told["event"] == "replaced":
            self.known = [each for each in self.known if each[0] < told["block"]]
        else:
            self.known.append((told["block"], told["values"]["act"]))

    def acts(self) -> list[str]:
        """What it believes has happened, in the order it was told."""
        return [act for _, act in self.known]
