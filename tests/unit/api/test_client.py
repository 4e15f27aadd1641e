"""The client insists, and does nothing twice: the real application, and answers that get lost."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.client import ApiProblem, Client, NoAnswer, Prepared, Retries, Session
from api.client.session import path
from api.context import DEVELOPMENT_PASSWORD
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Network,
    commercial_invoice,
    open_network,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


class Unreliable(httpx.AsyncBaseTransport):
    """The application behind a wire that fails as told: `lost` after the act, `broken` before."""

    def __init__(self, app: Any, *failures: str) -> None:
        self._inner = httpx.ASGITransport(app=app)
        self._failures = list(failures)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        failure = self._failures.pop(0) if self._failures else ""
        if failure == "broken":
            raise httpx.ConnectError("the connection broke", request=request)
        response = await self._inner.handle_async_request(request)
        if failure == "lost":
            await response.aread()
            raise httpx.ReadError("the answer was lost", request=request)
        if failure.isdecimal():
            await response.aread()
            return httpx.Response(int(failure), json={"title": "made up by a proxy"})
        return response


async def no_pause(_: float) -> None:
    """Wait for nothing."""


def session(
    network: Network, wire: Unreliable, organisation: str, user: str = "checker"
) -> Session:
    http = httpx.AsyncClient(transport=wire, base_url="http://dhow.test")
    return Session(http, token=network.token(organisation, user), sleep=no_pause)


def keys(wire: Unreliable) -> set[str]:
    return {request.headers["idempotency-key"] for request in wire.requests}


@pytest.mark.parametrize("failure", ["lost", "broken", "502", "503"])
def test_an_act_without_an_answer_is_asked_for_again_and_done_once(
    network: Network, failure: str
) -> None:
    wire = Unreliable(network.app, failure, failure)
    dhow = Client(session(network, wire, IMPORTER))
    before = network.balance(EXPORTER)
    paid = network.run(
        dhow.money.pay(
            "USD", {"organisation": EXPORTER, "minor": 700, "reference": f"ONCE-{failure}"}
        )
    )
    assert paid["amount"] == {"currency": "USD", "minor": 700}
    assert network.balance(EXPORTER) - before == 700
    assert len(wire.requests) == 3
    assert len(keys(wire)) == 1


def test_the_key_given_is_the_key_sent(network: Network) -> None:
    wire = Unreliable(network.app)
    dhow = Client(session(network, wire, EXPORTER))
    document = {"document": commercial_invoice("CLIENT-KEY")}
    key = "order 4711"
    first = network.run(dhow.documents.register(document, idempotency_key=key))  # type: ignore[arg-type]
    again = network.run(dhow.documents.register(document, idempotency_key=key))  # type: ignore[arg-type]
    assert keys(wire) == {key}
    assert again == first


def test_two_acts_have_keys_of_their_own(network: Network) -> None:
    wire = Unreliable(network.app)
    dhow = Client(session(network, wire, EXPORTER))
    for number in ("CLIENT-A", "CLIENT-B"):
        network.run(dhow.documents.register({"document": commercial_invoice(number)}))
    assert len(keys(wire)) == 2


def test_who_gets_no_answer_at_all_is_told_the_key_to_go_on_with(network: Network) -> None:
    wire = Unreliable(network.app, *["lost"] * 6)
    dhow = Client(session(network, wire, IMPORTER))
    body: Any = {"organisation": EXPORTER, "minor": 5, "reference": "INSISTENT"}
    before = network.balance(EXPORTER)
    with pytest.raises(NoAnswer, match="the answer was lost") as lost:
        network.run(dhow.money.pay("USD", body))
    key = lost.value.idempotency_key
    assert key
    paid = network.run(dhow.money.pay("USD", body, idempotency_key=key))
    assert paid["reference"] == "INSISTENT"
    assert network.balance(EXPORTER) - before == 5


def test_a_refusal_is_told_in_its_words_and_not_repeated(network: Network) -> None:
    wire = Unreliable(network.app)
    dhow = Client(session(network, wire, NOMINATED))
    with pytest.raises(ApiProblem) as refused:
        network.run(dhow.credit.read("0x" + "0f" * 32))
    assert (refused.value.status, refused.value.code) == (404, "not-found")
    assert refused.value.detail
    assert refused.value.next_step
    assert len(wire.requests) == 1


def test_a_maker_is_told_that_a_checker_is_needed(network: Network) -> None:
    importer = Client(session(network, Unreliable(network.app), IMPORTER))
    credit = network.run(
        importer.credit.apply_for({"reference": "CLIENT-LC", "terms": terms("CLIENT-LC")})
    )["id"]
    maker = Client(session(network, Unreliable(network.app), ISSUER, "maker"))
    with pytest.raises(Prepared) as prepared:
        network.run(maker.credit.issue(credit, {"number": "CLIENT-LC"}))
    assert prepared.value.act["prepared_by"] == "maker"
    checker = Client(session(network, Unreliable(network.app), ISSUER))
    issued = network.run(checker.credit.issue(credit, {"number": "CLIENT-LC"}))
    assert issued["state"] == "ISSUED"


def test_signing_in_and_reading_bytes(network: Network) -> None:
    wire = Unreliable(network.app, "503")
    http = httpx.AsyncClient(transport=wire, base_url="http://dhow.test")
    own = Session(http, sleep=no_pause)
    answer = network.run(own.sign_in(f"{EXPORTER}/checker", DEVELOPMENT_PASSWORD))
    assert answer["organisation"] == EXPORTER
    dhow = Client(own)
    document = network.run(dhow.documents.register({"document": commercial_invoice("BYTES")}))
    assert network.run(dhow.documents.content(document["hash"])).startswith(b"{")


def test_a_wrong_password_is_a_problem(network: Network) -> None:
    http = httpx.AsyncClient(transport=Unreliable(network.app), base_url="http://dhow.test")
    with pytest.raises(ApiProblem) as refused:
        network.run(Session(http, sleep=no_pause).sign_in(f"{EXPORTER}/nobody", "wrong"))
    assert refused.value.status == 401


def test_pauses_grow_and_heed_what_the_server_asks_for() -> None:
    pauses: list[float] = []

    async def remembered(seconds: float) -> None:
        pauses.append(seconds)

    async def busy(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"retry-after", b"7"), (b"content-type", b"application/problem+json")]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"title": "Too many"}'})

    async def ask() -> None:
        transport = httpx.ASGITransport(app=busy)
        async with httpx.AsyncClient(transport=transport, base_url="http://dhow.test") as http:
            await Session(http, retries=Retries(attempts=4), sleep=remembered).read("/credits")

    with pytest.raises(ApiProblem):
        asyncio.run(ask())
    assert pauses == [7.0, 7.0, 7.0]


def test_what_fills_a_place_of_a_path_stays_in_its_place() -> None:
    assert path("/credits/{credit}/issue", credit="../x?y#z") == "/credits/..%2Fx%3Fy%23z/issue"
