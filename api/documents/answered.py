"""Which requests for documents this process has answered."""

import threading


class Answered:
    """Requests answered by this process and not yet expired: each is answered once.

    Kept in memory only: after a restart a request may be answered once more while it is valid, to
    the same reader, sealed to the same key.
    """

    def __init__(self) -> None:
        """None so far."""
        self._until: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def first(self, nonce: bytes, deadline: int, now: int) -> bool:
        """Whether this request was not answered before."""
        with self._lock:
            self._until = {kept: until for kept, until in self._until.items() if until >= now}
            if nonce in self._until:
                return False
            self._until[nonce] = deadline
            return True
