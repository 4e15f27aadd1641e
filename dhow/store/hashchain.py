"""The audit log's chain: each line's hash covers the line and the hash of the line before.

Anyone with the lines can check them, without a key. What a chain alone cannot show, that its tail
was cut off or that all of it was written anew, the hashes on the ledger do.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from dhow.store.rows import AuditLeafRow, AuditRow
from dhow.trade.oracles.merkle import merkle_root

_FORMAT: Final = b"dhow audit log 1"


@dataclass(frozen=True, slots=True)
class Break:
    """The first line at which a log is not what was written, and what shows it."""

    organisation: str
    number: int
    reason: str


def canonical(body: Mapping[str, object]) -> str:
    """JSON in one spelling: keys in order, no spaces."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def beginning(organisation: str) -> str:
    """What stands before the first line."""
    return _digest(organisation.encode())


def line_hash(previous: str, organisation: str, number: int, at: int, kind: str, body: str) -> str:
    """The hash of a line, 0x and 64 hex digits; each part is preceded by its length."""
    return _digest(
        *(part.encode() for part in (previous, organisation, str(number), str(at), kind, body))
    )


def leaf(row: AuditLeafRow) -> bytes:
    """What stands under a root for one organisation: nothing by which a stranger could guess it."""
    return _digest(row.organisation.encode(), str(row.number).encode(), row.hash.encode()).encode()


def root_of(leaves: Sequence[AuditLeafRow]) -> str:
    """The root over the last lines of several logs, in the order of their organisations."""
    return "0x" + merkle_root([leaf(row) for row in leaves]).hex()


def first_break(
    organisation: str,
    rows: Iterable[AuditRow],
    *,
    head: tuple[int, str] | None,
    anchors: Mapping[int, Iterable[str]],
) -> Break | None:
    """The first line that is not as it was written; None where all of it holds.

    Args:
        rows: all of an organisation's lines, by number.
        head: number and hash of the last line, as kept beside the log.
        anchors: hashes on the ledger by the number of their line.
    """
    previous, expected = beginning(organisation), 1
    hashes_above = {number: set(hashes) for number, hashes in anchors.items()}
    for row in rows:
        if row.number != expected:
            return Break(organisation, expected, f"is missing: line {row.number} stands in place")
        computed = line_hash(previous, organisation, row.number, row.at, row.kind, row.body)
        if computed != row.hash:
            return Break(organisation, row.number, "is not what its hash was made of")
        if not hashes_above.pop(row.number, {row.hash}) <= {row.hash}:
            return Break(
                organisation, row.number, "has another hash than the one put on the ledger"
            )
        previous, expected = row.hash, expected + 1
    if hashes_above:
        known = max(hashes_above)
        return Break(organisation, expected, f"is missing: the ledger knows of line {known}")
    if head is not None and head != (expected - 1, previous) and head[0] > 0:
        return Break(
            organisation, expected, f"is missing: line {head[0]} was the last when it was written"
        )
    return None


def _digest(*parts: bytes) -> str:
    made = hashlib.sha256(_FORMAT)
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return "0x" + made.hexdigest()
