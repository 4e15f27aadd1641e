"""A database's tables are read from its schema once in a test process, where SQLite's is the same.

Backing up and restoring ask the database which tables it has; most databases of these tests have
the same ones. What is asked is SQLite's whole schema in its own words: one that differs in anything
is read for itself. Statements over the same tables are compiled once, too (`statements`).
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from sqlalchemy import Connection, Table

TablesOf = Callable[[Connection], list[Table]]

_KNOWN: Final[dict[Any, list[Table]]] = {}
_PLACES: Final = ("rows", "making", "restoring")


def _shared(tables_of: TablesOf) -> TablesOf:
    @wraps(tables_of)
    def shared(connection: Connection) -> list[Table]:
        if connection.dialect.name != "sqlite":
            return tables_of(connection)
        schema = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
        same = tuple(tuple(row) for row in schema)
        if same not in _KNOWN:
            _KNOWN[same] = tables_of(connection)
        return list(_KNOWN[same])

    return shared


def pytest_collection_finish() -> None:
    """From now on backups of this process share them, if any test here makes one."""
    for place in _PLACES:
        module: Any = sys.modules.get(f"dhow.store.backup.{place}")
        if module is not None and not hasattr(module.tables_of, "__wrapped__"):
            module.tables_of = _shared(module.tables_of)
