"""The embedded engine: eth-tester's py-evm chain in this process, Cancun rules.

Answers the JSON-RPC methods of hot paths straight from py-evm's own index; eth-tester's are linear
scans over the chain. Everything else goes through eth-tester and web3's provider for it.

In memory unless given a folder; then every block is on the disk before it counts, and the same
chain is there again after any crash (see `embedded_journal`).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never, cast

from eth.abc import (
    BlockAPI,
    BlockHeaderAPI,
    ComputationAPI,
    ReceiptAPI,
    SignedTransactionAPI,
    VirtualMachineAPI,
)
from eth.db.atomic import AtomicDB
from eth.db.backends.memory import MemoryDB
from eth.exceptions import HeaderNotFound, Revert, TransactionNotFound
from eth.vm.forks.cancun import CancunVM
from eth.vm.spoof import SpoofTransaction
from eth_tester.backends.pyevm.main import PyEVMBackend
from eth_utils.exceptions import ValidationError

from dhow.errors import BadInputError
from dhow.ledger.engines.base import (
    BLOCK_GAS_LIMIT,
    DEFAULT_GENESIS_TIME,
    DEVELOPMENT_CHAIN_ID,
    BlockFull,
    Closing,
    EngineError,
    RpcError,
    Sent,
    TimeControlError,
)
from dhow.ledger.engines.embedded_answers import (
    as_data,
    as_hex,
    as_quantity,
    bloom_bits,
    copy_of_log,
    shown_block,
    shown_receipts,
    shown_transaction,
)
from dhow.ledger.engines.embedded_hashes import keep_hashes
from dhow.ledger.engines.embedded_journal import (
    Genesis,
    Journal,
    KeptBlock,
    RowsInMemory,
    sorted_addresses,
)
from dhow.ledger.engines.embedded_trie import shorten
from dhow.ledger.engines.embedded_vm import FreeVM

shorten()
keep_hashes()

_BALANCE = 10**24
_REVERTED = 3  # JSON-RPC error code that nodes give for a reverted call
_ZERO_ADDRESS = bytes(20)
_BLOCKS_AT_HAND = 512
_HEADERS_AT_HAND = 8_192
_ANSWERS_AT_HAND = 1_024
_ASKED = ("from", "to", "value", "gas", "input", "data")  # all of a call that is heeded
_BURST = 200  # transactions of one block at most: larger ones are no faster


@dataclass(frozen=True, slots=True)
class _Snapshot:
    number: int
    rows: dict[bytes, bytes]
    header: BlockHeaderAPI
    set_to: int | None
    places: tuple[int, int | None] | None


class EmbeddedEngine(Closing):
    """A whole chain in this process. Thread-safe: one request at a time."""

    name = "embedded"
    controls_time = True
    free_of_charge = True
    vm_class: type[CancunVM] = FreeVM

    def __init__(
        self,
        *,
        funded: Iterable[str] = (),
        genesis_time: int = DEFAULT_GENESIS_TIME,
        chain_id: int = DEVELOPMENT_CHAIN_ID,
        gas_limit: int = BLOCK_GAS_LIMIT,
        folder: Path | None = None,
    ) -> None:
        """Start a chain, or take it up again.

        Args:
            funded: addresses that hold native coin from the first block (gas is free; only
                payments in native coin, which dhow does not make, need it).
            genesis_time: unix seconds of block 0.
            chain_id: as signed into transactions and typed data.
            gas_limit: of every block.
            folder: where the chain is kept; made if need be. In memory alone where not given.

        Raises:
            BadInputError: no such place, or another chain is kept there.
            EngineError: what is kept there is in use, damaged or cannot be written.
        """
        funded = tuple(funded)
        self.chain_id = chain_id
        self._lock = threading.RLock()
        self._set_to: int | None = None
        self._ahead: _Ahead | None = None
        self._snapshots: dict[str, _Snapshot] = {}
        state = {
            bytes.fromhex(address[2:]): {
                "balance": _BALANCE,
                "nonce": 0,
                "code": b"",
                "storage": {},
            }
            for address in funded
        }
        # an empty allocation would make eth-tester fall back to its own accounts
        state.setdefault(_ZERO_ADDRESS, {"balance": 0, "nonce": 0, "code": b"", "storage": {}})
        self.backend = PyEVMBackend(
            genesis_parameters={
                **PyEVMBackend.generate_genesis_params(
                    {"timestamp": genesis_time, "gas_limit": gas_limit}
                ),
                "base_fee_per_gas": 0,
            },
            genesis_state=state,
            vm_configuration=((0, self.vm_class),),
        )
        type(self.backend.chain).chain_id = chain_id
        first = self.backend.chain.get_canonical_head()
        database = self.backend.chain.chaindb.db
        if folder is not None:
            database = AtomicDB(RowsInMemory(self._rows()))
        self.backend.chain = self.backend.chain.from_genesis_header(database, first)
        self._provider: Any = None
        self._blocks: OrderedDict[bytes, tuple[BlockAPI, tuple[ReceiptAPI, ...]]] = OrderedDict()
        self._headers: OrderedDict[bytes, BlockHeaderAPI] = OrderedDict()
        self._shown_receipts: OrderedDict[bytes, list[dict[str, Any]]] = OrderedDict()
        self._answers: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._open_next_block()
        self._journal: Journal | None = None
        if folder is not None:
            addresses = sorted_addresses(funded)
            genesis = Genesis(chain_id, genesis_time, gas_limit, addresses, as_hex(first.hash))
            journal = Journal(folder, genesis)
            try:
                self._take_up(journal)
            except BaseException:
                journal.close()
                raise
            self._journal = journal
        self._handlers: dict[str, Callable[..., Any]] = {
            "eth_chainId": lambda: hex(self.chain_id),
            "net_version": lambda: str(self.chain_id),
            "web3_clientVersion": lambda: "dhow-embedded/py-evm",
            "eth_blockNumber": lambda: hex(self._latest().block_number),
            "eth_gasPrice": lambda: "0x0",
            "eth_maxPriorityFeePerGas": lambda: "0x0",
            "eth_accounts": list,
            "eth_getBlockByNumber": self._block_by_number,
            "eth_getBlockByHash": self._block_by_hash,
            "eth_getTransactionByHash": self._transaction,
            "eth_getTransactionReceipt": self._receipt,
            "eth_getBlockReceipts": self._block_receipts,
            "eth_getTransactionCount": self._nonce,
            "eth_getBalance": self._balance,
            "eth_getCode": self._code,
            "eth_getStorageAt": self._storage,
            "eth_call": self._call,
            "eth_estimateGas": self._estimate,
            "eth_sendRawTransaction": self._send,
            "eth_getLogs": self._logs,
            "evm_mine": self.mine,
            "evm_setNextBlockTimestamp": lambda t: self.set_time(as_quantity(t)),
            "evm_snapshot": self.snapshot,
            "evm_revert": self._revert,
        }

    # ----------------------------------------------------------------- Engine

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request; see `Engine.rpc`."""
        handler = self._handlers.get(method)
        with self._lock:
            if handler is None:
                return self._through_eth_tester(method, params)
            try:
                return handler(*params)
            except (HeaderNotFound, TransactionNotFound, KeyError):
                return None
            except ValidationError as problem:
                raise RpcError(_words(problem)) from problem
            except TypeError as problem:
                raise RpcError(f"{method}: bad parameters: {problem}", -32602) from problem

    def now(self) -> int:
        """Time of the latest block, or as set for the next."""
        with self._lock:
            return self._set_to if self._set_to is not None else self._latest().timestamp

    def next_time(self) -> int:
        """Time that the next block will bear."""
        with self._lock:
            return cast(int, self.backend.chain.header.timestamp)

    def set_time(self, unix: int) -> None:
        """Give the next block this timestamp."""
        with self._lock:
            latest = self._latest().timestamp
            if unix <= latest:
                raise TimeControlError(
                    f"the next block cannot be at {unix}: the latest block is at {latest} and "
                    "blocks only go forward"
                )
            if self._journal is not None:
                self._journal.set_clock(unix)
            self._set_to = unix
            self.backend.chain.set_header_timestamp(unix)

    def snapshot(self) -> str:
        """Remember state, blocks and clock."""
        with self._lock:
            number = len(self._snapshots) + 1
            self._snapshots[hex(number)] = _Snapshot(
                number,
                dict(self._rows()),
                self.backend.chain.header,
                self._set_to,
                None if self._journal is None else self._journal.places(),
            )
            return hex(number)

    def restore(self, snapshot: str) -> None:
        """Return to a snapshot."""
        with self._lock:
            try:
                kept = self._snapshots[snapshot]
            except KeyError:
                raise BadInputError(f"no snapshot {snapshot} on this engine") from None
            if self._journal is not None and kept.places is not None:
                self._journal.back_to(kept.places)
                self._taken_rows()
            rows = self._rows()
            rows.clear()
            rows.update(kept.rows)
            chain = self.backend.chain
            self.backend.chain = type(chain)(chain.chaindb.db, kept.header)
            self._set_to = kept.set_to
            self._snapshots = {k: s for k, s in self._snapshots.items() if s.number <= kept.number}

    def mine(self) -> None:
        """One empty block."""
        with self._lock:
            self.mine_transactions(())

    def close(self) -> None:
        """Forget the chain; what is kept on disk stays there."""
        with self._lock:
            self._snapshots.clear()
            self._blocks.clear()
            self._headers.clear()
            self._shown_receipts.clear()
            if self._journal is not None:
                self._journal.close()

    # ------------------------------------------------------------ the chain

    def mine_transactions(
        self, transactions: tuple[SignedTransactionAPI, ...]
    ) -> tuple[ComputationAPI, ...]:
        """One block with these transactions, in order; none where one of them is invalid.

        Raises:
            ValidationError: py-evm's, of the first invalid one.
            EngineError: the block could not be kept on disk, and does not count.
        """
        with self._lock:
            chain = self.backend.chain
            vm = chain.get_vm(chain.header)
            header, receipts, computations = vm.apply_all_transactions(transactions, chain.header)
            self._seal(vm, header, transactions, receipts)
            return cast(tuple[ComputationAPI, ...], computations)

    def send_if_accepted(self, raw: bytes) -> tuple[str, bytes]:
        """One block with this transaction, or none where it is refused."""
        with self._lock:
            transaction = self._parsed(raw)
            chain = self.backend.chain
            vm = chain.get_vm(chain.header)
            try:
                header, receipts, (computation,) = vm.apply_all_transactions(
                    (transaction,), chain.header
                )
            except ValidationError as problem:
                self._refuse(transaction, problem)
            # nothing is kept yet: what was run lives in `vm` alone
            _raise_refusal(computation)
            self._seal(vm, header, (transaction,), receipts)
            return as_hex(transaction.hash), bytes(computation.output)

    def run_ahead(self, raw: bytes, after: Sequence[bytes] = ()) -> bytes:
        """See `RunsAhead`."""
        with self._lock:
            transaction = self._parsed(raw)
            ahead = self._run_before(after)
            if not ahead.burst.has_room(transaction):
                raise BlockFull(f"the next block has no room for {transaction.gas:,} gas more")
            try:
                computation = ahead.burst.add_if_accepted(transaction)
            except ValidationError as problem:
                expected = ahead.burst.vm.state.get_nonce(transaction.sender)
                raise _refusal(transaction, expected, problem) from problem
            _raise_refusal(computation)
            ahead.raws.append(raw)
            return bytes(computation.output)

    def _run_before(self, raws: Sequence[bytes]) -> "_Ahead":
        """What was run ahead, where it is still just this; else it is run anew."""
        ahead, header = self._ahead, self.backend.chain.header
        if ahead is None or ahead.on is not header or ahead.raws != list(raws):
            self._ahead = None
            ahead = _Ahead(list(raws), header, _Burst(self.backend.chain))
            for raw in raws:
                transaction = self._parsed(raw)
                try:
                    ahead.burst.add(transaction)
                except ValidationError as problem:
                    self._refuse(transaction, problem)
            self._ahead = ahead
        return ahead

    def send_many(self, raws: Sequence[bytes]) -> tuple[Sent, ...]:
        """See `SendsMany`: as few blocks as hold them, each on the disk before the next."""
        with self._lock:
            sent: list[Sent] = []
            ahead, self._ahead = self._ahead, None
            if (
                ahead is not None
                and ahead.on is self.backend.chain.header
                and ahead.raws == list(raws[: len(ahead.raws)])
            ):
                waiting = ahead.burst
                sent += [Sent(as_hex(one.hash), None) for one in waiting.transactions]
            else:
                waiting = _Burst(self.backend.chain)
            for raw in raws[len(sent) :]:
                try:
                    transaction = self._parsed(raw)
                except RpcError as problem:
                    sent.append(Sent(None, problem))
                    continue
                if not waiting.has_room(transaction):
                    self._seal_burst(waiting)
                    waiting = _Burst(self.backend.chain)
                try:
                    waiting.add(transaction)
                except ValidationError as problem:
                    expected = waiting.vm.state.get_nonce(transaction.sender)
                    refusal = _refusal(transaction, expected, problem)
                    sent.append(Sent(as_hex(transaction.hash), refusal))
                else:
                    sent.append(Sent(as_hex(transaction.hash), None))
            if waiting.transactions:
                self._seal_burst(waiting)
            return tuple(sent)

    def _seal_burst(self, burst: "_Burst") -> None:
        self._seal(burst.vm, burst.header, tuple(burst.transactions), tuple(burst.receipts))

    def _seal(
        self,
        vm: VirtualMachineAPI,
        header: BlockHeaderAPI,
        transactions: tuple[SignedTransactionAPI, ...],
        receipts: tuple[ReceiptAPI, ...],
    ) -> None:
        """Make the block of what was run in `vm`: from here on it counts."""
        chain = self.backend.chain
        filled = vm.set_block_transactions_and_withdrawals(
            vm.get_block(), header, transactions, receipts
        )
        block = vm.mine_block(filled).block
        chain.validate_block(block)
        if self._journal is not None:
            raws = tuple(one.encode() for one in transactions)
            self._journal.block(KeptBlock(block.number, header.timestamp, block.hash, raws))
        self._count(block)
        if self._journal is not None:
            self._journal.rows(block.hash, self._taken_rows())
        self._keep_at_hand(block, receipts)

    def _count(self, block: BlockAPI) -> None:
        chain = self.backend.chain
        # the chain's own way would read the block back from the database
        chain.chaindb.persist_block(block)
        chain.header = chain.create_header_from_parent(block.header)
        self._set_to = None
        self._open_next_block()

    # ---------------------------------------------------------- from the disk

    def _take_up(self, journal: Journal) -> None:
        """Bring the chain to where the journal ends, in the fastest way there is."""
        self._taken_rows()  # of block 0, which is made anew each time
        loaded = journal.load(self._rows())
        chain = self.backend.chain
        self.backend.chain = type(chain)(chain.chaindb.db)
        self._open_next_block()
        for kept in journal.blocks[loaded:]:
            self._make_again(kept)
            journal.rows(kept.block_hash, self._taken_rows())
        if journal.clock is not None:
            self._set_to = journal.clock
            self.backend.chain.set_header_timestamp(journal.clock)

    def _make_again(self, kept: KeptBlock) -> None:
        chain = self.backend.chain
        chain.set_header_timestamp(kept.time)
        vm = chain.get_vm(chain.header)
        transactions = tuple(self._parsed(raw) for raw in kept.raws)
        header, receipts, _ = vm.apply_all_transactions(transactions, chain.header)
        filled = vm.set_block_transactions_and_withdrawals(
            vm.get_block(), header, transactions, receipts
        )
        block = vm.mine_block(filled).block
        if block.hash != kept.block_hash:
            raise EngineError(
                f"block {kept.number} of the journal comes out as {as_hex(block.hash)}, and was "
                f"{as_hex(kept.block_hash)}: the journal was written by another version of the "
                "engine; use that version"
            )
        self._count(block)

    def _taken_rows(self) -> dict[bytes, bytes | None]:
        memory = self.backend.chain.chaindb.db.wrapped_db
        return memory.taken() if isinstance(memory, RowsInMemory) else {}

    def forget_blocks_at_hand(self) -> None:
        """Read every block from the database again, as after a long time."""
        with self._lock:
            self._blocks.clear()
            self._headers.clear()
            self._shown_receipts.clear()

    def _open_next_block(self) -> None:
        # py-evm would stamp the wall clock's time on it
        self.backend.chain.set_header_timestamp(self._latest().timestamp + 1)

    def _latest(self) -> BlockHeaderAPI:
        return cast(BlockHeaderAPI, self.backend.chain.get_canonical_head())

    def _rows(self) -> dict[bytes, bytes]:
        memory = self.backend.chain.chaindb.db.wrapped_db
        if not isinstance(memory, MemoryDB):
            raise TypeError("the embedded chain keeps its rows in memory")
        return memory.kv_store

    def _header(self, block: str | dict[str, str] = "latest") -> BlockHeaderAPI:
        chain = self.backend.chain
        if isinstance(block, dict):
            if "blockHash" in block:
                return cast(
                    BlockHeaderAPI, chain.get_block_header_by_hash(as_data(block["blockHash"]))
                )
            block = block.get("blockNumber", "latest")
        if block in ("latest", "pending", "safe", "finalized"):
            return self._latest()
        number = 0 if block == "earliest" else as_quantity(block)
        if number > self._latest().block_number:
            raise HeaderNotFound(f"no block {number}")
        return self._numbered(number)

    def _numbered(self, number: int) -> BlockHeaderAPI:
        """Which block has the number is asked each time; a header is read once."""
        chaindb = self.backend.chain.chaindb
        name = chaindb.get_canonical_block_hash(number)
        header = self._headers.get(name)
        if header is None:
            self._headers[name] = header = chaindb.get_block_header_by_hash(name)
            if len(self._headers) > _HEADERS_AT_HAND:
                self._headers.popitem(last=False)
        return header

    def _whole(self, header: BlockHeaderAPI) -> tuple[BlockAPI, tuple[ReceiptAPI, ...]]:
        kept = self._blocks.get(header.hash)
        if kept is None:
            block = self.backend.chain.get_block_by_header(header)
            kept = self._keep_at_hand(block, tuple(block.get_receipts(self.backend.chain.chaindb)))
        else:
            self._blocks.move_to_end(header.hash)
        return kept

    def _keep_at_hand(
        self, block: BlockAPI, receipts: tuple[ReceiptAPI, ...]
    ) -> tuple[BlockAPI, tuple[ReceiptAPI, ...]]:
        self._blocks[block.hash] = kept = block, receipts
        if len(self._blocks) > _BLOCKS_AT_HAND:
            self._blocks.popitem(last=False)
        return kept

    # -------------------------------------------------------------- handlers

    def _state(self, block: Any) -> Any:
        return self.backend.chain.get_vm(at_header=self._header(block)).state

    def _nonce(self, address: str, block: Any = "latest") -> str:
        return hex(self._state(block).get_nonce(as_data(address)))

    def _balance(self, address: str, block: Any = "latest") -> str:
        return hex(self._state(block).get_balance(as_data(address)))

    def _code(self, address: str, block: Any = "latest") -> str:
        return as_hex(self._state(block).get_code(as_data(address)))

    def _storage(self, address: str, slot: str, block: Any = "latest") -> str:
        value = self._state(block).get_storage(as_data(address), as_quantity(slot))
        return f"0x{value:064x}"

    def _send(self, raw: str) -> str:
        transaction = self._parsed(as_data(raw))
        try:
            self.mine_transactions((transaction,))
        except ValidationError as problem:
            self._refuse(transaction, problem)
        return as_hex(transaction.hash)

    def _parsed(self, raw: bytes) -> SignedTransactionAPI:
        try:
            builder = self.backend.chain.get_vm().get_transaction_builder()
            transaction = cast(SignedTransactionAPI, builder.decode(raw))
        except Exception as problem:
            raise RpcError(f"not a transaction: {problem}") from problem
        # py-evm does not hold a transaction to its chain: one signed for another would count here
        if transaction.chain_id != self.chain_id:
            raise RpcError(
                f"invalid chain id for signer: have {transaction.chain_id} want {self.chain_id}"
            )
        return transaction

    def _refuse(self, transaction: SignedTransactionAPI, problem: ValidationError) -> Never:
        expected = self._state("latest").get_nonce(transaction.sender)
        raise _refusal(transaction, expected, problem) from problem

    def _spoofed(self, request: dict[str, Any], header: BlockHeaderAPI) -> SpoofTransaction:
        sender = as_data(request.get("from") or as_hex(_ZERO_ADDRESS))
        vm = self.backend.chain.get_vm(at_header=header)
        unsigned = vm.get_transaction_builder().new_unsigned_dynamic_fee_transaction(
            chain_id=self.chain_id,
            nonce=vm.state.get_nonce(sender),
            max_priority_fee_per_gas=0,
            max_fee_per_gas=header.base_fee_per_gas,
            gas=as_quantity(request.get("gas", header.gas_limit)),
            to=as_data(request.get("to") or "0x"),
            value=as_quantity(request.get("value", "0x0")),
            data=as_data(request.get("input") or request.get("data") or "0x"),
            access_list=(),
        )
        return SpoofTransaction(unsigned, from_=sender)

    def _call(
        self,
        request: dict[str, Any],
        block: Any = "latest",
        _state: Any = None,
        overrides: dict[str, str] | None = None,
    ) -> str:
        found = header = self._header(block)
        if block in ("latest", "pending") and self._set_to is not None:
            header = header.copy(timestamp=self._set_to)
        if overrides and "time" in overrides:
            header = header.copy(timestamp=as_quantity(overrides["time"]))
        # the same call after the same block, at the same time, has the same answer
        same = (found.hash, header.timestamp, *map(request.get, _ASKED))
        answer = self._answers.get(same)
        if answer is None:
            vm = self.backend.chain.get_vm(at_header=header)
            computation = vm.state.apply_transaction(self._spoofed(request, header))
            _raise_refusal(computation)
            self._answers[same] = answer = as_hex(computation.output)
            if len(self._answers) > _ANSWERS_AT_HAND:
                self._answers.popitem(last=False)
        return answer

    def _estimate(self, request: dict[str, Any], block: Any = "latest") -> str:
        self._call(request, block)
        header = self._header(block).copy(timestamp=self.next_time())
        return hex(self.backend.chain.estimate_gas(self._spoofed(request, header), header))

    def _revert(self, snapshot: str) -> bool:
        self.restore(snapshot)
        return True

    def _block_by_number(self, block: str, full: bool = False) -> dict[str, Any] | None:
        return self._shown(self._header(block), full)

    def _block_by_hash(self, block: str, full: bool = False) -> dict[str, Any] | None:
        return self._shown(self._header({"blockHash": block}), full)

    def _shown(self, header: BlockHeaderAPI, full: bool) -> dict[str, Any]:
        transactions = [
            shown_transaction(header, at, tx, self.chain_id) if full else as_hex(tx.hash)
            for at, tx in enumerate(self._whole(header)[0].transactions)
        ]
        return shown_block(header, transactions)

    def _transaction(self, tx_hash: str) -> dict[str, Any] | None:
        chain = self.backend.chain
        number, at = chain.get_canonical_transaction_index(as_data(tx_hash))
        header = self._numbered(number)
        transaction = self._whole(header)[0].transactions[at]
        return shown_transaction(header, at, transaction, self.chain_id)

    def _receipt(self, tx_hash: str) -> dict[str, Any] | None:
        chain = self.backend.chain
        number, at = chain.get_canonical_transaction_index(as_data(tx_hash))
        header = self._numbered(number)
        receipt: dict[str, Any] = self._receipts_of(header)[at]
        return receipt

    def _block_receipts(self, block: Any) -> list[dict[str, Any]] | None:
        if isinstance(block, str) and len(block) == 66:
            block = {"blockHash": block}
        return self._receipts_of(self._header(block))

    def _receipts_of(self, header: BlockHeaderAPI) -> list[dict[str, Any]]:
        return [
            {**receipt, "logs": [copy_of_log(log) for log in receipt["logs"]]}
            for receipt in self._receipts_at_hand(header)
        ]

    def _receipts_at_hand(self, header: BlockHeaderAPI) -> list[dict[str, Any]]:
        """As they are shown, made once for a block; who is given them is given copies."""
        shown = self._shown_receipts.get(header.hash)
        if shown is None:
            shown = self._shown_receipts[header.hash] = shown_receipts(header, *self._whole(header))
            if len(self._shown_receipts) > _BLOCKS_AT_HAND:
                self._shown_receipts.popitem(last=False)
        return shown

    def _logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        if "blockHash" in wanted:
            headers = [self._header({"blockHash": wanted["blockHash"]})]
        else:
            first = self._header(wanted.get("fromBlock", "latest")).block_number
            last = min(
                as_quantity(wanted["toBlock"])
                if str(wanted.get("toBlock", "latest")).startswith("0x")
                else self._header(wanted.get("toBlock", "latest")).block_number,
                self._latest().block_number,
            )
            headers = [self._numbered(number) for number in range(first, last + 1)]
        addresses = wanted.get("address")
        if isinstance(addresses, str):
            addresses = [addresses]
        places = {a.lower() for a in addresses} if addresses else None
        topics = [
            None if t is None else {t.lower()} if isinstance(t, str) else {x.lower() for x in t}
            for t in wanted.get("topics") or []
        ]
        sought = [[bloom_bits(as_data(one)) for one in each] for each in (places, *topics) if each]
        return [
            copy_of_log(log)
            for header in headers
            if header.bloom
            and all(any(header.bloom & bits == bits for bits in each) for each in sought)
            for receipt in self._receipts_at_hand(header)
            for log in receipt["logs"]
            if (places is None or log["address"].lower() in places) and _matches(log, topics)
        ]

    def _through_eth_tester(self, method: str, params: list[Any]) -> Any:
        if self._journal is not None:
            # eth-tester could make blocks behind the journal's back
            raise RpcError(f"{method} is not offered by a chain that is kept on disk", -32601)
        if self._provider is None:
            from eth_tester import EthereumTester  # noqa: PLC0415 - slow to import, rarely needed
            from web3 import EthereumTesterProvider, Web3  # noqa: PLC0415

            self._provider = Web3(EthereumTesterProvider(EthereumTester(self.backend)))
        try:
            return self._provider.manager.request_blocking(method, params)
        except Exception as problem:
            raise RpcError(f"{method}: {problem}", -32601) from problem


