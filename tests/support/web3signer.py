"""A signing server that speaks Web3Signer's protocol with real keys, for tests of its client.

As `core/src/main/resources/openapi-specs/eth1/web3signer.yaml` and `Eth1SignForIdentifierHandler`
of Consensys/web3signer have it: it signs the keccak-256 of `data`, answers `0x` + r, s, v as plain
text (v is 27 or 28), 400 for what is not hex, 404 for a key it does not hold. Public keys are 64
bytes. `behaviour` makes it lie, sleep, break or hang up.
"""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from coincurve import PrivateKey
from eth_utils.crypto import keccak


class SigningServer(ThreadingHTTPServer):
    """Holds keys; `asked` counts requests by path."""

    daemon_threads = True

    def __init__(self, *secrets: bytes, token: str | None = None) -> None:
        self.keys = {
            "0x" + key.public_key.format(compressed=False)[1:].hex(): key
            for key in map(PrivateKey, secrets)
        }
        self.token = token
        self.behaviour: list[str] = []  # one for each request to sign to come; then honest
        self.asked: list[str] = []
        self.signed: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: SigningServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(self._read)

    def do_POST(self) -> None:
        self._answer(self._sign)

    def _answer(self, how: Any) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.asked.append(f"{self.command} {self.path.rsplit('/', 1)[0]}")
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            self._send(401, "text/plain", b"")
            return
        how(body)

    def _read(self, _: bytes) -> None:
        if self.path != "/api/v1/eth1/publicKeys":
            self._send(404, "text/plain", b"")
            return
        self._send(200, "application/json", json.dumps(list(self.server.keys)).encode())

    def _sign(self, body: bytes) -> None:
        behaviour = self.server.behaviour.pop(0) if self.server.behaviour else "honest"
        prefix, _, identifier = self.path.rpartition("/")
        key = self.server.keys.get(identifier)
        if prefix != "/api/v1/eth1/sign" or key is None:
            self._send(404, "text/plain", b"")
            return
        try:
            data = bytes.fromhex(json.loads(body)["data"].removeprefix("0x"))
        except (ValueError, KeyError):
            self._send(400, "text/plain", b"")
            return
        if behaviour == "fails":
            self._send(500, "text/plain", b"Internal Server Error")
            return
        if behaviour == "sleeps":
            time.sleep(0.5)
        if behaviour == "other bytes":
            data += b"\x00"
        if behaviour == "other key":
            key = PrivateKey(bytes(range(7, 39)))
        self.server.signed.append(data)
        signature = key.sign_recoverable(keccak(data), hasher=None)
        text = "0x" + (signature[:64] + bytes([27 + signature[64]])).hex()
        if behaviour == "hangs up":  # it signed, and the answer is lost
            self.close_connection = True
            self.connection.close()
            return
        if behaviour == "nonsense":
            text = "<html>Welcome</html>"
        self._send(200, "text/plain; charset=utf-8", text.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr."""


@contextmanager
def signing_server(
    *secrets: bytes,
    token: str | None = None,
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[SigningServer]:
    """Running on a port of its own; with TLS where a certificate is given."""
    server = SigningServer(*secrets, token=token)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
