"""What the outbox needs of a database: the shapes of its rows and the questions it asks.

The ledger knows no tables. Whatever keeps these (`dhow.store` does) agrees by structure. Every
method works inside one unit of work: kept whole, or not at all.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol


class KeyRow(Protocol):
    """One sending key on one chain."""

    @property
    def next_nonce(self) -> int:
        """The nonce that the next command gets. Never goes down."""

    @property
    def block(self) -> int:
        """The last final block whose receipts were read for this key."""

    @property
    def block_hash(self) -> str:
        """Its hash, to notice a chain that is no longer the same."""

    @property
    def holder(self) -> str | None:
        """The process that leads, as long as its lease lasts."""

    @property
    def lease_until(self) -> int:
        """Unix seconds at which another may lead."""

    @property
    def fence(self) -> int:
        """Counts the leaders. A write that bears an older number is refused."""

    @property
    def suspended(self) -> str | None:
        """Why nothing is sent with this key; None where it is in use."""

    @property
    def trouble(self) -> str | None:
        """What the last round met and could not go past."""

    @property
    def label(self) -> str | None:
        """Whose key it is, in words from which a process finds its signer again."""


class EntryRow(Protocol):
    """One accepted command, or one no-op that closes a gap (no idempotency key)."""

    @property
    def entry(self) -> int:
        """Number in the order of acceptance."""

    @property
    def idempotency_key(self) -> str | None:
        """As the caller gave it."""

    @property
    def fingerprint(self) -> str:
        """What makes a command the same: hash of target and call data."""

    @property
    def name(self) -> str:
        """The function, for people."""

    @property
    def target(self) -> str | None:
        """The contract; None for a deployment."""

    @property
    def arguments(self) -> str:
        """The arguments as JSON, for people."""

    @property
    def calldata(self) -> bytes:
        """What the contract is sent."""

    @property
    def gas(self) -> int:
        """Gas limit."""

    @property
    def nonce(self) -> int:
        """Its place in the key's order."""

    @property
    def state(self) -> str:
        """See `dhow.ledger.sending.commands.State`."""

    @property
    def refusal(self) -> str | None:
        """The node's words, where it will not have this command."""

    @property
    def accepted_at(self) -> int:
        """Unix seconds."""

    @property
    def tx_hash(self) -> str | None:
        """The transaction that was mined for it."""

    @property
    def block_number(self) -> int | None:
        """Where."""

    @property
    def gas_used(self) -> int | None:
        """What it took."""

    @property
    def settled_at(self) -> int | None:
        """Unix seconds at which its outcome was written."""

    @property
    def reason(self) -> bytes | None:
        """What the contract said, where it refused it in its block and was asked why."""

    @property
    def restored(self) -> bool:
        """Whether a backup restored without its chain had it open: it is never signed anew."""

    @property
    def traceparent(self) -> str | None:
        """W3C trace context of whoever had it accepted; None where nobody recorded it."""


class AttemptRow(Protocol):
    """Signed bytes, kept before they are first broadcast and ever after."""

    @property
    def tx_hash(self) -> str:
        """Hash of the bytes."""

    @property
    def entry(self) -> int:
        """What they carry out."""

    @property
    def number(self) -> int:
        """1 for the first of an entry."""

    @property
    def purpose(self) -> str:
        """`act`, or `noop` where they only use the nonce up."""

    @property
    def nonce(self) -> int:
        """As signed."""

    @property
    def max_fee(self) -> int:
        """Wei a unit of gas, at most."""

    @property
    def tip(self) -> int:
        """Of that, to the block's maker."""

    @property
    def raw(self) -> bytes:
        """The bytes."""

    @property
    def written_at(self) -> int:
        """Unix seconds."""


class NewEntry(NamedTuple):
    """A command to be kept; `idempotency_key` is None for what closes a gap."""

    idempotency_key: str | None
    fingerprint: str
    name: str
    target: str | None
    arguments: str
    calldata: bytes
    gas: int
    nonce: int
    traceparent: str | None = None


class NewAttempt(NamedTuple):
    """Signed bytes to be kept."""

    entry: int
    tx_hash: str
    number: int
    purpose: str
    nonce: int
    max_fee: int
    tip: int
    raw: bytes


