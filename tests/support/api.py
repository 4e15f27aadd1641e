"""A network behind the HTTP interface for tests: real chain, real store, real requests.

`Network` speaks to the application over ASGI as a client would; every organisation has a maker and
a checker with the same password. Terms and documents are plain JSON and go in by the front door.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from api.app import create_app
from api.context import DEVELOPMENT_PASSWORD, ApiContext
from api.development import Newcomer
from tests.support.founding import founding

Json = dict[str, Any]
T = TypeVar("T")

_A = ord("A") - 10


def lei(word: str) -> str:
    """An invented LEI with the check digits of ISO 7064 mod 97-10."""
    body = f"8945{word.upper():0>14}"
    digits = "".join(str(ord(c) - _A) if c.isalpha() else c for c in f"{body}00")
    return f"{body}{98 - int(digits) % 97:02d}"


EXPORTER, IMPORTER = lei("orchards"), lei("juiceworks")
ISSUER, NOMINATED = lei("creekbank"), lei("levantebank")
CARRIER, INSPECTOR, CUSTOMS = lei("malabarline"), lei("inspection"), lei("customs")
TERMINAL, FINANCIER, RIVAL = lei("terminal"), lei("factors"), lei("rivalfactors")
ORACLE, REGULATOR, STRANGER = lei("evidence"), lei("regulator"), lei("stranger")

OPENING = 1_000_000_00

NEWCOMERS = (
    Newcomer(lei=EXPORTER, name="Orchards", country="IN", capabilities=("exporter",)),
    Newcomer(
        lei=IMPORTER,
        name="Juice Works",
        country="AE",
        capabilities=("importer",),
        opening=(("USD", OPENING),),
    ),
    Newcomer(
        lei=ISSUER,
        name="Creek Bank",
        country="AE",
        bic="CRKBAEAD",
        capabilities=("bank",),
        dual_control=True,
        places=("AEDXB",),
        opening=(("USD", OPENING),),
    ),
    Newcomer(
        lei=NOMINATED,
        name="Levante Bank",
        country="IN",
        bic="LVNTINBB",
        capabilities=("bank",),
        places=("INBOM",),
    ),
    Newcomer(lei=CARRIER, name="Malabar Line", country="IN", capabilities=("carrier",)),
    Newcomer(lei=INSPECTOR, name="Inspection", country="IN", capabilities=("inspector",)),
    Newcomer(lei=CUSTOMS, name="Customs", country="AE", capabilities=("customs",)),
    Newcomer(lei=TERMINAL, name="Terminal", country="AE", capabilities=("terminal",)),
    Newcomer(
        lei=FINANCIER,
        name="Factors",
        country="AE",
        capabilities=("financier",),
        opening=(("USD", OPENING),),
    ),
    Newcomer(lei=RIVAL, name="Rival Factors", country="AE", capabilities=("financier",)),
    Newcomer(lei=ORACLE, name="Evidence", country="AE", capabilities=("oracle operator",)),
    Newcomer(lei=REGULATOR, name="Regulator", country="AE", capabilities=("regulator",)),
    Newcomer(
        lei=STRANGER,
        name="Stranger",
        country="SG",
        capabilities=("exporter", "importer", "bank", "carrier"),
        places=("SGSIN",),
    ),
)
DUAL = frozenset(each.lei for each in NEWCOMERS if each.dual_control)


class Network:
    """The application and those who use it."""

    def __init__(self, context: ApiContext, runner: asyncio.Runner) -> None:
        self.context = context
        self.app = create_app(context)
        self._runner = runner
        transport = httpx.ASGITransport(app=self.app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://dhow.test")
        self._tokens: dict[str, str] = {}

    def close(self) -> None:
        self._runner.run(self.client.aclose())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the client's own loop."""
        return self._runner.run(work)

    def request(self, method: str, path: str, **how: Any) -> httpx.Response:
        """A request as it is, without signing in."""
        return self._runner.run(self.client.request(method, path, **how))

    def sign_in(self, organisation: str, user: str, password: str) -> httpx.Response:
        return self.request(
            "POST",
            "/auth/token",
            data={"username": f"{organisation}/{user}", "password": password},
        )

    def token(self, organisation: str, user: str = "checker") -> str:
        """A bearer token, kept for the next time."""
        name = f"{organisation}/{user}"
        if name not in self._tokens:
            response = self.sign_in(organisation, user, DEVELOPMENT_PASSWORD)
            assert response.status_code == 200, response.text
            self._tokens[name] = response.json()["access_token"]
        return self._tokens[name]

    def send(
        self, method: str, path: str, organisation: str, *, user: str = "checker", **how: Any
    ) -> httpx.Response:
        """A request of an organisation's user."""
        headers = {
            **how.pop("headers", {}),
            "Authorization": f"Bearer {self.token(organisation, user)}",
        }
        return self.request(method, path, headers=headers, **how)

    def get(self, path: str, organisation: str) -> Any:
        """What a read answers, which must succeed."""
        response = self.send("GET", path, organisation)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, organisation: str, body: Any = None, **how: Any) -> Any:
        """What an act answers, which must succeed; maker first where two keys are needed."""
        response = self.send("POST", path, organisation, json=body, **how)
        assert response.status_code in (200, 201), response.text
        return response.json()

    def bind(self, path: str, organisation: str, body: Any = None) -> Any:
        """A binding act: the maker prepares where the organisation has dual control."""
        if organisation in DUAL:
            prepared = self.send("POST", path, organisation, user="maker", json=body)
            assert prepared.status_code == 202, prepared.text
        return self.post(path, organisation, body)

    def refused(self, path: str, organisation: str, body: Any = None, **how: Any) -> Json:
        """The problem an act is refused with; nothing else will do."""
        response = self.send("POST", path, organisation, json=body, **how)
        assert response.status_code >= 400, f"not refused: {response.text}"
        return problem_of(response)

    def at(self, *when: int) -> None:
        """Let the next act happen at this UTC time: year, month, day, hour, minute."""
        self.context.ledger.engine.set_time(int(datetime(*when, tzinfo=UTC).timestamp()))  # type: ignore[misc,arg-type]

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.context.now(), UTC)

    def balance(self, organisation: str, currency: str = "USD") -> int:
        """Minor units on the settlement account."""
        found = self.get("/money/balances", organisation)
        return int(next(each["balance"] for each in found if each["currency"] == currency))


