"""PostgreSQL: a server that several processes share.

Writers take turns here too, by one advisory lock that the transaction holds: what was proven of the
repositories with SQLite's single writer then holds word for word, across processes, and no unit of
work fails only because another ran beside it (a serialisation failure would have to be repeated by
callers that have already told the node something). Readers see one state (`REPEATABLE READ`, read
only) and wait for nobody. A process that dies, hangs or loses the network within a unit of work
holds the others up for a minute at most: the server then ends its transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from dhow.store.databases.holding import Holding
from dhow.store.errors import StoreUnusable

_POOL: Final = 10
_CONNECT_SECONDS: Final = 10
_OLDEST_SERVER: Final = 130_000
_WRITERS: Final = (
    0x64686F77,
    1,
)  # "dhow" and what it is for; names are held by one number of 64 bits
_TAKE_TURN: Final = f"SELECT pg_advisory_xact_lock({_WRITERS[0]}, {_WRITERS[1]})"
_ONE_STATE: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# An answer is a promise: a server that acknowledges before the disk has it is told to wait. A
# stricter setting (replicas) stays as it is.
_SETTINGS: Final = """
SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
           WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
       set_config('lock_timeout', '30s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       set_config('timezone', 'UTC', false)
"""


class PostgresqlDatabase:
    """One database of a server."""

    kind = "postgresql"
    shared = True
    readers_wait = False

    def __init__(self, url: URL) -> None:
        """Make the engine; nothing is connected yet.

        `?pool_size=N` in the address: connections this process keeps at most, twice as many for
        moments; 10 unless given.

        Raises:
            StoreUnusable: the address has a pool size that is no number.
        """
        self.shown = url.render_as_string(hide_password=True)
        plain = url.difference_update_query(["pool_size"]).set(drivername="postgresql+psycopg")
        arguments = {"connect_timeout": _CONNECT_SECONDS, "application_name": "dhow"}
        self.engine = create_engine(
            plain,
            hide_parameters=True,  # an error goes into the log, and what it was about does not
            pool_size=_pool_size(url),
            max_overflow=_pool_size(url),
            pool_pre_ping=True,  # a server that was restarted costs no request
            connect_args=arguments,
        )
        event.listen(self.engine, "connect", _on_connect)
        event.listen(self.engine, "begin", _on_begin)
        self._holding = Holding(
            create_engine(
                plain, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments
            )
        )

    @contextmanager
    def reading(self, connection: Connection) -> Iterator[None]:
        """See `Database.reading`."""
        connection.info["reading"] = True
        try:
            yield
        finally:
            connection.info["reading"] = False

    def check(self, connection: Connection) -> None:
        """See `Database.check`: the server's age and the database's alphabet."""
        version, encoding = connection.exec_driver_sql(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        ).one()
        if version < _OLDEST_SERVER:
            raise StoreUnusable(
                f"the server at {self.shown} is PostgreSQL {version // 10_000}; 13 or newer is"
                " needed"
            )
        if encoding != "UTF8":
            raise StoreUnusable(
                f"the database {self.shown} keeps text as {encoding}; make one with ENCODING 'UTF8'"
            )

    def hold(self, names: Sequence[str]) -> AbstractContextManager[None]:
        """See `Database.hold`."""
        return self._holding.hold(names)

    def version(self) -> None:
        """See `Database.version`: not without a question to the server."""

    def scrub(self) -> None:
        """Nothing to do from here: the server's vacuum and its archive of logs see to it."""

    def close(self) -> None:
        """See `Database.close`."""
        self._holding.close()
        self.engine.dispose()


def _pool_size(url: URL) -> int:
    given = url.query.get("pool_size", str(_POOL))
    if not isinstance(given, str) or not given.isdecimal() or int(given) < 1:
        raise StoreUnusable(
            f"pool_size in the database address is {given!r}; give a number of connections from 1"
        )
    return int(given)


def _on_connect(connection: Any, _record: object) -> None:
    connection.autocommit = True
    connection.execute(_SETTINGS)
    connection.autocommit = False


def _on_begin(connection: Connection) -> None:
    reading = connection.info.get("reading", False)
    connection.exec_driver_sql(_ONE_STATE if reading else _TAKE_TURN)