class NewOutcome(NamedTuple):
    """What became of an entry."""

    entry: int
    state: str
    tx_hash: str | None = None
    block_number: int | None = None
    gas_used: int | None = None


class OutboxRows(Protocol):
    """The questions, within one unit of work. `sender` is a checksummed address."""

    def key(self, chain_id: int, sender: str) -> KeyRow | None:
        """The key, where it was enrolled. In a unit that writes, nobody else may change it."""

    def every_key(self) -> Sequence[tuple[int, str, KeyRow]]:
        """Chain, address and row of every key enrolled, in this order."""

    def waiting_keys(self, chain_id: int) -> Sequence[tuple[str, str | None]]:
        """Address and label of every key that has an entry without an outcome."""

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
        """Begin with a key; nothing happens where it is enrolled.

        It is suspended at once while a restore without the chain stands.
        """

    def take_lease(
        self, chain_id: int, sender: str, *, holder: str, now: int, until: int, seen: int
    ) -> bool:
        """Lead with the number after `seen`; False where another leads or was quicker."""

    def renew_lease(self, chain_id: int, sender: str, *, fence: int, until: int) -> bool:
        """Lead longer (or, with an `until` in the past, no longer); False where fenced off."""

    def leads(self, chain_id: int, sender: str, fence: int) -> bool:
        """Whether this is still the leader's number."""

    def take_nonces(self, chain_id: int, sender: str, *, first: int, after: int) -> bool:
        """Move `next_nonce` from `first` to `after`; False where it is no longer `first`.

        False too where the key is suspended.
        """

    def add_entries(
        self, chain_id: int, sender: str, entries: Sequence[NewEntry], *, at: int
    ) -> Sequence[int]:
        """Keep commands, each with a nonce of its own; their numbers, in the same order."""

    def add_attempts(self, attempts: Sequence[NewAttempt], *, at: int) -> None:
        """Keep signed bytes."""

    def find(self, chain_id: int, sender: str, keys: Sequence[str]) -> Sequence[EntryRow]:
        """The entries of these idempotency keys, in no order."""

    def open_entries(self, chain_id: int, sender: str, limit: int) -> Sequence[EntryRow]:
        """Entries without an outcome, lowest nonce first."""

    def open_count(self, chain_id: int, sender: str) -> int:
        """How many have no outcome."""

    def attempts(self, entries: Sequence[int]) -> Sequence[AttemptRow]:
        """All signed bytes of these entries, in the order they were made."""

    def attempts_by_hash(self, hashes: Sequence[str]) -> Sequence[AttemptRow]:
        """The signed bytes of these hashes."""

    def settle(self, outcomes: Sequence[NewOutcome], *, at: int) -> None:
        """Write the outcomes of open entries; those that have one keep it."""

    def reopen(self, chain_id: int, sender: str, *, from_nonce: int) -> None:
        """Take back the outcomes of this nonce and those above it."""

    def refuse(self, entry: int, words: str) -> None:
        """Note that the node will not have it; open until its nonce is used up."""

    def explain(self, entry: int, reason: bytes) -> None:
        """Keep why the contract refused an entry."""

    def move(self, entry: int, nonce: int) -> None:
        """Give an open entry another nonce."""

    def advance(self, chain_id: int, sender: str, *, block: int, block_hash: str) -> None:
        """Final blocks are read up to here."""

    def suspend(self, chain_id: int, sender: str, reason: str | None) -> None:
        """Stop with a key, or (None) go on."""

    def note(self, chain_id: int, sender: str, trouble: str | None) -> None:
        """What a round could not go past, or (None) that it could."""


class OutboxUnit(Protocol):
    """A unit of work."""

    @property
    def outbox(self) -> OutboxRows:
        """The outbox's rows in it."""


class OutboxRecords(Protocol):
    """A database."""

    def begin(self) -> AbstractContextManager[OutboxUnit]:
        """A unit that writes: kept on leaving, or rolled back on any exception."""

    def read(self) -> AbstractContextManager[OutboxUnit]:
        """A unit that reads one consistent state."""
