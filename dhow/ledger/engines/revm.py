"""revm behind the interface of engines: for fuzzing and dry runs only, never for a network.

An extra (`fuzzing`): results, refusals and events are those of the other engines, many times
faster. What it is not, and why no network is served from it:

- gas is not right. A slot or account that was touched once stays warm, in later transactions too,
  and a slot written twice costs as if both were one transaction's; `dhow bench revm` says how far
  that is off, act by act;
- blocks have no state root, and nothing is kept.

pyrevm's `commit` would cool the slots, but no call can follow it (0.3.7), so it is never called:
the whole chain is one journal, which is also what lets it be taken back.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from dhow.errors import BadInputError
from dhow.ledger.engines.base import (
    BLOCK_GAS_LIMIT,
    DEFAULT_GENESIS_TIME,
    DEVELOPMENT_CHAIN_ID,
    Closing,
    EngineError,
    RpcError,
    TimeControlError,
)

if TYPE_CHECKING:
    import pyrevm

_REVERTED: Final = 3
_NO_METHOD: Final = -32601
_ZERO_ADDRESS: Final = "0x" + "00" * 20
_FAILED: Final = re.compile(
    r"^(?:Revert \{ gas_used: (\d+), output: 0x([0-9a-f]*) \}"
    r"|Halt \{ reason: (.+), gas_used: (\d+) \})$"
)


@dataclass(frozen=True, slots=True)
class _Transaction:
    hash: str
    sender: str
    to: str | None
    nonce: int
    gas: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Ran:
    """What became of a call: `refusal` is None where it went well."""

    gas: int
    returned: bytes = b""
    created: str | None = None
    logs: tuple[dict[str, Any], ...] = ()
    refusal: RpcError | None = None


@dataclass(frozen=True, slots=True)
class _Snapshot:
    checkpoint: "pyrevm.JournalCheckpoint"
    blocks: int
    nonces: dict[str, int]
    set_to: int | None


class RevmEngine(Closing):
    """A chain in revm, one block a transaction. Thread-safe: one request at a time."""

    name = "revm"
    controls_time = True
    free_of_charge = True

    def __init__(
        self,
        *,
        genesis_time: int = DEFAULT_GENESIS_TIME,
        chain_id: int = DEVELOPMENT_CHAIN_ID,
    ) -> None:
        """Start an empty chain.

        Raises:
            EngineError: pyrevm is not installed.
        """
        try:
            import pyrevm  # noqa: PLC0415 - of an extra
        except ImportError:
            raise EngineError(
                "revm needs the extra `fuzzing` (pyrevm). Install it into this environment, or use "
                "the embedded chain."
            ) from None
        self.chain_id = chain_id
        self._lock = threading.RLock()
        self._revm = pyrevm
        self._blocks: list[dict[str, Any]] = []
        self._receipts: dict[str, dict[str, Any]] = {}
        self._nonces: dict[str, int] = {}
        self._snapshots: dict[str, _Snapshot] = {}
        self._set_to: int | None = None
        self._evm = pyrevm.EVM(
            env=pyrevm.Env(
                cfg=pyrevm.CfgEnv(chain_id=chain_id), block=self._environment(0, genesis_time)
            ),
            gas_limit=BLOCK_GAS_LIMIT,
            spec_id="CANCUN",
        )
        self._add_block(genesis_time, [])
        self._methods: dict[str, Callable[..., Any]] = {
            "eth_blockNumber": lambda: hex(len(self._blocks) - 1),
            "eth_call": self._call,
            "eth_chainId": lambda: hex(self.chain_id),
            "eth_getBalance": lambda address, _: hex(self._evm.get_balance(address)),
            "eth_getBlockByNumber": lambda block, _: self._block(block),
            "eth_getBlockReceipts": self._receipts_of,
            "eth_getCode": self._code,
            "eth_getLogs": self._logs,
            "eth_getTransactionCount": lambda address, _: hex(self._nonces.get(address.lower(), 0)),
            "eth_getTransactionReceipt": self._receipts.get,
            "eth_sendRawTransaction": lambda raw: self._send(bytes.fromhex(raw[2:]))[0],
        }

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request; the newest state only, and none of an eth_call's overrides."""
        if method not in self._methods:
            raise RpcError(f"revm here has no method {method}; use the embedded chain", _NO_METHOD)
        with self._lock:
            return self._methods[method](*params)

    def send_if_accepted(self, raw: bytes) -> tuple[str, bytes]:
        """Run a transaction once; it is kept only where the contract accepts it."""
        with self._lock:
            return self._send(raw, only_if_accepted=True)

    def now(self) -> int:
        """Time of the latest block, or as set for the next."""
        return self._latest_time() if self._set_to is None else self._set_to

    def next_time(self) -> int:
        """Time that the next block will bear."""
        return self._latest_time() + 1 if self._set_to is None else self._set_to

    def set_time(self, unix: int) -> None:
        """Give the next block this timestamp."""
        if unix <= self._latest_time():
            raise TimeControlError(
                f"the next block cannot be at {unix}: the latest block is at "
                f"{self._latest_time()} and blocks only go forward"
            )
        self._set_to = unix

    def snapshot(self) -> str:
        """Remember state, blocks and clock."""
        with self._lock:
            name = hex(len(self._snapshots) + 1)
            self._snapshots[name] = self._now_as_snapshot()
            return name

    def restore(self, snapshot: str) -> None:
        """Return to a snapshot."""
        with self._lock:
            try:
                kept = self._snapshots[snapshot]
            except KeyError:
                raise BadInputError(f"no snapshot {snapshot} on this engine") from None
            self._evm.revert(kept.checkpoint)
            for block in self._blocks[kept.blocks :]:
                for name in block["transactions"]:
                    del self._receipts[name]
            del self._blocks[kept.blocks :]
            self._nonces = dict(kept.nonces)
            self._set_to = kept.set_to
            number = int(snapshot, 16)
            self._snapshots = {
                name: each for name, each in self._snapshots.items() if int(name, 16) < number
            }
            self._snapshots[snapshot] = self._now_as_snapshot()

    def mine(self) -> None:
        """Make one empty block."""
        with self._lock:
            self._add_block(self.next_time(), [])

    def close(self) -> None:
        """Nothing to let go of: it is all in memory."""

    # ------------------------------------------------------------ the inside

    def _send(self, raw: bytes, *, only_if_accepted: bool = False) -> tuple[str, bytes]:
        sent = _read(raw)
        expected = self._nonces.get(sent.sender, 0)
        if sent.nonce != expected:
            words = "too low" if sent.nonce < expected else "too high"
            raise RpcError(f"nonce {words}: next is {expected}, the transaction has {sent.nonce}")
        before = self._evm.snapshot()
        ran = self._run(sent.sender, sent.to, sent.data, sent.gas, sent.nonce, self.next_time())
        if ran.refusal is not None and only_if_accepted:
            self._evm.revert(before)
            raise ran.refusal
        self._nonces[sent.sender] = sent.nonce + 1
        self._add_block(self.next_time(), [(sent, ran)])
        return sent.hash, ran.returned

    def _run(
        self, sender: str, to: str | None, data: bytes, gas: int, nonce: int, at_time: int
    ) -> _Ran:
        self._evm.set_block_env(self._environment(len(self._blocks), at_time))
        self._evm.reset_transient_storage()
        returned, created = b"", None
        try:
            if to is None:
                # revm counts creations only, so the nonce that an address hangs on is told to it
                self._evm.insert_account_info(sender, self._revm.AccountInfo(nonce=nonce))
                created = to_checksum_address(self._evm.deploy(sender, data, gas=gas))
            else:
                returned = bytes(self._evm.message_call(sender, to, calldata=data, gas=gas))
        except RuntimeError as problem:
            return _failed(problem)
        result = self._evm.result
        if result is None:
            raise EngineError("revm ran a transaction and has no result of it")
        logs = tuple(
            {
                "address": log.address,
                "topics": list(log.topics),
                "data": "0x" + log.data[1].hex(),
            }
            for log in result.logs
        )
        return _Ran(result.gas_used, returned, created, logs)

    def _call(self, request: dict[str, Any], _block: Any = "latest", *overrides: Any) -> str:
        at_time = self.next_time()
        if len(overrides) > 1:
            at_time = int(overrides[1]["time"], 16)
        sender = str(request.get("from", _ZERO_ADDRESS)).lower()
        gas = int(request["gas"], 16) if "gas" in request else BLOCK_GAS_LIMIT
        before = self._evm.snapshot()
        try:
            ran = self._run(
                sender,
                request["to"],
                bytes.fromhex(request.get("data", "0x")[2:]),
                gas,
                self._nonces.get(sender, 0),
                at_time,
            )
        finally:
            self._evm.revert(before)
        if ran.refusal is not None:
            raise ran.refusal
        return "0x" + ran.returned.hex()

    def _add_block(self, timestamp: int, ran: list[tuple[_Transaction, _Ran]]) -> None:
        number = len(self._blocks)
        parent = self._blocks[-1]["hash"] if self._blocks else "0x" + "00" * 32
        names = [sent.hash for sent, _ in ran]
        told = "|".join([parent, str(number), str(timestamp), *names])
        block = {
            "number": hex(number),
            "hash": "0x" + keccak(text=told).hex(),
            "parentHash": parent,
            "timestamp": hex(timestamp),
            "gasLimit": hex(BLOCK_GAS_LIMIT),
            "baseFeePerGas": "0x0",
            "transactions": names,
        }
        self._blocks.append(block)
        self._set_to = None
        for at, (sent, done) in enumerate(ran):
            where = {
                "transactionHash": sent.hash,
                "transactionIndex": hex(at),
                "blockHash": block["hash"],
                "blockNumber": block["number"],
            }
            self._receipts[sent.hash] = {
                **where,
                "from": to_checksum_address(sent.sender),
                "to": to_checksum_address(sent.to) if sent.to else None,
                "contractAddress": done.created,
                "status": "0x0" if done.refusal else "0x1",
                "gasUsed": hex(done.gas),
                "logs": [
                    {**log, **where, "logIndex": hex(place)} for place, log in enumerate(done.logs)
                ],
            }

    def _block(self, block: str) -> dict[str, Any] | None:
        number = len(self._blocks) - 1 if not block.startswith("0x") else int(block, 16)
        return dict(self._blocks[number]) if number < len(self._blocks) else None

    def _receipts_of(self, block: str) -> list[dict[str, Any]] | None:
        found = self._block(block)
        return None if found is None else [self._receipts[each] for each in found["transactions"]]

    def _code(self, address: str, _block: str) -> str:
        return "0x" + bytes(self._evm.get_code(address) or b"").rstrip(b"\0").hex()

    def _logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        if wanted.get("topics"):
            raise RpcError("revm here finds logs by block and address only", _NO_METHOD)
        last = len(self._blocks) - 1
        first = int(wanted["fromBlock"], 16)
        to = last if wanted["toBlock"] == "latest" else int(wanted["toBlock"], 16)
        addresses = {each.lower() for each in wanted.get("address", ())}
        return [
            log
            for block in self._blocks[first : to + 1]
            for name in block["transactions"]
            for log in self._receipts[name]["logs"]
            if not addresses or log["address"].lower() in addresses
        ]

    def _environment(self, number: int, timestamp: int) -> "pyrevm.BlockEnv":
        return self._revm.BlockEnv(
            number=number,
            timestamp=timestamp,
            basefee=0,
            gas_limit=BLOCK_GAS_LIMIT,
            prevrandao=bytes(32),
            excess_blob_gas=0,
        )

    def _latest_time(self) -> int:
        return int(self._blocks[-1]["timestamp"], 16)

    def _now_as_snapshot(self) -> _Snapshot:
        return _Snapshot(self._evm.snapshot(), len(self._blocks), dict(self._nonces), self._set_to)


