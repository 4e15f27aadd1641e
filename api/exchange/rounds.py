"""What a process with a database of its own does beside the requests: fetch, and tell."""

import threading
import time
from typing import Final

from api.context import ApiContext
from api.errors import ApiError
from api.exchange import arrivals, joining
from api.exchange.offers import Patience, tell
from api.ids import OPERATOR, org_hex

_PAUSE_SECONDS: Final = 0.3
_KEYS_SECONDS: Final = 20.0
"""How long the keys of an organisation's first users may come after it."""


class Rounds:
    """One process's rounds; what fails is tried again, later each time."""

    def __init__(self, context: ApiContext) -> None:
        """Nothing has failed so far."""
        self._context = context
        self._waiting = True
        self._admitted: dict[str, float] = {}
        self._patience = Patience()
        self._alone = threading.Lock()
        self._fault: Exception | None = None

    def run(self, stop: threading.Event) -> None:
        """Go round until `stop` is set."""
        seen: int | None = None
        while not stop.wait(_PAUSE_SECONDS):
            version = self._context.store.version()
            if version is not None and version == seen and not self._waiting:
                continue
            self._waiting = not self.once()
            seen = version

    def forget(self) -> None:
        """Try everything in the next round, whatever failed a moment ago."""
        self._patience = Patience()

    def once(self) -> bool:
        """One round: the directory, what is lacking, what others are to be told.

        Returns:
            Whether nothing is left to be tried again.
        """
        apart = self._context.apart
        if apart is None:
            return True
        with self._alone:
            clean, self._fault = True, None
            for reader in sorted(apart.organisations - {OPERATOR}):
                if not joining.admitted(self._context, reader):
                    continue
                since = self._admitted.setdefault(reader, time.monotonic())
                clean = self._directory(reader) and clean
                patient = time.monotonic() - since < _KEYS_SECONDS
                joining.join(self._context, reader, whole=patient)
                clean = self._lacking(reader) and clean
            tell(self._context, self._patience)
            if self._fault is not None:
                raise self._fault  # for readiness to tell, when all the others had their turn
            own = [org_hex(each) for each in apart.organisations]
            with self._context.store.read() as work:
                return clean and not work.exchange.system_untold(own)

    def _directory(self, reader: str) -> bool:
        if not self._patience.due("directory"):
            return False
        try:
            arrivals.bring_directory(self._context, reader)
        except ApiError:
            self._patience.failed("directory")
            return False
        self._patience.done("directory")
        return True

    def _lacking(self, reader: str) -> bool:
        with self._context.store.read() as work:
            lacking = work.exchange.lacking(org_hex(reader))
        clean = True
        for what in lacking:
            if not self._patience.due(what):
                clean = False
                continue
            try:
                arrivals.bring(self._context, reader, *what)
            except ApiError:
                pass  # whether it is here is looked at below
            except Exception as problem:  # one thing's trouble is no other's
                self._fault = self._fault or problem
            if arrivals.whole(self._context, reader, *what):
                self._patience.done(what)
            else:
                self._patience.failed(what)
                clean = False
        return clean
