"""Acts of many callers and keys in one pass: tried, put on record, mined and settled together.

Whoever has the turn does a pass for all who wait. The order of things is that of a single act:

1. each act is signed at its key's next nonce and run on top of those before it, where the engine
   can run ahead; elsewhere its caller has tried it. What is refused is on no record and takes no
   nonce;
2. one transaction puts all of them on record, with their nonces and bytes;
3. only then all are sent, and the blocks they are in are read;
4. one transaction writes the outcomes, each key's under its leader's fencing number.

A key takes part in step 4 where this process leads it and nothing else of it is open: then nothing
is awaited of the blocks before. Whatever is otherwise, or fails after step 2, is left to the rounds
of the key's own leader, which find every case; nothing is decided here that they would decide
differently.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from dhow.errors import EnvironmentProblemError
from dhow.ledger.client import GAS_PER_TRANSACTION, LedgerClient
from dhow.ledger.engines.base import BlockFull, RpcError, RunsAhead
from dhow.ledger.sending.commands import Command, State, check_key
from dhow.ledger.sending.desks import Desk, KnownGas
from dhow.ledger.sending.node import Block, EngineNode, Fees, MinedTransaction
from dhow.ledger.sending.outbox import Kept, Signed, same
from dhow.ledger.sending.records import EntryRow, KeyRow, NewOutcome, OutboxRecords
from dhow.ledger.types import Act

MOST: Final = 64


@dataclass(slots=True)
class Tried:
    """What the trial of an act returned, and the gas to allow it."""

    returned: bytes
    gas: int


@dataclass(slots=True, eq=False)
class Asked:
    """An act on its way, and what is known of it when its pass is over.

    Attributes:
        tried: where it was tried before; set by the pass where that runs it ahead.
        accepted: it is on record, by this or by an earlier asking.
        tx_hash: the transaction that carried it out, where its outcome is written already.
        problem: why it is not on record.
    """

    desk: Desk
    key: str
    act: Act[Any]
    command: Command
    tried: Tried | None
    accepted: bool = False
    tx_hash: str | None = None
    problem: Exception | None = None
    over: bool = False

    @classmethod
    def on_record(cls, desk: Desk, key: str, act: Act[Any]) -> Self:
        """One that was asked before."""
        return cls(desk, key, act, Command.of(act, gas=0), None, accepted=True)


@dataclass(slots=True, eq=False)
class _Place:
    """One key in a pass."""

    desk: Desk
    key: KeyRow
    fees: Fees
    leap: Block | None
    asked: list[Asked] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)
    kept: Kept | None = None
    fence: int | None = None


@dataclass(slots=True)
class _Trials:
    """What became of step 1: `raws` in the order in which they were run."""

    places: list[_Place] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)
    refused: list[tuple[Asked, Exception]] = field(default_factory=list)
    left: list[Asked] = field(default_factory=list)


class _RacedError(Exception):
    """Another took the nonces of a key meanwhile, or suspended it."""


class Together:
    """The passes of one process. Thread-safe."""

    def __init__(
        self,
        client: LedgerClient,
        node: EngineNode,
        records: OutboxRecords,
        gas: KnownGas,
        clock: Callable[[], int],
    ) -> None:
        """Over the node and the records that the desks' outboxes have."""
        self._client = client
        self._node = node
        self._records = records
        self._gas = gas
        self._clock = clock
        self._turn = threading.Lock()
        self._waiting: deque[Asked] = deque()
        self._ahead = client.engine if isinstance(client.engine, RunsAhead) else None

    @property
    def tries(self) -> bool:
        """Whether a pass tries acts itself."""
        return self._ahead is not None

    def ask(
        self,
        desk: Desk,
        key: str,
        act: Act[Any],
        tried: Tried | None = None,
        *,
        traceparent: str | None = None,
    ) -> Asked:
        """Have an act accepted, and carried out with those that come at the same time.

        Where neither `accepted` nor a problem comes of it, others were at the key too: nothing is
        on record, and it is to be accepted alone.

        Raises:
            As `Outbox.accept`; Refusal where the contract refuses it.
        """
        command = Command.of(act, gas=tried.gas if tried else 0, traceparent=traceparent)
        asked = Asked(desk, check_key(key), act, command, tried)
        self._waiting.append(asked)
        with self._turn:
            while not asked.over:
                self._pass()
        if asked.problem is not None:
            raise asked.problem
        return asked

    # ---------------------------------------------------------------- a pass

    def _pass(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        left: list[Asked] = []
        try:
            left = self._carried_out(batch)
        except _RacedError:
            pass
        except Exception as problem:
            for each in batch:
                if not each.accepted:
                    each.problem = problem
        except BaseException:  # this thread is to end: nobody else's is
            for each in batch:
                if not each.accepted:
                    each.problem = EnvironmentProblemError(
                        "whoever sent for several was stopped; nothing is kept of it, try again"
                    )
            raise
        finally:
            self._waiting.extendleft(reversed(left))
            for each in batch:
                each.over = each not in left

    def _carried_out(self, batch: Sequence[Asked]) -> list[Asked]:
        """Steps 1 to 4; gives back those that are for the next pass."""
        tried = self._tried(batch)
        places = [place for place in tried.places if place.signed]
        with ExitStack() as held:
            for place in places:
                if place.desk.rounds.acquire(blocking=False):
                    held.callback(place.desk.rounds.release)
                    place.fence = place.desk.outbox.fence_of(place.key)
            if places:
                self._put_on_record(places)
            # refused on top of what is on record now: had that failed, they would be asked again
            for each, problem in tried.refused:
                each.problem = problem
            if places and self._client.engine.controls_time:
                with suppress(EnvironmentProblemError):  # on record: the rounds see to them
                    self._send_and_settle(places, tried.raws)
        return tried.left

    # ------------------------------------------------------ 1: tried and signed

    def _tried(self, batch: Sequence[Asked]) -> _Trials:
        trials = _Trials()
        known = self._known(batch)
        places: dict[str, _Place] = {}
        for at, each in enumerate(batch):
            key, found = known[each.desk.sender]
            row = found.get(each.key)
            try:
                if row is not None:
                    same(each.key, each.command, each.command.fingerprint, row.fingerprint)
                    each.accepted = True
                    continue
                place = places.get(each.desk.sender)
                if place is None:
                    place = places[each.desk.sender] = self._place(each.desk, key)
                if any(other.key == each.key for other in place.asked):
                    trials.left.append(each)  # it finds the other's on record in the next pass
                    continue
                place.signed.append(self._signed(each, place, trials.raws))
                place.asked.append(each)
            except BlockFull:
                trials.left += batch[at:]
                break
            except Exception as problem:  # one's trouble is no other's
                trials.refused.append((each, problem))
        trials.places = list(places.values())
        return trials

    def _known(self, batch: Sequence[Asked]) -> Mapping[str, tuple[KeyRow, dict[str, EntryRow]]]:
        """Each key, and what is on record of what is asked of it, in one consistent state."""
        names: dict[str, list[str]] = {}
        for each in batch:
            names.setdefault(each.desk.sender, []).append(each.key)
        desks = {each.desk.sender: each.desk for each in batch}
        while True:
            with self._records.read() as work:
                keys = {sender: work.outbox.key(self._node.chain_id, sender) for sender in names}
                rows = {
                    sender: work.outbox.find(self._node.chain_id, sender, wanted)
                    for sender, wanted in names.items()
                }
            known = {
                sender: (key, {row.idempotency_key or "": row for row in rows[sender]})
                for sender, key in keys.items()
                if key is not None
            }
            if len(known) == len(names):
                return known
            for sender in names.keys() - known.keys():
                desks[sender].outbox.enrolled()

    def _place(self, desk: Desk, key: KeyRow) -> _Place:
        desk.outbox.require_in_use(key)
        return _Place(desk, key, self._node.fees(desk.sender), desk.outbox.leap_from(key))

    def _signed(self, asked: Asked, place: _Place, raws: list[bytes]) -> Signed:
        """The act's bytes at the key's next nonce; among `raws` where they may be sent at once."""
        if self._ahead is None:
            assert asked.tried is not None  # noqa: S101 - see `ask`
            signed = self._drafted(asked, place, asked.tried.gas)
            raws.append(signed.draft.raw)
            return signed
        gas = self._gas.limit_of(asked.act)
        try:
            return self._run_ahead(self._ahead, asked, place, raws, gas)
        except BlockFull:
            raise
        except RpcError:
            if gas == GAS_PER_TRANSACTION:
                raise
        # it may need more than such an act did before
        return self._run_ahead(self._ahead, asked, place, raws, GAS_PER_TRANSACTION)

    def _run_ahead(
        self, engine: RunsAhead, asked: Asked, place: _Place, raws: list[bytes], gas: int
    ) -> Signed:
        signed = self._drafted(asked, place, gas)
        try:
            asked.tried = Tried(engine.run_ahead(signed.draft.raw, raws), gas)
        except BlockFull:
            raise
        except RpcError as problem:
            if gas < GAS_PER_TRANSACTION:
                raise
            if (refusal := self._client.refusal_in(problem, asked.act)) is not None:
                raise refusal from None
            # not its turn yet: the trial apart tells whether it is accepted, and a round sends it
            asked.tried = Tried(self._client.tried(asked.act, place.desk.sender, gas=gas), gas)
        else:
            raws.append(signed.draft.raw)
        return signed

    def _drafted(self, asked: Asked, place: _Place, gas: int) -> Signed:
        command = replace(asked.command, gas=gas)
        nonce = place.key.next_nonce + len(place.signed)
        draft = place.desk.outbox.signed(command, nonce, place.fees)
        return Signed(asked.key, command, draft)

    # ---------------------------------------------------------- 2: on record

    def _put_on_record(self, places: Sequence[_Place]) -> None:
        now = self._clock()
        with self._records.begin() as work:
            for place in places:
                place.kept = place.desk.outbox.keep(
                    work.outbox, place.key, place.signed, place.leap, at=now
                )
                if place.kept is None:
                    raise _RacedError
        for place in places:
            for each in place.asked:
                each.accepted = True

    # ------------------------------------------------------- 3, 4: sent, settled

    def _send_and_settle(self, places: Sequence[_Place], raws: Sequence[bytes]) -> None:
        before = self._node.final_block()
        self._node.send(raws)
        blocks = self._new_blocks(before)
        if not blocks:
            return
        mined = {
            line.tx_hash: (block.number, line) for block in blocks for line in block.transactions
        }
        done = [place for place in places if self._may_settle(place, before, mined)]
        if not done:
            return
        last = blocks[-1]
        chain, now = self._node.chain_id, self._clock()
        with self._records.begin() as work:
            done = [
                place
                for place in done
                if place.fence is not None
                and work.outbox.leads(chain, place.desk.sender, place.fence)
            ]
            for place in done:
                work.outbox.settle(_outcomes(place, mined), at=now)
                work.outbox.advance(
                    chain, place.desk.sender, block=last.number, block_hash=last.block_hash
                )
        for place in done:
            for each, signed in zip(place.asked, place.signed, strict=True):
                if mined[signed.draft.tx_hash][1].succeeded:
                    each.tx_hash = signed.draft.tx_hash

    def _new_blocks(self, before: int) -> list[Block]:
        """The final blocks after one, each on top of the one before; none where one is missing."""
        found: list[Block] = []
        for number in range(before + 1, self._node.final_block() + 1):
            block = self._node.block(number)
            if block is None or (found and block.parent_hash != found[-1].block_hash):
                return []
            found.append(block)
        return found

    def _may_settle(
        self, place: _Place, before: int, mined: Mapping[str, tuple[int, MinedTransaction]]
    ) -> bool:
        """Whether all that is open of a key is what was mined now, on the chain it was read on."""
        if place.fence is None or place.kept is None or place.kept.others or place.key.trouble:
            return False
        if place.key.block > before or any(s.draft.tx_hash not in mined for s in place.signed):
            return False
        at = self._node.block(place.key.block)
        return at is not None and at.block_hash == place.key.block_hash


def _outcomes(place: _Place, mined: Mapping[str, tuple[int, MinedTransaction]]) -> list[NewOutcome]:
    assert place.kept is not None  # noqa: S101 - on record before it was sent
    found = []
    for entry, signed in zip(place.kept.entries, place.signed, strict=True):
        number, line = mined[signed.draft.tx_hash]
        state = State.MINED if line.succeeded else State.REVERTED
        found.append(NewOutcome(entry, state, line.tx_hash, number, line.gas_used))
    return found


__all__ = ["MOST", "Asked", "Together", "Tried"]
