"""SQL is compiled once in a test process, not once for each of the hundreds of stores it opens."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_COMPILED: Final[LRUCache[Any, Any]] = LRUCache(2_000)


class _Alike(SQLiteDialect_pysqlite):
    """What is compiled for one is good for each other."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SQLiteDialect_pysqlite)

    def __hash__(self) -> int:
        return hash(SQLiteDialect_pysqlite)


def share_compiled() -> None:
    """From now on SQLite's engines share what they compile."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    dialect: Any = connection.dialect
    if type(dialect) is SQLiteDialect_pysqlite:
        dialect.__class__ = _Alike
        connection.engine._compiled_cache = _COMPILED
