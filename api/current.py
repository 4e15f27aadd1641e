"""The operation that the present request belongs to, for what must come out alike when repeated.

A request whose answer was lost is run again. Its acts must then be found in the outbox under the
keys they had, and what chance put into them must be the same.
"""

import hashlib
import threading
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from dhow.errors import EnvironmentProblemError
from dhow.ledger.types import Act

_SALT = "salt"
_SALT_DIGITS = 32


@dataclass
class Current:
    """One run of an operation.

    Attributes:
        operation: its id, random and known to its owner only.
        waits: for the block of an act that was accepted; it is to be run again.
        behind: why the tables that it is decided on may lag behind the ledger.
        replacement: the newest of the chain's blocks that those tables knew of.
    """

    operation: str
    waits: bool = False
    behind: EnvironmentProblemError | None = None
    replacement: int | None = None
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acted(self) -> bool:
        """Whether it came to an act."""
        return any(what != _SALT for what in self._counts)

    def key_of(self, sender: str, act: Act[Any]) -> str:
        """The outbox's key of an act: the same for the nth act of this signer, target and call.

        By what it does and not by its place in the request: a repetition passes over what it finds
        done.
        """
        what = _what(sender, act)
        return f"{self.operation}:{what}:{self._count(what)}"

    def next_key_of(self, sender: str, act: Act[Any]) -> str:
        """What `key_of` would give now, not given yet."""
        what = _what(sender, act)
        return f"{self.operation}:{what}:{self._counts[what] + 1}"

    def salt(self) -> str:
        """The nth salt of this request, in hex."""
        words = f"salt {self._count(_SALT)} of {self.operation}"
        return hashlib.sha256(words.encode()).hexdigest()[:_SALT_DIGITS]

    def _count(self, what: str) -> int:
        with self._lock:
            self._counts[what] += 1
            return self._counts[what]


def _what(sender: str, act: Act[Any]) -> str:
    return hashlib.sha256(f"{sender} {act.target} ".encode() + act.calldata).hexdigest()[:40]


current: ContextVar[Current | None] = ContextVar("dhow api operation", default=None)
"""None outside a request that writes."""
