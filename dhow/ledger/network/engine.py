"""A network of our own as an engine: its nodes stand in for each other, its clock may be set."""

import time
from pathlib import Path

from dhow.ledger.engines.base import EngineError, TimeControlError
from dhow.ledger.engines.remote import RemoteEngine
from dhow.ledger.network.control import Network
from dhow.ledger.network.layout import NetworkError

_WAIT_SECONDS = 60.0
_PAUSE = 0.05


class NetworkEngine(RemoteEngine):
    """Every node of a network in a folder, one at a time.

    Its clock runs by itself: `set_time` moves it on, and the blocks after bear that time or later.
    """

    name = "network"
    free_of_charge = True

    def __init__(self, folder: Path, *, first: str | None = None) -> None:
        """Reach a network that is up.

        Args:
            first: name of the node that is preferred.

        Raises:
            NetworkError: no network in the folder.
            EngineError: no node answers.
        """
        self.network = Network(folder)
        nodes = self.network.layout.nodes
        ordered = sorted(nodes, key=lambda node: node.name != first)
        super().__init__(",".join(node.url for node in ordered))

    @property
    def settable(self) -> bool:
        """Whether `set_time` may be called."""
        return self.network.settable

    def set_time(self, unix: int) -> None:
        """Move the clock on, and wait for the first block that bears this time or a later one."""
        try:
            self.network.set_clock(unix)
        except NetworkError as problem:
            raise TimeControlError(str(problem)) from problem
        deadline = time.monotonic() + _WAIT_SECONDS
        while self.now() < unix:
            if time.monotonic() > deadline:
                raise EngineError(f"the network made no block at {unix}; see `dhow network status`")
            time.sleep(_PAUSE)
