"""Telling again from further back, to a receiver that may still believe what was replaced.

A webhook's place says what its receiver was told, and so what of it the chain took back since.
Moved further back it says this no more: what is not taken back with the move never is.
"""

from api.events.feed import Written, replaced_by
from api.webhooks.messages import REPLACED, message_of
from dhow.store import UnitOfWork
from dhow.store.projections.feed import Place
from dhow.store.repositories.webhook_rows import WebhookRow


def move_back(work: UnitOfWork, row: WebhookRow, to: Place, written: Written, *, at: int) -> None:
    """Tell again from a place, first that what the receiver has of replaced blocks is undone.

    Args:
        at: milliseconds.
    """
    above = _untold(work, row)
    work.webhooks.move(row.organisation, row.webhook_id, to)
    if above is None:
        return
    moved = work.webhooks.system_get(row.webhook_id, at=at)
    assert moved is not None  # noqa: S101 - of this unit of work
    back = replaced_by(work.feed.system_newest_replacement(), above)
    word = message_of(moved, back, written, at)
    work.webhooks.system_write(moved, [word], moved.place, at=at)


def _untold(work: UnitOfWork, row: WebhookRow) -> int | None:
    """The last block that stayed, of replacements that the receiver may not know of."""
    waiting = work.webhooks.system_waiting_of(row.webhook_id, REPLACED)
    above = [each.message.place[1] for each in waiting]
    unwritten = work.feed.system_taken_back(row.place)
    return min([*above, *([] if unwritten is None else [unwritten])], default=None)
