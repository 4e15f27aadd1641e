"""What a run left on the ledger: transactions, gas, events, and who sent what."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from enum import Enum, IntFlag
from typing import Any, Final

from dhow.ledger.bindings.events import KeyAdded, SettlementAccountChanged
from dhow.ledger.client import LedgerClient
from dhow.ledger.types import Log

NOBODY: Final = "network"
"""Who sent what no party's key sent: the operator, the relay of consents, the anchor of logs."""


@dataclass(frozen=True)
class Sent:
    """Transactions of one party and the gas they used."""

    transactions: int = 0
    gas_used: int = 0


@dataclass(frozen=True)
class LedgerRecord:
    """Transactions and events of a range of blocks.

    Attributes:
        sent: by code of the party whose key sent them; the rest under `NOBODY`.
    """

    transactions: int
    gas_used: int
    events: tuple[Mapping[str, Any], ...]
    sent: Mapping[str, Sent]


def record_of(ledger: LedgerClient, first: int, whose: Mapping[bytes, str]) -> LedgerRecord:
    """The record from block `first` to the newest.

    Args:
        whose: organisation's id on the ledger to the party's code.
    """
    head = ledger.block_number()
    keys = _keys(ledger.events(0, head), whose)
    sent: dict[str, Sent] = {}
    for sender, gas in _transactions(ledger, first, head):
        code = keys.get(sender.lower(), NOBODY)
        before = sent.get(code, Sent())
        sent[code] = Sent(before.transactions + 1, before.gas_used + gas)
    return LedgerRecord(
        transactions=sum(each.transactions for each in sent.values()),
        gas_used=sum(each.gas_used for each in sent.values()),
        events=tuple(_event(log) for log in ledger.events(first, head)),
        sent=sent,
    )


def _keys(logs: tuple[Log, ...], whose: Mapping[bytes, str]) -> dict[str, str]:
    """Address in small letters to code, for keys that act and accounts that pay."""
    found = {}
    for log in logs:
        if isinstance(log.event, KeyAdded | SettlementAccountChanged):
            is_key = isinstance(log.event, KeyAdded)
            address = log.event.key if isinstance(log.event, KeyAdded) else log.event.account
            code = whose.get(bytes(log.event.organisation))
            if code is not None and (is_key or address.lower() not in found):
                found[address.lower()] = code
    return found


def _transactions(ledger: LedgerClient, first: int, last: int) -> Iterator[tuple[str, int]]:
    """Sender and gas of each."""
    for number in range(first, last + 1):
        block = ledger.engine.rpc("eth_getBlockByNumber", [hex(number), True])
        several = len(block["transactions"]) > 1
        for transaction in block["transactions"]:
            used = block["gasUsed"]
            if several:
                hash_ = transaction["hash"]
                used = ledger.engine.rpc("eth_getTransactionReceipt", [hash_])["gasUsed"]
            yield str(transaction["from"]), int(used, 16)


def _event(log: Log) -> dict[str, Any]:
    values = (
        asdict(log.event) if is_dataclass(log.event) and not isinstance(log.event, type) else {}
    )
    return {
        "block": log.block_number,
        "contract": log.contract,
        "name": type(log.event).__name__,
        "values": plain(values),
    }


def plain(value: Any) -> Any:
    """JSON values of a record's fields; bytes as 0x, enums by name."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, IntFlag):
        return int(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
