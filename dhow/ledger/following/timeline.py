"""From an event to a line in the story of each thing it concerns.

What an event concerns is told by the ledger's own types: a `CreditId` is a credit, whichever event
bears it. An organisation has a line only where the event is about nothing else.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import orjson

from dhow.ledger.abi import EventAbi, Parameter, solidity_name
from dhow.ledger.following.changes import Line, Placed
from dhow.ledger.following.folding.values import hexed

_KINDS = {
    "CreditId": "credit",
    "PresentationId": "presentation",
    "UndertakingId": "undertaking",
    "Fingerprint": "invoice",
    "DocumentHash": "document",
    "EvidenceId": "evidence",
}
_SAFE_BITS = 64  # what every JSON reader of ours keeps exactly; wider numbers are written as text

# Movements of money are not lines here: the versions of a balance are its statement.
_UNTOLD = frozenset({"Money"})


class Teller:
    """Tells one kind of event."""

    def __init__(self, contract: str, event: EventAbi) -> None:
        """Work out beforehand what it concerns and how its fields are written."""
        self.contract = contract
        self.event = event.name
        self._subjects = tuple(_subjects(event)) if contract not in _UNTOLD else ()
        self._fields = tuple((p.name, p.name.rstrip("_"), _writer(p)) for p in event.inputs)

    def lines(self, placed: Placed) -> list[Line]:
        """A line for each thing that the event concerns."""
        if not self._subjects:
            return []
        event = placed.event
        body = orjson.dumps(
            {shown: write(getattr(event, name)) for name, shown, write in self._fields}
        ).decode()
        lines = []
        seen = set()
        for name, kind, many in self._subjects:
            value = getattr(event, name)
            for one in value if many else (value,):
                # the same document twice in one list is one thing still
                if one not in seen:
                    seen.add(one)
                    lines.append(
                        Line(
                            hexed(one),
                            kind,
                            placed.log_index,
                            self.contract,
                            self.event,
                            placed.transaction_hash,
                            body,
                        )
                    )
        return lines


def _subjects(event: EventAbi) -> Iterator[tuple[str, str, bool]]:
    found = False
    for parameter in event.inputs:
        _, name = solidity_name(parameter.internal_type)
        kind = _KINDS.get(name)
        if kind is None and (parameter.name, parameter.type) == ("subject", "bytes32"):
            kind = "subject"  # what a report of the oracles is about
        if kind is not None and parameter.name != "conflict_key":
            found = True
            yield parameter.name, kind, parameter.type.endswith("[]")
    if not found:
        for parameter in event.inputs:
            if solidity_name(parameter.internal_type)[1] == "OrgId":
                yield parameter.name, "organisation", False


def _writer(parameter: Parameter) -> Callable[[Any], Any]:
    kind = parameter.type
    if kind.startswith(("uint", "int")) and not kind.endswith("]"):
        if solidity_name(parameter.internal_type)[0] == "enum":
            return lambda value: value.name
        if int(kind.lstrip("uint")) <= _SAFE_BITS:
            return lambda value: value
        return str
    if kind in ("bool", "address", "string"):
        return lambda value: value
    if kind.startswith("bytes") and not kind.endswith("]"):
        return hexed
    return _written


def _written(value: Any) -> Any:
    """Structs and lists, by what they hold."""
    if isinstance(value, bytes):
        return hexed(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    if is_dataclass(value):
        return {f.name.rstrip("_"): _written(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, int) and value.bit_length() >= _SAFE_BITS:
        return str(value)
    return value
