"""The leader of a sending key: one round reads outcomes, mends the order of nonces, broadcasts.

Every process that holds the key runs rounds; only the one whose lease holds does anything. A leader
that slept through its lease may still broadcast, which is harmless, for it has no bytes that are
not on record; what it writes bears an old fencing number and is refused.

What a round remembers of broadcasts is in memory only. A process that starts therefore broadcasts
every open entry's bytes again, which is what must happen after a crash.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from dhow.ledger.sending import drafts
from dhow.ledger.sending.answers import Answer, RefusalKind
from dhow.ledger.sending.commands import State
from dhow.ledger.sending.holders import has_ended
from dhow.ledger.sending.node import Block, Fees, MinedTransaction, Node
from dhow.ledger.sending.records import (
    AttemptRow,
    EntryRow,
    KeyRow,
    NewEntry,
    NewOutcome,
    OutboxRecords,
    OutboxRows,
)
from dhow.ledger.sending.restored import WITHOUT_US, done_meanwhile
from dhow.ledger.signing import Signer

IDLE_LEAP: Final = 64
"""Blocks of which nothing is awaited are passed over when there are so many."""
_EVERY_OPEN: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a leader is. Times in seconds."""

    lease: int = 15
    """A leader that falls silent is followed by another after this long."""
    rebroadcast_after: int = 20
    """Bytes without an outcome are broadcast again."""
    resubmit_after: int = 60
    """Where gas costs something, a higher fee is offered."""
    doubt_after: int = 30
    """An entry without an outcome makes the leader ask which nonces the chain has used."""
    fill_after: int = 30
    """A nonce that nobody fills gets a no-op."""
    in_flight: int = 512
    """Entries that are broadcast before the first of them has its outcome."""
    blocks_a_round: int = 256
    """Blocks read in one round, so that a long absence does not outlast the lease."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    leading: bool
    settled: int = 0
    broadcast: int = 0
    open: int = 0
    trouble: str | None = None


class _Place(NamedTuple):
    """The last final block that was read."""

    block: int
    block_hash: str


class _Outcomes(NamedTuple):
    """What reading on brought: outcomes, the place reached, why the key was suspended."""

    settled: int
    place: _Place
    suspended: str | None = None


class Leader:
    """Rounds for one key in one process. Thread-safe: one round at a time."""

    def __init__(
        self,
        records: OutboxRecords,
        node: Node,
        signer: Signer,
        *,
        holder: str,
        clock: Callable[[], int],
        policy: Policy,
    ) -> None:
        self._records = records
        self._node = node
        self._signer = signer
        self._holder = holder
        self._clock = clock
        self._policy = policy
        self._sender = str(signer.address)
        self._chain = node.chain_id
        self._round = threading.Lock()
        self._fence: int | None = None
        self._sent: dict[str, int] = {}
        self._outbid: set[int] = set()
        self._doubt = True
        self._gaps_seen: dict[int, int] = {}

    def tend(self) -> Round:
        """One round.

        Raises:
            EngineError, RpcError: the node did not answer; what was done so far is kept.
        """
        with self._round:
            try:
                return self._tend()
            except _FencedError:
                self._forget()
                return Round(leading=False)

    def step_down(self) -> None:
        """Give the lease back, so that another need not wait for its end."""
        with self._round:
            if self._fence is not None:
                with self._records.begin() as work:
                    work.outbox.renew_lease(self._chain, self._sender, fence=self._fence, until=0)
                self._forget()

    def fence_of(self, key: KeyRow) -> int | None:
        """The number to write with where this process leads for a good while yet; else None."""
        fence, left = self._fence, key.lease_until - self._clock()
        if fence is None or key.holder != self._holder or key.fence != fence:
            return None
        return fence if left > self._policy.lease // 2 else None

    # --------------------------------------------------------------- a round

    def _tend(self) -> Round:
        key, entries, attempts = self._read()
        if key is None or not self._lead(key):
            return Round(leading=False)
        if self._fence != key.fence:  # led anew: what was read before may be another's
            key, entries, attempts = self._read()
            if key is None:
                return Round(leading=False)
        place = _Place(key.block, key.block_hash)
        outcomes = self._read_outcomes(place, attempts, idle=not entries)
        settled, suspended = outcomes.settled, outcomes.suspended or key.suspended
        if settled:
            _, entries, attempts = self._read()
        if suspended:
            return Round(leading=True, settled=settled, open=len(entries), trouble=suspended)
        self._keep_only(attempts)
        latest = {attempt.entry: attempt for attempt in attempts}  # in order: the last one stays
        if self._mend(entries, latest):
            return Round(leading=True, settled=settled, open=len(entries))
        self._outbid_ourselves(entries, latest)
        broadcast, trouble = self._broadcast(entries, latest)
        if trouble != key.trouble:
            with self._writing() as outbox:
                outbox.note(self._chain, self._sender, trouble)
        if broadcast:  # where a transaction makes its block, its outcome is there already
            at_once = self._read_outcomes(outcomes.place, attempts, idle=False)
            return Round(
                True,
                settled + at_once.settled,
                broadcast,
                len(entries) - at_once.settled,
                trouble or at_once.suspended,
            )
        return Round(True, settled, broadcast, len(entries), trouble)

    def _read(self) -> tuple[KeyRow | None, Sequence[EntryRow], Sequence[AttemptRow]]:
        """Key, open entries and their signed bytes, in one consistent state."""
        with self._records.read() as work:
            key = work.outbox.key(self._chain, self._sender)
            entries = work.outbox.open_entries(self._chain, self._sender, self._policy.in_flight)
            attempts = work.outbox.attempts([e.entry for e in entries]) if entries else ()
        return key, entries, attempts

    def _lead(self, key: KeyRow) -> bool:
        now = self._clock()
        until = now + self._policy.lease
        if key.holder == self._holder and key.fence == self._fence and key.lease_until > now:
            if key.lease_until - now > self._policy.lease // 2:
                return True
            with self._records.begin() as work:
                renewed = work.outbox.renew_lease(
                    self._chain, self._sender, fence=key.fence, until=until
                )
            return renewed or self._forget()
        self._forget()
        # a process of this machine that is no more leads no more; the fence would stop it anyway
        over = key.lease_until if key.holder is not None and has_ended(key.holder) else now
        with self._records.begin() as work:
            taken = work.outbox.take_lease(
                self._chain,
                self._sender,
                holder=self._holder,
                now=max(now, over),
                until=until,
                seen=key.fence,
            )
        if taken:
            self._fence = key.fence + 1
        return taken

    def _forget(self) -> bool:
        self._fence = None
        self._sent.clear()
        self._outbid.clear()
        self._gaps_seen.clear()
        self._doubt = True
        return False

    def _keep_only(self, attempts: Sequence[AttemptRow]) -> None:
        open_now = {attempt.tx_hash for attempt in attempts}
        self._sent = {tx_hash: at for tx_hash, at in self._sent.items() if tx_hash in open_now}

    @contextmanager
    def _writing(self) -> Iterator[OutboxRows]:
        with self._records.begin() as work:
            fence = self._fence
            if fence is None or not work.outbox.leads(self._chain, self._sender, fence):
                raise _FencedError
            yield work.outbox

    # -------------------------------------------------------------- outcomes

    def _read_outcomes(
        self, place: _Place, known: Sequence[AttemptRow], *, idle: bool
    ) -> _Outcomes:
        """Read the final blocks that came after a place."""
        final = self._node.final_block()
        if final <= place.block:
            return _Outcomes(0, place)
        if idle:
            self._leap(place, final)
            return _Outcomes(0, place)
        blocks: list[Block] = []
        last_hash = place.block_hash
        until = min(final, place.block + self._policy.blocks_a_round)
        for number in range(place.block + 1, until + 1):
            block = self._node.block(number)
            if block is None:
                break
            if block.parent_hash != last_hash:
                return _Outcomes(0, place, self._stop_on_another_chain(block.number - 1))
            blocks.append(block)
            last_hash = block.block_hash
        if not blocks:
            return _Outcomes(0, place)
        return _Outcomes(self._settle(blocks, known), _Place(blocks[-1].number, last_hash))

    def _leap(self, place: _Place, final: int) -> None:
        """Nothing is awaited: pass over the blocks, now and then, without reading them."""
        if final - place.block < IDLE_LEAP:
            return
        block = self._node.block(final)
        if block is None:
            return
        with self._writing() as outbox:
            # what was accepted meanwhile may be in those blocks; later ones cannot be
            if outbox.open_count(self._chain, self._sender) == 0:
                outbox.advance(self._chain, self._sender, block=final, block_hash=block.block_hash)

    def _stop_on_another_chain(self, number: int) -> str:
        reason = (
            f"block {number} of chain {self._chain} was replaced although it counted as final: the "
            "node follows another chain, or more confirmations are needed; compare the node, then "
            "resume the key"
        )
        with self._writing() as outbox:
            outbox.suspend(self._chain, self._sender, reason)
        return reason

    def _settle(self, blocks: Sequence[Block], known: Sequence[AttemptRow]) -> int:
        mine = self._sender.lower()
        mined: dict[str, tuple[int, MinedTransaction]] = {
            line.tx_hash: (block.number, line)
            for block in blocks
            for line in block.transactions
            if line.sender == mine
        }
        attempts = [attempt for attempt in known if attempt.tx_hash in mined]
        others = mined.keys() - {attempt.tx_hash for attempt in attempts}
        if others:
            with self._records.read() as work:
                attempts += work.outbox.attempts_by_hash(list(others))
        strange = mined.keys() - {attempt.tx_hash for attempt in attempts}
        done = self._done_meanwhile([h for h in mined if h in strange], attempts)
        with self._writing() as outbox:
            if strange:  # signed and kept between the look above and this
                late = outbox.attempts_by_hash(list(strange))
                attempts += late
                done = {e: h for e, h in done.items() if h not in {a.tx_hash for a in late}}
            outbox.settle(
                [_outcome_of(attempt, *mined[attempt.tx_hash]) for attempt in attempts]
                + [_outcome_without_us(entry, h, *mined[h]) for entry, h in done.items()],
                at=self._clock(),
            )
            outbox.advance(
                self._chain,
                self._sender,
                block=blocks[-1].number,
                block_hash=blocks[-1].block_hash,
            )
        if len(attempts) < len(mined):
            self._doubt = True  # somebody else signs with this key
        return len(attempts) + len(done)

    def _done_meanwhile(self, strange: Sequence[str], ours: Sequence[AttemptRow]) -> dict[int, str]:
        """Entries of a restored backup that transactions not on record here have carried out."""
        if not strange:
            return {}
        with self._records.read() as work:
            entries = work.outbox.open_entries(self._chain, self._sender, _EVERY_OPEN)
        settled = {attempt.entry for attempt in ours}
        waiting = [each for each in entries if each.restored and each.entry not in settled]
        return done_meanwhile(self._node, waiting, strange)

    # ----------------------------------------------------- the order of nonces

    def _mend(self, entries: Sequence[EntryRow], latest: dict[int, AttemptRow]) -> bool:
        """Move entries whose nonce is gone, fill nonces that are missing; whether it wrote any."""
        if not entries or not (self._doubt or self._is_late(entries[0], latest)):
            return False
        with self._records.read() as work:
            key = work.outbox.key(self._chain, self._sender)
        final = self._node.final_block()
        if key is None or key.block < final:
            return False  # an outcome may still be among the blocks not read
        used = self._node.nonce(self._sender, final)
        if self._node.final_block() != final:
            return False  # ask again when it stands still
        self._doubt = False
        gone = [entry for entry in entries if entry.nonce < used]
        missing = self._missing(entries, used)
        if not gone and not missing:
            return False
        if gone and self._settle_by_receipt(gone, final):
            self._doubt = True
            return True
        fees = self._node.fees(self._sender)
        nonce = max(key.next_nonce, used)
        acts = [entry for entry in gone if entry.refusal is None and entry.idempotency_key]
        # what a restored backup had open may have been done by bytes that are not on record here
        renewed = [entry for entry in acts if not entry.restored]
        again = [self._draft(entry, nonce + at, fees) for at, entry in enumerate(renewed)]
        fillers = [
            drafts.noop(self._signer, self._chain, at, fees, purpose=drafts.FILL) for at in missing
        ]
        with self._writing() as outbox:
            if renewed and not outbox.take_nonces(
                self._chain, self._sender, first=key.next_nonce, after=nonce + len(renewed)
            ):
                self._doubt = True
                return True
            for entry, draft in zip(renewed, again, strict=True):
                outbox.move(entry.entry, draft.nonce)
                self._keep(outbox, entry.entry, latest[entry.entry].number + 1, draft)
            for entry in acts:
                if entry.restored:
                    outbox.refuse(entry.entry, WITHOUT_US)
            # the nonce of the others was used by another transaction, and nothing need be sent
            let_go = [NewOutcome(e.entry, State.REFUSED) for e in gone if e not in renewed]
            outbox.settle(let_go, at=self._clock())
            if fillers:
                self._keep_fillers(outbox, fillers)
        return True

    def _settle_by_receipt(self, gone: Sequence[EntryRow], final: int) -> bool:
        """Outcomes that no block read so far has shown, after a key was resumed on another chain.

        A nonce that is gone is the one thing that makes us sign a command anew: make sure.
        """
        with self._records.read() as work:
            attempts = work.outbox.attempts([entry.entry for entry in gone])
        found = [
            (attempt, *receipt)
            for attempt in attempts
            if (receipt := self._node.receipt(attempt.tx_hash)) is not None
        ]
        with self._writing() as outbox:
            outcomes = [
                _outcome_of(attempt, number, line)
                for attempt, number, line in found
                if number <= final
            ]
            outbox.settle(outcomes, at=self._clock())
        return bool(found)

    def _is_late(self, entry: EntryRow, latest: dict[int, AttemptRow]) -> bool:
        age = self._clock() - latest[entry.entry].written_at
        return age >= self._policy.doubt_after

    def _missing(self, entries: Sequence[EntryRow], used: int) -> list[int]:
        """Nonces below our own that have stayed unused long enough to be filled."""
        have = {entry.nonce for entry in entries}
        now = self._clock()
        absent = [nonce for nonce in range(used, max(have)) if nonce not in have]
        self._gaps_seen = {nonce: self._gaps_seen.get(nonce, now) for nonce in absent}
        if absent:
            self._doubt = True
        return [n for n in absent if now - self._gaps_seen[n] >= self._policy.fill_after]

    def _keep_fillers(self, outbox: OutboxRows, fillers: Sequence[drafts.Draft]) -> None:
        now = self._clock()
        numbers = outbox.add_entries(
            self._chain,
            self._sender,
            [
                NewEntry(None, "", "no-op", self._sender, "{}", b"", drafts.NOOP_GAS, draft.nonce)
                for draft in fillers
            ],
            at=now,
        )
        kept = zip(numbers, fillers, strict=True)
        outbox.add_attempts([draft.kept(entry, 1) for entry, draft in kept], at=now)

    # -------------------------------------------------------------- sending

    def _outbid_ourselves(self, entries: Sequence[EntryRow], latest: dict[int, AttemptRow]) -> None:
        """Offer more for what waits too long, where gas costs something: same nonce, new bytes."""
        now = self._clock()
        waiting = [
            entry
            for entry in entries
            if (before := latest[entry.entry]).max_fee > 0
            and (
                entry.entry in self._outbid
                or (
                    before.tx_hash in self._sent
                    and now - before.written_at >= self._policy.resubmit_after
                )
            )
        ]
        if not waiting:
            return
        fees = self._node.fees(self._sender)
        offers = []
        for entry in waiting:
            before = latest[entry.entry]
            higher = drafts.raised(fees, Fees(before.max_fee, before.tip))
            offers.append((entry, self._again(entry, before, higher)))
        with self._writing() as outbox:
            for entry, draft in offers:
                self._keep(outbox, entry.entry, latest[entry.entry].number + 1, draft)
        self._outbid.clear()
        self._reread(waiting, latest)

    def _reread(self, entries: Sequence[EntryRow], latest: dict[int, AttemptRow]) -> None:
        with self._records.read() as work:
            attempts = work.outbox.attempts([entry.entry for entry in entries])
        latest.update({attempt.entry: attempt for attempt in attempts})

    def _broadcast(
        self, entries: Sequence[EntryRow], latest: dict[int, AttemptRow]
    ) -> tuple[int, str | None]:
        """Send what has no outcome; how many were sent, and what stood in the way."""
        now = self._clock()
        due = [
            (entry, latest[entry.entry])
            for entry in entries
            if now - self._sent.get(latest[entry.entry].tx_hash, -self._policy.rebroadcast_after)
            >= self._policy.rebroadcast_after
        ]
        if not due:
            return 0, None
        answers = self._node.send([attempt.raw for _, attempt in due])
        trouble = None
        for (entry, attempt), answer in zip(due, answers, strict=False):
            stuck = self._heed(entry, attempt, answer, now)
            trouble = trouble or stuck
        return len(answers), trouble

    def _heed(self, entry: EntryRow, attempt: AttemptRow, answer: Answer, now: int) -> str | None:
        """Draw the consequence of one answer; what a person should know of, if anything."""
        what = f"nonce {entry.nonce} ({entry.name}): {answer.words}"
        match answer.kind:
            case None | RefusalKind.KNOWN:
                self._sent[attempt.tx_hash] = now
            case RefusalKind.NONCE_TOO_LOW:
                self._sent[attempt.tx_hash] = now
                self._doubt = True
            case RefusalKind.NONCE_GAP:
                # the node lost what came before, or never had it
                self._sent.clear()
                self._doubt = True
            case RefusalKind.UNDERPRICED if attempt.max_fee > 0:
                self._outbid.add(entry.entry)
            case RefusalKind.UNDERPRICED if attempt.number > 1:
                self._sent[attempt.tx_hash] = now  # an earlier attempt of ours waits there
            case RefusalKind.REVERTED | RefusalKind.INVALID:
                return self._give_up(entry, attempt, what)
            case _:
                return what
        return None

    def _give_up(self, entry: EntryRow, attempt: AttemptRow, what: str) -> str:
        """No node will have these bytes: use their nonce up, so that the next can follow."""
        if attempt.purpose != drafts.ACT:
            with self._writing() as outbox:
                outbox.suspend(
                    self._chain,
                    self._sender,
                    f"not even a no-op is taken, {what}; see to the node and the key's account, "
                    "then resume the key",
                )
            return what
        higher = drafts.raised(self._node.fees(self._sender), Fees(attempt.max_fee, attempt.tip))
        draft = drafts.noop(self._signer, self._chain, entry.nonce, higher)
        with self._writing() as outbox:
            outbox.refuse(entry.entry, what)
            self._keep(outbox, entry.entry, attempt.number + 1, draft)
        return what

    # -------------------------------------------------------------- the bytes

    def _draft(self, entry: EntryRow, nonce: int, fees: Fees) -> drafts.Draft:
        return drafts.act(
            self._signer,
            self._chain,
            nonce,
            fees,
            target=entry.target,
            calldata=entry.calldata,
            gas=entry.gas,
        )

    def _again(self, entry: EntryRow, before: AttemptRow, fees: Fees) -> drafts.Draft:
        if before.purpose != drafts.ACT:
            return drafts.noop(self._signer, self._chain, entry.nonce, fees, purpose=before.purpose)
        return self._draft(entry, entry.nonce, fees)

    def _keep(self, outbox: OutboxRows, entry: int, number: int, draft: drafts.Draft) -> None:
        outbox.add_attempts([draft.kept(entry, number)], at=self._clock())


class _FencedError(Exception):
    """Another process leads."""


def _outcome_of(attempt: AttemptRow, number: int, line: MinedTransaction) -> NewOutcome:
    state = _outcome(attempt.purpose, line.succeeded)
    return NewOutcome(attempt.entry, state, attempt.tx_hash, number, line.gas_used)


def _outcome_without_us(
    entry: int, tx_hash: str, number: int, line: MinedTransaction
) -> NewOutcome:
    return NewOutcome(entry, _outcome(drafts.ACT, line.succeeded), tx_hash, number, line.gas_used)


def _outcome(purpose: str, succeeded: bool) -> State:
    if purpose == drafts.NOOP:
        return State.REFUSED
    return State.MINED if succeeded else State.REVERTED
