"""The tables that follow the ledger, kept at its tip beside the requests and for them.

An answer is read from tables, so that it shows what was done, whoever did it: an act waits until
the tables hold its block, a write is decided on tables at the tip, and where nothing follows beside
the requests (an application without its lifespan) a read catches up by itself. The newest block
counts at once: one that the chain replaces is undone, as its readers would see it at the node.

An answer to a write is kept for good under its key, so it must not tell of a state that passes. It
counts (`require_standing`) where the tables held the very block of its act, and no block of theirs
was replaced from then on; and a refusal, where they were at the tip.
"""

import itertools
import threading
import time
from functools import partial
from typing import Final

from fastapi import Request

from api.blocking import READING, blocking, do_first
from api.current import Current, current
from dhow.errors import EnvironmentProblemError
from dhow.ledger.client import BlockReplaced
from dhow.ledger.deploy import Deployment
from dhow.ledger.engines.base import Engine
from dhow.ledger.following import (
    AnotherLedger,
    Followed,
    NodeBlocks,
    Progress,
    Projector,
    ReorganisedTooDeep,
    final_of,
)
from dhow.ledger.receipts import BlockReceipts
from dhow.store import Store
from dhow.store.projections import StoredProjections

WAIT_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.02


class NotCaughtUp(EnvironmentProblemError):
    """What was done is on the ledger; the tables do not show it yet."""


_REPLACED: Final = (
    "The chain replaced its last blocks while the answer was made. What was accepted stays "
    "accepted: it will be in a block, or refused, once."
)


class NotFollowing(EnvironmentProblemError):
    """The tables cannot follow the ledger until a person has decided something."""


