"""The chain behind the node: one engine, whose last blocks may be replaced."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from eth_utils.crypto import keccak

from dhow.ledger.engines.base import RpcError
from dhow.ledger.engines.embedded import EmbeddedEngine

CONFIRMATIONS: Final = 3


class Chain:
    """Blocks that are final once others lie upon them."""

    def __init__(self, engine: EmbeddedEngine, first: int, rng: random.Random) -> None:
        """Go on after block `first`.

        Whether blocks are ever replaced is the seed's choice.
        """
        self.engine = engine
        self.replaces = rng.random() < 0.5
        self.recorded: Callable[[str], None] = lambda _: None
        self._first = first
        self._rng = rng
        self._raws: dict[str, str] = {}
        self._before: dict[int, str] = {}  # snapshots by the number of the block they precede
        self._kept: tuple[str, int] | None = None  # the snapshot of a backup, and its height

    def rpc(self, method: str, params: list[Any]) -> Any:
        """The node's answer; `finalized` is what lies so many blocks deep."""
        if method == "eth_getBlockByNumber" and params[0] == "finalized":
            head = self.height() - CONFIRMATIONS
            params = [hex(max(head, self._first)), *params[1:]]
        if method == "eth_sendRawTransaction":
            self._raws[self._seen(params[0])] = params[0]
            self._remember()
        return self.engine.rpc(method, params)

    def forgotten(self, raw: str) -> str:
        """The hash of a transaction that the node took, and that will be in no block."""
        return self._seen(raw)

    def height(self) -> int:
        """The number of the latest block."""
        return int(self.engine.rpc("eth_blockNumber", []), 16)

    def mine(self) -> None:
        """An empty block."""
        self._remember()
        self.engine.mine()

    def receipts(self) -> dict[str, bool]:
        """Whether each transaction of this world went well."""
        return {
            receipt["transactionHash"]: receipt["status"] == "0x1"
            for number in range(self._first + 1, self.height() + 1)
            for receipt in self.engine.rpc("eth_getBlockReceipts", [hex(number)])
        }

    def snapshot(self) -> str:
        """Remember all of it, in place of what was remembered so before."""
        self._kept = (self.engine.snapshot(), self.height())
        return self._kept[0]

    def has(self, snapshot: str) -> bool:
        """Whether it is remembered: the engine forgets what blocks that were replaced led to.

        It gives the name again to another.
        """
        return self._kept is not None and self._kept[0] == snapshot

    def go_back(self, snapshot: str) -> None:
        """The chain of a backup is put in the place of this one."""
        self.engine.restore(snapshot)
        self._before.clear()

    def reorganise(self) -> str | None:
        """The last blocks are replaced by others; what was in them comes later, or is forgotten.

        Returns:
            What happened, in words; None where there is nothing to replace.
        """
        head = self.height()
        first = head - self._rng.randint(1, CONFIRMATIONS) + 1
        if not self.replaces or first not in self._before or first <= self._first:
            return None
        hashes = [
            tx_hash
            for number in range(first, head + 1)
            for tx_hash in self.engine.rpc("eth_getBlockByNumber", [hex(number), False])[
                "transactions"
            ]
        ]
        self.engine.restore(self._before[first])
        if self._kept is not None and self._kept[1] >= first:
            self._kept = None
        self._before = {n: kept for n, kept in self._before.items() if n <= first}
        self.engine.set_time(self.engine.next_time() + self._rng.randrange(1, 9))
        self.mine()
        again = [each for each in hashes if self._rng.random() < 0.7]
        for tx_hash in again:
            with suppress(RpcError):  # its predecessor was forgotten
                self._remember()
                self.engine.rpc("eth_sendRawTransaction", [self._raws[tx_hash]])
        while self.height() <= head:
            self.mine()
        return f"blocks from {first} replaced, {len(again)} of {len(hashes)} come again"

    def _seen(self, raw: str) -> str:
        tx_hash = "0x" + keccak(bytes.fromhex(raw[2:])).hex()
        self.recorded(tx_hash)
        return tx_hash

    def _remember(self) -> None:
        if self.replaces:
            number = self.height() + 1
            self._before[number] = self.engine.snapshot()
            self._before.pop(number - CONFIRMATIONS - 1, None)
