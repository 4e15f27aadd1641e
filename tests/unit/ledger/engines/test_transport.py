"""JSON-RPC over HTTP to a node that stands behind a provider's password."""

import threading
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest

from dhow.ledger.engines.base import EngineError
from dhow.ledger.engines.transport import HttpTransport


class Provider(BaseHTTPRequestHandler):
    """Answers who asked, at which path."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
        kind, _, told = self.headers.get("authorization", "Basic ").partition(" ")
        said = {"id": asked["id"], "result": [kind, b64decode(told).decode(), self.path]}
        body = orjson.dumps({"jsonrpc": "2.0", **said})
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to the terminal."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "", ["Basic", "", "/"]),
        ("reader:p%40ss@", "/v1?key=7", ["Basic", "reader:p@ss", "/v1?key=7"]),
    ],
)
def test_what_an_address_says_besides_the_host(
    port: int, before: str, after: str, told: list[str]
) -> None:
    node = HttpTransport(f"http://{before}127.0.0.1:{port}{after}")
    try:
        assert node.request("eth_chainId", []) == told
        assert node.request("eth_chainId", []) == told  # over the connection that was kept
    finally:
        node.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/secret", "http://127.0.0.1:1/secret"])
def test_nobody_there(url: str) -> None:
    with pytest.raises(EngineError, match="no answer from the node") as caught:
        HttpTransport(url).request("eth_chainId", [])
    assert "secret" not in str(caught.value)
