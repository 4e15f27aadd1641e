"""Webhooks, each with the place it was told up to and the messages on their way.

A message and the place it moves its webhook to are written in one unit of work, before anything is
sent; it waits until its receiver has said that it has it. Moments are milliseconds, UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update

from dhow.store.errors import NotFound
from dhow.store.ids import OrgId, check_id
from dhow.store.projections.feed import Place
from dhow.store.repositories.base import Repository
from dhow.store.webhook_tables import webhook_deliveries, webhooks

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
REPLACED: Final = "replaced"
_OLD: Final = "old secret"
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook: the secrets it signs with, newest first, open; its place in the feed."""

    webhook_id: str
    organisation: OrgId
    url: str
    events: tuple[str, ...]
    secrets: tuple[bytes, ...]
    old_secret_until: int | None
    created_by: str
    created_at: int
    place: Place
    messages: int
    suspended: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent: id, event, the exact bytes, and where the event lies."""

    message_id: str
    event: str
    place: Place
    body: bytes


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A message of a webhook and what became of it."""

    webhook_id: str
    position: int
    message: Message
    state: str
    attempts: int
    made_at: int
    first_at: int | None
    next_at: int
    settled_at: int | None
    status: int | None
    words: str | None


@dataclass(frozen=True, slots=True)
class DueRow:
    """A webhook with something to do; `waits` where a message's turn has come."""

    webhook_id: str
    organisation: OrgId
    place: Place
    waits: bool


