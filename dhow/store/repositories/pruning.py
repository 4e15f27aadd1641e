"""Taking away what nobody asks for any more, a little at a time so that writers do not wait."""

from typing import Final

from sqlalchemy import Connection, and_, delete, func, select

from dhow.store.projections.tables import VERSIONED, ledger_blocks
from dhow.store.tables import outbox_attempts as attempts
from dhow.store.tables import outbox_entries as entries

AT_ONCE: Final = 500
_OPEN: Final = "OPEN"


class Pruning:
    """Inside one unit of work; each method says how much it took away, `AT_ONCE` at most."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open transaction."""
        self._connection = connection

    def system_commands(self, settled_before: int) -> int:
        """Commands of the outbox whose outcome was written before this time (UTC seconds).

        An open command is never old, nor is one that closes a gap, until it has its outcome. Asked
        for again by its key, a command that was taken away would be a new one: the age is for the
        caller to keep above the time for which keys are promised to be known.
        """
        settled = (
            self._connection.execute(
                select(entries.c.entry)
                .where(and_(entries.c.state != _OPEN, entries.c.settled_at < settled_before))
                .order_by(entries.c.entry)
                .limit(AT_ONCE)
            )
            .scalars()
            .all()
        )
        if settled:
            self._connection.execute(delete(attempts).where(attempts.c.entry.in_(settled)))
            self._connection.execute(delete(entries).where(entries.c.entry.in_(settled)))
        return len(settled)

    def system_versions(self) -> int:
        """Versions of ledger rows that ended before the oldest block that can still be undone.

        What stands now is never taken, nor what a replaced block would bring back. Following the
        ledger again from its beginning brings them all back.
        """
        oldest = self._connection.execute(select(func.min(ledger_blocks.c.number))).scalar()
        if oldest is None:
            return 0
        for table in VERSIONED.values():
            keys = list(table.primary_key.columns)
            old = self._connection.execute(
                # undoing every block that is kept goes back to the one before the oldest of them
                select(*keys).where(table.c.until_block < oldest).limit(AT_ONCE)
            ).all()
            for row in old:
                self._connection.execute(
                    delete(table).where(
                        *(key == value for key, value in zip(keys, row, strict=True))
                    )
                )
            if old:
                return len(old)
        return 0
