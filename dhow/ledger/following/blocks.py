"""Blocks with their logs from a node.

A node answers one question at a time and may change its mind between two: every answer names its
block by hash, and answers that do not belong together are refused here.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from dhow.errors import EnvironmentProblemError
from dhow.ledger.engines.base import Engine, RpcError
from dhow.ledger.following.finality import Finality

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
    """Blocks of an engine, by `eth_getBlockReceipts`, or by `eth_getLogs` where a node lacks it."""

    def __init__(self, engine: Engine, final: Finality) -> None:
        """Read `engine`; `final` says which block can be relied on."""
        self._engine = engine
        self._final = final
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
        if self._has_block_receipts:
            try:
                receipts = self._engine.rpc("eth_getBlockReceipts", [header["number"]])
            except RpcError as problem:
                if problem.code != _UNKNOWN_METHOD:
                    raise
                self._has_block_receipts = False
            else:
                return _logs_of(header, receipts)
        return self._by_filter(header)

    def _by_filter(self, header: dict[str, Any]) -> list[dict[str, Any]]:
        logs: list[dict[str, Any]] = self._engine.rpc(
            "eth_getLogs", [{"blockHash": header["hash"]}]
        )
        if logs is None or (not logs and int(header["logsBloom"], 16)):
            raise ChainMoved(f"the node has no logs yet of block {header['hash']}: ask again")
        return _checked(header, logs)


def _logs_of(header: dict[str, Any], receipts: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    transactions = header["transactions"]
    given = [receipt["transactionHash"] for receipt in receipts or ()]
    if given != transactions:
        raise ChainMoved(
            f"block {header['hash']} has {len(transactions)} transactions, the node gave "
            f"{len(given)} receipts, or receipts of others: ask again"
        )
    return _checked(header, [log for receipt in receipts or () for log in receipt["logs"]])


def _checked(header: dict[str, Any], logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ours = header["hash"]
    last = -1
    for log in logs:
        place = int(log["logIndex"], 16)
        if log["blockHash"] != ours or place <= last:
            raise ChainMoved(
                f"log {place} of block {log['blockHash']} does not follow log {last} of {ours}: "
                "ask again"
            )
        last = place
    return logs
