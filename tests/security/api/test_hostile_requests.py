"""Requests that are not what they say: identifiers, bodies, types, headers."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from starlette.datastructures import Headers

from api.middleware import BODY_LIMIT_BYTES, PAPER_LIMIT_BYTES
from api.preferring import LONGEST, preferences, said
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    Network,
    commercial_invoice,
    open_network,
    problem_of,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


NONSENSE = [
    "1",
    "0x",
    "0x" + "g" * 64,
    "0x" + "A" * 64,
    "0x" + "a" * 63,
    "0x" + "a" * 65,
    "' OR 1=1 --",
    "0x" + "a" * 62 + "';",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "😀",
    "null",
]


@pytest.mark.parametrize("identifier", NONSENSE)
@pytest.mark.parametrize(
    "path",
    ["/credits/{}", "/documents/{}", "/presentations/{}", "/invoices/{}", "/oracles/evidence/{}"],
)
def test_nonsense_for_an_identifier(network: Network, path: str, identifier: str) -> None:
    response = network.send("GET", path.format(identifier), EXPORTER)
    assert response.status_code in (404, 422), response.text
    problem_of(response)


@pytest.mark.parametrize("place", ["AEDX", "aedxb1", "AE-XB", "ÄÖÜAB"])
def test_nonsense_for_a_place(network: Network, place: str) -> None:
    response = network.send("GET", f"/members/{ISSUER}/calendars/{place}/2026", EXPORTER)
    assert response.status_code == 422
    assert problem_of(response)["fields"][0]["path"] == "place"


def test_a_body_that_announces_too_much(network: Network) -> None:
    response = network.send(
        "POST", "/documents", EXPORTER, content=b"{}", headers={"Content-Length": str(10**9)}
    )
    assert problem_of(response)["status"] == 413


def test_a_body_that_goes_on_and_on(network: Network) -> None:
    """Nothing announced: the limit holds as it arrives."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 3 * PAPER_LIMIT_BYTES:
            sent += 1_000_000
            yield b" " * 1_000_000

    response = network.send(
        "POST",
        "/invoices",
        EXPORTER,
        content=endless(),
        headers={"Content-Type": "application/xml"},
    )
    problem = problem_of(response)
    assert problem["status"] == 413
    assert sent <= PAPER_LIMIT_BYTES + 2_000_000  # nobody read on


