"""A fold that writes other rows has another version: tables folded the old way are made anew.

Every event that is folded is given values by its types, twice, and what comes of it is hashed.
Where the hash below is another than the folds', rows in databases that stand were written
otherwise: raise `FOLDS_VERSION`, and put the new version and hash here.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import pytest
from eth_abi.abi import encode

from dhow.ledger.abi import EventAbi
from dhow.ledger.bindings import events
from dhow.ledger.bindings.registry import SHAPES, abi
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.decoding import event_reader
from dhow.ledger.following.folding import FOLDS, FOLDS_VERSION, fold

FOLDED = (7, "3c6fc3f7bd24ed3baba8662c86e78446")


def written() -> Iterator[tuple[str, str, Change]]:
    """Each event with the changes that its fold makes of it."""
    for contract in sorted(FOLDS):
        entries = {each["name"]: each for each in abi(contract) if each["type"] == "event"}
        for name in sorted(made.__name__ for made in FOLDS[contract]):
            for member in (0, 1):
                event = happened(entries[name], member)
                placed = Placed(contract, "USD", event, 9, 1_000, "0x" + "ab" * 32, 3)
                for change in fold(placed):
                    yield contract, name, change


def happened(entry: Mapping[str, Any], member: int) -> Any:
    """An event of the type with a value of its own in each field.

    Args:
        member: which of its enum every enum is.
    """
    event, numbers = EventAbi(entry), count(1)
    values = [(each, value(each, numbers, member)) for each in entry["inputs"]]
    types = [each.canonical for each in event.inputs]
    topics = ["0x" + event.topic.hex()]
    plain = []
    for kind, (each, given) in zip(types, values, strict=True):
        if each["indexed"]:
            topics.append("0x" + encode([kind], [given]).hex())
        else:
            plain.append((kind, given))
    data = encode([kind for kind, _ in plain], [given for _, given in plain])
    return event_reader(event, SHAPES)(topics, data)


def value(parameter: Mapping[str, Any], numbers: Iterator[int], member: int) -> Any:
    """A value of an ABI type, from the next number."""
    kind = parameter["type"]
    if kind.endswith("]"):
        of = {**parameter, "type": kind[: kind.rindex("[")]}
        length = kind[kind.rindex("[") + 1 : -1]
        return [value(of, numbers, member) for _ in range(int(length or 2))]
    if kind == "tuple":
        return tuple(value(each, numbers, member) for each in parameter["components"])
    number = next(numbers)
    if parameter["internalType"].startswith("enum "):
        return member
    if kind == "bool":
        return bool(member)
    if kind == "address":
        return "0x" + bytes([number] * 20).hex()
    if kind == "string":
        return f"text {number}"
    if kind.startswith("bytes"):
        return bytes([64 + number]) * int(kind.removeprefix("bytes") or 4)
    return number


def digest() -> str:
    """Of all that folds write, 32 hexadecimal digits."""
    found = hashlib.sha256()
    for contract, name, change in written():
        row = (sorted(change.put.items()), sorted(change.add.items()))
        found.update(repr((contract, name, change.table, change.key, row)).encode())
    return found.hexdigest()[:32]


def test_a_fold_that_writes_otherwise_has_another_version() -> None:
    assert (FOLDS_VERSION, digest()) == FOLDED, __doc__


@pytest.mark.parametrize("written_otherwise", ["a column less", "another value", "another table"])
def test_a_fold_that_is_changed_is_seen(
    monkeypatch: pytest.MonkeyPatch, written_otherwise: str
) -> None:
    folds = dict(FOLDS["CreditAmendments"])
    before = folds[events.AmendmentIssued]

    def changed(event: Any, at: Placed) -> list[Change]:
        first, *rest = before(event, at)
        column = next(each for each in first.put if each.endswith("hash"))
        if written_otherwise == "a column less":
            first = first._replace(put={k: v for k, v in first.put.items() if k != column})
        elif written_otherwise == "another value":
            first = first._replace(put={**first.put, column: "0x00"})
        else:
            first = first._replace(table="ledger_transfers")
        return [first, *rest]

    monkeypatch.setitem(FOLDS, "CreditAmendments", {**folds, events.AmendmentIssued: changed})
    assert digest() != FOLDED[1]
