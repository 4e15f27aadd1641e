"""An act from its trial to its receipt, over the outbox: what the product sends with.

    sender = DependableSender(client, store, signers=key_named)
    receipt = sender.send(act, signer, key="LC-4711/issue", label="user A.../checker")

A refusal that the trial finds costs nothing and is on no record. What passes it is accepted by the
outbox, and from then on it is mined once or refused, whatever becomes of the caller. The caller
does the leader's rounds itself while it waits, so that nothing depends on a worker beside it; the
worker (`run`) is for what callers left behind: those that died, or stopped waiting.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from uuid import uuid4

from dhow.errors import EnvironmentProblemError
from dhow.ledger.abi import Refusal
from dhow.ledger.client import GAS_PER_TRANSACTION, LedgerClient, TransactionError
from dhow.ledger.engines.base import RpcError
from dhow.ledger.sending.commands import Command, State, check_key
from dhow.ledger.sending.desks import Desk, KnownGas
from dhow.ledger.sending.holders import this_process
from dhow.ledger.sending.node import EngineNode
from dhow.ledger.sending.outbox import Outbox
from dhow.ledger.sending.policy import Policy
from dhow.ledger.sending.records import EntryRow, OutboxRecords
from dhow.ledger.sending.together import Asked, Together, Tried
from dhow.ledger.signing import Signer
from dhow.ledger.types import ZERO_ADDRESS, Act, Address, Receipt

WAIT_SECONDS: Final = 120.0
_FIRST_PAUSE_SECONDS: Final = 0.001
_LONGEST_PAUSE_SECONDS: Final = 0.25
_LOOKING_SECONDS: Final = 0.25  # how soon the worker sees what was left behind

Result = TypeVar("Result")


class StillUnderWay(TransactionError):
    """Accepted, and in no block when the wait was over: it will be mined all the same.

    Attributes:
        key: the idempotency key to ask again with.
        trouble: what stands in the way, where that is known.
    """

    def __init__(self, name: str, key: str, seconds: float, trouble: str | None) -> None:
        """In words."""
        why = f" ({trouble})" if trouble else ""
        super().__init__(
            f"{name} was accepted and is in no block after {seconds:.0f} s{why}; it will be mined "
            "or refused without being sent again: look for it before asking anew"
        )
        self.key = key
        self.trouble = trouble


class DependableSender:
    """Sends with every key of a process, each by its outbox. Thread-safe."""

    def __init__(
        self,
        client: LedgerClient,
        records: OutboxRecords,
        *,
        signers: Callable[[str, str], Signer | None] = lambda _label, _address: None,
        clock: Callable[[], int] = lambda: int(time.time()),
        policy: Policy | None = None,
        confirmations: int | None = None,
    ) -> None:
        """Nothing is asked or written until the first act.

        Args:
            client: tries acts, reads receipts.
            records: where the outbox is kept: `dhow.store.Store`.
            signers: the signer of a label that `send` was given once and an address; None where
                it is not ours.
            clock: unix seconds, of the leases.
            policy: how patient leaders are.
            confirmations: as `EngineNode` takes them.
        """
        self.client = client
        self.node = EngineNode(client.engine, confirmations=confirmations)
        self._records = records
        self._signers = signers
        self._clock = clock
        self._policy = policy
        self._holder = this_process()
        self._gas = KnownGas()
        self._together = Together(client, self.node, records, self._gas, clock)
        self._desks: dict[str, Desk] = {}
        self._guard = threading.Lock()

    # --------------------------------------------------------------- sending

    def send(
        self,
        act: Act[Result],
        signer: Signer,
        *,
        key: str | None = None,
        label: str | None = None,
        seconds: float = WAIT_SECONDS,
        traceparent: str | None = None,
    ) -> Receipt[Result]:
        """Carry out an act, once for each idempotency key, and wait for its block.

        Args:
            key: idempotency key, of this signer's own; a new one where not given.
            label: whose key it is, for `signers` to find it by after a restart.
            seconds: how long to wait.
            traceparent: W3C trace context, kept with the act where it is accepted now.

        Raises:
            Refusal: the contract refuses it: found by its trial, or in its block.
            StillUnderWay: accepted, and in no block yet.
            IdempotencyConflict: the key was used for another act.
            KeySuspended: nothing is sent with this signer at present.
            TransactionError: no node would have it.
            EngineError, RpcError: the node does not answer; nothing was accepted.
        """
        desk = self._desk(signer, label)
        name = key or uuid4().hex
        asked = self._asked(desk, name, act, traceparent, new=key is None)
        tx_hash = asked.tx_hash
        if tx_hash is None:
            row, tx_hash = self._see_through(desk, name, seconds)
            if tx_hash is None:
                raise self._why_not(act, desk, row)
        receipt = self.client.receipt_of(
            tx_hash,
            act,
            desk.sender,
            asked.tried.returned if asked.tried else None,
            found=self.node.seen(tx_hash),
        )
        self._gas.learn(act, receipt.gas_used)
        return receipt

    def _asked(
        self, desk: Desk, name: str, act: Act[Any], traceparent: str | None, *, new: bool
    ) -> Asked:
        """An act on record, after its trial; or found there."""
        together, tried = self._together, None
        if not together.tries:
            if not new and desk.outbox.find(check_key(name)) is not None:
                # that it is the same act is the outbox's to say
                desk.outbox.accept(name, Command.of(act, gas=0))
                return Asked.on_record(desk, name, act)
            tried = self._tried(desk, act)
        asked = together.ask(desk, name, act, tried, traceparent=traceparent)
        if not asked.accepted:  # others are at the key too
            asked.tried = tried = self._tried(desk, act)
            desk.accept(name, Command.of(act, gas=tried.gas, traceparent=traceparent))
        return asked

    def _tried(self, desk: Desk, act: Act[Any]) -> Tried:
        """What the trial of an act returned, and the gas to allow it."""
        if not self.client.engine.free_of_charge:
            said = self.client.tried(act, desk.sender)
            return Tried(said, self.client.gas_for(act, desk.sender))
        gas = self._gas.limit_of(act)
        try:
            return Tried(self.client.tried(act, desk.sender, gas=gas), gas)
        except (Refusal, RpcError):
            if gas == GAS_PER_TRANSACTION:
                raise
        # it may need more than it did before
        said = self.client.tried(act, desk.sender, gas=GAS_PER_TRANSACTION)
        return Tried(said, GAS_PER_TRANSACTION)

    def settle_open(
        self, prefix: str, signers: Iterable[tuple[Signer, str]], *, seconds: float
    ) -> None:
        """See what was accepted under keys that begin so to its end, before it is asked about.

        Args:
            signers: each with its label, as `send` takes them.
            seconds: how long to wait.

        Raises:
            StillUnderWay: the time is over.
        """
        for signer, label in signers:
            desk = self._desk(signer, label)
            with self._records.read() as work:
                rows = work.outbox.open_entries(self.node.chain_id, desk.sender, 1 << 20)
            for row in rows:
                if row.idempotency_key is not None and row.idempotency_key.startswith(prefix):
                    self._see_through(desk, row.idempotency_key, seconds)

    # --------------------------------------------------------- beside requests

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set, see to whatever is accepted and has no outcome, by whichever key."""
        try:
            while not stop.is_set():
                for desk in self._left_behind():
                    with desk.rounds:
                        desk.outbox.tend()
                stop.wait(_LOOKING_SECONDS)
        finally:
            for desk in list(self._desks.values()):
                desk.outbox.step_down()

    def outbox(self, signer: Signer, label: str | None = None) -> Outbox:
        """The outbox of a key, for whoever looks after it by hand."""
        return self._desk(signer, label).outbox

    # ------------------------------------------------------------- the inside

    def _desk(self, signer: Signer, label: str | None) -> Desk:
        address = str(signer.address)
        with self._guard:
            desk = self._desks.get(address)
            if desk is None:
                outbox = Outbox(
                    self._records,
                    self.node,
                    signer,
                    holder=self._holder,
                    clock=self._clock,
                    policy=self._policy,
                    label=label,
                )
                desk = self._desks[address] = Desk(outbox, address)
            return desk

    def _left_behind(self) -> list[Desk]:
        with self._records.read() as work:
            waiting = work.outbox.waiting_keys(self.node.chain_id)
        desks = []
        for sender, label in waiting:
            desk = self._desks.get(sender)
            if desk is None and label is not None:
                signer = self._signers(label, sender)
                if signer is not None and str(signer.address) == sender:
                    desk = self._desk(signer, label)
            if desk is not None:
                desks.append(desk)
        return desks

    def _see_through(self, desk: Desk, key: str, seconds: float) -> tuple[EntryRow, str | None]:
        """The entry and the transaction that carried it out; None for one that did not."""
        deadline = time.monotonic() + seconds
        pause, trouble = _FIRST_PAUSE_SECONDS, None
        while True:
            try:
                first = desk.rounds.acquire(blocking=False)
                if not first:  # another's round may have seen to this one too
                    desk.rounds.acquire()
                try:
                    row = None if first else self._row(desk, key)
                    if row is None or row.state == State.OPEN:
                        trouble = desk.outbox.tend().trouble
                        row = self._row(desk, key)
                finally:
                    desk.rounds.release()
            except EnvironmentProblemError as problem:
                # the node or the database does not answer: what was accepted stays so
                row, trouble = None, str(problem)
            if row is not None and row.state != State.OPEN:
                return row, row.tx_hash if row.state == State.MINED else None
            if row is not None and (tx_hash := self._in_a_block(row)) is not None:
                return row, tx_hash
            if time.monotonic() >= deadline:
                raise StillUnderWay(key if row is None else row.name, key, seconds, trouble)
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _row(self, desk: Desk, key: str) -> EntryRow:
        with self._records.read() as work:
            (row,) = work.outbox.find(self.node.chain_id, desk.sender, [key])
        return row

    def _in_a_block(self, row: EntryRow) -> str | None:
        """The transaction of an open entry that is in a block, though not in a final one."""
        if self.client.engine.controls_time:
            return None  # every block is final
        with self._records.read() as work:
            attempts = work.outbox.attempts([row.entry])
        for attempt in reversed(attempts):
            if attempt.purpose == "act":
                found = self.node.receipt(attempt.tx_hash)
                if found is not None and found[1].succeeded:
                    return attempt.tx_hash
        return None

    def _why_not(self, act: Act[Any], desk: Desk, row: EntryRow) -> Exception:
        """What to say of an entry that was refused, the same each time it is asked for."""
        if row.state == State.REFUSED:
            return TransactionError(f"{act.name} was not accepted by the node: {row.refusal}")
        reason = row.reason
        if reason is None and row.target is not None and row.block_number is not None:
            reason = self.client.why_refused(
                row.target, row.calldata, desk.sender, row.block_number
            )
            if reason is not None:
                with self._records.begin() as work:
                    work.outbox.explain(row.entry, reason)
        if reason is not None:
            return self.client.decoder.refusal(
                reason, Address(row.target or ZERO_ADDRESS), act.name
            )
        return TransactionError(
            f"{act.name} failed in transaction {row.tx_hash} and gives no reason; "
            f"gas used {row.gas_used or 0:,}"
        )


__all__ = ["WAIT_SECONDS", "DependableSender", "StillUnderWay"]
