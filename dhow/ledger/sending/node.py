"""What the outbox needs of a node, and any engine seen as one."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

from dhow.ledger.engines.base import EngineError, RpcError, SendsMany
from dhow.ledger.receipts import BlockReceipts
from dhow.ledger.sending.answers import TAKEN, Answer, RefusalKind, kind_of
from dhow.ledger.sending.posting import Answered, Posting, UnderWay

_BLOCKS_KEPT: Final = 256
_RECEIPTS_KEPT: Final = 2_000
_GOES_NO_FURTHER: Final = frozenset(
    (RefusalKind.NONCE_GAP, RefusalKind.POOL_FULL, RefusalKind.UNAVAILABLE, RefusalKind.UNFUNDED)
)


class Fees(NamedTuple):
    """Wei a unit of gas: at most, and of that to the block's maker. Zero where gas is free."""

    max_fee: int
    tip: int


@dataclass(frozen=True, slots=True)
class MinedTransaction:
    """One line of a block."""

    tx_hash: str
    sender: str
    succeeded: bool
    gas_used: int


@dataclass(frozen=True, slots=True)
class Block:
    """A block with what became of its transactions."""

    number: int
    block_hash: str
    parent_hash: str
    transactions: tuple[MinedTransaction, ...]


class AskedOf(NamedTuple):
    """What a transaction asks: with which nonce, of which contract (None: a deployment)."""

    nonce: int
    target: str | None
    calldata: bytes


class Node(Protocol):
    """A node of one chain. Everything may raise `EngineError` (no answer) or `RpcError`."""

    @property
    def chain_id(self) -> int:
        """As signed into transactions."""

    def send(self, raws: Sequence[bytes]) -> Sequence[Answer]:
        """Broadcast in order; may stop early, so there may be fewer answers than transactions."""

    def post(self, raws: Sequence[bytes]) -> Posting:
        """Broadcast in order, and be asked for the answers later; as soon as now, or as late."""

    def final_block(self) -> int:
        """Number of the latest block that will not be replaced."""

    def final_seen(self) -> int:
        """What `final_block` last said, without asking again; it is asked the first time."""

    def block(self, number: int) -> Block | None:
        """A block by number; None where the node has it not (yet), or not whole."""

    def nonce(self, address: str, block: int | None = None) -> int:
        """The next nonce after a block; with those that wait, where None."""

    def take_out(self, address: str) -> bool:
        """Have the node forget what waits of a sender; False where it has no way to."""

    def receipt(self, tx_hash: str) -> tuple[int, MinedTransaction] | None:
        """Block number and line of one transaction; None where it is in no block."""

    def asked(self, tx_hash: str) -> AskedOf | None:
        """What a transaction asks of whom; None where the node has it not."""

    def fees(self, sender: str) -> Fees:
        """What to offer now."""