class _Burst:
    """Transactions run on top of one another, not yet a block."""

    def __init__(self, chain: Any) -> None:
        self.vm: VirtualMachineAPI = chain.get_vm(chain.header)
        self.header: BlockHeaderAPI = chain.header
        self.transactions: list[SignedTransactionAPI] = []
        self.receipts: list[ReceiptAPI] = []

    def has_room(self, transaction: SignedTransactionAPI) -> bool:
        """Whether it fits; a block of its own must do for what fits in none."""
        return not self.transactions or (
            len(self.transactions) < _BURST
            and self.header.gas_used + transaction.gas <= self.header.gas_limit
        )

    def add(self, transaction: SignedTransactionAPI) -> ComputationAPI:
        """Run it.

        Raises:
            ValidationError: py-evm's; nothing was changed.
        """
        receipt, computation = self.vm.apply_transaction(self.header, transaction)
        self._keep(transaction, receipt)
        return computation

    def add_if_accepted(self, transaction: SignedTransactionAPI) -> ComputationAPI:
        """Run it, and undo it where it fails.

        Raises:
            ValidationError: py-evm's; nothing was changed.
        """
        vm = self.vm
        # as `VM.apply_transaction` has it, with a place to go back to
        vm.validate_transaction_against_header(self.header, transaction)
        vm.state.lock_changes()
        before = vm.state.snapshot()
        computation = vm.state.apply_transaction(transaction)
        if computation.is_error:
            vm.state.revert(before)
            return computation
        receipt = vm.make_receipt(self.header, transaction, computation, vm.state)
        vm.validate_receipt(receipt)
        self._keep(transaction, receipt)
        return computation

    def _keep(self, transaction: SignedTransactionAPI, receipt: ReceiptAPI) -> None:
        header = self.vm.add_receipt_to_header(self.header, receipt)
        self.header = self.vm.increment_blob_gas_used(header, transaction)
        self.transactions.append(transaction)
        self.receipts.append(receipt)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Bytes run on the block that was to follow, and not sent yet."""

    raws: list[bytes]
    on: BlockHeaderAPI
    burst: _Burst


def _refusal(
    transaction: SignedTransactionAPI, expected: int, problem: ValidationError
) -> RpcError:
    """The refusal in the words that nodes use, so that one reader understands them all."""
    if transaction.nonce != expected:
        kind = "too low" if transaction.nonce < expected else "too high"
        return RpcError(f"nonce {kind}: next {expected}, given {transaction.nonce}")
    return RpcError(_words(problem))


def _raise_refusal(computation: ComputationAPI) -> None:
    if not computation.is_error:
        return
    if isinstance(computation.error, Revert):
        raise RpcError("execution reverted", _REVERTED, bytes(computation.output))
    raise RpcError(f"execution failed: {computation.error!r}")


def _words(problem: Exception) -> str:
    return str(problem) or type(problem).__name__


def _matches(log: dict[str, Any], topics: list[set[str] | None]) -> bool:
    have = log["topics"]
    return len(topics) <= len(have) and all(
        wanted is None or topic in wanted for wanted, topic in zip(topics, have, strict=False)
    )
