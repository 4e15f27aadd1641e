"""The databases a store may stand on, behind one small interface.

| file | idea |
|---|---|
| `base` | what a store asks of a database |
| `sqlite` | a file of one process, or its memory |
| `postgresql` | a server that several processes share |
"""

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from dhow.store.databases.base import Database
from dhow.store.databases.postgresql import PostgresqlDatabase
from dhow.store.databases.sqlite import SqliteDatabase
from dhow.store.errors import NotADatabaseAddress, StoreUnusable, first_line

__all__ = [
    "Database",
    "database_at",
    "database_file",
    "has_begun",
    "in_memory",
    "parsed_url",
    "shown_url",
]

_FORMS = "sqlite:///path/to/file.db or postgresql://user@host/database"


def database_at(url: str) -> Database:
    """The database of an address; nothing is connected yet.

    Raises:
        NotADatabaseAddress: it is no address, or of a kind that is not supported.
    """
    parsed = parsed_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteDatabase(parsed)
    return PostgresqlDatabase(parsed)


def parsed_url(url: str) -> URL:
    """An address in its parts.

    Raises:
        NotADatabaseAddress: it is none, or of a kind that is not supported.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise NotADatabaseAddress(f"{url!r} is not a database address; write {_FORMS}") from None
    if parsed.drivername == "postgres":  # as other programs call it
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise NotADatabaseAddress(
            f"databases of kind {parsed.get_backend_name()} are not supported; write {_FORMS}"
        )
    return parsed


def shown_url(url: str) -> str:
    """The address as it may be printed: without its password."""
    try:
        return parsed_url(url).render_as_string(hide_password=True)
    except NotADatabaseAddress:
        return "the database"


def in_memory(url: str) -> bool:
    """Whether the database ends with this process."""
    parsed = parsed_url(url)
    return parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:")


def database_file(url: str) -> Path | None:
    """The file a database is in; None for a server's, and for one in memory."""
    parsed = parsed_url(url)
    if parsed.get_backend_name() != "sqlite" or in_memory(url):
        return None
    return Path(str(parsed.database))


def has_begun(url: str) -> bool:
    """Whether a store was opened on this database before; asking makes nothing.

    Raises:
        StoreUnusable: it does not answer.
    """
    file = database_file(url)
    if file is not None:
        return file.exists() and file.stat().st_size > 0
    if in_memory(url):
        return False
    database = database_at(url)
    try:
        with database.engine.connect() as connection, database.reading(connection):
            return inspect(connection).has_table("vault_check")
    except SQLAlchemyError as error:
        raise StoreUnusable(
            f"the database {database.shown} cannot be asked ({first_line(error)}); check its"
            " address, that it runs, and your rights"
        ) from error
    finally:
        database.close()
