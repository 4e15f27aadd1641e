"""Reading what stands of credits on the ledger now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, bindparam, or_, select, tuple_

from dhow.store.ids import OrgId
from dhow.store.projections.columns import OPEN
from dhow.store.projections.credit_tables import (
    CREDIT_TABLES,
    ledger_clauses,
    ledger_credits,
    ledger_drawings,
    ledger_handlings,
    ledger_presentations,
)
from dhow.store.projections.transfer_tables import (
    ledger_assignments,
    ledger_parts,
    ledger_substitutions,
)

_AT_ONCE: Final = 500  # keys in one query, below every database's limit of parameters

Place = Sequence[Any]

Values = Mapping[str, Any]
"""The columns of a row by name, its key among them."""

_TABLES: Final = {table.name: table for table in CREDIT_TABLES}


class CreditReading:
    """Queries over credits, inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Read in an open transaction."""
        self._connection = connection

    def system_presentations(self, credits: Iterable[str]) -> dict[str, list[Values]]:
        """The presentations under each of these credits, oldest first, whoever asks.

        With `confirming_bank`, `still_bound` and `nomination`, where they have them.
        """
        found: dict[str, list[Values]] = {}
        for some in portions(credits):
            for row in self._connection.execute(_UNDER_CREDITS, {"keys": some}).mappings():
                found.setdefault(row["credit_id"], []).append(dict(row))
        for rows in found.values():
            rows.sort(key=lambda row: row["presented_at"])
        return found

    def system_parts(self, credits: Iterable[str]) -> list[Values]:
        """The parts transferred of these credits, and those of them that are such a part.

        With `amount_minor`, `tolerance_plus_bps` and `drawn_minor` of the part's own credit.
        """
        found: dict[str, Values] = {}
        for some in portions(credits):
            for row in self._connection.execute(_PARTS, {"keys": some}).mappings():
                found[row["credit_id"]] = dict(row)
        return list(found.values())

    def system_substituting(self, own: str) -> str | None:
        """The presentation under a part to which a first beneficiary's own drawing belongs."""
        table = ledger_substitutions
        found: str | None = self._connection.execute(
            select(table.c.presentation_id).where(table.c.own == own, table.c.until_block == OPEN)
        ).scalar()
        return found

    def system_shares(self, presentations: Iterable[str]) -> frozenset[str]:
        """Those of these presentations that are a first beneficiary's share of another's."""
        table = ledger_substitutions.c
        found: set[str] = set()
        for some in portions(presentations):
            query = select(table.own).where(table.own.in_(some), table.until_block == OPEN)
            found.update(self._connection.execute(query).scalars())
        return frozenset(found)

    def assigned_to(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> list[Values]:
        """The assignments of proceeds to the actor, by credit and number."""
        of = ledger_assignments.c
        place = (of.credit_id, of.number)
        query = (
            select(ledger_assignments)
            .where(of.until_block == OPEN, of.assignee == actor)
            .order_by(*place)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(*place) > tuple_(*after))
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def system_under(self, what: str, keys: Iterable[str]) -> dict[str, list[Values]]:
        """What stands now under each of these, by the first part of its key, whoever asks.

        Args:
            what: a table of `CREDIT_TABLES` without its prefix, such as `amendments`.
        """
        table = _TABLES[f"ledger_{what}"]
        first = next(iter(table.primary_key.columns)).name
        found: dict[str, list[Values]] = {}
        for some in portions(keys):
            for row in self._connection.execute(standing(table), {"keys": some}).mappings():
                found.setdefault(row[first], []).append(dict(row))
        return found

    def reimbursing(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> list[Values]:
        """The credits that name the actor for reimbursement, by when they were applied for."""
        clauses, of = ledger_clauses.c, ledger_credits.c
        place = (of.applied_at, of.credit_id)
        query = (
            select(ledger_credits)
            .join_from(ledger_credits, ledger_clauses, of.credit_id == clauses.credit_id)
            .where(
                clauses.until_block == OPEN,
                of.until_block == OPEN,
                clauses.reimbursing_bank == actor,
                of.number.is_not(None),
            )
            .order_by(*place)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(*place) > tuple_(*after))
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def system_drawings(self, credit_id: str) -> list[Values]:
        """The drawings under a credit of which more is told than one payment, whoever asks."""
        table = ledger_drawings
        rows = self._connection.execute(
            select(table)
            .where(table.c.credit_id == credit_id, table.c.until_block == OPEN)
            .order_by(table.c.since_block, table.c.presentation_id)
        )
        return [dict(row) for row in rows.mappings()]


@lru_cache
def standing(table: Table) -> Select[Any]:
    """What stands now of some keys; made once, since making it costs more than asking it."""
    key = next(iter(table.primary_key.columns))
    return select(table).where(
        key.in_(bindparam("keys", expanding=True)), table.c.until_block == OPEN
    )


_UNDER_CREDITS: Final = (
    select(
        ledger_presentations,
        ledger_handlings.c.confirming_bank,
        ledger_handlings.c.still_bound,
        ledger_drawings.c.nomination,
    )
    .join_from(
        ledger_presentations,
        ledger_handlings,
        (ledger_handlings.c.presentation_id == ledger_presentations.c.presentation_id)
        & (ledger_handlings.c.until_block == OPEN),
        isouter=True,
    )
    .join(
        ledger_drawings,
        (ledger_drawings.c.presentation_id == ledger_presentations.c.presentation_id)
        & (ledger_drawings.c.until_block == OPEN),
        isouter=True,
    )
    .where(
        ledger_presentations.c.credit_id.in_(bindparam("keys", expanding=True)),
        ledger_presentations.c.until_block == OPEN,
    )
)

_PARTS: Final = (
    select(
        ledger_parts,
        ledger_credits.c.amount_minor,
        ledger_credits.c.tolerance_plus_bps,
        ledger_credits.c.drawn_minor,
    )
    .join_from(
        ledger_parts,
        ledger_credits,
        (ledger_credits.c.credit_id == ledger_parts.c.credit_id)
        & (ledger_credits.c.until_block == OPEN),
    )
    .where(
        ledger_parts.c.until_block == OPEN,
        or_(
            ledger_parts.c.original.in_(bindparam("keys", expanding=True)),
            ledger_parts.c.credit_id.in_(bindparam("keys", expanding=True)),
        ),
    )
)


def portions(keys: Iterable[str]) -> Iterator[list[str]]:
    """Keys without repetition, so many as one query takes."""
    every = list(dict.fromkeys(keys))
    for at in range(0, len(every), _AT_ONCE):
        yield every[at : at + _AT_ONCE]