@contextmanager
def open_network(also: tuple[Newcomer, ...] = ()) -> Iterator[Network]:
    """A seeded network on an embedded chain of its own, in April 2026; with others also."""
    genesis = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())
    founded = founding((*NEWCOMERS, *also), ("USD", "EUR"), genesis)
    with founded.begun() as (_, context), asyncio.Runner() as runner:
        network = Network(context, runner)
        try:
            yield network
        finally:
            network.close()


def problem_of(response: httpx.Response) -> Json:
    """A problem document, whose shape is checked on the way."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem: Json = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["type"].startswith("urn:dhow:problem:")
    assert problem["status"] == response.status_code
    return problem


def salt(*words: str) -> str:
    """A salt of one's own for each document."""
    return hashlib.sha256("/".join(words).encode()).hexdigest()[:32]


# ------------------------------------------------------------------ a trade


def party(organisation: str) -> Json:
    newcomer = next(each for each in NEWCOMERS if each.lei == organisation)
    return {"name": newcomer.name, "country": newcomer.country, "lei": newcomer.lei}


GOODS = "FRESH ALPHONSO MANGOES"
LOADING = {"name": "Nhava Sheva", "locode": "INNSA"}
DISCHARGE = {"name": "Jebel Ali", "locode": "AEJEA"}


def terms(number: str, minor: int = 10_000_000) -> Json:
    """A sight credit available with the nominated bank: invoice and bill of lading."""
    return {
        "credit_number": number,
        "issuing_bank": party(ISSUER),
        "applicant": party(IMPORTER),
        "beneficiary": party(EXPORTER),
        "nominated_bank": party(NOMINATED),
        "rules": "EUCP LATEST VERSION",
        "eucp_version": "2.1",
        "amount": {"currency": "USD", "minor": minor},
        "availability": {"mode": "sight", "with_bank": "nominated_bank"},
        "expiry": {"day": "2026-05-29", "place": "INBOM"},
        "goods": {
            "description": GOODS,
            "incoterm": {"rule": "CFR", "place": "Jebel Ali"},
        },
        "shipment": {
            "port_of_loading": [LOADING],
            "port_of_discharge": [DISCHARGE],
            "latest": "2026-04-25",
            "partial_shipments": "NOT ALLOWED",
        },
        "documents": [
            {"kind": "commercial_invoice"},
            {"kind": "bill_of_lading", "transport": {"freight": "prepaid"}},
        ],
    }


