"""SQLite databases are migrated once in a test process; the next empty one is given the result.

What the migrations left is written down as statements, schema and rows, and carried out in a
database that has nothing in it, within the transaction that opens it. A database that has tables
goes through the migrations as ever, and so has every one that a test of migrations makes itself.
"""

import sys
from typing import Any

from sqlalchemy import Connection

_AS_LEFT: list[tuple[str, tuple[Any, ...]]] = []


def migrated(connection: Connection) -> None:
    """As `dhow.store.migrate.upgrade`, by statements where the database is an empty SQLite."""
    from dhow.store.migrate import upgrade  # takes its time to import, and many tests need none

    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or _ask(driver, "SELECT 1 FROM sqlite_master LIMIT 1"):
        upgrade(connection)
        return
    if not _AS_LEFT:
        upgrade(connection)
        _AS_LEFT.extend(_statements(driver))
        return
    for statement, values in _AS_LEFT:
        driver.execute(statement, values).close()


def _statements(driver: Any) -> list[tuple[str, tuple[Any, ...]]]:
    made = _ask(driver, "SELECT type, name, sql FROM sqlite_master ORDER BY rowid")
    found: list[tuple[str, tuple[Any, ...]]] = [(text, ()) for _, _, text in made if text]
    for name in [name for kind, name, _ in made if kind == "table"]:
        rows = _ask(driver, f'SELECT * FROM "{name}"')  # noqa: S608 - a name of our own tables
        for row in rows:
            places = ", ".join("?" * len(row))
            found.append((f'INSERT INTO "{name}" VALUES ({places})', row))  # noqa: S608 - the same
    return found


def _ask(driver: Any, statement: str) -> list[tuple[Any, ...]]:
    cursor = driver.execute(statement)
    try:
        return list(cursor.fetchall())
    finally:
        cursor.close()


def pytest_collection_finish() -> None:
    """From now on the stores of this process open so, if any test here has one."""
    if (engine := sys.modules.get("dhow.store.engine")) is not None:
        engine.upgrade = migrated  # type: ignore[attr-defined]
