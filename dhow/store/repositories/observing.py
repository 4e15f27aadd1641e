"""Counts over all organisations for those who run the network: how many, how old, never whose."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from dhow.store.tables import outbox_entries as entries
from dhow.store.tables import outbox_keys as keys
from dhow.store.webhook_tables import webhook_deliveries as deliveries


@dataclass(frozen=True, slots=True)
class OutboxStanding:
    """How the outbox stands.

    Attributes:
        oldest: when the oldest open command was accepted, UTC seconds; 0 where none is open.
    """

    open: int
    oldest: int
    suspended: int
    in_trouble: int


class Observing:
    """Counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def outbox(self) -> OutboxStanding:
        """How the outbox stands, over all sending keys."""
        waiting = self._connection.execute(
            select(func.count(), func.min(entries.c.accepted_at)).where(entries.c.state == "OPEN")
        ).one()
        suspended = self._connection.execute(
            select(func.count()).select_from(keys).where(keys.c.suspended.is_not(None))
        ).scalar_one()
        trouble = self._connection.execute(
            select(func.count()).select_from(keys).where(keys.c.trouble.is_not(None))
        ).scalar_one()
        return OutboxStanding(waiting[0], waiting[1] or 0, suspended, trouble)

    def webhooks_waiting(self) -> int:
        """Deliveries to webhooks that are not made yet."""
        return int(
            self._connection.execute(
                select(func.count()).select_from(deliveries).where(deliveries.c.state == "waiting")
            ).scalar_one()
        )
