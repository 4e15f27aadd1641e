"""What is asked of the outbox, and what became of it."""

import dataclasses
import json
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from hashlib import sha256
from typing import Any, Final, Self

from dhow.errors import BadInputError, DhowError, EnvironmentProblemError
from dhow.ledger.sending.records import EntryRow
from dhow.ledger.types import Act, Address

_LONGEST_KEY: Final = 200


class State(StrEnum):
    """Where a command stands. All but `OPEN` are final."""

    OPEN = "OPEN"
    """Accepted: kept with its signed bytes; it will be mined, or refused."""
    MINED = "MINED"
    """In a final block, and it did what it should."""
    REVERTED = "REVERTED"
    """In a final block, where the contract refused it."""
    REFUSED = "REFUSED"
    """No node would have it: its nonce was used up by a no-op, the command was never run."""


class IdempotencyConflict(BadInputError):
    """The idempotency key was used before for another command."""


class KeySuspended(EnvironmentProblemError):
    """Nothing is sent with this key at present."""


class ForgottenCommand(DhowError):
    """There is no command of this idempotency key."""


@dataclass(frozen=True, slots=True)
class Command:
    """One transaction to be sent, once.

    `target` is None for a deployment; `arguments` is JSON for people to read: what counts is
    `calldata`. `gas` is the limit: by estimate where gas is paid for. `traceparent` is the W3C
    trace context of whoever asks, None where nobody records it; it makes no command another.
    """

    name: str
    target: Address | None
    calldata: bytes = field(repr=False)
    gas: int
    arguments: str = "{}"
    traceparent: str | None = None

    @classmethod
    def of(cls, act: Act[Any], *, gas: int, traceparent: str | None = None) -> Self:
        """The command that carries out an act."""
        arguments = _as_json(act.arguments)
        return cls(act.name, act.target, act.calldata, gas, arguments, traceparent)

    @property
    def fingerprint(self) -> str:
        """64 hex digits: the same for the same target and call data, whatever the gas."""
        return fingerprint_of(self.target, self.calldata)


@dataclass(frozen=True, slots=True)
class Entry:
    """An accepted command and what is known of it.

    `tx_hash`, `block_number` and `gas_used` are those of the block once there is an outcome, and
    None before; `refusal` has a node's words once it will not have the command; `traceparent` is
    the trace context of whoever had it accepted.
    """

    idempotency_key: str | None
    name: str
    nonce: int
    state: State
    accepted_at: int
    tx_hash: str | None = None
    block_number: int | None = None
    gas_used: int | None = None
    refusal: str | None = None
    traceparent: str | None = None

    @classmethod
    def of(cls, row: EntryRow) -> Self:
        """From its row."""
        return cls(
            row.idempotency_key,
            row.name,
            row.nonce,
            State(row.state),
            row.accepted_at,
            row.tx_hash,
            row.block_number,
            row.gas_used,
            row.refusal,
            row.traceparent,
        )

    @property
    def settled(self) -> bool:
        """Whether there is an outcome."""
        return self.state is not State.OPEN


def check_key(idempotency_key: str) -> str:
    """The key, if it can be one.

    Raises:
        BadInputError: empty, longer than 200 characters, or with characters one cannot see.
    """
    if not (0 < len(idempotency_key) <= _LONGEST_KEY and idempotency_key.isprintable()):
        raise BadInputError(
            f"an idempotency key is 1 to {_LONGEST_KEY} printable characters, "
            f"not {idempotency_key[:_LONGEST_KEY]!r}; give each command one of its own"
        )
    return idempotency_key


def fingerprint_of(target: str | None, calldata: bytes) -> str:
    """See `Command.fingerprint`."""
    return sha256((target or "").lower().encode() + b"\0" + calldata).hexdigest()


def _as_json(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return "0x" + value.hex()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    return str(value)
