"""Group commit: small units of work of several threads share one transaction, and one wait for the
disk.

Whoever gets the writer's turn carries out what all who wait have handed in, each in a savepoint of
its own: one that fails takes nothing of the others with it. Nobody's call returns before the commit
that holds their work; where that fails, none of them is told it was kept.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dhow.store.errors import StoreUnusable

MOST: Final = 64


@dataclass(slots=True)
class Handed:
    """One unit of work on its way."""

    work: Callable[[Any], Any]
    done: bool = False
    result: Any = None
    problem: BaseException | None = None

    def is_done(self) -> bool:
        """Whether its commit is over, by whichever thread."""
        return self.done

    def outcome(self) -> Any:
        """What it gave back, or its exception."""
        if self.problem is not None:
            raise self.problem
        return self.result


class Grouping:
    """Work handed in by threads, carried out by whichever has the turn."""

    def __init__(self, turn: threading.Lock, carry_out: Callable[[Sequence[Handed]], None]) -> None:
        """`carry_out` runs a group in one transaction and returns once it is committed."""
        self._turn = turn
        self._carry_out = carry_out
        self._changed = threading.Condition()
        self._waiting: deque[Handed] = deque()
        self._led = False

    def write(self, work: Callable[[Any], Any]) -> Any:
        """Hand in `work`, and return what it gave back once that is committed."""
        mine = Handed(work)
        with self._changed:
            self._waiting.append(mine)
            while self._led and not mine.is_done():
                self._changed.wait()
            if mine.is_done():
                return mine.outcome()
            self._led = True
        try:
            with self._turn:
                while not mine.is_done():
                    self._lead()
        finally:
            with self._changed:
                self._led = False
                self._changed.notify_all()
        return mine.outcome()

    def _lead(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        try:
            self._carry_out(group)
        except Exception as problem:
            for each in group:
                each.problem = each.problem or problem
        except BaseException:  # this thread is to end: nobody else's is
            for each in group:
                each.problem = each.problem or StoreUnusable(
                    "whoever wrote for several was stopped; nothing is kept, try again"
                )
            raise
        finally:
            for each in group:
                each.done = True
