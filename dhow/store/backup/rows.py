"""Tables as lines of JSON, and back.

A file begins with the names of its columns; each further line is a row, its values in that order:
bytes as base64, numbers beyond 64 bits as digits, all else as JSON has it. The same row is the same
line on every database.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    delete,
    func,
    insert,
    select,
)

from dhow.store.errors import StoreError

_AT_ONCE: Final = 500
_MODULUS: Final = 2**256
NOT_ROWS: Final = "alembic_version"


class Sum:
    """How many rows, and a sum of their hashes that does not depend on their order."""

    def __init__(self) -> None:
        """Of no rows."""
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        """One row more."""
        self.rows += 1
        digest = hashlib.sha256(line).digest()
        self._sum = (self._sum + int.from_bytes(digest, "big")) % _MODULUS

    def facts(self) -> dict[str, Any]:
        """As a manifest says it."""
        return {"rows": self.rows, "sum": f"{self._sum:064x}"}


def tables_of(connection: Connection) -> list[Table]:
    """The tables that are there, each after those it refers to."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return [table for table in found.sorted_tables if table.name != NOT_ROWS]


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row of a table, in the order of its key."""
    found = connection.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"yield_per": _AT_ONCE},
    )
    for row in found:
        yield orjson.dumps([_plain(value) for value in row]) + b"\n"


def write_table(connection: Connection, table: Table, path: Path) -> dict[str, Any]:
    """Write a table's file; what its manifest says of it."""
    total = Sum()
    with path.open("wb") as file:
        file.write(orjson.dumps([str(column.name) for column in table.columns]) + b"\n")
        for line in lines_of(connection, table):
            file.write(line)
            total.add(line)
    return total.facts()


def read_table(connection: Connection, table: Table, path: Path) -> None:
    """Fill an emptied table from its file.

    Raises:
        StoreError: the file has other columns than the table, or what is no row.
    """
    with path.open("rb") as file:
        columns = _columns(table, file.readline())
        rows: list[dict[str, Any]] = []
        for line in file:
            values = orjson.loads(line)
            if len(values) != len(columns):
                raise StoreError(f"the backup's file of {table.name} has a row of another length")
            rows.append({c.name: _typed(c, v) for c, v in zip(columns, values, strict=True)})
            if len(rows) == _AT_ONCE:
                connection.execute(insert(table), rows)
                rows = []
        if rows:
            connection.execute(insert(table), rows)


def sum_of(connection: Connection, table: Table) -> dict[str, Any]:
    """What a manifest would say of a table as it stands."""
    total = Sum()
    for line in lines_of(connection, table):
        total.add(line)
    return total.facts()


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Take away what migrations put in."""
    for table in reversed(tables):
        connection.execute(delete(table))


def number_on(connection: Connection, table: Table) -> None:
    """Have the server go on counting where the rows end; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.execute(
            select(func.pg_get_serial_sequence(table.name, column.name))
        ).scalar()
        if sequence is not None:
            last = connection.execute(select(func.max(column))).scalar()
            connection.execute(select(func.setval(sequence, last or 1, last is not None)))


def _columns(table: Table, line: bytes) -> list[Column[Any]]:
    names = orjson.loads(line)
    if sorted(names) != sorted(column.name for column in table.columns):
        raise StoreError(f"the backup's file of {table.name} has other columns than the table")
    return [table.c[name] for name in names]


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal):
        return str(int(value))
    return value


def _typed(column: Column[Any], value: Any) -> object:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, Numeric):
        return Decimal(value)
    return value