def commercial_invoice(number: str, minor: int = 10_000_000, **changed: Any) -> Json:
    return {
        "kind": "commercial_invoice",
        "number": f"INV-{number}",
        "issuer": party(EXPORTER),
        "issued_on": "2026-04-18",
        "salt": salt(number, "invoice"),
        "credit_number": number,
        "buyer": party(IMPORTER),
        "goods": GOODS,
        "total": {"currency": "USD", "minor": minor},
        "incoterm": {"rule": "CFR", "place": "Jebel Ali"},
        **changed,
    }


def bill_of_lading(number: str, on_board: str = "2026-04-20", **changed: Any) -> Json:
    return {
        "kind": "bill_of_lading",
        "number": f"BL-{number}",
        "issuer": party(CARRIER),
        "issued_on": on_board,
        "salt": salt(number, "lading", on_board),
        "credit_number": number,
        "signature": {"name": "Malabar Line", "capacity": "carrier"},
        "carrier": party(CARRIER),
        "shipper": party(EXPORTER),
        "consignee": "TO ORDER",
        "vessel": "MV MALABAR PEARL",
        "port_of_loading": LOADING,
        "port_of_discharge": DISCHARGE,
        "goods": "MANGOES",
        "on_board_on": on_board,
        "freight": "prepaid",
        "endorsed_in_blank": True,
        **changed,
    }


def draft(number: str, matures_on: str, days: int = 30, minor: int = 10_000_000) -> Json:
    """A draft on the issuing bank, `days` after the date of the bill of lading."""
    return {
        "kind": "draft",
        "number": f"D-{number}",
        "issuer": party(EXPORTER),
        "issued_on": "2026-04-21",
        "salt": salt(number, "draft"),
        "credit_number": number,
        "signature": {"name": "Konkan Orchards"},
        "drawee": party(ISSUER),
        "amount": {"currency": "USD", "minor": minor},
        "days": days,
        "after": "bill_of_lading_date",
        "matures_on": matures_on,
    }


def issued_credit(network: Network, number: str, minor: int = 10_000_000, **stated: Any) -> str:
    """A credit applied for, issued by maker and checker, and advised."""
    asked = {"reference": number, "terms": terms(number, minor) | stated}
    credit: str = network.post("/credits/applications", IMPORTER, asked)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    return credit


def confirmed_credit(network: Network, number: str) -> str:
    """A credit that is issued, advised and confirmed by the nominated bank."""
    credit = issued_credit(network, number, confirmation="CONFIRM")
    network.bind(f"/credits/{credit}/confirmation", NOMINATED)
    return credit


def registered_documents(network: Network, number: str, *documents: tuple[str, Json]) -> list[str]:
    """Documents registered by their issuers and granted to the exporter; two unless given."""
    given = documents or (
        (EXPORTER, commercial_invoice(number)),
        (CARRIER, bill_of_lading(number)),
    )
    return [
        network.post(
            "/documents",
            issuer,
            {"document": document, "grant_to": [] if issuer == EXPORTER else [EXPORTER]},
        )["hash"]
        for issuer, document in given
    ]


def presented_to_nominated(
    network: Network, credit: str, documents: list[str], minor: int = 10_000_000
) -> str:
    """A presentation made to the nominated bank, which has it still."""
    amount = {"currency": "USD", "minor": minor}
    body = {"bank": NOMINATED, "amount": amount, "documents": documents}
    presentation: str = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    return presentation


def presented(network: Network, credit: str, documents: list[str], minor: int = 10_000_000) -> str:
    """A presentation made to the nominated bank and forwarded to the issuing bank."""
    presentation = presented_to_nominated(network, credit, documents, minor)
    network.post(f"/presentations/{presentation}/forward", NOMINATED)
    return presentation
