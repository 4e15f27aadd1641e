"""Banking days: a year as its bank published it, and the closures announced since."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, text


def _published(event: events.CalendarPublished, at: Placed) -> Sequence[Change]:
    key = (hexed(event.bank), text(event.place), str(event.year))
    return (
        Change("ledger_calendars", key, {**asdict(event.calendar), "changed_at": at.timestamp}),
    )


def _closed(event: events.ClosureAnnounced, at: Placed) -> Sequence[Change]:
    key = (hexed(event.bank), text(event.place), str(event.day))
    put = {"reason": text(event.reason), "changed_at": at.timestamp}
    return (Change("ledger_closures", key, put),)


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {
    events.CalendarPublished: _published,
    events.ClosureAnnounced: _closed,
}
