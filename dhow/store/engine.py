"""Opening the database, and units of work: all of it is kept, or none.

One unit of work writes at a time, readers go beside it, on either database (`databases`). In this
process the writers take turns at a lock of its own, so that those who wait hold no connection.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from dhow.store.databases import Database, database_at
from dhow.store.errors import StoreError, StoreUnusable, first_line
from dhow.store.grouping import Grouping, Handed
from dhow.store.migrate import upgrade
from dhow.store.passwords import Cost
from dhow.store.tables import vault_check
from dhow.store.unit import UnitOfWork
from dhow.store.vault import Sealed, Vault

_STARTS: Final = 5  # a new table may have to wait for the readers of a process that runs already
_CHECK: Final = b"this store opens with this key"

T = TypeVar("T")


class Store:
    """An open database. Safe to share between threads; a unit of work is not."""

    def __init__(self, database: Database, vault: Vault, cost: Cost) -> None:
        self._database = database
        self._vault = vault
        self._cost = cost
        self._writing = threading.Lock()
        self._open = threading.local()
        self._grouping = Grouping(self._writing, self._carry_out)

    @property
    def address(self) -> str:
        """Where the database is, as it may be printed: without a password."""
        return self._database.shown

    @property
    def shared(self) -> bool:
        """Whether other processes may work on this database beside this one."""
        return self._database.shared

    def hold(self, names: Sequence[str]) -> AbstractContextManager[None]:
        """Hold names against the other processes on this database; threads here are not held apart.

        Raises:
            StoreUnusable: another process holds one too long, or the database does not answer.
        """
        return self._database.hold(names)

    def derived_key(self, purpose: str, length: int) -> bytes:
        """A key for one purpose, the same in every process with this master key."""
        return self._vault.derived_key(purpose, length)

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work that may write: committed at the end, rolled back on any exception.

        Raises:
            StoreError: when this thread is in a unit of work already, or a value does not fit.
            StoreUnusable: when the database stays busy or fails.
        """
        with (
            self._alone(),
            self._writing,
            self._connection() as connection,
            connection.begin(),
        ):
            yield UnitOfWork(connection, self._vault, self._cost)

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """What `work` gives back, once all it wrote is committed: a unit of work for hot paths.

        Units of several threads share one commit, so `work` may run on another's thread: it does
        nothing but use the store. An exception keeps nothing of it and comes out here.

        Raises:
            As `begin`, and what `work` raises.
        """
        with self._alone():
            result: T = self._grouping.write(work)
            return result

    def _carry_out(self, group: Sequence[Handed]) -> None:
        alone = len(group) == 1  # then the transaction itself is all there is to go back on
        with self._connection() as connection, connection.begin() as whole:
            for each in group:
                try:
                    with nullcontext() if alone else connection.begin_nested():
                        unit = UnitOfWork(connection, self._vault, self._cost)
                        each.result = each.work(unit)
                except DataError as problem:
                    each.problem = _does_not_fit(problem)
                except DBAPIError as problem:
                    if not isinstance(problem, IntegrityError):
                        raise  # the connection's trouble is everyone's
                    each.problem = problem
                except Exception as problem:
                    each.problem = problem
            if alone and group[0].problem is not None:
                whole.rollback()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work over one consistent state which refuses to write.

        Raises:
            As `begin`; StoreUnusable also on an attempt to write.
        """
        waits = self._database.readers_wait
        turn: AbstractContextManager[Any] = self._writing if waits else nullcontext()
        with (
            self._alone(),
            turn,
            self._connection() as connection,
            self._database.reading(connection),
            connection.begin() as transaction,
        ):
            yield UnitOfWork(connection, self._vault, self._cost)
            transaction.rollback()

    def version(self) -> int | None:
        """Another number after each commit, in whatever process; None where not told cheaply.

        What is read after it was asked is at least as new. Never blocks.
        """
        return self._database.version()

    def scrub(self) -> None:
        """After something was erased: leave no copy of it behind, as far as the database can.

        Must not be called inside a unit of work.
        """
        self._database.scrub()

    def close(self) -> None:
        """Close every connection; a database in memory is gone with it."""
        self._database.close()

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
            with self._database.engine.connect() as connection:
                yield connection
        except IntegrityError:
            raise
        except DataError as error:
            raise _does_not_fit(error) from error
        except NoConnectionFree as error:
            raise StoreUnusable(
                "every connection to the database is in use; try again, or give more with"
                " ?pool_size= in its address"
            ) from error
        except DBAPIError as error:
            raise StoreUnusable(f"the database refused: {first_line(error)}") from error


def open_store(url: str, master_key: bytes, *, password_cost: Cost | None = None) -> Store:
    """Open the database at `url`, migrated to date.

    Args:
        url: `sqlite:///file`, `sqlite://` (in memory) or `postgresql://user@host/database`.
        master_key: 32 bytes; opens what is encrypted at rest.
        password_cost: scrypt's, lowered in development only.

    Raises:
        StoreUnusable: for an unsupported or unreachable database, one newer than this program, or
            one made with another master key.
    """
    vault = Vault(master_key)
    database = database_at(url)
    try:
        _prepare(database, vault)
    except BaseException:
        database.close()
        raise
    return Store(database, vault, password_cost or Cost())


def _prepare(database: Database, vault: Vault) -> None:
    """Bring the tables to date: one process at a time, for a unit of work takes its turn."""
    for left in reversed(range(_STARTS)):
        try:
            with database.engine.begin() as connection:
                database.check(connection)
                upgrade(connection)
                _check_key(connection, vault)
            return
        except OperationalError as error:
            if left and _met_another(error):
                continue
            raise StoreUnusable(
                f"the database {database.shown} cannot be opened ({first_line(error)}); check its"
                " address, that it runs, and your rights"
            ) from error
        except SQLAlchemyError as error:
            raise StoreUnusable(
                f"what is at {database.shown} is not a dhow database ({first_line(error)})"
            ) from error


def _met_another(error: DBAPIError) -> bool:
    """Whether the server ended this transaction for the sake of another: deadlock, lock timeout."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001", "55P03")


def _does_not_fit(problem: DataError) -> StoreError:
    return StoreError(f"a value does not fit the database: {first_line(problem)}")


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
