"""Reading what stands on the ledger, now or as it was at a block.

An organisation reads what the store's `access` lets it see of the same object off the ledger; the
ledger itself shows its members more, but not through us.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, select

from dhow.store.errors import StoreError
from dhow.store.ids import OrgId, check_id
from dhow.store.projections.tables import (
    OPEN,
    ledger_balances,
    ledger_blocks,
    ledger_credits,
    ledger_documents,
    ledger_invoices,
    ledger_presentations,
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


class LedgerReading:
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
        return tuple(
            TimelineRow(
                row.subject,
                row.block_number,
                row.log_index,
                row.contract,
                row.event,
                row.transaction_hash,
                row.at,
                row.body,
            )
            for row in rows
        )

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


def _table(capability: str) -> Table:
    try:
        return _BY_CAPABILITY[capability]
    except KeyError:
        raise StoreError(
            f"{capability!r} is not followed on the ledger; these are: {', '.join(_BY_CAPABILITY)}"
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
