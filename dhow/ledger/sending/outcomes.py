"""Outcomes are read from final blocks only, each block on the one before it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from dhow.ledger.sending import drafts
from dhow.ledger.sending.commands import State
from dhow.ledger.sending.key import Key
from dhow.ledger.sending.node import Block, MinedTransaction
from dhow.ledger.sending.records import AttemptRow, NewOutcome
from dhow.ledger.sending.restored import done_meanwhile

IDLE_LEAP: Final = 64
"""Blocks of which nothing is awaited are passed over when there are so many."""
NONE: Final[frozenset[int]] = frozenset()
_EVERY_OPEN: Final = 1 << 20


class Place(NamedTuple):
    """The last final block that was read."""

    block: int
    block_hash: str


class Reached(NamedTuple):
    """What reading on brought: entries settled by it, the place reached, why the key stopped."""

    settled: frozenset[int]
    place: Place
    suspended: str | None = None


class Outcomes(Key):
    """Reads what became of a key's entries."""

    def _read_outcomes(self, place: Place, known: Sequence[AttemptRow], *, idle: bool) -> Reached:
        """Read the final blocks that came after a place."""
        final = self._node.final_block()
        if final <= place.block:
            return Reached(NONE, place)
        if idle:
            self._leap(place, final)
            return Reached(NONE, place)
        blocks: list[Block] = []
        last_hash = place.block_hash
        until = min(final, place.block + self._policy.blocks_a_round)
        for number in range(place.block + 1, until + 1):
            block = self._node.block(number)
            if block is None:
                break
            if block.parent_hash != last_hash:
                return Reached(NONE, place, self._stop_on_another_chain(block.number - 1))
            blocks.append(block)
            last_hash = block.block_hash
        if not blocks:
            return Reached(NONE, place)
        return Reached(self._settle(blocks, known), Place(blocks[-1].number, last_hash))

    def _leap(self, place: Place, final: int) -> None:
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

    def _settle(self, blocks: Sequence[Block], known: Sequence[AttemptRow]) -> frozenset[int]:
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
                [outcome_of(attempt, *mined[attempt.tx_hash]) for attempt in attempts]
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
        return frozenset(attempt.entry for attempt in attempts) | done.keys()

    def _done_meanwhile(self, strange: Sequence[str], ours: Sequence[AttemptRow]) -> dict[int, str]:
        """Entries of a restored backup that transactions not on record here have carried out."""
        if not strange:
            return {}
        with self._records.read() as work:
            entries = work.outbox.open_entries(self._chain, self._sender, _EVERY_OPEN)
        settled = {attempt.entry for attempt in ours}
        waiting = [each for each in entries if each.restored and each.entry not in settled]
        return done_meanwhile(self._node, waiting, strange)


def outcome_of(attempt: AttemptRow, number: int, line: MinedTransaction) -> NewOutcome:
    """What a transaction in a block made of the attempt it was."""
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
