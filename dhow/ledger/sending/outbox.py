"""The outbox of one sending key in one process. See the package for the promise it keeps."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dhow.errors import EnvironmentProblemError
from dhow.ledger.engines.base import EngineError
from dhow.ledger.sending import drafts
from dhow.ledger.sending.commands import (
    Command,
    Entry,
    ForgottenCommand,
    IdempotencyConflict,
    KeySuspended,
    State,
    check_key,
)
from dhow.ledger.sending.holders import this_process
from dhow.ledger.sending.leader import Leader
from dhow.ledger.sending.node import Block, Fees, Node
from dhow.ledger.sending.outcomes import IDLE_LEAP
from dhow.ledger.sending.policy import Policy, Round
from dhow.ledger.sending.records import EntryRow, KeyRow, NewEntry, OutboxRecords, OutboxRows
from dhow.ledger.signing import Signer

_RACES: Final = 1000
_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class KeyView:
    """A sending key as it stands. Times are unix seconds."""

    chain_id: int
    sender: str
    next_nonce: int
    open: tuple[Entry, ...]
    """The first of those without an outcome, lowest nonce first."""
    open_count: int
    block: int
    """The last block whose receipts were read."""
    holder: str | None
    lease_until: int
    fence: int
    suspended: str | None
    trouble: str | None


class Signed(NamedTuple):
    """A command with its first bytes, before it is on record."""

    idempotency_key: str
    command: Command
    draft: drafts.Draft


class Kept(NamedTuple):
    """Numbers of the entries just put on record, and how many others of the key are open."""

    entries: tuple[int, ...]
    others: int


class Outbox:
    """Takes commands for one key, and as the key's leader sees each to its end. Thread-safe."""

    def __init__(
        self,
        records: OutboxRecords,
        node: Node,
        signer: Signer,
        *,
        holder: str | None = None,
        clock: Callable[[], int] = lambda: int(time.time()),
        policy: Policy | None = None,
        label: str | None = None,
    ) -> None:
        """Nothing is asked or written until the first command or round.

        Args:
            records: where entries are kept: `dhow.store.Store`.
            node: `EngineNode(engine)`; one may serve many keys.
            signer: the key.
            holder: this process in the lease: another name for each process and each start.
            clock: unix seconds.
            policy: how patient the leader is.
            label: whose key it is, kept with it when it is first used.
        """
        self._records = records
        self._node = node
        self._signer = signer
        self._sender = str(signer.address)
        self._chain = node.chain_id
        self._clock = clock
        self._label = label
        self._accepting = threading.Lock()
        self._leader = Leader(
            records,
            node,
            signer,
            holder=holder or this_process(),
            clock=clock,
            policy=policy or Policy(),
        )

    # ------------------------------------------------------------ commands

    def accept(self, idempotency_key: str, command: Command) -> Entry:
        """Take a command: when this returns, it is on record with its nonce and signed bytes.

        The same idempotency key with the same command gives the first's entry, whatever became
        of it. Nothing is broadcast here: that is the leader's.

        Args:
            idempotency_key: 1 to 200 printable characters, of this sending key's own.

        Raises:
            IdempotencyConflict: the idempotency key was used for another command.
            KeySuspended: a new command, and the sending key is suspended.
            BadInputError: not an idempotency key.
            EngineError, RpcError: the node must be asked (first use of a key; fees) and does not
                answer. Nothing is kept.
        """
        return self.accept_many([(idempotency_key, command)])[0]

    def accept_many(self, asked: Sequence[tuple[str, Command]]) -> tuple[Entry, ...]:
        """Take several commands in one transaction, in this order: all of them, or none.

        Raises:
            As `accept`.
        """
        wanted: dict[str, Command] = {}
        for idempotency_key, command in asked:
            check_key(idempotency_key)
            first = wanted.setdefault(idempotency_key, command)
            if first is not command:
                same(idempotency_key, first, command.fingerprint, first.fingerprint)
        with self._accepting:
            for _ in range(_RACES):
                key, found = self._known(list(wanted))
                if key is None:
                    self.enrolled()
                    continue  # another may be quicker: read key and entries in one state
                for idempotency_key, row in found.items():
                    command = wanted[idempotency_key]
                    same(idempotency_key, command, command.fingerprint, row.fingerprint)
                new = {k: command for k, command in wanted.items() if k not in found}
                if not new:
                    return tuple(Entry.of(found[k]) for k, _ in asked)
                added = self._add(key, new)
                if added is not None:
                    entries = {k: Entry.of(row) for k, row in found.items()} | added
                    return tuple(entries[k] for k, _ in asked)
        raise EnvironmentProblemError(
            f"others took the nonces of {self._sender} {_RACES} times in a row; "
            "use fewer processes on one key"
        )

    def find(self, idempotency_key: str) -> Entry | None:
        """What became of a command; None where there is none of this idempotency key."""
        _, found = self._known([idempotency_key])
        return Entry.of(found[idempotency_key]) if found else None

    def wait(self, idempotency_key: str, *, seconds: float) -> Entry:
        """The entry as soon as it has an outcome, or as it stands when the time is over.

        Somebody must run rounds meanwhile: here or in another process.

        Raises:
            ForgottenCommand: there is none.
        """
        deadline = time.monotonic() + seconds
        while True:
            entry = self.find(idempotency_key)
            if entry is None:
                raise ForgottenCommand(
                    f"{self._sender} was given no command of the key {idempotency_key!r}; "
                    "ask with the key it was accepted with"
                )
            if entry.settled or time.monotonic() >= deadline:
                return entry
            time.sleep(_PAUSE_SECONDS)

    # --------------------------------------------------------------- rounds

    def tend(self) -> Round:
        """One round of the leader, or nothing where another process leads.

        Raises:
            EngineError, RpcError: the node did not answer; the next round goes on.
        """
        return self._leader.tend()

    def run(self, stop: threading.Event, *, pause: float = _PAUSE_SECONDS) -> None:
        """Rounds until `stop` is set, slower while the node or the database does not answer."""
        waited = pause
        while not stop.is_set():
            try:
                self.tend()
                waited = pause
            except EnvironmentProblemError:
                waited = min(waited * 2, _LONGEST_PAUSE_SECONDS)
            stop.wait(waited)
        self.step_down()

    def step_down(self) -> None:
        """Lead no more, so that another process need not wait for the lease to end."""
        self._leader.step_down()

    # --------------------------------------------------------------- by hand

    def suspend(self, reason: str) -> None:
        """Take and send nothing more with this key; outcomes are still read.

        What the nodes hold already may still be mined.
        """
        self.enrolled()
        with self._records.begin() as work:
            work.outbox.suspend(self._chain, self._sender, reason)

    def resume(self) -> None:
        """Use the key again.

        Where the chain was replaced, it is read on from its present end: commands whose nonce the
        chain has not used (any more) are open again and will be mined; outcomes of the others stay
        as they were, with the block they had. What was open in a backup restored without its chain
        is never signed anew: see `restored`.
        """
        key = self.enrolled()
        final = self._node.final_block()
        at = self._node.block(min(key.block, final))
        moved = at is None or at.number != key.block or at.block_hash != key.block_hash
        last = self._node.block(final) if moved else None
        used = self._node.nonce(self._sender, final)
        with self._records.begin() as work:
            if last is not None:
                work.outbox.reopen(self._chain, self._sender, from_nonce=used)
                work.outbox.advance(
                    self._chain, self._sender, block=last.number, block_hash=last.block_hash
                )
            work.outbox.suspend(self._chain, self._sender, None)
            if used > key.next_nonce:  # others have sent with it: what comes next follows them
                work.outbox.take_nonces(self._chain, self._sender, first=key.next_nonce, after=used)

    def inspect(self, *, limit: int = 20) -> KeyView:
        """The key as it stands, with up to `limit` open entries."""
        self.enrolled()
        with self._records.read() as work:
            key = work.outbox.key(self._chain, self._sender)
            rows = work.outbox.open_entries(self._chain, self._sender, limit)
            count = work.outbox.open_count(self._chain, self._sender)
        assert key is not None  # noqa: S101 - enrolled above
        return KeyView(
            self._chain,
            self._sender,
            key.next_nonce,
            tuple(Entry.of(row) for row in rows),
            count,
            key.block,
            key.holder,
            key.lease_until,
            key.fence,
            key.suspended,
            key.trouble,
        )

    # ---------------------------------------------------------------- inside

    def _known(self, keys: Sequence[str]) -> tuple[KeyRow | None, dict[str, EntryRow]]:
        """The sending key and the entries of these idempotency keys, in one consistent state."""
        with self._records.read() as work:
            key = work.outbox.key(self._chain, self._sender)
            rows = work.outbox.find(self._chain, self._sender, keys)
        return key, {row.idempotency_key: row for row in rows if row.idempotency_key is not None}

    def enrolled(self) -> KeyRow:
        """The key's row, made where it is used for the first time.

        Raises:
            EngineError, RpcError: the node does not answer.
        """
        with self._records.read() as work:
            key = work.outbox.key(self._chain, self._sender)
        if key is not None:
            return key
        final = self._node.final_block()
        block = self._node.block(final)
        if block is None:
            raise EngineError(
                f"block {final} of chain {self._chain}, its last, cannot be read; try again"
            )
        nonce = self._node.nonce(self._sender)
        with self._records.begin() as work:
            work.outbox.enrol(
                self._chain,
                self._sender,
                next_nonce=nonce,
                block=block.number,
                block_hash=block.block_hash,
                label=self._label,
            )
            enrolled = work.outbox.key(self._chain, self._sender)
        assert enrolled is not None  # noqa: S101 - just written
        return enrolled

    def _add(self, key: KeyRow, new: dict[str, Command]) -> dict[str, Entry] | None:
        """Keep new commands; None and nothing kept where another took the nonces meanwhile."""
        self.require_in_use(key)
        fees = self._node.fees(self._sender)
        leap = self.leap_from(key)
        # signed outside the transaction: the key may live elsewhere and be slow to answer
        signed = [
            Signed(idempotency_key, command, self.signed(command, key.next_nonce + at, fees))
            for at, (idempotency_key, command) in enumerate(new.items())
        ]
        now = self._clock()
        with self._records.begin() as work:
            kept = self.keep(work.outbox, key, signed, leap, at=now)
        if kept is None:
            return None
        return {
            each.idempotency_key: Entry(
                each.idempotency_key,
                each.command.name,
                each.draft.nonce,
                State.OPEN,
                now,
                traceparent=each.command.traceparent,
            )
            for each in signed
        }

    # ------------------------------------------ for who accepts for several keys at once

    def signed(self, command: Command, nonce: int, fees: Fees) -> drafts.Draft:
        """A command's bytes at a nonce."""
        return drafts.act(
            self._signer,
            self._chain,
            nonce,
            fees,
            target=command.target,
            calldata=command.calldata,
            gas=command.gas,
        )

    def keep(
        self,
        rows: OutboxRows,
        key: KeyRow,
        signed: Sequence[Signed],
        leap: Block | None,
        *,
        at: int,
    ) -> Kept | None:
        """Put new commands on record within a unit of work; None where another took their nonces.

        Args:
            key: as it was when they were signed, with its next nonces.
            leap: as `leap_from` gave it.
        """
        # every entry moves the next nonce: where it has not moved, no entry is new either
        if not rows.take_nonces(
            self._chain,
            self._sender,
            first=key.next_nonce,
            after=key.next_nonce + len(signed),
        ):
            return None
        others = rows.open_count(self._chain, self._sender)
        if leap is not None and not others:
            # nothing is awaited of the blocks so far, and what is added now is in none of them
            rows.advance(self._chain, self._sender, block=leap.number, block_hash=leap.block_hash)
        numbers = rows.add_entries(
            self._chain,
            self._sender,
            [
                NewEntry(
                    each.idempotency_key,
                    each.command.fingerprint,
                    each.command.name,
                    each.command.target,
                    each.command.arguments,
                    each.command.calldata,
                    each.command.gas,
                    each.draft.nonce,
                    each.command.traceparent,
                )
                for each in signed
            ],
            at=at,
        )
        kept = zip(numbers, signed, strict=True)
        rows.add_attempts([each.draft.kept(entry, 1) for entry, each in kept], at=at)
        return Kept(tuple(numbers), others)

    def require_in_use(self, key: KeyRow) -> None:
        """Raises `KeySuspended` where nothing is to be sent with the key at present."""
        if key.suspended is not None:
            raise KeySuspended(
                f"{self._sender} is suspended on chain {self._chain}: {key.suspended}; "
                "resume it first"
            )

    def fence_of(self, key: KeyRow) -> int | None:
        """As `Leader.fence_of`."""
        return self._leader.fence_of(key)

    def leap_from(self, key: KeyRow) -> Block | None:
        """The last final block, where a key has not sent for so long that reading on takes long."""
        if self._node.final_seen() - key.block < IDLE_LEAP:
            return None
        return self._node.block(self._node.final_block())


def same(idempotency_key: str, command: Command, one: str, other: str) -> None:
    if one != other:
        raise IdempotencyConflict(
            f"the idempotency key {idempotency_key!r} was used before for another command than "
            f"this {command.name}; give each command a key of its own, and send the same command "
            "again only with the key it had"
        )
