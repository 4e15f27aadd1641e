"""Sending keys looked after by hand: seen, suspended and resumed, without the key itself."""

from dataclasses import dataclass
from typing import Any, Final

from dhow.errors import BadInputError
from dhow.ledger.sending.commands import Entry
from dhow.ledger.sending.node import Node
from dhow.ledger.sending.outbox import KeyView, Outbox
from dhow.ledger.sending.records import KeyRow, OutboxRecords
from dhow.ledger.types import Address

LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class KeySummary:
    """A sending key in a line. `label` says whose it is, where that is known."""

    chain_id: int
    sender: str
    label: str | None
    next_nonce: int
    open_count: int
    suspended: str | None
    trouble: str | None


def all_keys(records: OutboxRecords) -> tuple[KeySummary, ...]:
    """Every key that has sent, by chain and address."""
    with records.read() as work:
        return tuple(
            KeySummary(
                chain,
                sender,
                key.label,
                key.next_nonce,
                work.outbox.open_count(chain, sender),
                key.suspended,
                key.trouble,
            )
            for chain, sender, key in work.outbox.every_key()
        )


def inspect(records: OutboxRecords, named: str, *, limit: int = 20) -> KeyView:
    """A key with up to `limit` of its entries without an outcome.

    Args:
        named: its address or label.

    Raises:
        BadInputError: there is none, or more than one.
    """
    chain, sender, key = _the_one(records, named)
    with records.read() as work:
        rows = work.outbox.open_entries(chain, sender, limit)
        count = work.outbox.open_count(chain, sender)
    return KeyView(
        chain,
        sender,
        key.next_nonce,
        tuple(Entry.of(row) for row in rows),
        count,
        key.block,
        key.holder,
        key.lease_until,
        key.fence,
        key.suspended,
        key.trouble,
    )


def suspend(records: OutboxRecords, named: str, reason: str) -> KeySummary:
    """Take and send nothing more with a key; what the nodes hold already may still be mined.

    Raises:
        BadInputError: no such key, or no reason.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadInputError(
            f"a reason has 1 to {LONGEST_REASON} characters: who finds the key suspended reads it"
        )
    chain, sender, _ = _the_one(records, named)
    with records.begin() as work:
        work.outbox.suspend(chain, sender, reason)
    return _summary(records, sender)


def resume(records: OutboxRecords, named: str, node: Node) -> KeySummary:
    """Use a key again, on its chain as it stands now: see `Outbox.resume`.

    Raises:
        BadInputError: no such key, or the node is of another chain.
    """
    chain, sender, _ = _the_one(records, named)
    if node.chain_id != chain:
        raise BadInputError(
            f"{sender} sends on chain {chain}, and the node is of chain {node.chain_id}: "
            "give a node of that chain"
        )
    Outbox(records, node, _Address(Address(sender))).resume()
    return _summary(records, sender)


def _the_one(records: OutboxRecords, named: str) -> tuple[int, str, KeyRow]:
    with records.read() as work:
        keys = work.outbox.every_key()
    found = [each for each in keys if named.lower() == each[1].lower() or named == each[2].label]
    if len(found) == 1:
        return found[0]
    if not found:
        known = ", ".join(sender for _, sender, _ in keys) or "none has sent yet"
        raise BadInputError(f"no sending key {named!r}; there is {known}")
    where = ", ".join(f"{sender} on chain {chain}" for chain, sender, _ in found)
    raise BadInputError(f"{named!r} is more than one key: {where}; name it by its address")


def _summary(records: OutboxRecords, sender: str) -> KeySummary:
    return next(each for each in all_keys(records) if each.sender == sender)


@dataclass(frozen=True, slots=True)
class _Address:
    """A signer that cannot sign: only whose key it is."""

    address: Address

    def sign_transaction(self, transaction: dict[str, Any]) -> bytes:
        """Never asked for here."""
        raise NotImplementedError(str(transaction["nonce"]))

    def sign_typed_data(self, message: dict[str, Any]) -> bytes:
        """Never asked for here."""
        raise NotImplementedError(str(message["primaryType"]))
