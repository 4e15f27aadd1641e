"""The network's state as the interface gives it."""

from datetime import datetime

from api.schemas import Answer, Instant, Request


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
