"""What a process keeps of each sending key, and what acts took so far."""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from dhow.errors import DhowError
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.sending.commands import Command
from dhow.ledger.sending.outbox import Outbox
from dhow.ledger.types import Act

_SPARE_GAS: Final = 100_000


@dataclass(slots=True)
class _Asking:
    """A command on its way into the outbox, and what came of it."""

    key: str
    command: Command
    settled: bool = False
    problem: Exception | None = None


@dataclass(slots=True)
class Desk:
    """One sending key in this process. Whoever comes first accepts for all who wait.

    Attributes:
        rounds: held by whoever does a round of the key's leader.
    """

    outbox: Outbox
    sender: str
    rounds: threading.Lock = field(default_factory=threading.Lock)
    _accepting: threading.Lock = field(default_factory=threading.Lock)
    _waiting: deque[_Asking] = field(default_factory=deque)

    def accept(self, key: str, command: Command) -> None:
        """As `Outbox.accept`, in one transaction with those that come at the same time."""
        asking = _Asking(key, command)
        self._waiting.append(asking)
        with self._accepting:
            if not asking.settled:
                self._accept_waiting()
        if asking.problem is not None:
            raise asking.problem

    def _accept_waiting(self) -> None:
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            self.outbox.accept_many([(each.key, each.command) for each in batch])
        except (DhowError, ValueError) as problem:
            # one's trouble is no other's
            for each in batch:
                if len(batch) == 1:
                    each.problem = problem
                else:
                    each.problem = self._accept_alone(each)
        except BaseException as problem:
            for each in batch:
                each.problem = problem if isinstance(problem, Exception) else None
                each.settled = True
            raise
        for each in batch:
            each.settled = True

    def _accept_alone(self, asking: _Asking) -> Exception | None:
        try:
            self.outbox.accept(asking.key, asking.command)
        except Exception as problem:
            return problem
        return None


class KnownGas:
    """What acts took so far, where gas is free: a block has room for more that ask for less."""

    def __init__(self) -> None:
        self._most: dict[tuple[str, bytes], int] = {}

    def limit_of(self, act: Act[Any]) -> int:
        """Twice what such an act ever took and some more; as much as there is for a new one."""
        most = self._most.get((act.target, act.calldata[:4]))
        if most is None:
            return GAS_PER_TRANSACTION
        return min(2 * most + _SPARE_GAS, GAS_PER_TRANSACTION)

    def learn(self, act: Act[Any], used: int) -> None:
        """An act took so much."""
        kind = (act.target, act.calldata[:4])
        self._most[kind] = max(used, self._most.get(kind, 0))
