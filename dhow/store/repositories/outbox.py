"""The outbox: sending keys, accepted commands, and every byte signed for them.

No organisation stands in these queries: whoever holds a sending key sees what it sends, and each
question names the key. Its meaning is in `dhow.ledger.sending`, which asks them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from dhow.store.rows import (
    NewOutboxAttempt,
    NewOutboxEntry,
    NewOutboxOutcome,
    OutboxAttemptRow,
    OutboxEntryRow,
    OutboxKeyRow,
)
from dhow.store.tables import outbox_attempts as attempts
from dhow.store.tables import outbox_entries as entries
from dhow.store.tables import outbox_keys as keys
from dhow.store.tables import restores

_OPEN: Final = "OPEN"
_AT_ONCE: Final = 500  # SQLite binds no more than 32,766 values, older ones 999
_LONGEST_WORDS: Final = 1000

_KEY: Final = select(
    keys.c.next_nonce,
    keys.c.block,
    keys.c.block_hash,
    keys.c.holder,
    keys.c.lease_until,
    keys.c.fence,
    keys.c.suspended,
    keys.c.trouble,
    keys.c.label,
)
_ENTRY: Final = select(
    entries.c.entry,
    entries.c.idempotency_key,
    entries.c.fingerprint,
    entries.c.name,
    entries.c.target,
    entries.c.arguments,
    entries.c.calldata,
    entries.c.gas,
    entries.c.nonce,
    entries.c.state,
    entries.c.refusal,
    entries.c.accepted_at,
    entries.c.tx_hash,
    entries.c.block_number,
    entries.c.gas_used,
    entries.c.settled_at,
    entries.c.reason,
    entries.c.restored,
    entries.c.traceparent,
)
_ATTEMPT: Final = select(
    attempts.c.tx_hash,
    attempts.c.entry,
    attempts.c.number,
    attempts.c.purpose,
    attempts.c.nonce,
    attempts.c.max_fee,
    attempts.c.tip,
    attempts.c.raw,
    attempts.c.written_at,
)

# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_OF: Final = and_(keys.c.chain_id == bindparam("chain"), keys.c.sender == bindparam("from_"))
_CHANGE_KEY: Final = update(keys).where(_OF)
_OPEN_ONES: Final = and_(
    entries.c.chain_id == bindparam("chain"),
    entries.c.sender == bindparam("from_"),
    entries.c.state == _OPEN,
)
_READ_KEY: Final = _KEY.where(_OF)
_READ_KEYS: Final = _KEY.with_only_columns(
    keys.c.chain_id, keys.c.sender, *_KEY.selected_columns
).order_by(keys.c.chain_id, keys.c.sender)
_WAITING_KEYS: Final = (
    select(keys.c.sender, keys.c.label)
    .where(
        keys.c.chain_id == bindparam("chain"),
        exists().where(
            entries.c.chain_id == keys.c.chain_id,
            entries.c.sender == keys.c.sender,
            entries.c.state == _OPEN,
        ),
    )
    .order_by(keys.c.sender)
)
_READ_FENCE: Final = select(keys.c.fence).where(_OF).with_for_update()
_READ_OPEN: Final = _ENTRY.where(_OPEN_ONES).order_by(entries.c.nonce).limit(bindparam("most"))
_COUNT_OPEN: Final = select(func.count()).select_from(entries).where(_OPEN_ONES)
_FIND: Final = _ENTRY.where(
    entries.c.chain_id == bindparam("chain"),
    entries.c.sender == bindparam("from_"),
    entries.c.idempotency_key.in_(bindparam("some", expanding=True)),
)
_ATTEMPTS_OF: Final = _ATTEMPT.where(attempts.c.entry.in_(bindparam("some", expanding=True)))
_ATTEMPTS_BY_HASH: Final = _ATTEMPT.where(attempts.c.tx_hash.in_(bindparam("some", expanding=True)))
_ADD_ENTRY: Final = insert(entries)
_NUMBERS: Final = select(entries.c.entry, entries.c.nonce).where(
    entries.c.chain_id == bindparam("chain"),
    entries.c.sender == bindparam("from_"),
    entries.c.nonce >= bindparam("low"),
    entries.c.nonce <= bindparam("high"),
)
_ADD_ATTEMPT: Final = insert(attempts)
_SETTLE: Final = (
    update(entries)
    .where(entries.c.entry == bindparam("settled"), entries.c.state == _OPEN)
    .values(
        state=bindparam("outcome"),
        tx_hash=bindparam("mined_as"),
        block_number=bindparam("mined_in"),
        gas_used=bindparam("gas_taken"),
        settled_at=bindparam("at"),
    )
)


class Outbox:
    """See `dhow.ledger.sending.records.OutboxRows` for what each method promises."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ------------------------------------------------------------------ keys

    def key(self, chain_id: int, sender: str) -> OutboxKeyRow | None:
        """The key, where it was enrolled."""
        row = self._connection.execute(_READ_KEY, {"chain": chain_id, "from_": sender}).first()
        return None if row is None else OutboxKeyRow(*row)

    def every_key(self) -> Sequence[tuple[int, str, OutboxKeyRow]]:
        """Chain, address and row of every key, in this order."""
        rows = self._connection.execute(_READ_KEYS)
        return [(row.chain_id, row.sender, OutboxKeyRow(*row[2:])) for row in rows]

    def waiting_keys(self, chain_id: int) -> Sequence[tuple[str, str | None]]:
        """Address and label of every key that has an entry without an outcome."""
        rows = self._connection.execute(_WAITING_KEYS, {"chain": chain_id})
        return [(row.sender, row.label) for row in rows]

    def enrol(
        self,
        chain_id: int,
        sender: str,
        *,
        next_nonce: int,
        block: int,
        block_hash: str,
        label: str | None = None,
    ) -> None:
        """Begin with a key, suspended while a restore stands; nothing where it is enrolled."""
        if self.key(chain_id, sender) is None:
            self._connection.execute(
                insert(keys).values(
                    chain_id=chain_id,
                    sender=sender,
                    next_nonce=next_nonce,
                    block=block,
                    block_hash=block_hash,
                    lease_until=0,
                    fence=0,
                    suspended=self.restore_that_stands(),
                    label=label,
                )
            )

    def restore_that_stands(self) -> str | None:
        """Why keys are suspended when they are first used; None where they are not."""
        row = self._connection.execute(
            select(restores.c.reason)
            .where(restores.c.lifted_at.is_(None))
            .order_by(restores.c.number.desc())
            .limit(1)
        ).first()
        return None if row is None else str(row.reason)

    def lift_restores(self, *, at: int) -> int:
        """Suspend no key any more when it is first used; how many restores stood."""
        lifted = self._connection.execute(
            update(restores).where(restores.c.lifted_at.is_(None)).values(lifted_at=at)
        )
        return lifted.rowcount

    def take_lease(
        self, chain_id: int, sender: str, *, holder: str, now: int, until: int, seen: int
    ) -> bool:
        """Lead with the number after `seen`; False where another leads or was quicker."""
        return self._change_key(
            chain_id,
            sender,
            keys.c.fence == seen,
            keys.c.lease_until <= now,
            holder=holder,
            lease_until=until,
            fence=seen + 1,
        )

    def renew_lease(self, chain_id: int, sender: str, *, fence: int, until: int) -> bool:
        """Lead longer, or no longer; False where another leads."""
        return self._change_key(chain_id, sender, keys.c.fence == fence, lease_until=until)

    def leads(self, chain_id: int, sender: str, fence: int) -> bool:
        """Whether this is still the leader's number; it stays so to the end of the unit."""
        row = self._connection.execute(_READ_FENCE, {"chain": chain_id, "from_": sender}).first()
        return row is not None and row.fence == fence

    def take_nonces(self, chain_id: int, sender: str, *, first: int, after: int) -> bool:
        """Move the next nonce up; False where it is no longer `first`, or the key suspended."""
        return after >= first and self._change_key(
            chain_id,
            sender,
            keys.c.next_nonce == first,
            keys.c.suspended.is_(None),
            next_nonce=after,
        )

    def advance(self, chain_id: int, sender: str, *, block: int, block_hash: str) -> None:
        """Final blocks are read up to here."""
        self._change_key(chain_id, sender, block=block, block_hash=block_hash)

    def suspend(self, chain_id: int, sender: str, reason: str | None) -> None:
        """Stop with a key, or (None) go on."""
        self._change_key(chain_id, sender, suspended=_shortened(reason))

    def note(self, chain_id: int, sender: str, trouble: str | None) -> None:
        """What a round could not go past, or (None) that it could."""
        self._change_key(chain_id, sender, trouble=_shortened(trouble))

    def _change_key(
        self, chain_id: int, sender: str, *only_if: ColumnElement[bool], **values: Any
    ) -> bool:
        changed = self._connection.execute(
            _CHANGE_KEY.where(*only_if) if only_if else _CHANGE_KEY,
            {"chain": chain_id, "from_": sender, **values},
        )
        return changed.rowcount == 1

    # --------------------------------------------------------------- entries

    def add_entries(
        self, chain_id: int, sender: str, entries: Sequence[NewOutboxEntry], *, at: int
    ) -> Sequence[int]:
        """Keep commands, each with a nonce of its own; their numbers, in the same order."""
        self._connection.execute(
            _ADD_ENTRY,
            [
                {
                    "chain_id": chain_id,
                    "sender": sender,
                    "idempotency_key": new.idempotency_key,
                    "fingerprint": new.fingerprint,
                    "name": new.name,
                    "target": new.target,
                    "arguments": new.arguments,
                    "calldata": new.calldata,
                    "gas": new.gas,
                    "nonce": new.nonce,
                    "state": _OPEN,
                    "accepted_at": at,
                    "traceparent": new.traceparent,
                }
                for new in entries
            ],
        )
        # asked for by nonce afterwards: much faster than having each row give back its number
        nonces = [new.nonce for new in entries]
        kept = {
            row.nonce: row.entry
            for row in self._ask(
                _NUMBERS, chain=chain_id, from_=sender, low=min(nonces), high=max(nonces)
            )
        }
        return [kept[nonce] for nonce in nonces]

    def find(self, chain_id: int, sender: str, keys: Sequence[str]) -> Sequence[OutboxEntryRow]:
        """The entries of these idempotency keys."""
        return [
            OutboxEntryRow(*row)
            for some in _in_parts(keys)
            for row in self._ask(_FIND, chain=chain_id, from_=sender, some=some)
        ]

    def open_entries(self, chain_id: int, sender: str, limit: int) -> Sequence[OutboxEntryRow]:
        """Entries without an outcome, lowest nonce first."""
        rows = self._ask(_READ_OPEN, chain=chain_id, from_=sender, most=limit)
        return [OutboxEntryRow(*row) for row in rows]

    def open_count(self, chain_id: int, sender: str) -> int:
        """How many have no outcome."""
        counted = self._connection.execute(_COUNT_OPEN, {"chain": chain_id, "from_": sender})
        return int(counted.scalar_one())

    def settle(self, outcomes: Sequence[NewOutboxOutcome], *, at: int) -> None:
        """Write the outcomes of open entries."""
        if not outcomes:
            return
        self._connection.execute(
            _SETTLE,
            [
                {
                    "settled": new.entry,
                    "outcome": new.state,
                    "mined_as": new.tx_hash,
                    "mined_in": new.block_number,
                    "gas_taken": new.gas_used,
                    "at": at,
                }
                for new in outcomes
            ],
        )

    def reopen(self, chain_id: int, sender: str, *, from_nonce: int) -> None:
        """Take back the outcomes of this nonce and those above it."""
        self._connection.execute(
            update(entries)
            .where(
                entries.c.chain_id == chain_id,
                entries.c.sender == sender,
                entries.c.nonce >= from_nonce,
            )
            .values(state=_OPEN, tx_hash=None, block_number=None, gas_used=None, settled_at=None)
        )

    def refuse(self, entry: int, words: str) -> None:
        """Note that the node will not have it."""
        self._change_entry(entry, refusal=_shortened(words))

    def explain(self, entry: int, reason: bytes) -> None:
        """Keep why the contract refused it."""
        self._connection.execute(
            update(entries).where(entries.c.entry == entry).values(reason=reason)
        )

    def move(self, entry: int, nonce: int) -> None:
        """Give an open entry another nonce."""
        self._change_entry(entry, nonce=nonce)

    def _change_entry(self, entry: int, **values: Any) -> None:
        self._connection.execute(
            update(entries)
            .where(entries.c.entry == entry, entries.c.state == _OPEN)
            .values(**values)
        )

    def _ask(self, question: Any, **values: Any) -> Iterable[Any]:
        return self._connection.execute(question, values)

    # -------------------------------------------------------------- attempts

    def add_attempts(self, attempts: Sequence[NewOutboxAttempt], *, at: int) -> None:
        """Keep signed bytes."""
        self._connection.execute(
            _ADD_ATTEMPT,
            [
                {
                    "tx_hash": new.tx_hash,
                    "entry": new.entry,
                    "number": new.number,
                    "purpose": new.purpose,
                    "nonce": new.nonce,
                    "max_fee": new.max_fee,
                    "tip": new.tip,
                    "raw": new.raw,
                    "written_at": at,
                }
                for new in attempts
            ],
        )

    def attempts(self, entries: Sequence[int]) -> Sequence[OutboxAttemptRow]:
        """All signed bytes of these entries, in the order they were made."""
        found = self._attempts(_ATTEMPTS_OF, entries)
        return sorted(found, key=lambda attempt: (attempt.entry, attempt.number))

    def attempts_by_hash(self, hashes: Sequence[str]) -> Sequence[OutboxAttemptRow]:
        """The signed bytes of these hashes."""
        return self._attempts(_ATTEMPTS_BY_HASH, hashes)

    def _attempts(self, question: Any, wanted: Sequence[Any]) -> list[OutboxAttemptRow]:
        return [
            OutboxAttemptRow(*row)
            for some in _in_parts(wanted)
            for row in self._ask(question, some=some)
        ]


def _of(chain_id: int, sender: str) -> ColumnElement[bool]:
    return and_(keys.c.chain_id == chain_id, keys.c.sender == sender)


def _in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _shortened(words: str | None) -> str | None:
    return None if words is None else words[:_LONGEST_WORDS]
