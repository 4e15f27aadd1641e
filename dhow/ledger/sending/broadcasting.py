"""Bytes on record are sent until they have an outcome; what a node says of them is heeded."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from dhow.ledger.sending import drafts
from dhow.ledger.sending.answers import Answer, RefusalKind
from dhow.ledger.sending.key import Key
from dhow.ledger.sending.node import Fees
from dhow.ledger.sending.posting import Answered, Posting
from dhow.ledger.sending.records import AttemptRow, EntryRow


class Sent(NamedTuple):
    """Entries with the attempts that were broadcast, and the node's answers to come.

    `passed` are the attempts that this round does not broadcast again: these, and those left for
    the next one.
    """

    due: Sequence[tuple[EntryRow, AttemptRow]]
    posting: Posting
    passed: frozenset[str]


NOTHING: Final = Sent((), Answered(()), frozenset())


class Broadcasting(Key):
    """Sends what is open, and offers more for what waits too long."""

    def _take_up(self, entries: Sequence[EntryRow], latest: dict[int, AttemptRow]) -> None:
        """Send anew what a node has taken, and yet would never put into a block.

        anvil leaves a transaction behind, and with it all that follow, that arrives while the block
        with the one before it is made: it waits for what is there already, and offered again it is
        "already imported". The same goes for what somebody else sent by this key in our place.
        """
        if not entries:
            return
        first, now = entries[0], self._clock()
        sent = self._sent.get(latest[first.entry].tx_hash, 0)
        if not sent and first.entry not in self._displaced:
            return
        if now - max(sent, self._looked) < self._policy.look_after:
            return
        self._looked = now
        if self._node.nonce(self._sender) != first.nonce:
            return  # it is ready and waits for a block only, or one before it is missing
        if self._node.take_out(self._sender):
            self._sent.clear()
            self._displaced.clear()

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

    def _post_new(self, entries: Sequence[EntryRow], latest: dict[int, AttemptRow]) -> Sent:
        """Begin to send what was never sent, while other things are read.

        Half of what may be in flight at most: the outcomes of one half are read while the other is
        sent. Sent all at once, each would wait for the other.
        """
        new = [
            (entry, latest[entry.entry])
            for entry in entries
            if latest[entry.entry].tx_hash not in self._sent and entry.entry not in self._outbid
        ]
        if not new:
            return NOTHING
        now = new[: max(self._policy.in_flight // 2, 1)]
        posting = self._node.post([attempt.raw for _, attempt in now])
        return Sent(now, posting, frozenset(attempt.tx_hash for _, attempt in new))

    def _broadcast(
        self,
        entries: Sequence[EntryRow],
        latest: dict[int, AttemptRow],
        before: Sent = NOTHING,
    ) -> tuple[int, str | None]:
        """Send what has no outcome; how many were sent, and what stood in the way.

        Args:
            before: what `_post_new` has sent of them in this round.
        """
        now = self._clock()
        due = [
            (entry, attempt)
            for entry in entries
            if (attempt := latest[entry.entry]).tx_hash not in before.passed
            and now - self._sent.get(attempt.tx_hash, -self._policy.rebroadcast_after)
            >= self._policy.rebroadcast_after
        ]
        sent, trouble, still = 0, None, {entry.entry for entry in entries}
        said = list(zip(before.due, before.posting.answers(), strict=False))
        if due:
            said += zip(due, self._node.send([attempt.raw for _, attempt in due]), strict=False)
        for (entry, attempt), answer in said:
            sent += 1
            if entry.entry in still:
                stuck = self._heed(entry, attempt, answer, now)
                trouble = trouble or stuck
        return sent, trouble

    def _heed(self, entry: EntryRow, attempt: AttemptRow, answer: Answer, now: int) -> str | None:
        """Draw the consequence of one answer; what a person should know of, if anything."""
        what = f"nonce {entry.nonce} ({entry.name}): {answer.words}"
        match answer.kind:
            case None | RefusalKind.KNOWN:
                self._sent[attempt.tx_hash] = now
                self._displaced.discard(entry.entry)
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
            case RefusalKind.UNDERPRICED:
                self._displaced.add(entry.entry)
                return what
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
