"""Reading the feed for one organisation: pages after a place, nothing left out, nothing twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.events import shown
from api.events.audience import audiences
from api.ids import lei_of
from api.pages import Cursors, Keeper, cursors_of
from dhow.store import OrgId, UnitOfWork
from dhow.store.projections.feed import BEGINNING, END_OF_BLOCK, FeedEvent, Place

LISTING: Final = "events"
_LINES: Final = 200
_MOST_LINES: Final = 4_000  # looked at for one page: whoever hears little is answered too


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was told of the blocks above `above_block` is undone; they are told anew."""

    place: Place
    above_block: int


Item = FeedEvent | Replaced


@dataclass(frozen=True, slots=True)
class Heard:
    """Part of what an organisation may hear.

    Attributes:
        place: nothing up to here was left out.
        more: there may be more after it.
    """

    items: tuple[Item, ...]
    place: Place
    more: bool


def heard(
    work: UnitOfWork,
    organisation: OrgId,
    after: Place,
    *,
    limit: int,
    now: Callable[[], int],
    subject: str | None = None,
) -> Heard:
    """What an organisation may hear of what happened after a place.

    Args:
        limit: at most so many.
        subject: only what concerns the thing of this id.
    """
    items: list[Item] = []
    above = work.feed.system_taken_back(after)
    if above is not None:
        newest, _, _ = work.feed.system_head()
        back = replaced_by(newest, above)
        items.append(back)
        after = back.place
    looked_at = 0
    while len(items) < limit:
        part = work.feed.concerning(organisation, after, limit=_LINES, subject=subject)
        for event, allowed in zip(part.events, audiences(work, part.events, now), strict=True):
            if organisation not in allowed:
                continue
            items.append(event)
            if len(items) == limit:
                return Heard(tuple(items), event.place, more=True)
        after = part.place
        looked_at += _LINES
        if not part.more:
            return Heard(tuple(items), after, more=False)
        if looked_at >= _MOST_LINES:
            break
    return Heard(tuple(items), after, more=True)


def replaced_by(number: int, above_block: int) -> Replaced:
    """The word that a replacement took back what lay above a block, at the place to go on from."""
    return Replaced((number, above_block, END_OF_BLOCK), above_block)


class Written:
    """Writes items for one organisation, with places that only it can use."""

    def __init__(self, keeper: Keeper, organisation: OrgId) -> None:
        """Write for `organisation`."""
        self._cursors: Cursors = cursors_of(keeper)
        self._lei = lei_of(organisation)

    def cursor(self, place: Place) -> str:
        """A place as the organisation may know it."""
        return self._cursors.seal(LISTING, self._lei, place)

    def place(self, cursor: str | None, path: str = "after") -> Place:
        """The place a cursor names; the beginning for None.

        Raises:
            ApiError: 400, it is not of this organisation's feed.
        """
        if cursor is None:
            return BEGINNING
        replacement, block, index = self._cursors.open(LISTING, self._lei, cursor, path)
        return (replacement, block, index)

    def item(self, item: Item) -> dict[str, Any]:
        """An item as JSON values."""
        cursor = self.cursor(item.place)
        if isinstance(item, Replaced):
            return shown.replaced(item.above_block, cursor)
        return shown.told(item, cursor)

    def items(self, items: Sequence[Item]) -> list[dict[str, Any]]:
        """Items as JSON values."""
        return [self.item(each) for each in items]
