"""Keeps the store small beside the requests: once at the start, then every few hours.

Where several processes share a database each does so; what one took away is not there for the next.
"""

import threading
import time
from typing import Final

from dhow.store import Store
from dhow.store.upkeep import prune

_EVERY_SECONDS: Final = 6 * 60 * 60


def keep_small(store: Store, stop: threading.Event) -> None:
    """Prune until told to stop."""
    while not stop.is_set():
        prune(store, now=int(time.time()), stop=stop)
        stop.wait(_EVERY_SECONDS)