class Webhooks(Repository):
    """Webhooks, each seen by its own organisation only."""

    capability = "webhook"

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
            **_columns(place),
            messages=0,
            suspended=None,
            holder=None,
            held_until=0,
        )
        return WebhookRow(
            webhook_id, actor, url, named, (secret,), None, created_by, at, place, 0, None
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
        kept = self._vault.seal_more(sealed.wrapped_key, old, self._bound(webhook_id), _OLD)
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

    def move(self, actor: OrgId, webhook_id: str, place: Place) -> None:
        """Tell again from a place, or from what still waits if that lies further back.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        self._require_own(actor, webhook_id)
        waiting = self.system_waiting(webhook_id, limit=1)
        places = [place]
        if waiting:
            replacement, block, index = waiting[0].message.place
            places.append((replacement, block, index - 1))
        first = min(places, key=lambda each: each[1:])
        self._connection.execute(delete(webhook_deliveries).where(self._waits(webhook_id)))
        self._change(webhook_id, **_columns(first))

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
        return tuple(_delivery(row) for row in rows)

    def waiting(self, actor: OrgId, webhook_id: str) -> int:
        """How many messages wait.

        Raises:
            NotFound: when the actor has no such webhook.
        """
        self._require_own(actor, webhook_id)
        return self._connection.execute(
            select(func.count()).select_from(webhook_deliveries).where(self._waits(webhook_id))
        ).scalar_one()

    # ------------------------------------------------------------------ for who delivers

    def system_due(self, head: Place, *, at: int) -> tuple[DueRow, ...]:
        """Webhooks that have something to do.

        Those not told up to `head` yet, and those with a message whose turn it is: they are sent in
        their order, so one that waits to be sent again holds up those behind it.
        """
        hook, each = webhooks.c, webhook_deliveries.c
        waits = select(each.position).where(
            each.webhook_id == hook.webhook_id, each.state == WAITING
        )
        behind = or_(
            hook.block_number < head[1],
            and_(hook.block_number == head[1], hook.log_index < head[2]),
            hook.replacement < head[0],
        )
        rows = self._connection.execute(
            select(
                hook.webhook_id,
                hook.organisation,
                hook.replacement,
                hook.block_number,
                hook.log_index,
                exists(waits).label("waits"),
            )
            .where(
                hook.suspended.is_(None),
                or_(hook.holder.is_(None), hook.held_until <= at),
                or_(behind, exists(waits)),
                ~exists(waits.where(each.next_at > at)),
            )
            .order_by(hook.webhook_id)
        )
        return tuple(
            DueRow(row.webhook_id, OrgId(row.organisation), _place(row), bool(row.waits))
            for row in rows
        )

    def system_get(self, webhook_id: str, *, at: int) -> WebhookRow | None:
        """A webhook whosever it is, for who delivers."""
        row = self._connection.execute(
            select(webhooks).where(webhooks.c.webhook_id == webhook_id)
        ).first()
        return self._webhook(row, at) if row else None

    def system_hold(self, webhook_id: str, holder: str, *, at: int, until: int) -> bool:
        """Take or keep the delivering of a webhook; False where another process has it."""
        held = self._connection.execute(
            update(webhooks)
            .where(
                webhooks.c.webhook_id == webhook_id,
                webhooks.c.suspended.is_(None),
                or_(
                    webhooks.c.holder.is_(None),
                    webhooks.c.holder == holder,
                    webhooks.c.held_until <= at,
                ),
            )
            .values(holder=holder, held_until=until)
        )
        return held.rowcount == 1

    def system_let_go(self, webhook_id: str, holder: str) -> None:
        """Give the delivering up."""
        self._connection.execute(
            update(webhooks)
            .where(webhooks.c.webhook_id == webhook_id, webhooks.c.holder == holder)
            .values(holder=None, held_until=0)
        )

    def system_waiting(self, webhook_id: str, *, limit: int) -> tuple[DeliveryRow, ...]:
        """The messages that wait, in their order."""
        rows = self._connection.execute(
            select(webhook_deliveries)
            .where(self._waits(webhook_id))
            .order_by(webhook_deliveries.c.position)
            .limit(limit)
        )
        return tuple(_delivery(row) for row in rows)

    def system_write(
        self, row: WebhookRow, messages: Sequence[Message], place: Place, *, at: int
    ) -> WebhookRow:
        """Write messages, and the place they bring the webhook to: both or neither.

        Returns:
            The webhook as it is then.
        """
        if messages:
            self._connection.execute(
                insert(webhook_deliveries),
                [
                    {
                        "webhook_id": row.webhook_id,
                        "position": position,
                        "message_id": each.message_id,
                        "event": each.event,
                        **_columns(each.place),
                        "body": each.body,
                        "state": WAITING,
                        "attempts": 0,
                        "made_at": at,
                        "first_at": None,
                        "next_at": at,
                        "settled_at": None,
                        "status": None,
                        "words": None,
                    }
                    for position, each in enumerate(messages, start=row.messages + 1)
                ],
            )
        count = row.messages + len(messages)
        self._change(row.webhook_id, messages=count, **_columns(place))
        return replace(row, messages=count, place=place)

    def system_drop_replaced(self, webhook_id: str, above_block: int, *, at: int) -> int:
        """Messages that wait and tell of blocks that are gone are not sent; how many there were."""
        dropped = self._connection.execute(
            update(webhook_deliveries)
            .where(self._waits(webhook_id), webhook_deliveries.c.block_number > above_block)
            .values(
                state=REPLACED, settled_at=at, words="its block was replaced before it was sent"
            )
        )
        return dropped.rowcount

    def system_delivered(self, sent: DeliveryRow, status: int, *, at: int) -> None:
        """The receiver has a message."""
        self._settle(
            sent,
            state=DELIVERED,
            attempts=sent.attempts + 1,
            first_at=sent.first_at if sent.first_at is not None else at,
            settled_at=at,
            status=status,
            words=None,
        )

    def system_failed(
        self, sent: DeliveryRow, status: int | None, words: str, *, at: int, next_at: int
    ) -> None:
        """The receiver does not have a message; it is sent again at `next_at`."""
        self._settle(
            sent,
            attempts=sent.attempts + 1,
            first_at=sent.first_at if sent.first_at is not None else at,
            next_at=next_at,
            status=status,
            words=words[:_LONGEST],
        )

    def system_suspend(self, webhook_id: str, words: str) -> None:
        """Stop delivering; what waits goes on waiting."""
        self._change(webhook_id, suspended=words[:1000], holder=None, held_until=0)

    def system_prune(self, row: WebhookRow, *, keep: int) -> int:
        """Forget settled messages but the newest `keep`; how many went."""
        gone = self._connection.execute(
            delete(webhook_deliveries).where(
                webhook_deliveries.c.webhook_id == row.webhook_id,
                webhook_deliveries.c.state != WAITING,
                webhook_deliveries.c.position <= row.messages - keep,
            )
        )
        return gone.rowcount

    def _settle(self, sent: DeliveryRow, **values: Any) -> None:
        # one that was dropped or moved meanwhile is left as it is
        self._connection.execute(
            update(webhook_deliveries)
            .where(self._waits(sent.webhook_id), webhook_deliveries.c.position == sent.position)
            .values(**values)
        )

    def _waits(self, webhook_id: str) -> Any:
        return (webhook_deliveries.c.webhook_id == webhook_id) & (
            webhook_deliveries.c.state == WAITING
        )

    def _change(self, webhook_id: str, **values: Any) -> None:
        self._connection.execute(
            update(webhooks).where(webhooks.c.webhook_id == webhook_id).values(**values)
        )

    def _require_own(self, actor: OrgId, webhook_id: str) -> Row[Any]:
        row = self._connection.execute(
            select(webhooks).where(
                webhooks.c.webhook_id == webhook_id, webhooks.c.organisation == actor
            )
        ).first()
        if row is None:
            raise NotFound(self.capability, webhook_id)
        return row

    def _bound(self, webhook_id: str) -> str:
        return f"{self.capability}:{webhook_id}"

    def _webhook(self, row: Row[Any], at: int) -> WebhookRow:
        secrets = [self._open(row.webhook_id, row.secret, row.wrapped_key)]
        until = row.old_secret_until
        if until is not None and until > at:
            old = self._vault.open_more(
                row.wrapped_key, row.old_secret, self._bound(row.webhook_id), _OLD
            )
            secrets.append(old)
        return WebhookRow(
            row.webhook_id,
            OrgId(row.organisation),
            row.url,
            tuple(row.events),
            tuple(secrets),
            until if len(secrets) > 1 else None,
            row.created_by,
            row.created_at,
            _place(row),
            row.messages,
            row.suspended,
        )


def _place(row: Row[Any]) -> Place:
    return (row.replacement, row.block_number, row.log_index)


def _columns(place: Place) -> dict[str, int]:
    replacement, block, index = place
    return {"replacement": replacement, "block_number": block, "log_index": index}


def _delivery(row: Row[Any]) -> DeliveryRow:
    return DeliveryRow(
        row.webhook_id,
        row.position,
        Message(
            row.message_id,
            row.event,
            _place(row),
            row.body,
        ),
        row.state,
        row.attempts,
        row.made_at,
        row.first_at,
        row.next_at,
        row.settled_at,
        row.status,
        row.words,
    )
