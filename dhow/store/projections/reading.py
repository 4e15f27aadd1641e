"""Reading what stands on the ledger, now or as it was at a block.

An organisation reads what the store's `access` lets it see of the same object off the ledger; the
ledger itself shows its members more, but not through us.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, exists, select

from dhow.store.errors import StoreError
from dhow.store.ids import OrgId, check_id
from dhow.store.projections.columns import OPEN
from dhow.store.projections.credit_reading import CreditReading, Values, portions, standing
from dhow.store.projections.credit_tables import ledger_credits, ledger_presentations
from dhow.store.projections.tables import (
    ledger_balances,
    ledger_blocks,
    ledger_calendars,
    ledger_closures,
    ledger_documents,
    ledger_evidence,
    ledger_invoices,
    ledger_keys,
    ledger_organisations,
    ledger_prepared_acts,
    ledger_signers,
    ledger_timeline,
    ledger_undertakings,
)
from dhow.store.tables import access

PAGE: Final = 100

_BY_CAPABILITY: Final = {
    "credit": ledger_credits,
    "presentation": ledger_presentations,
    "undertaking": ledger_undertakings,
    "invoice": ledger_invoices,
    "document": ledger_documents,
}
_BY_KEY: Final = {
    **_BY_CAPABILITY,
    "organisation": ledger_organisations,
    "key": ledger_keys,
    "evidence": ledger_evidence,
    "signers": ledger_signers,
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What the ledger says of one thing, in the blocks from `since_block` on.

    `until_block` is None while it holds, else the block that changed it; `values` are the columns
    of its table, amounts in minor units, instants in UTC seconds.
    """

    object_id: str
    since_block: int
    until_block: int | None
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event in the story of a thing; `body` is its fields as JSON, `at` UTC seconds."""

    subject: str
    block_number: int
    log_index: int
    contract: str
    event: str
    transaction_hash: str
    at: int
    body: str


class LedgerReading(CreditReading):
    """Queries over the followed ledger, inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Read in an open transaction."""
        self._connection = connection

    def block(self) -> tuple[int, int] | None:
        """Number and time of the last block in the tables; None before the first."""
        row = self._connection.execute(
            select(ledger_blocks.c.number, ledger_blocks.c.timestamp)
            .order_by(ledger_blocks.c.number.desc())
            .limit(1)
        ).first()
        return None if row is None else (row.number, row.timestamp)

    def get(
        self, actor: OrgId, capability: str, object_id: str, *, at_block: int | None = None
    ) -> VersionRow | None:
        """What the ledger says of a thing, now or at the end of a block; None where not seen.

        Args:
            capability: `credit`, `presentation`, `undertaking`, `invoice` or `document`.

        Raises:
            StoreError: no such capability is followed.
        """
        table = _table(capability)
        when = (
            table.c.until_block == OPEN
            if at_block is None
            else and_(table.c.since_block <= at_block, table.c.until_block > at_block)
        )
        row = self._connection.execute(
            select(table).where(
                _key(table) == object_id, when, _visible(capability, _key(table), actor)
            )
        ).first()
        return None if row is None else _version(table, row._mapping)

    def history(self, actor: OrgId, capability: str, object_id: str) -> tuple[VersionRow, ...]:
        """Every version of a thing, oldest first; one for each block that changed it.

        Raises:
            StoreError: no such capability is followed.
        """
        table = _table(capability)
        rows = self._connection.execute(
            select(table)
            .where(_key(table) == object_id, _visible(capability, _key(table), actor))
            .order_by(table.c.until_block)
        )
        return tuple(_version(table, row._mapping) for row in rows)

    def timeline(
        self,
        actor: OrgId,
        capability: str,
        object_id: str,
        *,
        after: tuple[int, int] = (-1, -1),
        limit: int = PAGE,
    ) -> tuple[TimelineRow, ...]:
        """The story of a thing, oldest first.

        Args:
            after: block number and log index of the last line seen.
            limit: at most so many lines.

        Raises:
            StoreError: no such capability is followed.
        """
        _table(capability)
        block, index = after
        story = ledger_timeline.c
        rows = self._connection.execute(
            select(ledger_timeline)
            .where(
                story.subject == object_id,
                (story.block_number > block)
                | ((story.block_number == block) & (story.log_index > index)),
                _visible(capability, story.subject, actor),
            )
            .order_by(story.block_number, story.log_index)
            .limit(limit)
        )
        return tuple(_line(row) for row in rows)

    def system_told(self, subject: str, *events: str) -> tuple[TimelineRow, ...]:
        """What happened to a thing, of these kinds, in the ledger's order, whoever asks."""
        story = ledger_timeline.c
        rows = self._connection.execute(
            select(ledger_timeline)
            .where(story.subject == subject, story.event.in_(events))
            .order_by(story.block_number, story.log_index)
        )
        return tuple(_line(row) for row in rows)

    def system_places(self, event: str, subjects: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Block and log index at which an event first told of each of these things, whoever asks.

        In this order the ledger has them, also those of one second or one block.
        """
        story = ledger_timeline.c
        found: dict[str, tuple[int, int]] = {}
        for some in portions(subjects):
            rows = self._connection.execute(
                select(story.subject, story.block_number, story.log_index)
                .where(story.subject.in_(some), story.event == event)
                .order_by(story.block_number, story.log_index)
            )
            for subject, block, index in rows:
                found.setdefault(subject, (block, index))
        return found

    def system_current(self, what: str, keys: Iterable[str]) -> dict[str, Values]:
        """What the ledger says now of each of these things, whoever asks; none where nothing.

        Args:
            what: a capability of `get`, or `organisation`, `key`, `evidence`, `signers`.

        Raises:
            StoreError: no such thing is followed.
        """
        table = _table(what, _BY_KEY)
        key = _key(table)
        found: dict[str, Values] = {}
        for some in portions(keys):
            rows = self._connection.execute(standing(table), {"keys": some}).mappings()
            found |= {row[key.name]: dict(row) for row in rows}
        return found

    def system_evidence(self, subject: str) -> list[Values]:
        """The evidence about a subject, oldest first, whoever asks."""
        rows = self._now(ledger_evidence, ledger_evidence.c.subject == subject)
        return sorted(rows, key=lambda row: (row["since_block"], row["recorded_index"]))

    def system_prepared(self, organisation: OrgId, acts: Iterable[str]) -> frozenset[str]:
        """Which of these acts of an organisation a maker has prepared and nobody carried out."""
        table = ledger_prepared_acts
        return frozenset(
            row["act"]
            for some in portions(acts)
            for row in self._now(
                table,
                and_(
                    table.c.organisation == organisation,
                    table.c.act.in_(some),
                    table.c.maker.is_not(None),
                ),
            )
        )

    def calendar(self, bank: str, place: str, year: int) -> Values | None:
        """A year's banking days as published; None where not. Open to every member."""
        table = ledger_calendars
        at = and_(table.c.bank == bank, table.c.place == place, table.c.year == str(year))
        return next(iter(self._now(table, at)), None)

    def calendar_places(self, bank: str) -> tuple[str, ...]:
        """Where a bank has published banking days, in order. Open to every member."""
        table = ledger_calendars
        rows = self._connection.execute(
            select(table.c.place)
            .where(table.c.bank == bank, table.c.until_block == OPEN)
            .distinct()
            .order_by(table.c.place)
        )
        return tuple(row.place for row in rows)

    def closures(self, bank: str, place: str) -> frozenset[int]:
        """The days since 1970 on which a bank announced to be closed. Open to every member."""
        table = ledger_closures
        at = and_(table.c.bank == bank, table.c.place == place)
        return frozenset(int(row["day"]) for row in self._now(table, at))

    def _now(self, table: Table, where: ColumnElement[bool]) -> list[Values]:
        rows = self._connection.execute(select(table).where(where, table.c.until_block == OPEN))
        return [dict(row) for row in rows.mappings()]

    def system_balances(self, account: str) -> dict[str, int]:
        """Minor units on an account (checksummed address) by currency."""
        rows = self._now(ledger_balances, ledger_balances.c.account == account)
        return {row["currency"]: row["balance_minor"] for row in rows}

    def system_balance(self, account: str, currency: str, *, at_block: int | None = None) -> int:
        """Minor units on an account (checksummed address), now or at the end of a block."""
        kept = ledger_balances.c
        when = (
            kept.until_block == OPEN
            if at_block is None
            else and_(kept.since_block <= at_block, kept.until_block > at_block)
        )
        found = self._connection.execute(
            select(kept.balance_minor).where(
                kept.account == account, kept.currency == currency, when
            )
        ).scalar()
        return int(found) if found is not None else 0


def _line(row: Row[Any]) -> TimelineRow:
    return TimelineRow(
        row.subject,
        row.block_number,
        row.log_index,
        row.contract,
        row.event,
        row.transaction_hash,
        row.at,
        row.body,
    )


def _table(capability: str, known: Mapping[str, Table] = _BY_CAPABILITY) -> Table:
    try:
        return known[capability]
    except KeyError:
        raise StoreError(
            f"{capability!r} is not followed on the ledger; these are: {', '.join(known)}"
        ) from None


def _key(table: Table) -> ColumnElement[str]:
    return next(iter(table.primary_key.columns))


def _visible(capability: str, object_id: ColumnElement[str], actor: OrgId) -> ColumnElement[bool]:
    check_id(actor, "the acting organisation")
    return exists(
        select(access.c.object_id).where(
            access.c.capability == capability,
            access.c.object_id == object_id,
            access.c.organisation == actor,
        )
    )


def _version(table: Table, row: Any) -> VersionRow:
    values = dict(row)
    object_id = values.pop(next(iter(table.primary_key.columns)).name)
    until = values.pop("until_block")
    since = values.pop("since_block")
    return VersionRow(object_id, since, None if until == OPEN else until, values)
