"""JSON-RPC to a node, over HTTP or WebSocket: one request at a time on each connection."""

import itertools
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import orjson
import urllib3
from urllib3.exceptions import HTTPError

from dhow.errors import BadInputError
from dhow.ledger.engines.base import EngineError, RpcError

_TIMEOUT_SECONDS = 30.0
_BATCH = 100  # nodes take more, but not all of them
_KEPT = 32  # connections kept alive, for as many threads


class Transport(Protocol):
    """Carries requests to a node."""

    def request(self, method: str, params: list[Any]) -> Any:
        """One request.

        Raises:
            RpcError: the node refused it; EngineError: it did not answer.
        """

    def request_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """One method with many parameters, in one go: results in order, refusals as `RpcError`.

        Raises:
            EngineError: no answer, or not to all of them; some may have been carried out.
        """

    def request_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """Several requests in one go, in their order: results in order, refusals as `RpcError`.

        Raises:
            EngineError: no answer, or not to all of them; some may have been carried out.
        """

    def close(self) -> None:
        """Hang up."""


def connect(url: str, *, timeout: float = _TIMEOUT_SECONDS) -> Transport:
    """A transport for an `http(s)://` or `ws(s)://` address.

    Raises:
        BadInputError: another kind of address.
    """
    scheme = urlsplit(url).scheme
    if scheme in ("http", "https"):
        return HttpTransport(url, timeout=timeout)
    if scheme in ("ws", "wss"):
        return SocketTransport(url, timeout=timeout)
    raise BadInputError(
        f"{without_secrets(url)} is not an http(s):// or ws(s):// address of a node"
    )


def without_secrets(url: str) -> str:
    """The address without user, password, path and query, where providers put access keys."""
    parts = urlsplit(url)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    return f"{parts.scheme}://{parts.hostname}{port}" if parts.hostname else "this text"