class Asked(Protocol):
    """What of an engine is needed here: see `dhow.ledger.engines.base.Engine`."""

    @property
    def chain_id(self) -> int:
        """As signed into transactions."""

    @property
    def controls_time(self) -> bool:
        """Whether the chain is ours alone."""

    @property
    def free_of_charge(self) -> bool:
        """Whether gas costs nothing."""

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request."""


@runtime_checkable
class Pipelines(Protocol):
    """An engine that carries many requests in one go."""

    def rpc_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """Results in order, refusals as `RpcError`."""


class EngineNode:
    """An engine as the outbox's node. Thread-safe; share one between the keys of a process."""

    def __init__(
        self,
        engine: Asked,
        *,
        confirmations: int | None = None,
        receipts: BlockReceipts | None = None,
    ) -> None:
        """See a chain as it is final.

        Args:
            confirmations: blocks on top of a final one. Where not given: 0 on engines of our own,
                whose blocks stay; elsewhere the node's `finalized` block, or, where it knows no
                such thing (Besu QBFT, whose every block is final), its latest.
            receipts: of the blocks, where others of this process read the same.
        """
        self._engine = engine
        self._confirmations = 0 if confirmations is None and engine.controls_time else confirmations
        self.receipts = receipts or BlockReceipts(engine)
        self._knows_finalized = True
        self._final: int | None = None
        self._receipts: OrderedDict[str, tuple[dict[str, Any], int]] = OrderedDict()
        self._blocks: OrderedDict[int, Block] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def chain_id(self) -> int:
        """See `Node`."""
        return self._engine.chain_id

    def send(self, raws: Sequence[bytes]) -> Sequence[Answer]:
        """See `Node`: all at once where the engine can."""
        try:
            if isinstance(self._engine, SendsMany):
                return [_answer(sent.refusal) for sent in self._engine.send_many(raws)]
            if isinstance(self._engine, Pipelines):
                asked = [["0x" + raw.hex()] for raw in raws]
                return [
                    _answer(said if isinstance(said, RpcError) else None)
                    for said in self._engine.rpc_many("eth_sendRawTransaction", asked)
                ]
        except EngineError as silence:
            return [Answer(RefusalKind.UNAVAILABLE, str(silence))]
        answers: list[Answer] = []
        for raw in raws:
            answer = self._send(raw)
            answers.append(answer)
            if answer.kind in _GOES_NO_FURTHER:
                break
        return answers

    def post(self, raws: Sequence[bytes]) -> Posting:
        """See `Node`: beside the caller where a node elsewhere does the work."""
        if isinstance(self._engine, Pipelines) and not isinstance(self._engine, SendsMany):
            return UnderWay(lambda: self.send(raws))
        return Answered(self.send(raws))

    def final_seen(self) -> int:
        """See `Node`."""
        return self._final if self._final is not None else self.final_block()

    def final_block(self) -> int:
        """See `Node`."""
        self._final = self._ask_final()
        return self._final

    def _ask_final(self) -> int:
        if self._confirmations is None and self._knows_finalized:
            try:
                finalized = self._engine.rpc("eth_getBlockByNumber", ["finalized", False])
            except RpcError:
                finalized = None
            if finalized is not None:
                return int(finalized["number"], 16)
            self._knows_finalized = False
        latest = int(self._engine.rpc("eth_blockNumber", []), 16)
        return max(latest - (self._confirmations or 0), 0)

    def block(self, number: int) -> Block | None:
        """See `Node`. Kept for the other keys of this process."""
        with self._lock:
            if (kept := self._blocks.get(number)) is not None:
                return kept
        read = self._read(number)
        if read is not None:
            with self._lock:
                before = self._blocks.get(number - 1)
                if before is not None and before.block_hash != read.parent_hash:
                    self._blocks.clear()  # what was kept is of a chain that is no more
                self._blocks[number] = read
                while len(self._blocks) > _BLOCKS_KEPT:
                    self._blocks.popitem(last=False)
        return read

    def nonce(self, address: str, block: int | None = None) -> int:
        """See `Node`."""
        tag = "pending" if block is None else hex(block)
        return int(self._engine.rpc("eth_getTransactionCount", [address, tag]), 16)

    def take_out(self, address: str) -> bool:
        """See `Node`: anvil alone is known to leave behind what it has taken."""
        try:
            if not str(self._engine.rpc("web3_clientVersion", [])).lower().startswith("anvil"):
                return False
            self._engine.rpc("anvil_removePoolTransactions", [address])
        except RpcError:
            return False
        return True

    def receipt(self, tx_hash: str) -> tuple[int, MinedTransaction] | None:
        """See `Node`."""
        found = self._engine.rpc("eth_getTransactionReceipt", [tx_hash])
        return None if found is None else (int(found["blockNumber"], 16), _line(found))

    def asked(self, tx_hash: str) -> AskedOf | None:
        """See `Node`."""
        found = self._engine.rpc("eth_getTransactionByHash", [tx_hash])
        if found is None:
            return None
        said = found.get("input") or found.get("data") or "0x"
        return AskedOf(int(found["nonce"], 16), found.get("to"), bytes.fromhex(said[2:]))

    def fees(self, sender: str) -> Fees:
        """See `Node`: twice the base fee and the node's tip."""
        if self._engine.free_of_charge:
            return Fees(0, 0)
        latest = self._engine.rpc("eth_getBlockByNumber", ["latest", False])
        base = int(latest.get("baseFeePerGas") or "0x0", 16)
        if base == 0 and int(self._engine.rpc("eth_getBalance", [sender, "latest"]), 16) == 0:
            return Fees(0, 0)  # a permissioned network: gas is free, and accounts hold no coin
        tip = max(int(self._engine.rpc("eth_gasPrice", []), 16) - base, 0)
        return Fees(2 * base + tip, tip)

    def seen(self, tx_hash: str) -> tuple[dict[str, Any], int] | None:
        """Receipt and block time of a transaction in a block read lately; None if not at hand."""
        with self._lock:
            return self._receipts.get(tx_hash)

    def _remember(self, receipts: Sequence[dict[str, Any]], time: int) -> None:
        with self._lock:
            for receipt in receipts:
                self._receipts[receipt["transactionHash"].lower()] = receipt, time
            while len(self._receipts) > _RECEIPTS_KEPT:
                self._receipts.popitem(last=False)

    def _send(self, raw: bytes) -> Answer:
        try:
            self._engine.rpc("eth_sendRawTransaction", ["0x" + raw.hex()])
        except RpcError as refusal:
            return _answer(refusal)
        except EngineError as silence:
            # it may have been taken all the same: the same bytes are sent again later
            return Answer(RefusalKind.UNAVAILABLE, str(silence))
        return TAKEN

    def _read(self, number: int) -> Block | None:
        header: dict[str, Any] | None = self._engine.rpc(
            "eth_getBlockByNumber", [hex(number), False]
        )
        if header is None:
            return None
        receipts = self.receipts.of(header)
        if receipts is None or len(receipts) != len(header["transactions"]):
            return None
        if any(receipt["blockHash"] != header["hash"] for receipt in receipts):
            return None  # replaced between the two questions
        self._remember(receipts, int(header.get("timestamp") or "0x0", 16))
        return Block(
            number,
            header["hash"],
            header["parentHash"],
            tuple(_line(receipt) for receipt in receipts),
        )


def _answer(refusal: RpcError | None) -> Answer:
    return TAKEN if refusal is None else Answer(kind_of(refusal), str(refusal))


def _line(receipt: dict[str, Any]) -> MinedTransaction:
    return MinedTransaction(
        receipt["transactionHash"].lower(),
        receipt["from"].lower(),
        receipt["status"] == "0x1",
        int(receipt["gasUsed"], 16),
    )
