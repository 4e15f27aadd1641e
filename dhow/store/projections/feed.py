"""What happened on the ledger, in its order, for those who follow it from here.

A place is `(replacement, block, log index)`: the newest replacement (`replacements`) that had
touched what lies there, and the last event told. So a place says by itself whether what was told up
to it still stands. Who may hear of an event is not decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from dhow.store.ids import OrgId, check_id
from dhow.store.projections.columns import OPEN
from dhow.store.projections.credit_tables import ledger_credits, ledger_presentations
from dhow.store.projections.replacements import feed_replacements
from dhow.store.projections.tables import (
    ledger_blocks,
    ledger_documents,
    ledger_invoices,
    ledger_timeline,
    ledger_undertakings,
)
from dhow.store.tables import access, organisations, shipment_subjects

Place = tuple[int, int, int]
"""Replacement, block number, log index."""

BEGINNING: Final[Place] = (0, -1, -1)
END_OF_BLOCK: Final = 2**31 - 1
"""A log index that no event has: everything of the block was told."""

_AT_ONCE: Final = 50
_REPORTER: Final = "oracle operator"
_ORGANISATION: Final = "organisation"
_SUBJECT: Final = "subject"  # what a report of the oracles is about
_REPORTED: Final = ("credit", "undertaking", "shipment")  # what may be such a subject
_TABLES: Final = {
    "credit": ledger_credits,
    "presentation": ledger_presentations,
    "undertaking": ledger_undertakings,
    "invoice": ledger_invoices,
    "document": ledger_documents,
}


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event; `subjects` are kind and id of what it concerns, `body` its fields as JSON."""

    place: Place
    contract: str
    name: str
    transaction_hash: str
    at: int  # unix seconds
    body: str
    subjects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Events after a place, and the place up to which nothing was left out."""

    events: tuple[FeedEvent, ...]
    place: Place
    more: bool


# Asked before every answer.
_NEWEST_BLOCK: Final = select(func.max(ledger_blocks.c.number))
_ABLE: Final = select(organisations.c.organisation, organisations.c.capabilities)
_REPLACEMENTS: Final = select(feed_replacements.c.number, feed_replacements.c.above_block)
_NEWEST_REPLACEMENT: Final = select(func.max(feed_replacements.c.number))
_TAKEN_BACK: Final = select(func.min(feed_replacements.c.above_block)).where(
    feed_replacements.c.number > bindparam("told"),
    feed_replacements.c.above_block < bindparam("up_to"),
)


class LedgerFeed:
    """The feed inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Read in an open transaction."""
        self._connection = connection

    def system_head(self) -> Place:
        """The end of what is in the tables."""
        block = self._connection.execute(_NEWEST_BLOCK).scalar()
        return (self.system_newest_replacement(), -1 if block is None else block, END_OF_BLOCK)

    def system_taken_back(self, place: Place) -> int | None:
        """The last block that stayed of what was told up to a place; None where all of it did."""
        replacement, block, _ = place
        told = {"told": replacement, "up_to": block}
        return self._connection.execute(_TAKEN_BACK, told).scalar()

    def system_replacements(self, since: int) -> tuple[tuple[int, int], ...]:
        """The replacements after one, oldest first: number, and the last block that stayed."""
        taken = feed_replacements.c
        rows = self._connection.execute(
            select(taken.number, taken.above_block)
            .where(taken.number > since)
            .order_by(taken.number)
        )
        return tuple((row.number, row.above_block) for row in rows)

    def system_events(self, after: Place, *, limit: int, subject: str | None = None) -> Told:
        """Events after a place, whomever they concern.

        Args:
            limit: about so many; those of one event's subjects are never cut apart.
            subject: only what concerns the thing of this id.
        """
        return self._told(after, limit, subject, None)

    def concerning(
        self, actor: OrgId, after: Place, *, limit: int, subject: str | None = None
    ) -> Told:
        """Events after a place that name something the actor was given access to.

        Not yet what it may hear: a credit's party hears less than everything about the credit.
        """
        check_id(actor, "the acting organisation")
        return self._told(after, limit, subject, actor)

    def system_allowed(self, capability: str, ids: Iterable[str]) -> dict[str, frozenset[OrgId]]:
        """Which organisations have access to each of these things."""
        found: dict[str, set[OrgId]] = {}
        for some in _portions(ids):
            rows = self._connection.execute(
                select(access.c.object_id, access.c.organisation).where(
                    access.c.capability == capability, access.c.object_id.in_(some)
                )
            )
            for object_id, organisation in rows:
                found.setdefault(object_id, set()).add(OrgId(organisation))
        return {object_id: frozenset(allowed) for object_id, allowed in found.items()}

    def system_shipped_for(self, ids: Iterable[str]) -> dict[str, frozenset[OrgId]]:
        """Which organisations take part in a shipment that is for each of these things."""
        found: dict[str, set[OrgId]] = {}
        for some in _portions(ids):
            rows = self._connection.execute(
                select(shipment_subjects.c.subject, access.c.organisation)
                .select_from(
                    shipment_subjects.join(
                        access, access.c.object_id == shipment_subjects.c.shipment_id
                    )
                )
                .where(access.c.capability == "shipment", shipment_subjects.c.subject.in_(some))
            )
            for subject, organisation in rows:
                found.setdefault(subject, set()).add(OrgId(organisation))
        return {subject: frozenset(allowed) for subject, allowed in found.items()}

    def system_able(self, capability: str) -> frozenset[OrgId]:
        """The organisations admitted to do something."""
        rows = self._connection.execute(_ABLE)
        return frozenset(OrgId(row.organisation) for row in rows if capability in row.capabilities)

    def system_versions(self, capability: str, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """What the ledger says now of each of these things, by column."""
        table = _TABLES[capability]
        key = next(iter(table.primary_key.columns))
        found: dict[str, Mapping[str, Any]] = {}
        for some in _portions(ids):
            rows = self._connection.execute(
                select(table).where(key.in_(some), table.c.until_block == OPEN)
            )
            found.update((row[key.name], dict(row)) for row in rows.mappings())
        return found

    def _told(self, after: Place, limit: int, subject: str | None, actor: OrgId | None) -> Told:
        line = ledger_timeline.c
        _, block, index = after
        query = select(line.block_number, line.log_index).where(
            line.block_number >= block,  # by itself, for the index
            or_(line.block_number > block, line.log_index > index),
        )
        if subject is not None:
            query = query.where(line.subject == subject)
        if actor is not None:
            reports = actor in self.system_able(_REPORTER)
            query = query.where(_concerns(actor, reports=reports))
        rows = self._connection.execute(
            query.order_by(line.block_number, line.log_index).limit(limit)
        ).all()
        keys = list(dict.fromkeys((row.block_number, row.log_index) for row in rows))
        more = len(rows) == limit
        events = tuple(self._events(keys))
        place = events[-1].place if more and events else self.system_head()
        return Told(events, place, more)

    def _events(self, keys: Sequence[tuple[int, int]]) -> Iterable[FeedEvent]:
        line = ledger_timeline.c
        touched = self._connection.execute(_REPLACEMENTS).all()
        for at in range(0, len(keys), _AT_ONCE):
            chosen = or_(
                *(
                    and_(line.block_number == block, line.log_index == index)
                    for block, index in keys[at : at + _AT_ONCE]
                )
            )
            rows = self._connection.execute(
                select(ledger_timeline)
                .where(chosen)
                .order_by(line.block_number, line.log_index, line.subject)
            )
            for (block, _), lines in groupby(rows, lambda row: (row.block_number, row.log_index)):
                newest = max((n for n, above in touched if above < block), default=0)
                yield _event(newest, list(lines))

    def system_newest_replacement(self) -> int:
        """The number of the newest replacement; 0 before the first."""
        newest = self._connection.execute(_NEWEST_REPLACEMENT).scalar()
        return 0 if newest is None else newest


def _event(replacement: int, lines: Sequence[Row[Any]]) -> FeedEvent:
    first = lines[0]
    return FeedEvent(
        (replacement, first.block_number, first.log_index),
        first.contract,
        first.event,
        first.transaction_hash,
        first.at,
        first.body,
        tuple((each.subject_kind, each.subject) for each in lines),
    )


def _concerns(actor: OrgId, *, reports: bool) -> ColumnElement[bool]:
    """Lines of a thing the actor has access to, of a subject of such a thing, or of itself.

    Args:
        reports: the actor is an oracle operator, who reads the reports about every subject.
    """
    line = ledger_timeline.c

    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists(select(access.c.object_id).where(access.c.organisation == actor, *conditions))

    through_shipment = exists(
        select(shipment_subjects.c.subject)
        .select_from(
            shipment_subjects.join(access, access.c.object_id == shipment_subjects.c.shipment_id)
        )
        .where(
            shipment_subjects.c.subject == line.subject,
            access.c.capability == "shipment",
            access.c.organisation == actor,
        )
    )
    return or_(
        and_(
            line.subject_kind.not_in((_ORGANISATION, _SUBJECT)),
            has(access.c.capability == line.subject_kind, access.c.object_id == line.subject),
        ),
        and_(line.subject_kind == _ORGANISATION, line.subject == actor),
        and_(
            line.subject_kind == _SUBJECT,
            or_(
                has(access.c.capability.in_(_REPORTED), access.c.object_id == line.subject),
                through_shipment,
                true() if reports else false(),
            ),
        ),
    )


def _portions(ids: Iterable[str]) -> Iterable[list[str]]:
    every = list(dict.fromkeys(ids))
    for at in range(0, len(every), 500):
        yield every[at : at + 500]
