"""What a store asks of a database."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine


class Database(Protocol):
    """One database. One unit of work writes at a time, in whatever process; readers go beside it.

    Attributes:
        kind: `sqlite` or `postgresql`.
        engine: its connections.
        shown: its address without the password.
        readers_wait: whether a reader of this process waits for its writer.
        shared: whether other processes may work on it beside this one.
    """

    kind: str
    engine: Engine
    shown: str
    readers_wait: bool
    shared: bool

    def reading(self, connection: Connection) -> AbstractContextManager[None]:
        """While it lasts, transactions of `connection` see one state and refuse to write."""

    def check(self, connection: Connection) -> None:
        """Look at what is there before the first table is made.

        Raises:
            StoreUnusable: it will not serve, in words.
        """

    def hold(self, names: Sequence[str]) -> AbstractContextManager[None]:
        """Hold these names against every other process on this database, while it lasts.

        Threads of this process are not held apart: who calls sees to that.

        Raises:
            StoreUnusable: another process holds one too long, or the database does not answer.
        """

    def version(self) -> int | None:
        """Another number after each commit, whoever made it; None where not told cheaply.

        Never blocks, and may be asked from any thread. What is read after it was asked is at least
        as new.
        """

    def scrub(self) -> None:
        """Leave no copy behind of what a finished unit of work overwrote, as far as it can."""

    def close(self) -> None:
        """Close every connection."""
