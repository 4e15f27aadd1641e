"""Two sets of tables that follow one ledger to the same block: do they say the same?

Old versions and lines may have been pruned here and not there: what is here must be there, and what
stands now must be in both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, select, tuple_

from dhow.store.projections.columns import OPEN
from dhow.store.projections.tables import VERSIONED, ledger_timeline

_AT_ONCE: Final = 200  # rows; a key has up to four columns, and databases limit parameters

Key = tuple[Any, ...]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not the same: by its key, and what each side has, None where nothing."""

    table: str
    key: Key
    here: Row | None
    there: Row | None

    def __str__(self) -> str:
        """Which row, and which columns differ."""
        name = f"{self.table} {', '.join(map(str, self.key))}"
        if self.here is None:
            return f"{name} is missing"
        if self.there is None:
            return f"{name} is not on the ledger"
        there = self.there
        columns = (
            f"{column} is {value}, on the ledger {there[column]}"
            for column, value in self.here.items()
            if there[column] != value
        )
        return f"{name}: {'; '.join(columns)}"


def differences(here: Connection, there: Connection) -> Iterator[Difference]:
    """Every row that is not the same, table by table."""
    for table in (*VERSIONED.values(), ledger_timeline):
        yield from _missing(table, here, there)
        if table is not ledger_timeline:
            yield from _unknown(table, here, there)


def _missing(table: Table, here: Connection, there: Connection) -> Iterator[Difference]:
    """What is here and not there, or there otherwise."""
    for rows in _portions(here, table, standing=False):
        known = _of(there, table, list(rows))
        for key, row in rows.items():
            if known.get(key) != row:
                yield Difference(table.name, key, row, known.get(key))


def _unknown(table: Table, here: Connection, there: Connection) -> Iterator[Difference]:
    """What stands there and is not here at all."""
    for rows in _portions(there, table, standing=True):
        known = _of(here, table, list(rows))
        for key, row in rows.items():
            if key not in known:
                yield Difference(table.name, key, None, row)


def _portions(connection: Connection, table: Table, *, standing: bool) -> Iterator[dict[Key, Row]]:
    query = select(table)
    if standing:
        query = query.where(table.c.until_block == OPEN)
    result = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for some in result.mappings().partitions(_AT_ONCE):
        yield {_key(table, row): dict(row) for row in some}


def _of(connection: Connection, table: Table, keys: list[Key]) -> dict[Key, Row]:
    columns = list(table.primary_key.columns)
    rows = connection.execute(select(table).where(tuple_(*columns).in_(keys))).mappings()
    return {_key(table, row): dict(row) for row in rows}


def _key(table: Table, row: Any) -> Key:
    return tuple(row[column.name] for column in table.primary_key.columns)
