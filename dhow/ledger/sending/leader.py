"""The leader of a sending key: one round reads outcomes, mends the order of nonces, broadcasts.

Every process that holds the key runs rounds; only the one whose lease holds does anything. A leader
that slept through its lease may still broadcast, which is harmless, for it has no bytes that are
not on record; what it writes bears an old fencing number and is refused.
"""

from collections.abc import Sequence

from dhow.ledger.sending.broadcasting import NOTHING, Broadcasting
from dhow.ledger.sending.holders import has_ended
from dhow.ledger.sending.key import Fenced
from dhow.ledger.sending.nonces import Nonces
from dhow.ledger.sending.outcomes import Outcomes, Place
from dhow.ledger.sending.policy import Round
from dhow.ledger.sending.records import AttemptRow, EntryRow, KeyRow


class Leader(Outcomes, Nonces, Broadcasting):
    """Rounds for one key in one process. Thread-safe: one round at a time."""

    def tend(self) -> Round:
        """One round.

        Raises:
            EngineError, RpcError: the node did not answer; what was done so far is kept.
        """
        with self._round:
            try:
                return self._tend()
            except Fenced:
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

    def _tend(self) -> Round:
        key, entries, attempts = self._read()
        if key is None or not self._lead(key):
            return Round(leading=False)
        if self._fence != key.fence:  # led anew: what was read before may be another's
            key, entries, attempts = self._read()
            if key is None:
                return Round(leading=False)
        latest = {attempt.entry: attempt for attempt in attempts}  # in order: the last one stays
        # what is new goes out while the outcomes of what went before are read
        post = self._read_once and key.suspended is None
        posted = self._post_new(entries, latest) if post else NOTHING
        try:
            place = Place(key.block, key.block_hash)
            outcomes = self._read_outcomes(place, attempts, idle=not entries)
        finally:
            posted.posting.wait()
        settled, suspended = len(outcomes.settled), outcomes.suspended or key.suspended
        full = len(entries) >= self._policy.in_flight
        entries = [entry for entry in entries if entry.entry not in outcomes.settled]
        if full and not entries:
            _, entries, attempts = self._read()
            latest = {attempt.entry: attempt for attempt in attempts}
        if suspended:
            return Round(leading=True, settled=settled, open=len(entries), trouble=suspended)
        self._read_once = True
        self._keep_only(attempts)
        if self._mend(entries, latest):
            return Round(leading=True, settled=settled, open=len(entries))
        self._take_up(entries, latest)
        self._outbid_ourselves(entries, latest)
        broadcast, trouble = self._broadcast(entries, latest, posted)
        if trouble != key.trouble:
            with self._writing() as outbox:
                outbox.note(self._chain, self._sender, trouble)
        if broadcast:  # where a transaction makes its block, its outcome is there already
            at_once = self._read_outcomes(outcomes.place, attempts, idle=False)
            settled += len(at_once.settled)
            entries = [entry for entry in entries if entry.entry not in at_once.settled]
            trouble = trouble or at_once.suspended
        left = len(entries)
        if full and not left:  # those that had no room in this round
            with self._records.read() as work:
                left = work.outbox.open_count(self._chain, self._sender)
        return Round(True, settled, broadcast, left, trouble)

    def _read(self) -> tuple[KeyRow | None, Sequence[EntryRow], Sequence[AttemptRow]]:
        """Key, open entries and their signed bytes, in one consistent state."""
        with self._records.read() as work:
            key = work.outbox.key(self._chain, self._sender)
            entries = work.outbox.open_entries(self._chain, self._sender, self._policy.in_flight)
            new = [each.entry for each in entries if each.entry not in self._attempts]
            read = work.outbox.attempts(new) if new else ()
        known = {each.entry: self._attempts.get(each.entry, []) for each in entries}
        for attempt in read:
            known[attempt.entry].append(attempt)
        self._attempts = known
        return key, entries, [attempt for each in entries for attempt in known[each.entry]]

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
        self._read_once = False
        self._attempts.clear()
        self._sent.clear()
        self._displaced.clear()
        self._outbid.clear()
        self._gaps_seen.clear()
        self._doubt = True
        return False

    def _keep_only(self, attempts: Sequence[AttemptRow]) -> None:
        open_now = {attempt.tx_hash for attempt in attempts}
        self._sent = {tx_hash: at for tx_hash, at in self._sent.items() if tx_hash in open_now}
