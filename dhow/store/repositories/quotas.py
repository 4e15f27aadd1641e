"""Counts of requests in windows of time, for processes that share a database."""

from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from dhow.store.tables import quota_windows as windows

SIGN_IN: Final = "sign-in "
"""How the keys of sign-ins begin: their windows have a length of their own."""


class Quotas:
    """How much of an allowance was taken, by key and window."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, key: str, window: int, amount: int) -> int:
        """Take `amount`; what was taken in this window, with it."""
        mine = (windows.c.key == key) & (windows.c.window == window)
        added = update(windows).where(mine).values(used=windows.c.used + amount)
        if self._connection.execute(added).rowcount == 0:
            try:
                with self._connection.begin_nested():
                    self._connection.execute(
                        insert(windows).values(key=key, window=window, used=amount)
                    )
            except IntegrityError:  # another process began this window
                self._connection.execute(added)
        return int(self._connection.execute(select(windows.c.used).where(mine)).scalar_one())

    def forget(self, before: int) -> None:
        """Remove the windows before this one, but those of sign-ins."""
        self._connection.execute(
            delete(windows).where(
                windows.c.window < before, ~windows.c.key.startswith(SIGN_IN, autoescape=True)
            )
        )

    def forget_sign_ins(self, before: int) -> None:
        """Remove the windows of sign-ins before this one."""
        self._connection.execute(
            delete(windows).where(
                windows.c.window < before, windows.c.key.startswith(SIGN_IN, autoescape=True)
            )
        )
