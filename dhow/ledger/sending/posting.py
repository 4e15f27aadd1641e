"""A broadcast on its way, so that something else can be done until the node has answered.

Only bytes on record are posted: whether and when they arrive changes nothing of the promise.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from dhow.ledger.sending.answers import Answer


class Posting(Protocol):
    """Transactions handed over to be broadcast in their order."""

    def wait(self) -> None:
        """Return once it is over, however it went."""

    def answers(self) -> Sequence[Answer]:
        """What the node said, once it has; as `Node.send` gives and raises it."""


class Answered:
    """A broadcast that is over."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        """With these answers."""
        self._answers = answers

    def wait(self) -> None:
        """See `Posting`."""

    def answers(self) -> Sequence[Answer]:
        """See `Posting`."""
        return self._answers


class UnderWay:
    """A broadcast by a thread of its own."""

    def __init__(self, send: Callable[[], Sequence[Answer]]) -> None:
        """Begins at once."""
        self._send = send
        self._said: Sequence[Answer] = ()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="broadcast", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """See `Posting`."""
        self._thread.join()

    def answers(self) -> Sequence[Answer]:
        """See `Posting`."""
        self.wait()
        if self._problem is not None:
            raise self._problem
        return self._said

    def _run(self) -> None:
        try:
            self._said = self._send()
        except BaseException as problem:  # whoever asks for the answers is told
            self._problem = problem
