"""A network served over real sockets, for what a client in the same process cannot show."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from api.serving import Server
from scripts.cli.serve import server_config
from tests.support.api import Network

PATIENCE = 20.0


@contextmanager
def served(network: Network) -> Iterator[tuple[str, Server]]:
    """The network's application on a free port, with what works beside its requests."""
    with listening(network.app) as found:
        yield found


@contextmanager
def listening(app: FastAPI) -> Iterator[tuple[str, Server]]:
    """An application on a free port, stopped however the test ends: its address, its server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(server_config(app, None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            until(lambda: server.started or not thread.is_alive(), "the server has started")
            assert server.started, "the application did not start"
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", server
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the server does not stop"


def until(holds: Any, what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"not in {PATIENCE} s: {what}"
        time.sleep(0.01)


@dataclass
class Listener:
    """Reads one stream in a thread; `told` is what came, `over` set at its end."""

    url: str
    headers: dict[str, str]
    told: list[dict[str, Any]] = field(default_factory=list)
    last_id: str = ""
    status: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    _answer: httpx.Response | None = None
    _client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=PATIENCE))

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        name, data = "", ""
        try:
            with self._client.stream("GET", self.url, headers=self.headers) as answer:
                self._answer, self.status = answer, answer.status_code
                for line in answer.iter_lines():
                    kind, _, value = line.partition(": ")
                    if kind == "id":
                        self.last_id = value
                    elif kind == "event":
                        name = value
                    elif kind == "data":
                        data = value
                    elif not line and data:
                        self.told.append({**json.loads(data), "event": name})
                        name, data = "", ""
        except httpx.HTTPError:
            pass  # how it was cut off does not matter: `over` says that it was
        finally:
            self._client.close()
            self.over.set()

    def names(self) -> list[str]:
        """The events that came, by name."""
        return [each["event"] for each in list(self.told)]

    def close(self) -> None:
        """Go away in the middle."""
        if self._answer is not None and not self.over.is_set():
            stream = self._answer.extensions["network_stream"]
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        until(self.over.is_set, "the stream is closed")


def listen(base: str, token: str, query: str = "", **headers: str) -> Listener:
    """Open a stream, and wait until the server has answered."""
    opened = Listener(
        f"{base}/events{query}",
        {"Authorization": f"Bearer {token}", "Accept": "text/event-stream", **headers},
    )
    until(lambda: opened.last_id or opened.over.is_set(), "the stream is open")
    return opened
