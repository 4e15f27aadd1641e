"""What every engine can do: the one interface over embedded chain, anvil and remote nodes."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

from dhow.errors import BadInputError, EnvironmentProblemError

DEVELOPMENT_CHAIN_ID = 31337
DEFAULT_GENESIS_TIME = 1_767_225_600  # 2026-01-01T00:00:00Z
BLOCK_GAS_LIMIT = 30_000_000
DEVELOPMENT_ACCOUNTS = 64


class EngineError(EnvironmentProblemError):
    """An engine cannot be started or does not answer."""


class TimeControlError(BadInputError):
    """This engine's clock cannot be set, or not to that time."""


class RpcError(EnvironmentProblemError):
    """The node refused a JSON-RPC request.

    Attributes:
        code: JSON-RPC error code; 3 for a call that reverted.
        data: revert data, empty where the node gave none.
    """

    def __init__(self, message: str, code: int = -32000, data: bytes = b"") -> None:
        """Keep the node's own words."""
        super().__init__(message)
        self.code = code
        self.data = data


@runtime_checkable
class SendsIfAccepted(Protocol):
    """An engine that runs a transaction once and keeps it only where the contract accepts it."""

    def send_if_accepted(self, raw: bytes) -> tuple[str, bytes]:
        """Transaction hash, and what the called function returned.

        Raises:
            RpcError: refused, with the revert data as `eth_call` gives it; no block was made.
        """


class BlockFull(RpcError):
    """There is no more room in the block that is to follow."""


@runtime_checkable
class RunsAhead(Protocol):
    """An engine that runs transactions on its newest block before they are sent."""

    def run_ahead(self, raw: bytes, after: Sequence[bytes] = ()) -> bytes:
        """What the called function returns, on the newest block and on top of `after`.

        Sent next, those and then this one, they are not run a second time.

        Args:
            after: transactions that were run ahead and accepted, in this order.

        Raises:
            RpcError: refused, with the revert data as `eth_call` gives it; or it can be in no next
                block. Nothing of it stays; those before it may still be sent, or run further.
            BlockFull: those before it leave no room for it.
        """


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one of many transactions.

    Attributes:
        transaction_hash: 0x; None for bytes that are no transaction.
        refusal: why it is in no block; None where it is in one (ask its receipt how it went).
    """

    transaction_hash: str | None
    refusal: RpcError | None


@runtime_checkable
class SendsMany(Protocol):
    """An engine that takes many transactions at once, several to a block."""

    def send_many(self, raws: Sequence[bytes]) -> tuple[Sent, ...]:
        """One answer for each signed transaction, in order; one's refusal stops no other.

        Raises:
            EngineError: not known which of them are in a block; ask for their receipts, and send
                again those that have none.
        """


class Closing(ABC):
    """What is closed at the end of a `with`: every engine of ours."""

    @abstractmethod
    def close(self) -> None:
        """Stop, hang up, let go."""

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


class Engine(Protocol):
    """A chain to talk to.

    Values in `rpc` are JSON-RPC's own (quantities and data as 0x strings). Engines whose clock we
    hold (`controls_time`) give every block the time of the one before plus one second unless
    `set_time` says otherwise, so that the same acts give the same timestamps on each of them.
    """

    name: str
    chain_id: int
    controls_time: bool
    free_of_charge: bool
    """True where gas costs nothing, as in permissioned networks: accounts need no balance."""

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request.

        Raises:
            RpcError: the node refused it.
            EngineError: the node did not answer.
        """

    def now(self) -> int:
        """Unix seconds: of the latest block, or as set for the next."""

    def next_time(self) -> int | None:
        """Timestamp that the next block will bear; None where the engine does not tell."""

    def set_time(self, unix: int) -> None:
        """Let the next block bear exactly this timestamp.

        Raises:
            TimeControlError: not after the latest block, or a clock that is not ours.
        """

    def snapshot(self) -> str:
        """Remember the chain as it is, its clock too."""

    def restore(self, snapshot: str) -> None:
        """Return to a snapshot; it can be restored again, later ones are gone."""

    def mine(self) -> None:
        """Make one empty block."""

    def close(self) -> None:
        """Stop, leaving no process, port or file behind. May be called twice."""

    def __enter__(self) -> Self:
        """For `with`."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
