"""Receipts of whole blocks, asked of a node once for all who read the block in this process."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final, Protocol

_KEPT: Final = 4_000  # receipts of the blocks read last


class _Asks(Protocol):
    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request."""


class BlockReceipts:
    """`eth_getBlockReceipts` of one engine. Thread-safe."""

    def __init__(self, engine: _Asks) -> None:
        """Nothing is asked yet."""
        self._engine = engine
        # one at a time: who comes second for a block finds it here
        self._turn = threading.RLock()
        self._kept: OrderedDict[str, list[dict[str, Any]]] = OrderedDict()
        self._count = 0

    def of(self, header: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """What the node gives for a block; kept where it is that block's, by its hash, and whole.

        Args:
            header: with hash, number and the hashes of its transactions.

        Raises:
            RpcError, EngineError: the node refused or did not answer.
        """
        block_hash, wanted = header["hash"], header["transactions"]
        if not wanted:
            return []
        if (kept := self._kept.get(block_hash)) is not None:
            return kept
        with self._turn:
            if (kept := self._kept.get(block_hash)) is not None:
                return kept
            receipts: list[dict[str, Any]] | None = self._engine.rpc(
                "eth_getBlockReceipts", [header["number"]]
            )
            if _whole(receipts, block_hash, wanted):
                assert receipts is not None  # noqa: S101 - just looked at
                self._keep(block_hash, receipts)
            return receipts

    def _keep(self, block_hash: str, receipts: list[dict[str, Any]]) -> None:
        self._kept[block_hash] = receipts
        self._count += len(receipts)
        while self._count > _KEPT and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._count -= len(gone)


def _whole(receipts: list[dict[str, Any]] | None, block_hash: str, wanted: list[str]) -> bool:
    return (
        receipts is not None
        and [receipt and receipt["transactionHash"] for receipt in receipts] == wanted
        and all(receipt["blockHash"] == block_hash for receipt in receipts)
    )
