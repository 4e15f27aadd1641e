"""What a webhook is to be told next, and how far its receiver then believes.

Two places, for a webhook may be told again from further back: the one to go on from, and the
furthest that was told. What the chain took back is asked of the second: a replacement may lie
between the two, and who was told of its blocks must hear of it.
"""

from dataclasses import dataclass
from typing import Final

from api.events.feed import Item, heard, replaced_by
from dhow.store import UnitOfWork
from dhow.store.projections.feed import Place
from dhow.store.repositories.webhook_rows import WebhookRow, further

_PART: Final = 50


@dataclass(frozen=True, slots=True)
class Due:
    """Part of what is to be told.

    Attributes:
        place: nothing up to here is left out.
        told: the furthest that its receiver believes when it has been told.
        above: the last block that stayed of what was told; None where all of it did.
        newest: the newest replacement that was known.
        more: there may be more after `place`.
    """

    items: tuple[Item, ...]
    place: Place
    told: Place
    above: int | None
    newest: int
    more: bool


def due_to(work: UnitOfWork, row: WebhookRow) -> Due:
    """What a webhook is to be told next."""
    newest = work.feed.system_newest_replacement()
    above = work.feed.system_taken_back(row.told)
    gone = work.feed.system_taken_back(row.place)
    back = None if above is None else replaced_by(newest, above)
    start, told = row.place, row.told
    if gone is not None:  # a place of long ago: its receiver has heard of that, or hears it now
        start = replaced_by(newest, gone).place
    if back is not None:
        told = back.place
        start = min(start, told, key=lambda place: place[1:])
    block = work.ledger.block()
    found = heard(work, row.organisation, start, limit=_PART, now=lambda: block[1] if block else 0)
    items = found.items if back is None else (back, *found.items)
    return Due(items, found.place, further(told, found.place), above, newest, found.more)
