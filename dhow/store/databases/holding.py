"""Names held across the processes that share a PostgreSQL server.

One session of each process takes advisory locks for all its threads, which its own locks hold
apart. The server lets go of them when the process dies. A lock is asked for again and again rather
than waited for, so that the one session serves every thread meanwhile.
"""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from dhow.store.errors import StoreUnusable, first_line

_SECONDS: Final = 60.0
_FIRST_PAUSE: Final = 0.002
_LONGEST_PAUSE: Final = 0.1
_TAKE: Final = "SELECT pg_try_advisory_lock(%s)"
_GIVE_BACK: Final = "SELECT pg_advisory_unlock(%s)"


class Holding:
    """Names this process holds, as numbers of 64 bits."""

    def __init__(self, engine: Engine, seconds: float = _SECONDS) -> None:
        """Hold by a connection of `engine`, in autocommit; wait `seconds` at most for a name."""
        self._engine = engine
        self._seconds = seconds
        self._lock = threading.Lock()
        self._session: Connection | None = None
        self._held: set[int] = set()

    @contextmanager
    def hold(self, names: Sequence[str]) -> Iterator[None]:
        """Hold all of `names`, taken in one order everywhere.

        Raises:
            StoreUnusable: another process holds one too long, or the server does not answer.
        """
        numbers = {number_of(name): name for name in names}
        taken: list[int] = []
        try:
            for number in sorted(numbers):
                self._take(number, numbers[number])
                taken.append(number)
            yield
        finally:
            for number in reversed(taken):
                self._give_back(number)

    def close(self) -> None:
        """End the session; whatever is held is let go."""
        with self._lock:
            self._drop()
        self._engine.dispose()

    def _take(self, number: int, name: str) -> None:
        until = time.monotonic() + self._seconds
        pause = _FIRST_PAUSE
        while not self._try(number):
            if time.monotonic() > until:
                raise StoreUnusable(
                    f"another process on this database has been at {name} for"
                    f" {self._seconds:.0f} seconds; try again, and look at that process"
                )
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _try(self, number: int) -> bool:
        with self._lock:
            try:
                if self._ask(_TAKE, number):
                    self._held.add(number)
                    return True
            except SQLAlchemyError as error:
                self._drop()
                raise StoreUnusable(
                    f"the database does not let an act have its turn ({first_line(error)})"
                ) from error
            return False

    def _give_back(self, number: int) -> None:
        with self._lock:
            self._held.discard(number)
            if self._session is None:
                return
            try:
                self._ask(_GIVE_BACK, number)
            except SQLAlchemyError:
                self._drop()  # with the session went the lock

    def _ask(self, question: str, number: int) -> bool:
        if self._session is None or self._session.invalidated:
            self._drop()
            self._session = self._engine.connect()
            for held in sorted(self._held):  # a session that was lost took them with it
                self._session.exec_driver_sql(_TAKE, (held,))
        return bool(self._session.exec_driver_sql(question, (number,)).scalar())

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(SQLAlchemyError):
                session.close()


def number_of(name: str) -> int:
    """The signed 64-bit number a name is held by."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
