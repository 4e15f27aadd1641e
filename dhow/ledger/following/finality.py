"""Which block can be relied on, by engine.

Networks of QBFT or CometBFT validators decide each block for good; a chain of proof of stake says
which block is `finalized`; anything else buries blocks under others.
"""

from dataclasses import dataclass
from typing import Any

from dhow.errors import BadInputError
from dhow.ledger.engines.base import Engine, RpcError


@dataclass(frozen=True, slots=True)
class AfterBlocks:
    """A block counts once this many lie on it; 0 counts the latest."""

    count: int

    def __post_init__(self) -> None:
        """Refuse what cannot be waited for."""
        if self.count < 0:
            raise BadInputError(f"a block cannot have {self.count} confirmations; give 0 or more")

    def head(self, engine: Engine) -> int:
        """Number of the newest block that counts; -1 where none does yet."""
        return max(int(engine.rpc("eth_blockNumber", []), 16) - self.count, -1)


@dataclass(frozen=True, slots=True)
class Finalized:
    """A block counts once the node calls it `finalized`.

    Nodes that decide every block for good (Besu with QBFT) do not know the word: there the latest
    is final.
    """

    def head(self, engine: Engine) -> int:
        """Number of the newest block that counts."""
        try:
            block: dict[str, Any] | None = engine.rpc("eth_getBlockByNumber", ["finalized", False])
        except RpcError:
            block = None
        return int(block["number"] if block else engine.rpc("eth_blockNumber", []), 16)


Finality = AfterBlocks | Finalized


def final_of(engine: Engine, confirmations: int | None = None) -> Finality:
    """What to wait for on an engine.

    Args:
        confirmations: blocks to wait for; where not given, what the node calls final. A chain
            whose clock we hold is ours alone: its latest block counts at once.

    Raises:
        BadInputError: a negative number.
    """
    if confirmations is not None:
        return AfterBlocks(confirmations)
    return AfterBlocks(0) if engine.controls_time else Finalized()
