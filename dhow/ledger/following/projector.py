"""Folds blocks into tables, undoes those that the chain replaces, starts again where it stopped.

Keeps nothing in memory between two steps: the tables say where they stand. Several projectors over
one database therefore do no harm; one of them folds, the others find it done.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.following.blocks import BlockSource, ChainMoved
from dhow.ledger.following.changes import FoldedBlock
from dhow.ledger.following.contracts import Followed
from dhow.ledger.following.ports import Projections

BATCH_BLOCKS: Final = 256
BATCH_LOGS: Final = 20_000  # bounds memory where blocks are full
KEPT_HASHES: Final = 4_096
_PAUSE_SECONDS: Final = 0.2
_LONGEST_PAUSE_SECONDS: Final = 5.0

_log = logging.getLogger(__name__)


class ReorganisedTooDeep(BadInputError):
    """The chain replaced blocks further back than their hashes are kept."""


class AnotherLedger(BadInputError):
    """The tables were folded from other contracts, another chain, or by other rules."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a step did.

    Attributes:
        block: number of the last block in the tables, -1 before the first.
        head: number of the newest block that counts.
        undone: blocks whose rows were undone.
        folded: blocks whose rows were added.
    """

    block: int
    head: int
    undone: int
    folded: int

    @property
    def caught_up(self) -> bool:
        """Nothing more to fold for now."""
        return self.block >= self.head


class Projector:
    """From one source of blocks into one set of tables."""

    def __init__(
        self,
        source: BlockSource,
        followed: Followed,
        tables: Projections,
        *,
        batch_blocks: int = BATCH_BLOCKS,
        keep: int = KEPT_HASHES,
    ) -> None:
        """Follow `followed` on `source` into `tables`.

        Args:
            batch_blocks: at most so many blocks in one transaction.
            keep: hashes of so many blocks are kept: how deep a reorganisation may go.

        Raises:
            BadInputError: fewer than one.
        """
        if batch_blocks < 1 or keep < 1:
            raise BadInputError(f"a batch of {batch_blocks}, {keep} hashes kept: give 1 or more")
        self._source = source
        self._followed = followed
        self._tables = tables
        self._batch = batch_blocks
        self._keep = keep

    def step(self) -> Progress:
        """Fold what has come, at most a batch of it.

        Raises:
            AnotherLedger: the tables are of another deployment or other folds.
            ReorganisedTooDeep: the chain left the tables further back than hashes are kept.
            ChainMoved, RpcError, EngineError: the node failed; nothing was done, ask again.
        """
        at = self._position()
        head = self._source.head()
        base = self._common(at)
        if base is None:  # the node lags behind the tables
            return Progress(at[0] if at else -1, head, 0, 0)
        blocks = self._folded(base, head, at)
        undoing = at is not None and base < at[0]
        last = at[0] if at else -1
        if not blocks and not undoing:
            return Progress(last, head, 0, 0)
        done = self._tables.advance(
            self._followed.words,
            blocks,
            expected=at,
            back_to=base if undoing else None,
            keep=self._keep,
        )
        if not done:
            return Progress(last, head, 0, 0)
        undone = last - base if undoing else 0
        if undone:
            _log.warning("the chain replaced %d blocks above block %d", undone, base)
        return Progress(blocks[-1].number if blocks else base, head, undone, len(blocks))

    def catch_up(self) -> Progress:
        """Step until the newest block that counts is in the tables, or the node has no more.

        Raises:
            As `step`.
        """
        while True:
            progress = self.step()
            if progress.caught_up or not (progress.folded or progress.undone):
                return progress

    def follow(
        self,
        stop: threading.Event,
        *,
        pause: float = _PAUSE_SECONDS,
        catch_up: Callable[[], Progress] | None = None,
    ) -> None:
        """Catch up again and again until `stop` is set; wait and try again where a node fails.

        Args:
            catch_up: in place of our own, where others use this projector too and take turns.

        Raises:
            AnotherLedger, ReorganisedTooDeep: a person must decide.
        """
        wait = pause
        while not stop.is_set():
            try:
                (catch_up or self.catch_up)()
                wait = pause
            except EnvironmentProblemError as problem:
                wait = min(wait * 2, _LONGEST_PAUSE_SECONDS)
                _log.warning("following stopped for %.1f s: %s", wait, problem)
            stop.wait(wait)

    def rebuild(self) -> Progress:
        """Empty the tables and fold everything again, from the first block.

        Raises:
            As `step`; started again, it goes on where it stopped.
        """
        self._tables.clear()
        return self.catch_up()

    def _position(self) -> tuple[int, str] | None:
        position = self._tables.position()
        if position is None:
            return None
        followed, number, block_hash = position
        if followed != self._followed.words:
            raise AnotherLedger(
                f"the tables hold {followed}; this is {self._followed.words}. Rebuild them, or "
                "use the database that belongs to this ledger"
            )
        return number, block_hash

    def _common(self, at: tuple[int, str] | None) -> int | None:
        """Number of the last block that tables and chain share; None where the node lags behind."""
        if at is None:
            return self._followed.first_block - 1
        number, block_hash = at
        current = self._source.hash_of(number)
        if current == block_hash:
            return number
        if current is None and not self._source.may_shorten:
            return None
        return self._fork()

    def _fork(self) -> int:
        # hashes agree up to the fork and differ above it: halve
        low, high = self._tables.kept_hashes()
        first = low
        low -= 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._agree(middle):
                low = middle
            else:
                high = middle - 1
        if low < first and first > self._followed.first_block:
            raise ReorganisedTooDeep(
                f"the chain no longer has block {first}, the oldest whose hash is kept; what was "
                "folded before it may be gone too. Rebuild the tables"
            )
        return low

    def _agree(self, number: int) -> bool:
        kept = self._tables.kept_hash(number)
        return kept is not None and kept == self._source.hash_of(number)

    def _folded(self, base: int, head: int, at: tuple[int, str] | None) -> list[FoldedBlock]:
        """The blocks after `base`, as far as they hang together."""
        previous = self._hash_at(base, at)
        folded: list[FoldedBlock] = []
        logs = 0
        for number in range(base + 1, min(base + self._batch, head) + 1):
            block = self._source.block(number)
            if block is None or previous not in (None, block.parent_hash):
                if folded:
                    break  # the rest comes with the next step
                raise ChainMoved(
                    f"block {number} does not follow block {base}: the chain moved while it was "
                    "read; ask again"
                )
            folded.append(self._followed.folded(block))
            previous = block.hash
            logs += len(block.logs)
            if logs >= BATCH_LOGS:
                break
        return folded

    def _hash_at(self, base: int, at: tuple[int, str] | None) -> str | None:
        if at is None or base < self._followed.first_block:
            return None
        return at[1] if base == at[0] else self._tables.kept_hash(base)
