"""Work that goes on beside the requests: sending, following, delivering.

Each worker is a function that runs until it is told to stop. One that fails is started again, later
each time, and its failure is kept for readiness to tell; the others go on.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

_FIRST_PAUSE_SECONDS: Final = 0.1
_LONGEST_PAUSE_SECONDS: Final = 10.0
_JOIN_SECONDS: Final = 30.0

Worker = Callable[[threading.Event], None]


@dataclass
class Background:
    """Workers by name. Added before or after `start`; each has a thread of its own."""

    _workers: dict[str, Worker] = field(default_factory=dict)
    _threads: dict[str, threading.Thread] = field(default_factory=dict)
    _failures: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _started: bool = False

    def add(self, name: str, worker: Worker) -> None:
        """Have `worker` run from `start` on, or from now where that was called already.

        Raises:
            ValueError: the name is taken.
        """
        with self._lock:
            if name in self._workers:
                raise ValueError(f"there is a worker {name} already")
            self._workers[name] = worker
            if self._started:
                self._begin(name)

    def start(self) -> None:
        """Start every worker that does not run yet. May be called again."""
        with self._lock:
            if not self._started:
                self._stop.clear()
                self._started = True
            for name in self._workers:
                if name not in self._threads:
                    self._begin(name)

    def stop(self) -> None:
        """Tell all to stop and wait for them: half a minute at most, then they end with us."""
        with self._lock:
            self._stop.set()
            self._started = False
            threads = dict(self._threads)
            self._threads.clear()
        for thread in threads.values():
            thread.join(_JOIN_SECONDS)

    def failures(self) -> dict[str, str]:
        """What last went wrong with each worker that has not run well since."""
        with self._lock:
            return dict(self._failures)

    def _begin(self, name: str) -> None:
        thread = threading.Thread(
            target=self._run, args=(name, self._workers[name], self._stop), name=name, daemon=True
        )
        self._threads[name] = thread
        thread.start()

    def _run(self, name: str, worker: Worker, stop: threading.Event) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not stop.is_set():
            with suppress(Exception):
                self._once(name, worker, stop)
                return
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _once(self, name: str, worker: Worker, stop: threading.Event) -> None:
        try:
            worker(stop)
        except Exception as problem:
            with self._lock:
                self._failures[name] = f"{type(problem).__name__}: {problem}"
            raise
        with self._lock:
            self._failures.pop(name, None)
