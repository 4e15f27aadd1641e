"""The embedded engine: eth-tester's py-evm chain in this process, Cancun rules.

Answers the JSON-RPC methods of hot paths straight from py-evm's own index; eth-tester's are linear
scans over the chain. Everything else goes through eth-tester and web3's provider for it.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Never, Self, cast

from eth.abc import (
    BlockAPI,
    BlockHeaderAPI,
    ComputationAPI,
    LogAPI,
    ReceiptAPI,
    SignedTransactionAPI,
)
from eth.db.backends.memory import MemoryDB
from eth.exceptions import HeaderNotFound, Revert, TransactionNotFound
from eth.vm.forks.cancun import CancunVM
from eth.vm.spoof import SpoofTransaction
from eth_tester.backends.pyevm.main import PyEVMBackend
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from dhow.errors import BadInputError
from dhow.ledger.engines.base import (
    BLOCK_GAS_LIMIT,
    DEFAULT_GENESIS_TIME,
    DEVELOPMENT_CHAIN_ID,
    RpcError,
    TimeControlError,
)

_BALANCE = 10**24
_REVERTED = 3  # JSON-RPC error code that nodes give for a reverted call
_ZERO_ADDRESS = bytes(20)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    number: int
    rows: dict[bytes, bytes]
    header: BlockHeaderAPI
    set_to: int | None


class EmbeddedEngine:
    """A whole chain in memory. Thread-safe: one request at a time."""

    name = "embedded"
    controls_time = True
    free_of_charge = True

    def __init__(
        self,
        *,
        funded: Iterable[str] = (),
        genesis_time: int = DEFAULT_GENESIS_TIME,
        chain_id: int = DEVELOPMENT_CHAIN_ID,
        gas_limit: int = BLOCK_GAS_LIMIT,
    ) -> None:
        """Start a chain.

        Args:
            funded: addresses that hold native coin from the first block (gas is free; only
                payments in native coin, which dhow does not make, need it).
            genesis_time: unix seconds of block 0.
            chain_id: as signed into transactions and typed data.
            gas_limit: of every block.
        """
        self.chain_id = chain_id
        self._lock = threading.RLock()
        self._set_to: int | None = None
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
            vm_configuration=((0, CancunVM),),
        )
        type(self.backend.chain).chain_id = chain_id
        self.backend.chain = self.backend.chain.from_genesis_header(
            self.backend.chain.chaindb.db, self.backend.chain.get_canonical_head()
        )
        self._provider: Any = None
        self._blocks: dict[bytes, tuple[BlockAPI, tuple[ReceiptAPI, ...]]] = {}
        self._open_next_block()
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
            "evm_setNextBlockTimestamp": lambda t: self.set_time(_quantity(t)),
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
            self._set_to = unix
            self.backend.chain.set_header_timestamp(unix)

    def snapshot(self) -> str:
        """Remember state, blocks and clock."""
        with self._lock:
            number = len(self._snapshots) + 1
            self._snapshots[hex(number)] = _Snapshot(
                number, dict(self._rows()), self.backend.chain.header, self._set_to
            )
            return hex(number)

    def restore(self, snapshot: str) -> None:
        """Return to a snapshot."""
        with self._lock:
            try:
                kept = self._snapshots[snapshot]
            except KeyError:
                raise BadInputError(f"no snapshot {snapshot} on this engine") from None
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
        """Forget the chain."""
        self._snapshots.clear()
        self._blocks.clear()

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

    # ------------------------------------------------------------ the chain

    def mine_transactions(
        self, transactions: tuple[SignedTransactionAPI, ...]
    ) -> tuple[ComputationAPI, ...]:
        """One block with these transactions, in order: the fast way for many."""
        with self._lock:
            _, _, computations = self.backend.chain.mine_all(transactions)
            self._set_to = None
            self._open_next_block()
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
            block = vm.set_block_transactions_and_withdrawals(
                vm.get_block(), header, (transaction,), receipts
            )
            mined = vm.mine_block(block).block
            chain.persist_block(mined)
            chain.header = chain.create_header_from_parent(mined.header)
            self._set_to = None
            self._open_next_block()
            return _hex(transaction.hash), bytes(computation.output)

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
                    BlockHeaderAPI, chain.get_block_header_by_hash(_data(block["blockHash"]))
                )
            block = block.get("blockNumber", "latest")
        if block in ("latest", "pending", "safe", "finalized"):
            return self._latest()
        number = 0 if block == "earliest" else _quantity(block)
        if number > self._latest().block_number:
            raise HeaderNotFound(f"no block {number}")
        return cast(BlockHeaderAPI, chain.get_canonical_block_header_by_number(number))

    def _whole(self, header: BlockHeaderAPI) -> tuple[BlockAPI, tuple[ReceiptAPI, ...]]:
        kept = self._blocks.get(header.hash)
        if kept is None:
            block = self.backend.chain.get_block_by_header(header)
            kept = self._blocks[header.hash] = (
                block,
                tuple(block.get_receipts(self.backend.chain.chaindb)),
            )
        return kept

    # -------------------------------------------------------------- handlers

    def _state(self, block: Any) -> Any:
        return self.backend.chain.get_vm(at_header=self._header(block)).state

    def _nonce(self, address: str, block: Any = "latest") -> str:
        return hex(self._state(block).get_nonce(_data(address)))

    def _balance(self, address: str, block: Any = "latest") -> str:
        return hex(self._state(block).get_balance(_data(address)))

    def _code(self, address: str, block: Any = "latest") -> str:
        return _hex(self._state(block).get_code(_data(address)))

    def _storage(self, address: str, slot: str, block: Any = "latest") -> str:
        value = self._state(block).get_storage(_data(address), _quantity(slot))
        return f"0x{value:064x}"

    def _send(self, raw: str) -> str:
        transaction = self._parsed(_data(raw))
        header = self.backend.chain.header
        try:
            self.mine_transactions((transaction,))
        except ValidationError as problem:
            self.backend.chain.header = header
            self._refuse(transaction, problem)
        return _hex(transaction.hash)

    def _parsed(self, raw: bytes) -> SignedTransactionAPI:
        try:
            builder = self.backend.chain.get_vm().get_transaction_builder()
            return cast(SignedTransactionAPI, builder.decode(raw))
        except Exception as problem:
            raise RpcError(f"not a transaction: {problem}") from problem

    def _refuse(self, transaction: SignedTransactionAPI, problem: ValidationError) -> Never:
        # in the words that nodes use, so that one reader understands them all
        expected = self._state("latest").get_nonce(transaction.sender)
        if transaction.nonce != expected:
            kind = "too low" if transaction.nonce < expected else "too high"
            raise RpcError(f"nonce {kind}: next {expected}, given {transaction.nonce}") from problem
        raise RpcError(_words(problem)) from problem

    def _spoofed(self, request: dict[str, Any], header: BlockHeaderAPI) -> SpoofTransaction:
        sender = _data(request.get("from") or _hex(_ZERO_ADDRESS))
        vm = self.backend.chain.get_vm(at_header=header)
        unsigned = vm.get_transaction_builder().new_unsigned_dynamic_fee_transaction(
            chain_id=self.chain_id,
            nonce=vm.state.get_nonce(sender),
            max_priority_fee_per_gas=0,
            max_fee_per_gas=header.base_fee_per_gas,
            gas=_quantity(request.get("gas", header.gas_limit)),
            to=_data(request.get("to") or "0x"),
            value=_quantity(request.get("value", "0x0")),
            data=_data(request.get("input") or request.get("data") or "0x"),
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
        header = self._header(block)
        if block in ("latest", "pending") and self._set_to is not None:
            header = header.copy(timestamp=self._set_to)
        if overrides and "time" in overrides:
            header = header.copy(timestamp=_quantity(overrides["time"]))
        vm = self.backend.chain.get_vm(at_header=header)
        computation = vm.state.apply_transaction(self._spoofed(request, header))
        _raise_refusal(computation)
        return _hex(computation.output)

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
        block, _ = self._whole(header)
        return {
            "number": hex(header.block_number),
            "hash": _hex(header.hash),
            "parentHash": _hex(header.parent_hash),
            "timestamp": hex(header.timestamp),
            "gasLimit": hex(header.gas_limit),
            "gasUsed": hex(header.gas_used),
            "baseFeePerGas": hex(header.base_fee_per_gas or 0),
            "miner": to_checksum_address(header.coinbase),
            "stateRoot": _hex(header.state_root),
            "transactionsRoot": _hex(header.transaction_root),
            "receiptsRoot": _hex(header.receipt_root),
            "logsBloom": f"0x{header.bloom:0512x}",
            "sha3Uncles": _hex(header.uncles_hash),
            "mixHash": _hex(header.mix_hash),
            "nonce": _hex(header.nonce),
            "extraData": _hex(header.extra_data),
            "difficulty": hex(header.difficulty),
            "size": hex(0),
            "uncles": [],
            "transactions": [
                self._shown_transaction(header, at, tx) if full else _hex(tx.hash)
                for at, tx in enumerate(block.transactions)
            ],
        }

    def _shown_transaction(
        self, header: BlockHeaderAPI, at: int, tx: SignedTransactionAPI
    ) -> dict[str, Any]:
        return {
            "hash": _hex(tx.hash),
            "blockHash": _hex(header.hash),
            "blockNumber": hex(header.block_number),
            "transactionIndex": hex(at),
            "from": to_checksum_address(tx.sender),
            "to": to_checksum_address(tx.to) if tx.to else None,
            "nonce": hex(tx.nonce),
            "gas": hex(tx.gas),
            "value": hex(tx.value),
            "input": _hex(tx.data),
            "chainId": hex(self.chain_id),
            "type": hex(tx.type_id or 0),
            "gasPrice": hex(header.base_fee_per_gas or 0),
        }

    def _transaction(self, tx_hash: str) -> dict[str, Any] | None:
        chain = self.backend.chain
        number, at = chain.get_canonical_transaction_index(_data(tx_hash))
        header = chain.get_canonical_block_header_by_number(number)
        transaction = self._whole(header)[0].transactions[at]
        return self._shown_transaction(header, at, transaction)

    def _receipt(self, tx_hash: str) -> dict[str, Any] | None:
        chain = self.backend.chain
        number, at = chain.get_canonical_transaction_index(_data(tx_hash))
        header = cast(BlockHeaderAPI, chain.get_canonical_block_header_by_number(number))
        receipt: dict[str, Any] = self._receipts_of(header)[at]
        return receipt

    def _block_receipts(self, block: Any) -> list[dict[str, Any]] | None:
        if isinstance(block, str) and len(block) == 66:
            block = {"blockHash": block}
        return self._receipts_of(self._header(block))

    def _receipts_of(self, header: BlockHeaderAPI) -> list[dict[str, Any]]:
        block, receipts = self._whole(header)
        shown = []
        gas_before = logs_before = 0
        for at, (tx, receipt) in enumerate(zip(block.transactions, receipts, strict=True)):
            created = None
            if not tx.to:
                created = to_checksum_address(
                    keccak(_rlp_address_and_nonce(tx.sender, tx.nonce))[12:]
                )
            shown.append(
                {
                    "transactionHash": _hex(tx.hash),
                    "transactionIndex": hex(at),
                    "blockHash": _hex(header.hash),
                    "blockNumber": hex(header.block_number),
                    "from": to_checksum_address(tx.sender),
                    "to": to_checksum_address(tx.to) if tx.to else None,
                    "contractAddress": created,
                    "status": "0x1" if receipt.state_root == b"\x01" else "0x0",
                    "gasUsed": hex(receipt.gas_used - gas_before),
                    "cumulativeGasUsed": hex(receipt.gas_used),
                    "effectiveGasPrice": hex(header.base_fee_per_gas or 0),
                    "type": hex(tx.type_id or 0),
                    "logsBloom": f"0x{receipt.bloom:0512x}",
                    "logs": [
                        _shown_log(header, at, tx, log, logs_before + place)
                        for place, log in enumerate(receipt.logs)
                    ],
                }
            )
            gas_before = receipt.gas_used
            logs_before += len(receipt.logs)
        return shown

    def _logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        if "blockHash" in wanted:
            headers = [self._header({"blockHash": wanted["blockHash"]})]
        else:
            first = self._header(wanted.get("fromBlock", "latest")).block_number
            last = min(
                _quantity(wanted["toBlock"])
                if str(wanted.get("toBlock", "latest")).startswith("0x")
                else self._header(wanted.get("toBlock", "latest")).block_number,
                self._latest().block_number,
            )
            headers = [self._header(hex(number)) for number in range(first, last + 1)]
        addresses = wanted.get("address")
        if isinstance(addresses, str):
            addresses = [addresses]
        places = {a.lower() for a in addresses} if addresses else None
        topics = [
            None if t is None else {t.lower()} if isinstance(t, str) else {x.lower() for x in t}
            for t in wanted.get("topics") or []
        ]
        return [
            log
            for header in headers
            if header.bloom
            for receipt in self._receipts_of(header)
            for log in receipt["logs"]
            if (places is None or log["address"].lower() in places) and _matches(log, topics)
        ]

    def _through_eth_tester(self, method: str, params: list[Any]) -> Any:
        if self._provider is None:
            from eth_tester import EthereumTester  # noqa: PLC0415 - slow to import, rarely needed
            from web3 import EthereumTesterProvider, Web3  # noqa: PLC0415

            self._provider = Web3(EthereumTesterProvider(EthereumTester(self.backend)))
        try:
            return self._provider.manager.request_blocking(method, params)
        except Exception as problem:
            raise RpcError(f"{method}: {problem}", -32601) from problem


def _raise_refusal(computation: ComputationAPI) -> None:
    if not computation.is_error:
        return
    if isinstance(computation.error, Revert):
        raise RpcError("execution reverted", _REVERTED, bytes(computation.output))
    raise RpcError(f"execution failed: {computation.error!r}")


def _words(problem: Exception) -> str:
    return str(problem) or type(problem).__name__


def _shown_log(
    header: BlockHeaderAPI, at: int, tx: SignedTransactionAPI, log: LogAPI, index: int
) -> dict[str, Any]:
    return {
        "address": to_checksum_address(log.address),
        "topics": [f"0x{topic:064x}" for topic in log.topics],
        "data": _hex(log.data),
        "blockNumber": hex(header.block_number),
        "blockHash": _hex(header.hash),
        "blockTimestamp": hex(header.timestamp),
        "transactionHash": _hex(tx.hash),
        "transactionIndex": hex(at),
        "logIndex": hex(index),
        "removed": False,
    }


def _matches(log: dict[str, Any], topics: list[set[str] | None]) -> bool:
    have = log["topics"]
    return len(topics) <= len(have) and all(
        wanted is None or topic in wanted for wanted, topic in zip(topics, have, strict=False)
    )


def _rlp_address_and_nonce(sender: bytes, nonce: int) -> bytes:
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    short = len(number) == 1 and number[0] < 0x80
    encoded = number if short else bytes([0x80 + len(number)]) + number
    body = b"\x94" + sender + encoded
    return bytes([0xC0 + len(body)]) + body


def _quantity(value: int | str) -> int:
    return value if isinstance(value, int) else int(value, 16)


def _data(value: str) -> bytes:
    return bytes.fromhex(value[2:])


def _hex(value: bytes) -> str:
    return "0x" + bytes(value).hex()
