"""A sending key in one process: what rounds remember from one to the next, and how they write.

What is remembered of broadcasts is in memory only. A process that starts therefore broadcasts every
open entry's bytes again, which is what must happen after a crash.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dhow.ledger.sending import drafts
from dhow.ledger.sending.node import Fees, Node
from dhow.ledger.sending.policy import Policy
from dhow.ledger.sending.records import AttemptRow, EntryRow, OutboxRecords, OutboxRows
from dhow.ledger.signing import Signer


class Fenced(Exception):
    """Another process leads."""


class Key:
    """One key, its node and its records; what is written bears the fencing number of the lease."""

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
        """As `Outbox` is given them; nothing is asked or written yet."""
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
        self._sent: dict[str, int] = {}  # when each attempt was broadcast last, by its hash
        self._looked = 0  # when the node was last asked whether it left anything behind
        self._displaced: set[int] = set()  # entries in whose place a node has another transaction
        self._outbid: set[int] = set()  # entries whose price a node found too low
        self._attempts: dict[int, list[AttemptRow]] = {}  # as long as we lead, only we add any
        self._read_once = False  # whether outcomes were read under this lease
        self._doubt = True  # whether a nonce of ours may have been used without us
        self._gaps_seen: dict[int, int] = {}  # since when each missing nonce is known

    @contextmanager
    def _writing(self) -> Iterator[OutboxRows]:
        with self._records.begin() as work:
            fence = self._fence
            if fence is None or not work.outbox.leads(self._chain, self._sender, fence):
                raise Fenced
            yield work.outbox

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
        self._attempts.pop(entry, None)
        outbox.add_attempts([draft.kept(entry, number)], at=self._clock())
