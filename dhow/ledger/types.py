"""Values that every part of the ledger client shares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, NewType, TypeVar

Address = NewType("Address", str)
"""A checksummed 0x address."""

Result = TypeVar("Result", covariant=True)  # noqa: PLC0105 - reads better than Result_co

ZERO_ADDRESS = Address("0x" + "00" * 20)


@dataclass(frozen=True, slots=True)
class Act(Generic[Result]):
    """A call that changes the ledger, ready to be signed.

    `decode` turns what the function returned into Python values.
    """

    target: Address
    calldata: bytes = field(repr=False)
    name: str
    arguments: dict[str, Any]
    decode: Callable[[bytes], Result] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class View(Generic[Result]):
    """A call that only reads, ready to be asked."""

    target: Address
    calldata: bytes = field(repr=False)
    name: str
    arguments: dict[str, Any]
    decode: Callable[[bytes], Result] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Log:
    """One event where it stands on the ledger. `event` is a dataclass named as in Solidity."""

    contract: Address
    block_number: int
    transaction_hash: str
    log_index: int
    event: Any


@dataclass(frozen=True, slots=True)
class Receipt(Generic[Result]):
    """What became of an act.

    `timestamp` is unix seconds of the block; `result` is what the function returned in the trial
    run just before it was sent; `events` are decoded in order, unknown ones left out.
    """

    transaction_hash: str
    block_number: int
    timestamp: int
    gas_used: int
    events: tuple[Log, ...]
    created: Address | None = None
    result: Result | None = None
    block_hash: str = ""

    def named(self, name: str) -> tuple[Any, ...]:
        """All events of this Solidity name, in order."""
        return tuple(log.event for log in self.events if type(log.event).__name__ == name)

    def event(self, name: str) -> Any:
        """The one event of this name.

        Raises:
            LookupError: none, or more than one.
        """
        found = self.named(name)
        if len(found) != 1:
            have = ", ".join(type(log.event).__name__ for log in self.events) or "none"
            raise LookupError(f"expected one {name} event, found {len(found)}; events: {have}")
        return found[0]
