"""Serving the application so that it stops promptly: streams would otherwise be waited for."""

import socket

import uvicorn

from api.context import ApiContext


class Server(uvicorn.Server):
    """uvicorn, which ends the open streams before it waits for what is under way."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell every stream that the server stops, then stop."""
        context: ApiContext = self.config.app.state.context  # type: ignore[union-attr]
        context.streams.end_all()
        await super().shutdown(sockets)