def _read(raw: bytes) -> _Transaction:
    """A signed transaction of type 2, the only one that our signers make."""
    # these take a tenth of a second to import
    from eth_account import Account  # noqa: PLC0415
    from eth_account.typed_transactions.typed_transaction import TypedTransaction  # noqa: PLC0415
    from hexbytes import HexBytes  # noqa: PLC0415

    if raw[:1] != b"\x02":
        raise RpcError("revm here takes transactions of type 2 (EIP-1559) only")
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    to = bytes(fields["to"])
    return _Transaction(
        hash="0x" + keccak(raw).hex(),
        sender=str(Account.recover_transaction(raw)).lower(),
        to="0x" + to.hex() if to else None,
        nonce=int(fields["nonce"]),
        gas=int(fields["gas"]),
        data=bytes(fields["data"]),
    )


def _failed(problem: RuntimeError) -> _Ran:
    """pyrevm tells a refusal as the text of an exception; anything else is its own fault."""
    told = _FAILED.match(str(problem))
    if told is None:
        raise EngineError(f"revm stopped: {problem}") from problem
    if told[3] is not None:
        return _Ran(int(told[4]), refusal=RpcError(f"execution stopped: {told[3]}"))
    reason = bytes.fromhex(told[2])
    return _Ran(int(told[1]), refusal=RpcError("execution reverted", _REVERTED, reason))
