"""Blocks with their logs from a node.

A node answers one question at a time and may change its mind between two: every answer names its
block by hash, and answers that do not belong together are refused here.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from dhow.errors import EnvironmentProblemError
from dhow.ledger.engines.base import Engine, RpcError
from dhow.ledger.following.finality import Finality
from dhow.ledger.receipts import BlockReceipts

_UNKNOWN_METHOD = -32601


class ChainMoved(EnvironmentProblemError):
    """The node's answers do not fit together: its chain moved while it was read. Ask again."""


class Block(NamedTuple):
    """One block; `logs` are JSON-RPC's, in their order."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int  # unix seconds
    logs: Sequence[dict[str, Any]]


class BlockSource(Protocol):
    """Where blocks come from."""

    @property
    def may_shorten(self) -> bool:
        """True where blocks can vanish without others in their place: restored development chains.

        Anywhere else a chain that ends before the checkpoint is a node that lags behind.
        """

    def head(self) -> int:
        """Number of the newest block that counts; -1 where none does yet."""

    def hash_of(self, number: int) -> str | None:
        """Hash of the block of this number, None where the chain ends before it."""

    def block(self, number: int) -> Block | None:
        """A whole block, None where the chain ends before it.

        Raises:
            ChainMoved: the node's answers do not belong to one block.
        """


class NodeBlocks:
    """Blocks of an engine, by `eth_getBlockReceipts`; receipt by receipt where a node lacks it."""

    def __init__(
        self, engine: Engine, final: Finality, receipts: BlockReceipts | None = None
    ) -> None:
        """Read `engine`.

        Args:
            final: says which block can be relied on.
            receipts: of the blocks, where others of this process read the same.
        """
        self._engine = engine
        self._final = final
        self._receipts = receipts or BlockReceipts(engine)
        self._has_block_receipts = True

    @property
    def may_shorten(self) -> bool:
        """True on chains that we can send back in time."""
        return self._engine.controls_time

    def head(self) -> int:
        """Number of the newest block that counts; -1 where none does yet."""
        return self._final.head(self._engine)

    def hash_of(self, number: int) -> str | None:
        """Hash of the block of this number, None where the chain ends before it."""
        header = self._header(number)
        return None if header is None else str(header["hash"])

    def block(self, number: int) -> Block | None:
        """A whole block, None where the chain ends before it; see `BlockSource.block`."""
        header = self._header(number)
        if header is None:
            return None
        if int(header["number"], 16) != number:
            raise ChainMoved(f"asked for block {number}, the node gave block {header['number']}")
        return Block(
            number,
            header["hash"],
            header["parentHash"],
            int(header["timestamp"], 16),
            self._logs(header) if header["transactions"] else (),
        )

    def _header(self, number: int) -> dict[str, Any] | None:
        header: dict[str, Any] | None = self._engine.rpc(
            "eth_getBlockByNumber", [hex(number), False]
        )
        return header

    def _logs(self, header: dict[str, Any]) -> list[dict[str, Any]]:
        receipts = self._block_receipts(header) if self._has_block_receipts else None
        if not self._has_block_receipts:
            # not eth_getLogs: a node that cuts its answer short would not be found out
            receipts = [
                self._engine.rpc("eth_getTransactionReceipt", [one])
                for one in header["transactions"]
            ]
        given = [receipt and receipt["transactionHash"] for receipt in receipts or ()]
        if given != header["transactions"]:
            raise ChainMoved(
                f"block {header['hash']} has {len(header['transactions'])} transactions, the node "
                f"gave {len(given)} receipts, or receipts of others: ask again"
            )
        return _checked(header, [log for receipt in receipts or () for log in receipt["logs"]])

    def _block_receipts(self, header: dict[str, Any]) -> list[dict[str, Any]] | None:
        try:
            return self._receipts.of(header)
        except RpcError as problem:
            if problem.code != _UNKNOWN_METHOD:
                raise
            self._has_block_receipts = False
            return None


def _checked(header: dict[str, Any], logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The logs of a block, if they are of this block, all of them, each once."""
    ours = header["hash"]
    for place, log in enumerate(logs):
        if log["blockHash"] != ours or int(log["logIndex"], 16) != place:
            raise ChainMoved(
                f"log {log['logIndex']} of block {log['blockHash']} stands in place of log "
                f"{place} of block {ours}: ask again"
            )
    return logs
