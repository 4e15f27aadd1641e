"""The order of nonces: one that is gone is looked into, one that nobody fills gets a no-op."""

from collections.abc import Sequence

from dhow.ledger.sending import drafts
from dhow.ledger.sending.commands import State
from dhow.ledger.sending.key import Key
from dhow.ledger.sending.outcomes import outcome_of
from dhow.ledger.sending.records import AttemptRow, EntryRow, NewEntry, NewOutcome, OutboxRows
from dhow.ledger.sending.restored import WITHOUT_US


class Nonces(Key):
    """Mends the order of a key's nonces."""

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
                outcome_of(attempt, number, line)
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
