"""SQLite: a file that belongs to one process, or the memory of this one.

In write-ahead mode: one writer at a time (`BEGIN IMMEDIATE` between connections), readers beside
it. Every commit is forced to the disk before it counts: `synchronous = FULL`, for what a party was
told is kept survives a power cut. What is deleted or replaced is overwritten with zeros
(`secure_delete`), so that an erased key is not found in the file's free pages.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

_BUSY_SECONDS: Final = 30
_SETTINGS: Final = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
)


class SqliteDatabase:
    """A file, or memory that the threads of this process take turns with."""

    kind = "sqlite"
    shared = False

    def __init__(self, url: URL) -> None:
        """Make the engine; nothing is opened yet."""
        self.shown = url.render_as_string(hide_password=True)
        self.readers_wait = url.database in (None, "", ":memory:")
        arguments: dict[str, Any] = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
        if self.readers_wait:
            self.engine = create_engine(
                url, connect_args=arguments, poolclass=StaticPool, hide_parameters=True
            )
        else:
            # an error goes into the log, and what it was about does not
            self.engine = create_engine(url, connect_args=arguments, hide_parameters=True)
        self._version: Any = _Counted(self.engine) if self.readers_wait else _Watched(url)
        event.listen(self.engine, "connect", _on_connect)
        event.listen(self.engine, "begin", _on_begin)

    @contextmanager
    def reading(self, connection: Connection) -> Iterator[None]:
        """See `Database.reading`."""
        _query_only(connection, on=True)
        try:
            yield
        finally:
            _query_only(connection, on=False)

    def check(self, connection: Connection) -> None:
        """Nothing to look at."""

    def hold(self, names: Sequence[str]) -> AbstractContextManager[None]:
        """No other process is there to be held off."""
        del names
        return nullcontext()

    def version(self) -> int | None:
        """See `Database.version`."""
        found: int | None = self._version.read()
        return found

    def scrub(self) -> None:
        """See `Database.scrub`: the write-ahead log goes into the file, and is cut to nothing."""
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """See `Database.close`; a database in memory is gone with it."""
        self._version.close()
        self.engine.dispose()


class _Counted:
    """Commits of the one connection there is, counted just before they are made.

    A reader that asks in between waits for its turn, and sees them made.
    """

    def __init__(self, engine: Engine) -> None:
        self._commits = 0
        event.listen(engine, "commit", self._count)

    def _count(self, _: Connection) -> None:
        self._commits += 1

    def read(self) -> int:
        return self._commits

    def close(self) -> None:
        """Nothing to close."""


class _Watched:
    """A connection that does nothing but ask SQLite whether others have committed."""

    def __init__(self, url: URL) -> None:
        self._file = str(url.database)
        self._asked: sqlite3.Connection | None = None
        self._turn = threading.Lock()

    def read(self) -> int | None:
        with self._turn:
            try:
                if self._asked is None:
                    self._asked = sqlite3.connect(
                        self._file, timeout=0, isolation_level=None, check_same_thread=False
                    )
                return int(self._asked.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error:
                return None  # held by whoever folds its log back: ask again

    def close(self) -> None:
        with self._turn:
            if self._asked is not None:
                self._asked.close()
                self._asked = None


def _on_connect(connection: Any, _record: object) -> None:
    # The driver's own transaction handling commits before DDL and begins late; ours does neither.
    connection.isolation_level = None
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").close()


def _on_begin(connection: Connection) -> None:
    # A reader must not queue behind the writer; a writer must not find out late that it has to.
    reading = connection.info.get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _query_only(connection: Connection, *, on: bool) -> None:
    """Set at the driver, for SQLAlchemy would open a transaction to say it."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA query_only = {'ON' if on else 'OFF'}").close()
    connection.info["reading"] = on
