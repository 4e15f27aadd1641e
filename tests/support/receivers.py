"""Receivers of webhooks: real servers on loopback, that behave well or badly."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.served import until

Behaves = Callable[["Handler"], None]


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def signed_by(self, secret: str) -> bool:
        """Whether one of the signatures is of this secret, worked out from the specification."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split(" ")


class Handler(BaseHTTPRequestHandler):
    """Keeps what comes, then behaves as its server says."""

    server: "_Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received({k.lower(): v for k, v in self.headers.items()}, body)
        self.server.receiver.got.append(received)
        self.server.receiver.behaves(self)

    def answer(self, status: int, **headers: str) -> None:
        """Answer with a status and nothing else."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: "Receiver"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever goes away in the middle does not matter here."""


def takes(handler: Handler) -> None:
    """Says that it has it."""
    handler.answer(204)


def says(status: int, **headers: str) -> Behaves:
    """Answers with a status."""
    return lambda handler: handler.answer(status, **headers)


def dies(handler: Handler) -> None:
    """Breaks the connection off without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips(handler: Handler) -> None:
    """Answers a byte at a time, for ever."""
    gone = threading.Event()
    try:
        while not gone.wait(0.02):
            handler.wfile.write(b"H")
            handler.wfile.flush()
    except OSError:
        gone.set()


def first(times: int, behaves: Behaves, then: Behaves = takes) -> Behaves:
    """Behaves in one way so many times, then in another."""
    left = [times]

    def both(handler: Handler) -> None:
        left[0] -= 1
        (behaves if left[0] >= 0 else then)(handler)

    return both


@dataclass
class Receiver:
    """A server that keeps what it is sent."""

    behaves: Behaves = takes
    got: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?of=dhow"

    def names(self) -> list[str]:
        """What came, by type."""
        return [each.payload["type"] for each in list(self.got)]

    def ids(self) -> list[str]:
        """What came, by id."""
        return [each.id for each in list(self.got)]

    def wait(self, count: int) -> None:
        """Until so many have come."""
        until(lambda: len(self.got) >= count, f"{count} messages, got {self.names()}")


@contextmanager
def receiver(behaves: Behaves = takes, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a free port."""
    made = Receiver(behaves)
    with _Server(("127.0.0.1", 0), Handler) as server:
        server.receiver = made
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(10)