def test_only_papers_may_be_long(network: Network) -> None:
    body = b'{"reference":"' + b"x" * BODY_LIMIT_BYTES + b'"}'
    response = network.send(
        "POST",
        "/credits/applications",
        IMPORTER,
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert problem_of(response)["status"] == 413


def test_a_thousand_wrong_fields_are_not_a_longer_answer(network: Network) -> None:
    many = {"kind": "packing_list", **{f"x{number}": 1 for number in range(2000)}}
    for path, body in (("/documents", {"document": many}), ("/exchange", many)):
        response = network.send("POST", path, EXPORTER, json=body)
        problem = problem_of(response)
        assert problem["status"] == 422
        assert len(problem["fields"]) <= 50
        assert "more" in problem["detail"]
        assert len(response.content) < 40_000


@pytest.mark.parametrize(
    "prefer",
    [
        f"draft:0x{'ab' * 20}",
        f'"draft=0x{"ab" * 20}"',
        f'wait=10 draft="0x{"ab" * 20}"',
        "draft",
        "DRAFT=me",
    ],
)
def test_a_draft_that_is_not_understood_is_not_sent(network: Network, prefer: str) -> None:
    document = {"document": commercial_invoice("NOT-SENT"), "grant_to": []}
    before = network.context.ledger.engine.rpc("eth_blockNumber", [])
    response = network.send(
        "POST", "/documents", EXPORTER, json=document, headers={"Prefer": prefer}
    )
    assert problem_of(response)["status"] == 422
    assert network.context.ledger.engine.rpc("eth_blockNumber", []) == before


@pytest.mark.parametrize("path", ["/service-tokens", "/webhooks", "/goods/shipments"])
def test_nothing_is_drafted_where_nothing_is_signed(network: Network, path: str) -> None:
    headers = {"Prefer": f'draft="0x{"ab" * 20}"'}
    response = network.send("POST", path, EXPORTER, json={}, headers=headers)
    assert problem_of(response)["type"].endswith("nothing-to-draft")


def test_a_preference_of_blanks_costs_nothing() -> None:
    """Counted, not timed: what is read of the header has a bound."""
    headers = Headers({"prefer": "a," + " " * 1_000_000 + ",wait=3"})
    assert len(said(headers)) == LONGEST
    assert "wait" not in preferences(headers)


WRONG_TYPES = [
    ("text", b"hello", "text/plain"),
    ("a form", b"document=x", "application/x-www-form-urlencoded"),
    ("nothing", b"", "application/json"),
    ("half of JSON", b'{"document": {', "application/json"),
    ("a list", b"[]", "application/json"),
    ("not UTF-8", b'{"document": "\xff"}', "application/json"),
    ("a number", b"1", "application/json"),
    ("NaN", b'{"document": NaN}', "application/json"),
]


@pytest.mark.parametrize(
    ("content", "media_type"), [row[1:] for row in WRONG_TYPES], ids=[row[0] for row in WRONG_TYPES]
)
def test_a_body_of_another_kind(network: Network, content: bytes, media_type: str) -> None:
    response = network.send(
        "POST", "/documents", EXPORTER, content=content, headers={"Content-Type": media_type}
    )
    assert problem_of(response)["status"] in (400, 415, 422)


def deep(levels: int) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    inner = whole
    for _ in range(levels):
        inner["a"] = {}
        inner = inner["a"]
    return whole


def test_a_document_of_a_thousand_levels(network: Network) -> None:
    content = json.dumps({"document": {"kind": "commercial_invoice", "x": deep(900)}})
    response = network.send(
        "POST",
        "/documents",
        EXPORTER,
        content=content,
        headers={"Content-Type": "application/json"},
    )
    assert problem_of(response)["type"].endswith("json-too-deep")


MONEY = [
    ("more than uint128", 2**128),
    ("nothing", 0),
    ("less than nothing", -1),
    ("a fraction", 1.5),
    ("text", "1"),
    ("true", True),
    ("a whole number with a point", 1.0),
]


@pytest.mark.parametrize("minor", [row[1] for row in MONEY], ids=[row[0] for row in MONEY])
def test_amounts_that_are_none(network: Network, minor: object) -> None:
    body = {"organisation": EXPORTER, "minor": minor, "reference": "HOSTILE"}
    problem = network.refused("/money/USD/issues", "OPERATOR", body, user="agent")
    assert problem["status"] == 422
    assert problem["fields"][0]["path"] == "minor"


def test_a_field_nobody_asked_for(network: Network) -> None:
    body = {"organisation": EXPORTER, "minor": 1, "reference": "EXTRA", "account": "0x0"}
    problem = network.refused("/money/USD/issues", "OPERATOR", body, user="agent")
    assert problem["fields"][0]["path"] == "account"


def test_control_characters_do_not_reach_the_ledger(network: Network) -> None:
    for reference in ("A\nB", "A\x00B", "Ä", "A B", "x" * 32):
        body = {"organisation": EXPORTER, "minor": 1, "reference": reference}
        problem = network.refused("/money/USD/issues", "OPERATOR", body, user="agent")
        assert problem["status"] == 422


def test_signing_as_somebody_else_is_not_a_field(network: Network) -> None:
    """Who acts is the token's, whatever the body says."""
    body = {"reference": "LC-AS", "terms": terms("LC-AS"), "applicant": EXPORTER}
    assert network.refused("/credits/applications", IMPORTER, body)["status"] == 422


def test_a_carrier_cannot_pass_itself_off_as_an_oracle(network: Network) -> None:
    forged = {**commercial_invoice("F"), "issuer": {"name": "Evidence", "country": "AE"}}
    problem = network.refused("/documents", CARRIER, {"document": forged})
    assert problem["fields"][0]["path"] == "document.issuer.lei"


def test_answers_carry_their_headers(network: Network) -> None:
    for response in (
        network.request("GET", "/health"),
        network.request("GET", "/nowhere"),
        network.request("GET", "/credits"),
        network.send(
            "POST", "/documents", EXPORTER, content=b"{}", headers={"Content-Length": "999999999"}
        ),
    ):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-request-id"]


def test_a_request_id_that_would_split_a_header(network: Network) -> None:
    kept = network.request("GET", "/health", headers={"X-Request-Id": "trace-00000001"})
    assert kept.headers["x-request-id"] == "trace-00000001"
    for hostile in ("short", "x" * 200, "a b c d e f g h", "<script>alert(1)</script>"):
        made = network.request("GET", "/health", headers={"X-Request-Id": hostile})
        assert made.headers["x-request-id"] != hostile


def test_unknown_routes_and_methods_are_problems_too(network: Network) -> None:
    assert problem_of(network.request("GET", "/nowhere"))["status"] == 404
    wrong = network.request("DELETE", "/health")
    assert problem_of(wrong)["status"] == 405
    assert "GET" in wrong.headers["allow"]


def test_the_page_of_the_interface_loads_nothing(network: Network) -> None:
    page = network.request("GET", "/docs")
    assert page.status_code == 200
    assert "script" not in page.text.lower().replace("description", "")
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_a_fault_of_ours_tells_nothing_of_the_inside(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("api.network.service.chain", broken)
    response = network.request("GET", "/chain")
    problem = problem_of(response)
    assert problem["status"] == 500
    assert "secret" not in response.text
    assert "X-Request-Id" in problem["next"]
    assert response.headers["x-request-id"]
    assert response.headers["x-content-type-options"] == "nosniff"
