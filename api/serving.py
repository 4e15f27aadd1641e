"""Serving the application so that it stops promptly: streams would otherwise be waited for."""

import gc
import socket
import sys
from typing import Final

import uvicorn

from api.context import ApiContext

_TURN_SECONDS: Final = 0.001


def prepare_process() -> None:
    """Have this process serve well what does little work and waits a lot: nodes, disks, clients."""
    settle_memory()
    take_short_turns()


def take_short_turns() -> None:
    """Have threads hand the interpreter on sooner than Python's 5 ms.

    A thread whose node or disk has answered waits that long for one that works; the outbox's
    rounds, which go to the node several times each, take a seventh longer so (`dhow bench durable`
    on anvil).
    """
    sys.setswitchinterval(_TURN_SECONDS)


def settle_memory() -> None:
    """Have what was made at the start looked through no more for what is not needed.

    Programs, routes and tables stay as long as the process; requests make enough that the collector
    would go through all of them again and again.
    """
    gc.collect()
    gc.freeze()


class Server(uvicorn.Server):
    """uvicorn, which ends the open streams before it waits for what is under way."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, with all that lasts set apart."""
        prepare_process()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell every stream that the server stops, then stop."""
        context: ApiContext = self.config.app.state.context  # type: ignore[union-attr]
        context.streams.end_all()
        await super().shutdown(sockets)
