"""The network's state as the interface gives it."""

from datetime import datetime

from api.schemas import Address, Answer, Instant, Request


class HealthView(Answer):
    """Whether ledger and store answer."""

    status: str
    ledger: str
    store: str


class MoveClock(Request):
    """The instant that the next act is to happen at, or later."""

    at: Instant


class ChainView(Answer):
    """The chain: its id, engine, latest block and time."""

    chain_id: int
    engine: str
    head: int
    time: datetime


class RoleHolder(Answer):
    """A system role on the ledger and a key that holds it."""

    role: str
    key: Address


class SystemKeyView(Answer):
    """The operator's new key, those that were retired, and who else holds a system role."""

    key: Address
    retired: tuple[Address, ...]
    others: tuple[RoleHolder, ...]