class HttpTransport:
    """Keeps its connections alive; may be used by several threads."""

    def __init__(self, url: str, *, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Connects at the first request; `timeout` is in seconds, for each step of one."""
        self._shown = without_secrets(url)
        self._numbers = itertools.count(1)
        parts = urlsplit(url)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = {"content-type": "application/json"}
        if parts.username is not None:
            named = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers |= urllib3.make_headers(basic_auth=named)
        # no proxy for a node: it is a place we were told to talk to, most often on this machine
        self._node: urllib3.HTTPConnectionPool | None = None
        self._timeout = timeout
        self._url = url

    def request(self, method: str, params: list[Any]) -> Any:
        """See `Transport`."""
        content, status = self._post(_message(next(self._numbers), method, params))
        return _result(content, self._shown, status)

    def request_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """See `Transport`: JSON-RPC batches."""
        return self.request_all([(method, params) for params in many])

    def request_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """See `Transport`: JSON-RPC batches."""
        results: list[Any] = []
        for start in range(0, len(asked), _BATCH):
            part = asked[start : start + _BATCH]
            numbers = [next(self._numbers) for _ in part]
            messages = [
                _message(number, method, params)
                for number, (method, params) in zip(numbers, part, strict=True)
            ]
            content, _ = self._post(b"[" + b",".join(messages) + b"]")
            results += _results(content, numbers, self._shown)
        return results

    def close(self) -> None:
        """Hang up."""
        if self._node is not None:
            self._node.close()

    def _post(self, body: bytes) -> tuple[bytes, int]:
        try:
            if self._node is None:
                self._node = urllib3.connection_from_url(
                    self._url, timeout=self._timeout, maxsize=_KEPT, retries=False
                )
            answer = self._node.urlopen(
                "POST", self._path, body=body, headers=self._headers, redirect=False
            )
        except ValueError as problem:  # of the address, which may hold an access key
            raise unreachable(self._shown, BadInputError("it cannot be read")) from problem
        except HTTPError as problem:
            raise unreachable(self._shown, problem) from problem
        return answer.data, answer.status


class SocketTransport:
    """One WebSocket, one request at a time."""

    def __init__(self, url: str, *, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Connects at the first request; `timeout` is in seconds, for each step of one."""
        self._url = url
        self._timeout = timeout
        self._shown = without_secrets(url)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._socket: Any = None

    def request(self, method: str, params: list[Any]) -> Any:
        """See `Transport`."""
        from websockets.exceptions import WebSocketException  # noqa: PLC0415 - only ws:// needs it
        from websockets.sync.client import connect as connect_socket  # noqa: PLC0415

        with self._lock:
            try:
                if self._socket is None:
                    self._socket = self._open.enter_context(
                        connect_socket(
                            self._url, open_timeout=self._timeout, max_size=None, proxy=None
                        )
                    )
                self._socket.send(_message(next(self._numbers), method, params).decode())
                answer = self._socket.recv(timeout=self._timeout)
            except (OSError, TimeoutError, WebSocketException) as problem:
                self.close()
                raise unreachable(self._shown, problem) from problem
        return _result(answer.encode() if isinstance(answer, str) else answer, self._shown, 200)

    def request_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """See `Transport`: one after the other."""
        return self.request_all([(method, params) for params in many])

    def request_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """See `Transport`: one after the other."""
        results: list[Any] = []
        for method, params in asked:
            try:
                results.append(self.request(method, params))
            except RpcError as refusal:
                results.append(refusal)
        return results

    def close(self) -> None:
        """Hang up."""
        self._open.close()
        self._socket = None


def unreachable(shown: str, problem: Exception) -> EngineError:
    """The error for a node that does not answer."""
    return EngineError(
        f"no answer from the node at {shown}: {problem or type(problem).__name__}; "
        "is it running, and is the address right?"
    )


def _message(number: int, method: str, params: list[Any]) -> bytes:
    return orjson.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def _result(answer: bytes, shown: str, status: int) -> Any:
    try:
        body = orjson.loads(answer)
    except ValueError:
        raise EngineError(
            f"{shown} answers (HTTP {status}) but does not speak JSON-RPC; is it a node?"
        ) from None
    if not isinstance(body, dict) or not ("result" in body or "error" in body):
        raise EngineError(f"{shown} answers something that is not JSON-RPC; is it a node?")
    if (error := body.get("error")) is not None:
        raise _refusal(error)
    return body["result"]


def _results(answer: bytes, numbers: list[int], shown: str) -> list[Any]:
    """The answers to a batch, which a node may give in any order."""
    try:
        bodies = orjson.loads(answer)
    except ValueError:
        bodies = None
    if isinstance(bodies, dict) and isinstance(bodies.get("error"), dict):
        raise _refusal(bodies["error"])  # of the batch as a whole
    if not isinstance(bodies, list) or not all(isinstance(body, dict) for body in bodies):
        raise EngineError(f"{shown} does not answer a batch of JSON-RPC requests; is it a node?")
    by_number = {body.get("id"): body for body in bodies}
    if any(number not in by_number for number in numbers):
        raise EngineError(f"{shown} answers only a part of a batch of JSON-RPC requests; try again")
    return [
        _refusal(body["error"]) if body.get("error") is not None else body.get("result")
        for body in map(by_number.__getitem__, numbers)
    ]


def _refusal(error: dict[str, Any]) -> RpcError:
    return RpcError(
        str(error.get("message", error)), int(error.get("code", -32000)), _revert_data(error)
    )


def _revert_data(error: dict[str, Any]) -> bytes:
    """Revert data, wherever this kind of node puts it."""
    data = error.get("data")
    if isinstance(data, dict):  # some nodes wrap it once more
        data = data.get("data") or data.get("result")
    if isinstance(data, str):
        start = data.find("0x")  # "Reverted 0x..." in some
        try:
            return bytes.fromhex(data[start + 2 :]) if start >= 0 else b""
        except ValueError:
            return b""
    return b""
