"""A member at work over HTTP: writes and reads at a steady rate, a stream of events, a webhook.

What is asked for comes at its own times, whether or not the server keeps up, as from people; only
where very many are unanswered does it wait. Each write has an idempotency key; what the network or
the server loses is asked for again with the same key, and now and then so is what it answered.
"""

import asyncio
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx

MOST_UNANSWERED: Final = 32
_REPLAYED: Final = 0.1  # of the writes are sent again once they are answered
_NOT_WAITED_FOR: Final = 0.2  # of the writes are followed as operations
_PATIENCE_SECONDS: Final = 180.0
_RECENT: Final = 200
LEI: Final = "8945000000ORCHARDS94"
_PASSWORD: Final = "a secret of the member"  # noqa: S105 - of a network that lives for minutes


@dataclass
class Heard:
    """What a member was told, by stream and by webhook; transactions of registrations."""

    streamed: Counter[str] = field(default_factory=Counter)
    hooked: Counter[str] = field(default_factory=Counter)

    def missing(self, accepted: dict[str, str]) -> int:
        """How many of the accepted were not told yet, by the one or by the other."""
        wanted = set(accepted.values())
        return len(wanted - self.streamed.keys()) + len(wanted - self.hooked.keys())


class Member:
    """Someone admitted to the network, signed in; `accepted` has hash and transaction of each."""

    def __init__(self, url: str, seed: int) -> None:
        self.url = url
        self.chance = random.Random(seed)  # noqa: S311 - traffic, no secret
        self.accepted: dict[str, str] = {}
        self.heard = Heard()
        self.writing: list[float] = []
        self.reading: list[float] = []
        self.asked_again = 0
        self._token = ""
        limits = httpx.Limits(max_connections=MOST_UNANSWERED + 8)
        self._client = httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limits)
        self._recent: list[str] = []
        self._signing_in = asyncio.Lock()

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def join(self, operator_password: str, hook: str) -> None:
        """Be admitted by the operator, sign in, have a webhook."""
        operator = await self._signed_in("OPERATOR/registrar", operator_password)
        admitted = await self._client.post(
            "/members",
            headers={"Authorization": f"Bearer {operator}"},
            json={
                "lei": LEI,
                "name": "Orchards",
                "country": "IN",
                "capabilities": ["exporter"],
                "users": [{"name": "checker", "duty": "checker", "password": _PASSWORD}],
            },
        )
        _require(admitted, httpx.codes.CREATED)
        await self._sign_in("")
        added = await self._ask(
            "POST", "/webhooks", json={"url": hook, "events": ["DocumentRegistered"]}
        )
        _require(added, httpx.codes.CREATED)

    async def write(self, number: int) -> None:
        """Register a document, and know its transaction."""
        key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        headers = {"Idempotency-Key": f'"{key}"'}
        if self.chance.random() < _NOT_WAITED_FOR:
            headers["Prefer"] = "respond-async"
        body = {"document": _invoice(key, number)}
        began = time.perf_counter()
        answer = await self._ask("POST", "/documents", json=body, headers=headers)
        if answer.status_code == httpx.codes.ACCEPTED:
            told = await self._followed(answer.headers["location"])
        else:
            _require(answer, httpx.codes.CREATED)
            told = answer.json()
            self.writing.append(time.perf_counter() - began)
        self.accepted[told["hash"]] = told["receipt"]["transaction"]
        self._recent = [*self._recent[1 - _RECENT :], told["hash"]]
        if self.chance.random() < _REPLAYED:
            del headers["Idempotency-Key"]
            again = await self._ask(
                "POST", "/documents", json=body, headers={"Idempotency-Key": f'"{key}"'}
            )
            if again.json() != told or again.headers.get("idempotent-replayed") != "true":
                raise RuntimeError(f"the key {key} was answered twice, and not alike: {again.text}")

    async def read(self, _: int) -> None:
        """Read something: a document, a list, oneself, how the server is."""
        paths = ["/documents?limit=20", "/members/me", "/health/ready", "/operations?limit=10"]
        paths += [f"/documents/{each}" for each in self._recent[-4:]]
        began = time.perf_counter()
        answer = await self._ask("GET", self.chance.choice(paths))
        _require(answer, httpx.codes.OK)
        self.reading.append(time.perf_counter() - began)

    async def listen(self) -> None:
        """Read the stream of events until cancelled, taking it up again where it ends."""
        place = ""
        name = data = ""
        while True:
            headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {self._token}"}
            if place:
                headers["Last-Event-ID"] = place
            with suppress(httpx.TransportError):
                async with self._client.stream("GET", "/events", headers=headers) as answer:
                    if answer.status_code == httpx.codes.UNAUTHORIZED:
                        await self._sign_in(self._token)
                        continue
                    async for line in answer.aiter_lines():
                        kind, _, value = line.partition(": ")
                        if kind == "id":
                            place = value
                        elif kind == "event":
                            name = value
                        elif kind == "data":
                            data = value
                        elif not line and data:
                            if name == "DocumentRegistered":
                                self.heard.streamed[json.loads(data)["transaction"]] += 1
                            name = data = ""
            await asyncio.sleep(0.2)

    async def _followed(self, location: str) -> Any:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            found = (await self._ask("GET", location)).json()
            if found["state"] == "done":
                return found["answer"]
            if found["state"] != "under way":
                raise RuntimeError(f"an accepted operation came to nothing: {found}")
            await asyncio.sleep(0.1)
        raise RuntimeError(f"{location} has no outcome after {_PATIENCE_SECONDS:.0f} s")

    async def _ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, json: Any = None
    ) -> httpx.Response:
        """One answer that is no fault of the server's and not of an old token."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            token = self._token
            carried = {**(headers or {}), "Authorization": f"Bearer {token}"}
            try:
                answer = await self._client.request(method, path, headers=carried, json=json)
                if answer.status_code == httpx.codes.UNAUTHORIZED:
                    await self._sign_in(token)
                elif answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    return answer
                said = answer.text
            except httpx.TransportError as problem:
                said = repr(problem)
            if time.monotonic() > until:
                raise RuntimeError(f"{method} {path} has no answer: {said}")
            self.asked_again += 1
            await asyncio.sleep(0.05)

    async def _sign_in(self, worn_out: str) -> None:
        async with self._signing_in:
            if self._token == worn_out:
                self._token = await self._signed_in(f"{LEI}/checker", _PASSWORD)

    async def _signed_in(self, user: str, password: str) -> str:
        form = {"username": user, "password": password}
        answer = await self._client.post("/auth/token", data=form)
        _require(answer, httpx.codes.OK)
        return str(answer.json()["access_token"])


async def steadily(each: Callable[[int], Any], rate: float, seconds: float) -> int:
    """Begin so many a second, for so long, and wait for the last; how many were begun.

    Raises:
        BaseExceptionGroup: what one of them raised.
    """
    room = asyncio.Semaphore(MOST_UNANSWERED)

    async def one(number: int) -> None:
        try:
            await each(number)
        finally:
            room.release()

    began = time.monotonic()
    number = 0
    async with asyncio.TaskGroup() as group:
        while time.monotonic() - began < seconds:
            await room.acquire()
            group.create_task(one(number))
            number += 1
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
    return number


@contextmanager
def receiver(heard: Heard) -> Iterator[str]:
    """A webhook's receiver on loopback that notes what it is told; its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.hooked[told["data"]["transaction"]] += 1
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join(10)


def _invoice(key: str, number: int) -> dict[str, Any]:
    return {
        "kind": "commercial_invoice",
        "number": f"INV-{key}",
        "issuer": {"name": "Orchards", "country": "IN", "lei": LEI},
        "issued_on": "2026-04-18",
        "credit_number": f"LC-{number}",
        "buyer": {"name": "Juice Works", "country": "AE"},
        "goods": "FRESH ALPHONSO MANGOES",
        "total": {"currency": "USD", "minor": 10_000_000},
    }


def _require(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        raise RuntimeError(
            f"{answer.request.method} {answer.request.url.path} was answered "
            f"{answer.status_code}: {answer.text}"
        )
