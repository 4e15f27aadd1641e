"""Serving the application so that it stops promptly: streams would otherwise be waited for."""

import gc
import socket

import uvicorn

from api.context import ApiContext


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
        settle_memory()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell every stream that the server stops, then stop."""
        context: ApiContext = self.config.app.state.context  # type: ignore[union-attr]
        context.streams.end_all()
        await super().shutdown(sockets)
