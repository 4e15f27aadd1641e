"""Reads of the API against a bare FastAPI route that returns the same bytes.

The bare route is an application of one handler that returns the bytes as they are: no sign-in, no
rights, no headers, no log. Ours is the whole application with all of that, over a network with a
credit, its documents and invoices, its tables in a SQLite file. `kept`: nothing was committed since
the answer was last given. `anew`: something was, so that the tables are read; each such request
asks for an address of its own.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.listening import listening
from scripts.bench.measure import Figure, Limit, Table

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.context import ApiContext

IN_PROCESS: Final = 400  # requests of each kind and route
OVER_HTTP: Final = 600
WARM_UP: Final = 30
TURNS: Final = 4
BAR: Final = 0.7  # of the bare route, design section 9
_SAMPLE: Final = Path(__file__).parent / "samples" / "credit.json"
_FRUIT, _JUICE, _BANK, _FACTOR = "fruit", "juice", "bank", "factor"


def run() -> list[Table]:
    """Measure in this process, then over uvicorn."""
    with _served() as served:
        return [*_in_process(served), *_over_http(served)]


@dataclass
class _Served:
    """The application with something to read, and the bare one beside it."""

    context: "ApiContext"
    app: "FastAPI"
    bare: "FastAPI"
    token: str
    bodies: dict[str, bytes] = field(default_factory=dict)  # by the path asked
    names: dict[str, str] = field(default_factory=dict)  # template by path


def _lei(word: str) -> str:
    """An invented LEI with the check digits of ISO 7064 mod 97-10."""
    body = f"8945{word.upper():0>14}"
    number = int("".join(str(int(each, 36)) for each in f"{body}00"))
    return f"{body}{98 - number % 97:02d}"


@contextmanager
def _served() -> Iterator[_Served]:
    from api.app import create_app
    from api.context import DEVELOPMENT_PASSWORD, development_context
    from api.development import seed
    from dhow.ledger.engines.embedded import EmbeddedEngine

    with tempfile.TemporaryDirectory() as folder, EmbeddedEngine() as engine:
        context = development_context(engine, f"sqlite:///{folder}/dhow.db", currencies=("USD",))
        try:
            seed(context, _newcomers(), years=(2026, 2027))
            app = create_app(context)
            made = asyncio.run(_filled(app, DEVELOPMENT_PASSWORD))
            served = _Served(context, app, _bare(made.bodies), made.token, made.bodies, made.names)
            context.background.start()
            while not context.follower.beside:
                time.sleep(0.01)
            yield served
        finally:
            context.background.stop()
            context.store.close()


def _newcomers() -> tuple[Any, ...]:
    from api.development import Newcomer

    return (
        Newcomer(
            lei=_lei(_FRUIT), name=_party("beneficiary"), country="IN", capabilities=("exporter",)
        ),
        Newcomer(
            lei=_lei(_JUICE), name=_party("applicant"), country="AE", capabilities=("importer",)
        ),
        Newcomer(
            lei=_lei(_BANK),
            name=_party("issuing_bank"),
            country="AE",
            capabilities=("bank",),
            places=("AEDXB",),
        ),
    )


def _terms() -> dict[str, Any]:
    terms: dict[str, Any] = json.loads(_SAMPLE.read_text(encoding="utf-8"))
    terms["issuing_bank"]["lei"] = _lei(_BANK)
    terms["applicant"]["lei"] = _lei(_JUICE)
    terms["beneficiary"]["lei"] = _lei(_FRUIT)
    return terms


def _party(role: str) -> str:
    return str(_terms()[role]["name"])


@dataclass
class _Made:
    token: str
    bodies: dict[str, bytes]
    names: dict[str, str]


async def _filled(app: "FastAPI", password: str) -> _Made:
    """A credit, ten documents and ten invoices; the answers to everything that is measured."""
    import httpx

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:

        async def signed_in(word: str) -> dict[str, str]:
            form = {"username": f"{_lei(word)}/checker", "password": password}
            answer = await client.post("/auth/token", data=form)
            answer.raise_for_status()
            return {"Authorization": f"Bearer {answer.json()['access_token']}"}

        async def made(path: str, headers: dict[str, str], body: Any) -> Any:
            answer = await client.post(path, headers=headers, json=body)
            if answer.is_error:
                raise RuntimeError(f"the benchmark's own network refuses {path}: {answer.text}")
            return answer.json()

        fruit, juice, bank = [await signed_in(each) for each in (_FRUIT, _JUICE, _BANK)]
        terms = _terms()
        applied = {"reference": "BENCH-1", "terms": terms}
        credit = (await made("/credits/applications", juice, applied))["id"]
        await made(f"/credits/{credit}/issue", bank, {"number": terms["credit_number"]})
        for number in range(10):
            document = (await made("/documents", fruit, {"document": _document(number)}))["hash"]
            invoice = (await made("/invoices", fruit, _invoice(number)))["fingerprint"]
        names = {
            f"/credits/{credit}": "GET /credits/{credit}",
            "/credits": "GET /credits",
            f"/documents/{document}": "GET /documents/{document}",
            f"/invoices/{invoice}": "GET /invoices/{fingerprint}",
        }
        bodies = {}
        for path in names:
            answer = await client.get(path, headers=fruit)
            answer.raise_for_status()
            bodies[path] = answer.content
        return _Made(fruit["Authorization"], bodies, names)


def _document(number: int) -> dict[str, Any]:
    return {
        "kind": "packing_list",
        "number": f"PL-{number}",
        "issuer": {"name": _party("beneficiary"), "country": "IN", "lei": _lei(_FRUIT)},
        "issued_on": "2026-01-01",
        "goods": "FRESH ALPHONSO MANGOES, CLASS I, IN CARTONS OF 5 KG",
    }


def _invoice(number: int) -> dict[str, Any]:
    return {
        "number": f"2026/{number}",
        "issue_date": "2026-01-01",
        "currency": "USD",
        "seller": {"name": _party("beneficiary"), "lei": _lei(_FRUIT), "country": "IN"},
        "buyer": {"name": _party("applicant"), "lei": _lei(_JUICE), "country": "AE"},
        "total_minor": 80_000 + number,
    }


def _bare(bodies: Mapping[str, bytes]) -> "FastAPI":
    from fastapi import FastAPI, Response

    app = FastAPI(openapi_url=None)

    def route(body: bytes) -> Any:
        async def read() -> Response:
            return Response(body, media_type="application/json")

        return read

    for path, body in bodies.items():
        app.get(path)(route(body))
    return app


# --------------------------------------------------------------- in this process


def _in_process(served: _Served) -> list[Table]:
    return [asyncio.run(_asked_in_process(served, path)) for path in served.bodies]


async def _asked_in_process(served: _Served, path: str) -> Table:
    fresh = count()
    taken: dict[str, list[float]] = {"bare": [], "kept": [], "anew": []}
    size = len(served.bodies[path])
    for turn in range(TURNS + 1):
        for way, seconds in taken.items():
            app = served.bare if way == "bare" else served.app
            for _ in range(IN_PROCESS // TURNS if turn else WARM_UP):
                query = f"fresh={next(fresh)}" if way == "anew" else ""
                spent = await _one(app, path, query, served.token, size)
                if turn:
                    seconds.append(spent)
    return _table(served.names[path], "in this process", taken, size)


async def _one(app: "FastAPI", path: str, query: str, token: str, size: int) -> float:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"bench"), (b"authorization", token.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    received = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal received
        if message["type"] == "http.response.body":
            received += len(message["body"])

    began = time.perf_counter()
    await app(scope, receive, send)
    spent = time.perf_counter() - began
    if received != size:
        raise RuntimeError(f"{path} answered {received} bytes, not {size}: its time is void")
    return spent


# ------------------------------------------------------------------ over uvicorn


def _over_http(served: _Served) -> list[Table]:
    with (
        listening(served.app, lifespan="off") as ours,
        listening(served.bare, lifespan="off") as bare,
    ):
        return [_asked_over_http(served, path, ours, bare) for path in served.bodies]


def _asked_over_http(served: _Served, path: str, ours: int, bare: int) -> Table:
    size = len(served.bodies[path])
    taken: dict[str, list[float]] = {"bare": [], "kept": []}
    for _ in range(TURNS):
        taken["bare"] += _client(bare, path, served.token, size)
        taken["kept"] += _client(ours, path, served.token, size)
    return _table(served.names[path], "over uvicorn, one connection", taken, size)


def _client(port: int, path: str, token: str, size: int) -> Sequence[float]:
    asked = {
        "port": port,
        "path": path,
        "headers": {"Authorization": token},
        "size": size,
        "count": OVER_HTTP // TURNS + WARM_UP,
    }
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.reads_client"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    seconds: list[float] = json.loads(done.stdout)
    return seconds[WARM_UP:]


def _table(route: str, how: str, taken: Mapping[str, Sequence[float]], size: int) -> Table:
    words = {
        "bare": "a bare route with the same bytes",
        "kept": "ours, nothing committed since",
        "anew": "ours, the tables read anew",
    }
    middle = {way: statistics.median(seconds) for way, seconds in taken.items()}
    bare = Limit("the bare route", 1 / middle["bare"])
    figures = []
    for way, seconds in taken.items():
        limit = None if way == "bare" else bare
        figures.append(Figure(words[way], 1 / middle[way], "requests/s", limit))
        percentile = statistics.quantiles(seconds, n=100)[98]
        figures.append(Figure(f"{words[way]}, p99", percentile * 1_000, "ms"))
    return Table(
        f"{route}, {how}",
        f"{size:,} bytes; requests one after the other, the rate by the median of "
        f"{len(taken['bare'])} of each, taking turns. The bar is {BAR} of the bare route.",
        tuple(figures),
    )
