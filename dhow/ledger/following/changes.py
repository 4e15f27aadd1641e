"""What a block does to the tables, as plain tuples: all that the database behind has to know."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

NOTHING: Mapping[str, int] = {}


class Placed(NamedTuple):
    """An event where it stands on the ledger.

    Attributes:
        contract: which of ours emitted it, by its Solidity name.
        currency: ISO 4217 code where that is bank money, else empty.
        event: the generated dataclass.
        timestamp: unix seconds of its block.
    """

    contract: str
    currency: str
    event: Any
    block_number: int
    timestamp: int
    transaction_hash: str
    log_index: int


class Change(NamedTuple):
    """What an event does to one row, which is made where it is not there yet.

    Attributes:
        table: its name.
        key: values of the table's key, in its order.
        put: columns that take a value.
        add: whole-number columns that go up or down by this much, from 0 in a new row.
    """

    table: str
    key: tuple[str, ...]
    put: Mapping[str, Any]
    add: Mapping[str, int] = NOTHING


class Line(NamedTuple):
    """What an event is in the story of one thing it concerns; `body` is its fields as JSON."""

    subject: str
    subject_kind: str
    log_index: int
    contract: str
    event: str
    transaction_hash: str
    body: str


class FoldedBlock(NamedTuple):
    """One block as the tables take it, changes in the order of their events."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    changes: Sequence[Change]
    lines: Sequence[Line]
