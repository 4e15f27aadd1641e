"""Opening the database, and units of work: all of it is kept, or none.

SQLite runs in write-ahead mode: one writer at a time (a lock in this process, `BEGIN IMMEDIATE`
between processes), readers beside it. `sqlite://` keeps everything in the memory of this process,
shared by its threads, which then take turns.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from dhow.store.errors import StoreError, StoreUnusable
from dhow.store.migrate import upgrade
from dhow.store.passwords import Cost
from dhow.store.projections.folding import Folding
from dhow.store.projections.reading import LedgerReading
from dhow.store.repositories.acts import Acts
from dhow.store.repositories.credit import Credits, Presentations
from dhow.store.repositories.documents import Documents
from dhow.store.repositories.goods import Shipments
from dhow.store.repositories.invoices import Invoices
from dhow.store.repositories.members import Organisations, Users
from dhow.store.repositories.oracles import Evidence
from dhow.store.repositories.outbox import Outbox
from dhow.store.repositories.undertaking import Undertakings
from dhow.store.tables import vault_check
from dhow.store.vault import Sealed, Vault

_BUSY_SECONDS: Final = 30
_CHECK: Final = b"this store opens with this key"


class UnitOfWork:
    """The repositories over one transaction."""

    def __init__(self, connection: Connection, vault: Vault, cost: Cost) -> None:
        self.organisations = Organisations(connection, vault)
        self.users = Users(connection, vault, cost)
        self.documents = Documents(connection, vault)
        self.credits = Credits(connection, vault)
        self.presentations = Presentations(connection, vault, self.credits, self.documents)
        self.shipments = Shipments(connection, vault)
        self.invoices = Invoices(connection, vault)
        self.undertakings = Undertakings(connection, vault)
        self.evidence = Evidence(connection, vault)
        self.acts = Acts(connection, vault)
        self.outbox = Outbox(connection)
        self.ledger = LedgerReading(connection)
        self.folding = Folding(connection)


class Store:
    """An open database. Safe to share between threads; a unit of work is not."""

    def __init__(self, engine: Engine, vault: Vault, cost: Cost, *, in_memory: bool) -> None:
        self._engine = engine
        self._vault = vault
        self._cost = cost
        self._writing = threading.Lock()
        self._in_memory = in_memory
        self._open = threading.local()

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work that may write: committed at the end, rolled back on any exception.

        Raises:
            StoreError: when this thread is in a unit of work already.
            StoreUnusable: when the database stays busy or fails.
        """
        with (
            self._alone(),
            self._writing,
            self._connection() as connection,
            connection.begin(),
        ):
            yield UnitOfWork(connection, self._vault, self._cost)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work over one consistent state which refuses to write.

        Raises:
            As `begin`; StoreUnusable also on an attempt to write.
        """
        turn: AbstractContextManager[Any] = self._writing if self._in_memory else nullcontext()
        with self._alone(), turn, self._connection() as connection:
            _query_only(connection, on=True)
            try:
                with connection.begin() as transaction:
                    yield UnitOfWork(connection, self._vault, self._cost)
                    transaction.rollback()
            finally:
                _query_only(connection, on=False)

    def close(self) -> None:
        """Close every connection; a database in memory is gone with it."""
        self._engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._open, "unit", False):
            raise StoreError("this thread is in a unit of work already; end it first")
        self._open.unit = True
        try:
            yield
        finally:
            self._open.unit = False

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except OperationalError as error:
            raise StoreUnusable(f"the database refused: {error.orig}") from error


def open_store(url: str, master_key: bytes, *, password_cost: Cost | None = None) -> Store:
    """Open the database at `url` (`sqlite:///file`, `sqlite://` in memory), migrated to date.

    `master_key` (32 bytes) opens what is encrypted at rest; `password_cost` is scrypt's, lowered
    in development only.

    Raises:
        StoreUnusable: for an unsupported or unreachable database, one newer than this program, or
            one made with another master key.
    """
    vault = Vault(master_key)
    engine, in_memory = _engine(url)
    try:
        with engine.begin() as connection:
            upgrade(connection)
            _check_key(connection, vault)
    except OperationalError as error:
        engine.dispose()
        raise StoreUnusable(
            f"the database {url} cannot be opened ({error.orig}); check the path and its rights"
        ) from error
    except SQLAlchemyError as error:
        engine.dispose()
        raise StoreUnusable(f"the file at {url} is not a dhow database ({error})") from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, vault, password_cost or Cost(), in_memory=in_memory)


def _engine(url: str) -> tuple[Engine, bool]:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUnusable(
            f"{url!r} is not a database address; write sqlite:///path/to/file.db"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        raise StoreUnusable(
            f"databases of kind {parsed.get_backend_name()} are not supported yet;"
            " write sqlite:///path/to/file.db"
        )
    in_memory = parsed.database in (None, "", ":memory:")
    arguments: dict[str, Any] = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    if in_memory:
        engine = create_engine(parsed, connect_args=arguments, poolclass=StaticPool)
    else:
        engine = create_engine(parsed, connect_args=arguments)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine, in_memory


def _on_connect(connection: Any, _record: object) -> None:
    # The driver's own transaction handling commits before DDL and begins late; ours does neither.
    connection.isolation_level = None
    # What a party was told is kept survives a power cut, hence the full synchronous mode.
    for setting in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
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


def _check_key(connection: Connection, vault: Vault) -> None:
    """Seal a known text on first use; fail at once, not at the first read, with a wrong key."""
    row = connection.execute(select(vault_check)).first()
    if row is None:
        sealed = vault.seal(_CHECK, "vault")
        connection.execute(
            vault_check.insert().values(
                id=1, sealed=sealed.ciphertext, wrapped_key=sealed.wrapped_key
            )
        )
        return
    try:
        vault.open(Sealed(row.sealed, row.wrapped_key), "vault")
    except StoreUnusable:
        raise StoreUnusable(
            "this database was made with another master key; start with the one it was made with"
        ) from None
