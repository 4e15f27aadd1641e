"""Columns of the tables that follow the ledger."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Integer,
    Numeric,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from dhow.store.tables import metadata

OPEN: Final = 2**63 - 1
"""The end of what holds still."""

ID: Final = String(66)
ADDRESS: Final = String(42)
PLACE: Final = String(12)


class Minor(TypeDecorator[int]):
    """An amount of minor units, or a bitmap: to 2**256, beyond what SQLite's integers hold."""

    impl = String(79)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Decimal digits in SQLite, a number without fractions elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(79))
        return dialect.type_descriptor(Numeric(78, 0, asdecimal=True))

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | int | None:
        """To the database."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> int | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else int(str(value))


def instant(name: str, *, nullable: bool = False) -> Column[int]:
    """UTC seconds since 1970."""
    return Column(name, BigInteger, nullable=nullable)


def key(name: str, kind: TypeEngine[str] = ID) -> Column[str]:
    """Part of what names a row."""
    return Column(name, kind, primary_key=True)


def day(name: str, *, nullable: bool = False) -> Column[int]:
    """A civil date: days since 1 January 1970."""
    return Column(name, BigInteger, nullable=nullable)


def versions(name: str, keys: tuple[Column[str], ...], *columns: Column[Any]) -> Table:
    """A table of versions: each with the blocks in which it held."""
    return Table(
        name,
        metadata,
        *keys,
        Column("until_block", BigInteger, primary_key=True, autoincrement=False),
        Column("since_block", BigInteger, nullable=False, index=True),
        *columns,
        instant("changed_at"),
    )


def whole(name: str) -> Column[int]:
    """A count that events raise; 0 before the first."""
    return Column(name, Integer, nullable=False, default=0)


def total(name: str) -> Column[int]:
    """A sum of minor units that events move; 0 before the first."""
    return Column(name, Minor, nullable=False, default=0)
