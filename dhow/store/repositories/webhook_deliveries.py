"""Messages of webhooks on their way: for who delivers them, whichever organisation they belong to.

A message and the place it moves its webhook to are written in one unit of work, before anything is
sent; it waits until its receiver has said that it has it. Moments are milliseconds, UTC.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from dhow.store.errors import NotFound
from dhow.store.ids import OrgId
from dhow.store.projections.feed import Place
from dhow.store.repositories.base import Repository
from dhow.store.repositories.webhook_rows import (
    DELIVERED,
    EARLIER,
    REPLACED,
    WAITING,
    DeliveryRow,
    DueRow,
    Message,
    WebhookRow,
    delivery_of,
    place_columns,
    place_of,
    told_columns,
    told_of,
)
from dhow.store.webhook_tables import webhook_deliveries, webhooks

_LONGEST: Final = 300


def _due() -> Select[Any]:
    hook, each = webhooks.c, webhook_deliveries.c
    at: BindParameter[int] = bindparam("at")
    waits = select(each.position).where(each.webhook_id == hook.webhook_id, each.state == WAITING)
    block: BindParameter[int] = bindparam("to_block")
    behind = or_(
        hook.block_number < block,
        and_(hook.block_number == block, hook.log_index < bindparam("to_index")),
        hook.replacement < bindparam("to_replacement"),
    )
    return (
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


# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_OF: Final = webhooks.c.webhook_id == bindparam("of")
_BY: Final = webhooks.c.holder == bindparam("by")
_DUE: Final = _due()
_WEBHOOK: Final = select(webhooks).where(_OF)
_HOLD: Final = update(webhooks).where(
    _OF,
    webhooks.c.suspended.is_(None),
    or_(webhooks.c.holder.is_(None), _BY, webhooks.c.held_until <= bindparam("at")),
)
_LET_GO: Final = update(webhooks).where(_OF, _BY).values(holder=None, held_until=0)
_CHANGE: Final = update(webhooks).where(_OF)
_WAITING: Final = (
    select(webhook_deliveries)
    .where(
        webhook_deliveries.c.webhook_id == bindparam("of"), webhook_deliveries.c.state == WAITING
    )
    .order_by(webhook_deliveries.c.position)
    .limit(bindparam("most", type_=Integer))
)


class WebhookDeliveries(Repository):
    """Webhooks that have something to do, and what became of each message."""

    capability = "webhook"

    def system_due(self, head: Place, *, at: int) -> tuple[DueRow, ...]:
        """Webhooks that have something to do.

        Those not told up to `head` yet, and those with a message whose turn it is: they are sent in
        their order, so one that waits to be sent again holds up those behind it.
        """
        replacement, block, index = head
        rows = self._connection.execute(
            _DUE, {"at": at, "to_replacement": replacement, "to_block": block, "to_index": index}
        )
        return tuple(
            DueRow(row.webhook_id, OrgId(row.organisation), place_of(row), bool(row.waits))
            for row in rows
        )

    def system_get(self, webhook_id: str, *, at: int) -> WebhookRow | None:
        """A webhook whosever it is, for who delivers."""
        row = self._connection.execute(_WEBHOOK, {"of": webhook_id}).first()
        return self._webhook(row, at) if row else None

    def system_hold(self, webhook_id: str, holder: str, *, at: int, until: int) -> bool:
        """Take or keep the delivering of a webhook; False where another process has it."""
        held = self._connection.execute(
            _HOLD, {"of": webhook_id, "by": holder, "at": at, "holder": holder, "held_until": until}
        )
        return held.rowcount == 1

    def system_let_go(self, webhook_id: str, holder: str) -> None:
        """Give the delivering up."""
        self._connection.execute(_LET_GO, {"of": webhook_id, "by": holder})

    def system_waiting(self, webhook_id: str, *, limit: int) -> tuple[DeliveryRow, ...]:
        """The messages that wait, in their order."""
        rows = self._connection.execute(_WAITING, {"of": webhook_id, "most": limit})
        return tuple(delivery_of(row) for row in rows)

    def system_write(
        self,
        row: WebhookRow,
        messages: Sequence[Message],
        place: Place,
        *,
        told: Place,
        at: int,
    ) -> WebhookRow:
        """Write messages, and the places they bring the webhook to: both or neither.

        Args:
            told: the furthest its receiver believes when it has these.

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
                        **place_columns(each.place),
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
        self._change(row.webhook_id, messages=count, **place_columns(place), **told_columns(told))
        return replace(row, messages=count, place=place, told=told)

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
        self._connection.execute(_CHANGE, {"of": webhook_id, **values})

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
                row.wrapped_key, row.old_secret, self._bound(row.webhook_id), EARLIER
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
            place_of(row),
            told_of(row),
            row.messages,
            row.suspended,
        )
