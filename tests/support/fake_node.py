"""A node that answers as it is told: over real HTTP, one request or a batch, or not at all."""

import json
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

Answer = Callable[[list[Any]], Any]


class Refused(Exception):
    """What a node refuses with."""

    def __init__(self, message: str, code: int = -32000, data: Any = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message} | ({} if data is None else {"data": data})


class FakeNode:
    """JSON-RPC on a free port. `answers` are values, or functions of the params, by method."""

    def __init__(self, *, chain_id: int = 31337, height: int = 0, **answers: Any) -> None:
        self.chain_id, self.height = chain_id, height
        self.answers: dict[str, Any] = answers
        self.asked: list[tuple[str, list[Any]]] = []
        self.dead = False
        """Hang up before anything is done."""
        self.dumb = False
        """Do what is asked and hang up without an answer."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if fake.dead:
                    self._hang_up()
                    return
                many = body if isinstance(body, list) else [body]
                answers = [fake.answer(one) for one in many]
                answer = answers if isinstance(body, list) else answers[0]
                if fake.dumb:
                    self._hang_up()
                    return
                raw = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def _hang_up(self) -> None:
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                return

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        method, params = body["method"], body["params"]
        self.asked.append((method, params))
        outer = {"jsonrpc": "2.0", "id": body["id"]}
        try:
            return outer | {"result": self._result(method, params)}
        except Refused as refused:
            return outer | {"error": refused.error}

    def _result(self, method: str, params: list[Any]) -> Any:
        if method in self.answers:
            told = self.answers[method]
            return told(params) if callable(told) else told
        if method == "eth_chainId":
            return hex(self.chain_id)
        if method == "eth_blockNumber":
            return hex(self.height)
        raise Refused(f"the method {method} does not exist", -32601)

    def times(self, method: str) -> int:
        """How often a method was asked for."""
        return sum(one == method for one, _ in self.asked)

    def close(self) -> None:
        """Stop answering."""
        with suppress(OSError):
            self._server.shutdown()
            self._server.server_close()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
