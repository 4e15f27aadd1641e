"""An empty database filled from a backup, whole or not at all."""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, update
from sqlalchemy.exc import SQLAlchemyError

from dhow.errors import BadInputError
from dhow.store import tables
from dhow.store.backup.archive import Contents, DamagedBackup, put_in_place, read_archive
from dhow.store.backup.rows import empty, number_on, read_table, sum_of, tables_of
from dhow.store.databases import Database, database_at, database_file, in_memory
from dhow.store.errors import StoreUnusable, first_line
from dhow.store.migrate import configuration, upgrade
from dhow.store.repositories.operations import FAILED, SET_ASIDE, UNDER_WAY

_LONGEST_REASON: Final = 1000


@contextmanager
def opened_backup(path: Path) -> Iterator[Contents]:
    """An archive, checked as a whole and unpacked for as long as this lasts.

    Raises:
        DamagedBackup: it is not what was written.
        BadInputError: it is not there, or of a newer program.
    """
    with tempfile.TemporaryDirectory(prefix="dhow-restore-") as folder:
        contents = read_archive(path, Path(folder))
        known = {each.revision for each in _scripts().walk_revisions()}
        unknown = sorted(set(contents.manifest["revisions"]) - known)
        if unknown:
            raise BadInputError(
                f"{path} is of a newer dhow: this version does not know revision"
                f" {', '.join(unknown)} of the tables. Restore with the version that made it."
            )
        yield contents


def require_empty(url: str) -> None:
    """Refuse a database that has anything in it.

    Raises:
        BadInputError: it has, or it would end with this process.
        StoreUnusable: it does not answer.
    """
    if in_memory(url):
        raise BadInputError("a database in memory ends with this command; give a file or a server")
    file = database_file(url)
    if file is not None:
        if file.exists():
            raise BadInputError(f"{file} is there already; a backup is restored to a new database")
        return
    database = database_at(url)
    try:
        with database.engine.connect() as connection, database.reading(connection):
            tables = inspect(connection).get_table_names()
    except SQLAlchemyError as problem:
        raise StoreUnusable(
            f"{database.shown} does not answer ({first_line(problem)})"
        ) from problem
    finally:
        database.close()
    if tables:
        raise BadInputError(
            f"{database.shown} has tables ({', '.join(sorted(tables)[:3])}, ...); a backup is"
            " restored to a new database"
        )


def restore(contents: Contents, url: str, *, suspend: str | None) -> None:
    """Fill the empty database at `url`, compare every row, bring it to date.

    Args:
        suspend: why no sending key may be used before somebody has looked, known to the backup or
            not, and what it had under way is set aside; None where the chain was restored with it.

    Raises:
        BadInputError: the database is not empty, or the backup is damaged.
        StoreUnusable: the database fails. In each case nothing is left in it.
    """
    require_empty(url)
    file = database_file(url)
    if file is None:
        _fill(url, contents, suspend)
        return
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        _fill(f"sqlite:///{part}", contents, suspend)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        put_in_place(part, file)
    except OSError as problem:
        raise StoreUnusable(f"{file} cannot be written: {problem.strerror}") from problem
    finally:
        for name in (part.name, f"{part.name}-wal", f"{part.name}-shm"):
            with suppress(OSError):
                part.with_name(name).unlink()


def _fill(url: str, contents: Contents, suspend: str | None) -> None:
    database = database_at(url)
    try:
        with database.engine.begin() as connection:
            database.check(connection)
            _fill_tables(connection, contents)
            upgrade(connection)
            if suspend is not None:
                _without_its_chain(connection, suspend[:_LONGEST_REASON])
        _whole_file(database)
    except SQLAlchemyError as problem:
        raise StoreUnusable(
            f"{database.shown} cannot be restored to: {first_line(problem)}; nothing was left in it"
        ) from problem
    finally:
        database.close()


def _without_its_chain(connection: Connection, reason: str) -> None:
    """What the store promised may be done already: nothing of it is done again unasked."""
    now = int(time.time())
    keys, entries = tables.outbox_keys, tables.outbox_entries
    asked = tables.operations
    connection.execute(insert(tables.restores).values(reason=reason, restored_at=now))
    connection.execute(update(keys).where(keys.c.suspended.is_(None)).values(suspended=reason))
    connection.execute(update(entries).where(entries.c.state == "OPEN").values(restored=True))
    connection.execute(
        update(asked)
        .where(asked.c.state.in_((UNDER_WAY, FAILED)))
        .values(state=SET_ASIDE, holder=None, finished_at=now)
    )


def _fill_tables(connection: Connection, contents: Contents) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    for revision in contents.manifest["revisions"]:
        command.upgrade(config, revision)
    found_tables = tables_of(connection)
    said: dict[str, Any] = contents.manifest["tables"]
    if sorted(said) != sorted(table.name for table in found_tables):
        raise DamagedBackup("the backup's tables are not those of its revision; use another copy")
    empty(connection, found_tables)
    for table in found_tables:
        path = contents.file(f"rows/{table.name}.jsonl")
        if path is None:
            raise DamagedBackup(f"the backup lacks the rows of {table.name}; use another copy")
        read_table(connection, table, path)
        number_on(connection, table)
        found = sum_of(connection, table)
        if found != said[table.name]:
            raise StoreUnusable(
                f"{table.name} came out otherwise than it was backed up: {found['rows']} rows,"
                f" expected {said[table.name]['rows']} with other content; nothing was restored"
            )


def _whole_file(database: Database) -> None:
    """Bring what SQLite keeps beside its file into it."""
    if database.kind == "sqlite":
        with database.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())
