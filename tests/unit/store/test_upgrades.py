"""A database of each earlier version is brought to date with every row it holds."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from dhow.store import open_store
from dhow.store.databases import database_at
from dhow.store.migrate import configuration
from dhow.store.revisions import newest
from dhow.store.tables import vault_check
from dhow.store.vault import Vault
from tests.support.stores import MASTER_KEY, store_url

__all__ = ["store_url"]

SCRIPTS = ScriptDirectory.from_config(configuration())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
ROWS = 3


def test_there_is_one_newest_revision_and_it_is_found_without_alembic() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert newest() == set(SCRIPTS.get_heads())


def test_a_revision_is_not_taken_back() -> None:
    for script in SCRIPTS.walk_revisions():
        with pytest.raises(NotImplementedError, match="restore a backup"):
            script.module.downgrade()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_rows_of_an_earlier_revision_are_kept(store_url: str, revision: str) -> None:
    before = _filled(store_url, revision)
    assert sum(len(rows) for rows in before.values()) > ROWS * 5
    open_store(store_url, MASTER_KEY).close()
    after = _rows(store_url)
    gone = sorted(set(before) - set(after))
    assert gone == []
    followed = {name for name in after if name.startswith("ledger_")}
    if not after["ledger_position"]:  # an upgrade may have what follows the ledger folded anew
        assert [name for name in followed if after[name]] == []
        before = {name: rows for name, rows in before.items() if name not in followed}
    for table, rows in before.items():
        columns = set(rows[0]) & set(after[table][0]) if rows and after[table] else set()
        assert _of(rows, columns) == _of(after[table], columns), table
        assert not rows or columns, table


def _of(rows: list[dict[str, Any]], columns: set[str]) -> list[str]:
    return sorted(repr({name: row[name] for name in sorted(columns)}) for row in rows)


def _filled(url: str, revision: str) -> dict[str, list[dict[str, Any]]]:
    """A database at `revision` with some rows in each of its tables; what they are."""
    config = configuration()
    database = database_at(url)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        reflected = sa.MetaData()
        reflected.reflect(connection)
        for table in reflected.sorted_tables:
            if table.name not in ("alembic_version", "vault_check"):
                rows = [_row(table, number) for number in range(1, ROWS + 1)]
                connection.execute(sa.insert(table), rows)
        sealed = Vault(MASTER_KEY).seal(b"this store opens with this key", "vault")
        connection.execute(
            sa.insert(vault_check).values(
                id=1, sealed=sealed.ciphertext, wrapped_key=sealed.wrapped_key
            )
        )
    database.close()
    return _rows(url)


def _row(table: sa.Table, number: int) -> dict[str, Any]:
    """Values of the columns' kinds; the same number makes rows that belong together."""
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: sa.Column[Any], number: int) -> object:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return bool(number % 2)
    if isinstance(kind, sa.Integer | sa.Numeric):
        return number
    if isinstance(kind, sa.LargeBinary):
        return bytes([number]) * 40
    if isinstance(kind, sa.JSON):
        return [f"value {number}"]
    assert isinstance(kind, sa.String), f"{column} is of a kind this test does not know: {kind}"
    return f"{number}"


def _rows(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table as the driver gives it, whatever this version knows of them."""
    database = database_at(url)
    with database.engine.begin() as connection:
        found = {
            name: [dict(row) for row in connection.exec_driver_sql(_all_of(name)).mappings()]
            for name in sa.inspect(connection).get_table_names()
            if name != "alembic_version"
        }
    database.close()
    return found


def _all_of(table: str) -> str:
    return f'SELECT * FROM "{table}"'  # noqa: S608 - a table of ours