class Follower:
    """One projector, asked by many threads: one of them folds, the others find it done."""

    def __init__(
        self,
        engine: Engine,
        contracts: Deployment,
        store: Store,
        *,
        confirmations: int = 0,
        receipts: BlockReceipts | None = None,
    ) -> None:
        """Follow `contracts` on `engine` into the tables of `store`.

        Args:
            confirmations: blocks to wait for before one counts.
            receipts: of the blocks, where who sends reads them too.
        """
        self._store = store
        self._tables = StoredProjections(store)
        self._source = NodeBlocks(engine, final_of(engine, confirmations), receipts)
        self._projector = Projector(self._source, Followed.of(contracts), self._tables)
        self._one_step = threading.Lock()
        self._count = itertools.count(1)
        self._begun = 0  # by the same count, when the last folding began that went well
        self._reached = -1  # the block it reached
        self._beside = False
        self._alone = not store.shared
        self._blocks_stay = engine.controls_time
        self._held: tuple[int, str] | None = None  # the last block seen in the tables, by its hash

    @property
    def beside(self) -> bool:
        """True once the tables were at the tip, while they are kept there beside the requests."""
        return self._beside

    def catch_up(self) -> Progress:
        """Fold until the newest block is in the tables, or the node has no more.

        Raises:
            NotFollowing: the tables are of another ledger, or the chain replaced too much of it.
            ChainMoved, RpcError, EngineError: the node failed; nothing was done, ask again.
        """
        with self._one_step:
            return self._folded()

    def catch_up_if_it_can(self) -> EnvironmentProblemError | None:
        """As `catch_up`; what it failed with, where the node does not answer."""
        try:
            if not self._at_the_tip():
                self.catch_up()
        except EnvironmentProblemError as problem:
            return problem
        return None

    def _at_the_tip(self) -> bool:
        """Whether the newest block is in the tables, without a question to the database.

        Only where no other process can have undone it there.
        """
        held = self._held
        return (
            held is not None
            and self._source.head() == held[0]
            and self._source.hash_of(held[0]) == held[1]
        )

    def replacement(self) -> int | None:
        """The newest replacement of blocks in the tables; None where the chain replaces none."""
        if self._blocks_stay:
            return None
        with self._store.read() as work:
            return work.feed.system_newest_replacement()

    def caught_up_to(
        self, block: int, block_hash: str | None = None, *, wait: float = WAIT_SECONDS
    ) -> None:
        """Return once the tables hold this block.

        Args:
            block_hash: of the block, where no other of its number will do.
            wait: seconds to wait for a node that gave the block's number and not yet the block.

        Raises:
            BlockReplaced: they hold another of its number.
            NotCaughtUp: it did not give it in that time.
            NotFollowing: as `catch_up`.
        """
        self._hold(block, wait)
        if block_hash is None or self._blocks_stay:
            return
        if self._tables.kept_hash(block) not in (block_hash, None):  # none of one long ago
            raise BlockReplaced(_REPLACED)

    def _hold(self, block: int, wait: float) -> None:
        asked = next(self._count)
        deadline = time.monotonic() + wait
        trouble = ""
        while True:
            with self._one_step:
                if self._begun > asked and self._reached >= block:
                    return  # another thread's folding found it
                try:
                    if self._folded().block >= block:
                        return
                except NotFollowing:
                    raise
                except EnvironmentProblemError as problem:
                    trouble = f" ({problem})"
            if time.monotonic() >= deadline:
                raise NotCaughtUp(
                    f"what was done is in block {block} of the ledger, and the tables end at block "
                    f"{self._block()} after {wait:.0f} s{trouble}; read it again shortly"
                )
            time.sleep(_PAUSE_SECONDS)

    def lag(self) -> int:
        """How many blocks the tables are behind the newest that counts.

        Raises:
            EnvironmentProblemError: the node does not answer.
        """
        return max(self._source.head() - self._block(), 0)

    def run(self, stop: threading.Event) -> None:
        """Follow beside the requests until `stop` is set."""
        try:
            self._projector.follow(stop, catch_up=self._kept_up)
        finally:
            self._beside = False

    def _folded(self) -> Progress:
        begun = next(self._count)
        held, self._held = self._held, None
        try:
            progress = self._projector.catch_up()
        except (AnotherLedger, ReorganisedTooDeep) as problem:
            raise NotFollowing(str(problem)) from problem
        self._begun, self._reached = begun, progress.block
        if self._alone:
            kept = held is not None and not progress.folded and not progress.undone
            self._held = held if kept else self._place()
        return progress

    def _kept_up(self) -> Progress:
        progress = self.catch_up()
        self._beside = True
        return progress

    def _place(self) -> tuple[int, str] | None:
        position = self._tables.position()
        return None if position is None else position[1:]

    def _block(self) -> int:
        position = self._tables.position()
        return position[1] if position else -1


async def at_the_tip(request: Request) -> None:
    """Dependency of whatever reads the tables: writes are decided at the chain's tip.

    Reads trust what follows beside them, and catch up by themselves where nothing does.
    """
    follower: Follower = request.app.state.context.follower
    under_way = None if request.method in READING else current.get()
    if not follower.beside:
        await blocking(follower.catch_up)
        if under_way is not None:
            under_way.replacement = await blocking(follower.replacement)
    elif request.method not in READING:
        do_first(partial(_for_a_write, follower, under_way))


def _for_a_write(follower: Follower, under_way: Current | None) -> None:
    behind = follower.catch_up_if_it_can()
    if under_way is not None:
        under_way.behind, under_way.replacement = behind, follower.replacement()


def require_standing(follower: Follower, under_way: Current, *, refused: bool, again: bool) -> None:
    """That the answer to a write is made of a state that it may be kept with.

    Args:
        refused: it is a refusal, of a route that acts on the ledger.
        again: an earlier run of the same request may have acted.

    Raises:
        BlockReplaced: blocks were replaced while it was made: it must be made again.
        EnvironmentProblemError: the tables may not have had what it was refused for.
    """
    if refused and under_way.behind is not None:
        raise under_way.behind
    known = under_way.replacement
    if known is not None and (under_way.acted or again) and follower.replacement() != known:
        raise BlockReplaced(_REPLACED)
