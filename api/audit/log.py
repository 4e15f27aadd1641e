"""Writing the log: a line is kept before its writer goes on, many requests' in one transaction."""

import threading
from collections import deque
from typing import Final

from dhow.store import Store, UnitOfWork
from dhow.store.repositories.audit import NewLine
from dhow.store.rows import AuditRow

_LATER_AT_MOST: Final = 1000


class AuditLog:
    """The log of every organisation on one store. Thread-safe.

    Lines are small units of work (`Store.write`): those of several threads share a commit, each
    numbered when its turn comes, so that one that is not kept leaves no gap.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._later: deque[NewLine] = deque()
        self._guard = threading.Lock()

    def append(self, line: NewLine) -> AuditRow:
        """Write a line, after those that wait, and return once it is kept.

        Never inside a unit of work.

        Raises:
            StoreUnusable: it is not kept.
        """
        return self._write((line,))[-1]

    def later(self, line: NewLine) -> None:
        """Have a line written with the next, or by `flush`; nobody waits for it."""
        with self._guard:
            self._later.append(line)
            crowded = len(self._later) > _LATER_AT_MOST
        if crowded:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            StoreUnusable: it could not be written; it waits on.
        """
        self._write(())

    def run(self, stop: threading.Event, every_seconds: float = 0.2) -> None:
        """Flush beside the requests until `stop` is set, and once more then."""
        while not stop.wait(every_seconds):
            if self._later:
                self.flush()
        self.flush()

    def _write(self, lines: tuple[NewLine, ...]) -> tuple[AuditRow, ...]:
        taken: list[NewLine] = []

        def write(work: UnitOfWork) -> tuple[AuditRow, ...]:
            # Taken in the writer's turn, not before: whoever writes later finds later lines.
            with self._guard:
                taken.extend(self._later)
                self._later.clear()
            return work.audit.append([*taken, *lines])

        try:
            return self._store.write(write)
        except BaseException:
            with self._guard:
                self._later.extendleft(reversed(taken))
            raise
