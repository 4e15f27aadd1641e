"""Sends acts, asks views, reads events: thin over an engine's JSON-RPC.

Every act is tried by `eth_call` first, so that a refusal costs nothing and arrives decoded.
Nonce, gas and fees are always explicit, as permissioned networks require.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from dhow.errors import DhowError, EnvironmentProblemError
from dhow.ledger.abi import Decoder, Refusal
from dhow.ledger.compiler.artifacts import Artifact
from dhow.ledger.contract import constructor_arguments
from dhow.ledger.engines.base import Engine, RpcError, SendsIfAccepted
from dhow.ledger.signing import Signer
from dhow.ledger.types import ZERO_ADDRESS, Act, Address, Log, Receipt, View

GAS_PER_TRANSACTION = 15_000_000  # of the 30 million of a block: gas is free on our own engines
_GAS_MARGIN = 5  # where gas is paid for, a fifth more than the estimate
_WAIT_SECONDS = 120.0
_REVERTED = 3

Result = TypeVar("Result")


class TransactionError(EnvironmentProblemError):
    """A transaction was not accepted, not mined in time, or failed without a reason."""


class BlockReplaced(TransactionError):
    """The chain replaced the block a transaction was in: it comes in another, or is refused."""


class LedgerClient:
    """One chain, many signers. Thread-safe: one act at a time for each signing key."""

    def __init__(self, engine: Engine, decoder: Decoder | None = None) -> None:
        """Talk to an engine; `decoder` knows the contracts' events and errors."""
        self.engine = engine
        self.decoder = decoder or Decoder()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._locks_lock = threading.Lock()

    # ------------------------------------------------------------- reading

    def call(
        self,
        view: View[Result],
        *,
        sender: str = ZERO_ADDRESS,
        block: int | str = "latest",
        at_next_block: bool = False,
    ) -> Result:
        """What a view says, at a block (the latest where none is given).

        Args:
            sender: who asks.
            at_next_block: at the time of the next block, where an act sent now would stand.

        Raises:
            Refusal: the contract refused to answer.
        """
        tag = block if isinstance(block, str) else hex(block)
        request = {"from": sender, "to": view.target, "data": "0x" + view.calldata.hex()}
        time_now = None
        if at_next_block:
            time_now = self.engine.next_time()
        elif self.engine.controls_time and block == "latest":
            time_now = self.engine.now()
        returned = self._ask(request, view.name, tag, time_now)
        return self._decoded(view, returned)

    def block_number(self) -> int:
        """Number of the latest block."""
        return int(self.engine.rpc("eth_blockNumber", []), 16)

    def events(
        self,
        from_block: int = 0,
        to_block: int | None = None,
        *,
        contracts: Sequence[str] = (),
        first_indexed: Sequence[bytes] = (),
    ) -> tuple[Log, ...]:
        """Events of a range of blocks, both ends in, in the order they happened.

        Args:
            contracts: only those emitted by these addresses; all where empty.
            first_indexed: only those whose first indexed value (32 bytes) is one of these; all
                where empty.
        """
        wanted: dict[str, Any] = {
            "fromBlock": hex(from_block),
            "toBlock": "latest" if to_block is None else hex(to_block),
        }
        if contracts:
            wanted["address"] = list(contracts)
        if first_indexed:
            wanted["topics"] = [None, ["0x" + value.hex() for value in first_indexed]]
        return self._logs(self.engine.rpc("eth_getLogs", [wanted]))

    def code(self, address: str) -> bytes:
        """Deployed code at an address; empty where there is none."""
        return bytes.fromhex(self.engine.rpc("eth_getCode", [address, "latest"])[2:])

    # ------------------------------------------------------------- sending
    # Where a database keeps an outbox for a key, `dhow.ledger.sending` sends with it, and only it:
    # what is sent here takes its nonce from the node and is on no record.

    def send(self, act: Act[Result], signer: Signer) -> Receipt[Result]:
        """Sign and send an act, and wait for its block.

        Raises:
            Refusal: the contract refuses it; nothing was sent.
            TransactionError: the node did not take it.
        """
        request = {"to": act.target, "data": act.calldata}
        receipt, returned = self._transact(request, signer, act.name)
        return self._receipt(receipt, self._decoded(act, returned))

    def create(
        self, artifact: Artifact, signer: Signer, *args: Any, **kwargs: Any
    ) -> Receipt[None]:
        """Deploy a contract; its address is `receipt.created`.

        Raises:
            Refusal: the constructor refuses.
            TypeError, ValueError: wrong constructor arguments.
        """
        if not artifact.deployable:
            raise TypeError(f"{artifact.name} is abstract or an interface: it cannot be deployed")
        data = artifact.bytecode + constructor_arguments(artifact.abi, args, kwargs)
        # no trial: it would cost as much again, and a constructor that refuses is rare
        what = f"deployment of {artifact.name}"
        receipt, _ = self._transact({"data": data}, signer, what, tried=False)
        return self._receipt(receipt, None)

    def trial(self, act: Act[Result], sender: str) -> Result:
        """What an act would return if `sender` sent it now; changes nothing.

        Raises:
            Refusal: it would be refused.
        """
        return self._decoded(act, self.tried(act, sender))

    # ----------------------------------------------- what the outbox asks

    def tried(self, act: Act[Any], sender: str, *, gas: int | None = None) -> bytes:
        """As `trial`, undecoded; with no more gas than said."""
        request = {"from": sender, "to": act.target, "data": "0x" + act.calldata.hex()}
        if gas is not None:
            request["gas"] = hex(gas)
        return self._ask(request, act.name, "latest", self.engine.next_time())

    def refusal_in(self, problem: RpcError, act: Act[Any]) -> Refusal | None:
        """What the contract said to an act, in words; None where the node's words are not its."""
        return self._refusal(problem, act.target, act.name)

    def gas_for(self, act: Act[Any], sender: str) -> int:
        """Gas to allow an act: by estimate where gas is paid for."""
        return self._gas({"from": sender, "to": act.target, "data": "0x" + act.calldata.hex()})

    def receipt_of(
        self,
        transaction_hash: str,
        act: Act[Result],
        sender: str,
        returned: bytes | None,
        *,
        found: tuple[dict[str, Any], int] | None = None,
    ) -> Receipt[Result]:
        """The receipt of an act that is in a block.

        Args:
            returned: what its trial returned; None where there was none, then the act is tried
                once more as things stood before its block.
            found: receipt and block time, where they are at hand.

        Raises:
            BlockReplaced: it is in no block any more.
        """
        if found is None:
            receipt = self.engine.rpc("eth_getTransactionReceipt", [transaction_hash])
            if receipt is None:
                raise BlockReplaced(
                    f"{act.name}: transaction {transaction_hash} is in no block any more; ask again"
                )
            time = self._time_of(receipt["blockNumber"])
        else:
            receipt, time = found
        if returned is not None:
            return self._receipt(receipt, self._decoded(act, returned), time)
        request = {"from": sender, "to": act.target, "data": "0x" + act.calldata.hex()}
        before = hex(int(receipt["blockNumber"], 16) - 1)
        at_time = time if self.engine.controls_time else None
        result: Any = None
        with suppress(Refusal, DhowError):
            result = self._decoded(act, self._ask(request, act.name, before, at_time))
        return self._receipt(receipt, result, time)

    def why_refused(self, target: str, calldata: bytes, sender: str, block: int) -> bytes | None:
        """Revert data of a call that failed in this block; None where it gives no reason.

        The call is made again as things stand after the block, then as they stood before it.
        """
        request = {"from": sender, "to": target, "data": "0x" + calldata.hex()}
        time = self._time_of(hex(block)) if self.engine.controls_time else None
        for number in (block, block - 1):
            try:
                self._ask_plainly(request, hex(number), time)
            except RpcError as problem:
                if problem.code == _REVERTED or problem.data:
                    return problem.data
        return None

    def _time_of(self, block: str) -> int:
        header = self.engine.rpc("eth_getBlockByNumber", [block, False])
        if header is None:
            raise BlockReplaced(f"the chain ends before block {int(block, 16)} now; ask again")
        return int(header["timestamp"], 16)

    # ------------------------------------------------------------ the inside

    def _decoded(self, asked: Act[Result] | View[Result], returned: bytes) -> Result:
        try:
            return asked.decode(returned)
        except Exception as problem:
            if not returned and not self.code(asked.target):
                raise DhowError(
                    f"no contract at {asked.target} on chain {self.engine.chain_id}: "
                    f"{asked.name} cannot be asked; is this the chain it was deployed on?"
                ) from problem
            raise DhowError(
                f"{asked.name} at {asked.target} answered something else than its ABI says: "
                f"{problem}; were the contracts changed since they were deployed?"
            ) from problem

    def _ask(self, request: Mapping[str, Any], name: str, tag: str, at_time: int | None) -> bytes:
        try:
            return self._ask_plainly(request, tag, at_time)
        except RpcError as problem:
            if (refusal := self._refusal(problem, request.get("to"), name)) is not None:
                raise refusal from None
            raise

    def _refusal(self, problem: RpcError, target: str | None, name: str) -> Refusal | None:
        if problem.code != _REVERTED and not problem.data:
            return None
        return self.decoder.refusal(problem.data, Address(target or ZERO_ADDRESS), name)

    def _ask_plainly(self, request: Mapping[str, Any], tag: str, at_time: int | None) -> bytes:
        # a call is judged at the time it would be judged in its block, not at the last block's
        time_override = [] if at_time is None else [{}, {"time": hex(at_time)}]
        returned = self.engine.rpc("eth_call", [dict(request), tag, *time_override])
        return bytes.fromhex(returned[2:])

    def _transact(
        self, request: dict[str, Any], signer: Signer, name: str, *, tried: bool = True
    ) -> tuple[dict[str, Any], bytes]:
        with self._lock_of(signer.address):
            asked = {"from": signer.address, "data": "0x" + request["data"].hex()}
            if "to" in request:
                asked["to"] = request["to"]
            trial = dict(asked)
            if self.engine.free_of_charge:
                trial["gas"] = hex(GAS_PER_TRANSACTION)
            returned = b""
            if tried and not isinstance(self.engine, SendsIfAccepted):
                returned = self._ask(trial, name, "latest", self.engine.next_time())
            fee, tip = self._fees(signer.address)
            raw = signer.sign_transaction(
                {
                    "type": 2,
                    "chainId": self.engine.chain_id,
                    "nonce": self._nonce(signer.address),
                    "gas": self._gas(asked),
                    "maxFeePerGas": fee,
                    "maxPriorityFeePerGas": tip,
                    "value": 0,
                    **request,
                }
            )
            try:
                if isinstance(self.engine, SendsIfAccepted):
                    tx_hash, returned = self.engine.send_if_accepted(raw)
                else:
                    tx_hash = self.engine.rpc("eth_sendRawTransaction", ["0x" + raw.hex()])
            except RpcError as problem:
                if problem.code == _REVERTED:
                    target = Address(request.get("to", ZERO_ADDRESS))
                    raise self.decoder.refusal(problem.data, target, name) from None
                raise TransactionError(
                    f"{name} was not accepted: {problem}{self._if_unfunded(signer.address)}"
                ) from problem
            receipt = self._wait(tx_hash, name)
        if receipt["status"] != "0x1":
            # the ledger moved between trial and block: ask again for the reason
            self._ask(trial, name, receipt["blockNumber"], None)
            raise TransactionError(
                f"{name} failed in transaction {tx_hash} and gives no reason; "
                f"gas used {int(receipt['gasUsed'], 16):,}"
            )
        return receipt, returned

    def _lock_of(self, address: str) -> threading.Lock:
        with self._locks_lock:
            return self._locks[address]

    def _nonce(self, address: str) -> int:
        return int(self.engine.rpc("eth_getTransactionCount", [address, "pending"]), 16)

    def _gas(self, asked: dict[str, Any]) -> int:
        if self.engine.free_of_charge:
            return GAS_PER_TRANSACTION
        estimate = int(self.engine.rpc("eth_estimateGas", [asked]), 16)
        return estimate + estimate // _GAS_MARGIN

    def _fees(self, sender: str) -> tuple[int, int]:
        if self.engine.free_of_charge:
            return 0, 0
        block = self.engine.rpc("eth_getBlockByNumber", ["latest", False])
        base = int(block.get("baseFeePerGas") or "0x0", 16)
        if base == 0 and self._balance(sender) == 0:
            return 0, 0  # a permissioned network: gas is free, and accounts hold no coin
        tip = int(self.engine.rpc("eth_gasPrice", []), 16) - base
        tip = max(tip, 0)
        return 2 * base + tip, tip

    def _balance(self, address: str) -> int:
        return int(self.engine.rpc("eth_getBalance", [address, "latest"]), 16)

    def _if_unfunded(self, address: str) -> str:
        """What to do where the sender holds no coin on a chain whose gas costs some."""
        if self.engine.free_of_charge or self._balance(address):
            return ""
        return (
            f". {address} holds no coin on chain {self.engine.chain_id} to pay for gas: fund it, "
            "or use a chain where gas is free"
        )

    def _wait(self, tx_hash: str, name: str) -> dict[str, Any]:
        deadline = time.monotonic() + _WAIT_SECONDS
        pause = 0.001
        while True:
            receipt: dict[str, Any] | None = self.engine.rpc("eth_getTransactionReceipt", [tx_hash])
            if receipt is not None:
                return receipt
            if time.monotonic() > deadline:
                raise TransactionError(
                    f"{name}: transaction {tx_hash} is in no block after {_WAIT_SECONDS:.0f} s; "
                    "it may still come: look for it before sending it again"
                )
            time.sleep(pause)
            pause = min(pause * 2, 0.5)

    def _receipt(
        self, receipt: dict[str, Any], result: Result, time: int | None = None
    ) -> Receipt[Result]:
        created = receipt.get("contractAddress")
        return Receipt(
            transaction_hash=receipt["transactionHash"],
            block_number=int(receipt["blockNumber"], 16),
            timestamp=self._time_of(receipt["blockNumber"]) if time is None else time,
            gas_used=int(receipt["gasUsed"], 16),
            events=self._logs(receipt["logs"]),
            created=_checksummed(created) if created else None,
            result=result,
            block_hash=receipt["blockHash"],
        )

    def _logs(self, logs: list[dict[str, Any]]) -> tuple[Log, ...]:
        found = []
        for log in logs:
            topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
            event = self.decoder.event(topics, bytes.fromhex(log["data"][2:]))
            if event is not None:
                found.append(
                    Log(
                        contract=_checksummed(log["address"]),
                        block_number=int(log["blockNumber"], 16),
                        transaction_hash=log["transactionHash"],
                        log_index=int(log["logIndex"], 16),
                        event=event,
                    )
                )
        return tuple(found)


def _checksummed(address: str) -> Address:
    from eth_utils.address import to_checksum_address  # noqa: PLC0415

    return Address(to_checksum_address(address))


__all__ = ["BlockReplaced", "LedgerClient", "Refusal", "TransactionError"]
