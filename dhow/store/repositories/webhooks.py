"""Webhooks as their organisations keep them, each with the place it was told up to.

Moments are milliseconds, UTC. Their messages are in `webhook_deliveries`.
"""

from collections.abc import Iterable

from sqlalchemy import and_, delete, func, select, update

from dhow.store.ids import OrgId, check_id
from dhow.store.projections.feed import Place
from dhow.store.repositories.webhook_deliveries import WebhookDeliveries
from dhow.store.repositories.webhook_rows import (
    EARLIER,
    DeliveryRow,
    WebhookRow,
    delivery_of,
    place_columns,
    place_of,
    told_columns,
)
from dhow.store.webhook_tables import webhook_deliveries, webhooks


class Webhooks(WebhookDeliveries):
    """Webhooks, each seen by its own organisation only."""

    def add(
        self,
        actor: OrgId,
        *,
        webhook_id: str,
        url: str,
        events: Iterable[str],
        secret: bytes,
        created_by: str,
        place: Place,
        at: int,
    ) -> WebhookRow:
        """Tell the actor what happens after a place.

        Raises:
            AlreadyStored: when the id is taken.
        """
        check_id(actor, "the acting organisation")
        sealed = self._seal(webhook_id, secret)
        named = tuple(sorted(set(events)))
        self._insert(
            webhooks,
            webhook_id,
            webhook_id=webhook_id,
            organisation=actor,
            url=url,
            events=list(named),
            secret=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            old_secret=None,
            old_secret_until=None,
            created_by=created_by,
            created_at=at,
            **place_columns(place),
            **told_columns(place),
            messages=0,
            suspended=None,
            holder=None,
            held_until=0,
        )
        return WebhookRow(
            webhook_id, actor, url, named, (secret,), None, created_by, at, place, place, 0, None
        )

    def get(self, actor: OrgId, webhook_id: str, *, at: int) -> WebhookRow | None:
        """A webhook of the actor."""
        row = self._connection.execute(
            select(webhooks).where(
                webhooks.c.webhook_id == webhook_id, webhooks.c.organisation == actor
            )
        ).first()
        return self._webhook(row, at) if row else None

    def all(self, actor: OrgId, *, at: int) -> tuple[WebhookRow, ...]:
        """The actor's webhooks, oldest first."""
        rows = self._connection.execute(
            select(webhooks)
            .where(webhooks.c.organisation == actor)
            .order_by(webhooks.c.created_at, webhooks.c.webhook_id)
        )
        return tuple(self._webhook(row, at) for row in rows)

    def remove(self, actor: OrgId, webhook_id: str) -> None:
        """Stop telling, and forget what was told.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        self._require_own(actor, webhook_id)
        self._connection.execute(
            delete(webhook_deliveries).where(webhook_deliveries.c.webhook_id == webhook_id)
        )
        self._connection.execute(delete(webhooks).where(webhooks.c.webhook_id == webhook_id))

    def rotate(self, actor: OrgId, webhook_id: str, secret: bytes, *, old_until: int) -> None:
        """Sign with a new secret, and until a moment with the one before too.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        row = self._require_own(actor, webhook_id)
        old = self._open(webhook_id, row.secret, row.wrapped_key)
        sealed = self._seal(webhook_id, secret)
        kept = self._vault.seal_more(sealed.wrapped_key, old, self._bound(webhook_id), EARLIER)
        self._change(
            webhook_id,
            secret=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            old_secret=kept,
            old_secret_until=old_until,
        )

    def resume(self, actor: OrgId, webhook_id: str, *, at: int) -> None:
        """Go on where it was suspended, with time anew for what waits.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        self._require_own(actor, webhook_id)
        self._change(webhook_id, suspended=None)
        self._connection.execute(
            update(webhook_deliveries)
            .where(self._waits(webhook_id))
            .values(attempts=0, first_at=None, next_at=at)
        )

    def move_back(self, actor: OrgId, webhook_id: str, place: Place, *, but: str) -> None:
        """Tell again from a place, or from what is not told yet where that lies further back.

        What waits is taken out, to be written anew from there.

        Args:
            but: messages of this event stay; they would not be written again.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        places = [place, place_of(self._require_own(actor, webhook_id))]
        line = webhook_deliveries.c
        events = and_(self._waits(webhook_id), line.event != but)
        nearest = self._connection.execute(
            select(webhook_deliveries)
            .where(events)
            .order_by(line.block_number, line.log_index)
            .limit(1)
        ).first()
        if nearest is not None:
            replacement, block, index = place_of(nearest)
            places.append((replacement, block, index - 1))
        first = min(places, key=lambda each: each[1:])
        self._connection.execute(delete(webhook_deliveries).where(events))
        self._change(webhook_id, **place_columns(first))

    def deliveries(
        self, actor: OrgId, webhook_id: str, *, before: int | None, limit: int
    ) -> tuple[DeliveryRow, ...]:
        """What was sent or waits, newest first, below a position.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        self._require_own(actor, webhook_id)
        each = webhook_deliveries.c
        query = select(webhook_deliveries).where(each.webhook_id == webhook_id)
        if before is not None:
            query = query.where(each.position < before)
        rows = self._connection.execute(query.order_by(each.position.desc()).limit(limit))
        return tuple(delivery_of(row) for row in rows)

    def waiting(self, actor: OrgId, webhook_id: str) -> int:
        """How many messages wait.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        self._require_own(actor, webhook_id)
        return self._connection.execute(
            select(func.count()).select_from(webhook_deliveries).where(self._waits(webhook_id))
        ).scalar_one()
