"""Writing the log: many requests' lines in one transaction, each waiting until its own is kept."""

import threading
from collections import deque
from dataclasses import dataclass

from dhow.store import Store
from dhow.store.repositories.audit import NewLine
from dhow.store.rows import AuditRow

_LATER_AT_MOST = 1000


@dataclass
class _Waiting:
    line: NewLine
    row: AuditRow | None = None
    problem: Exception | None = None
    later: bool = False

    @property
    def settled(self) -> bool:
        return self.row is not None or self.problem is not None


class AuditLog:
    """The log of every organisation on one store. Thread-safe.

    Whoever comes first writes for all who wait, so that many at once share one `fsync`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: deque[_Waiting] = deque()
        self._guard = threading.Lock()
        self._writing = threading.Lock()

    def append(self, line: NewLine) -> AuditRow:
        """Write a line and return once it is kept. Never inside a unit of work.

        Raises:
            StoreUnusable: it is not kept.
        """
        waiting = _Waiting(line)
        with self._guard:
            self._queue.append(waiting)
        with self._writing:
            if not waiting.settled:
                self._write()
        if waiting.row is None:
            raise waiting.problem or RuntimeError("a line was neither written nor refused")
        return waiting.row

    def later(self, line: NewLine) -> None:
        """Have a line written with the next, or by `flush`; nobody waits for it."""
        with self._guard:
            self._queue.append(_Waiting(line, later=True))
            crowded = len(self._queue) > _LATER_AT_MOST
        if crowded:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            StoreUnusable: it could not be written; it waits on.
        """
        with self._writing:
            if self._queue:
                self._write()

    def run(self, stop: threading.Event, every_seconds: float = 0.2) -> None:
        """Flush beside the requests until `stop` is set, and once more then."""
        while not stop.wait(every_seconds):
            self.flush()
        self.flush()

    def _write(self) -> None:
        with self._guard:
            batch = list(self._queue)
            self._queue.clear()
        try:
            with self._store.begin() as work:
                rows = work.audit.append([each.line for each in batch])
        except Exception as problem:
            with self._guard:
                self._queue.extendleft(reversed([each for each in batch if each.later]))
            waited_for = [each for each in batch if not each.later]
            for each in waited_for:
                each.problem = problem
            if not waited_for:
                raise
            return
        for each, row in zip(batch, rows, strict=True):
            each.row = row
