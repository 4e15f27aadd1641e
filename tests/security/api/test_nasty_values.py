"""Every field of every body with values nobody means: an answer in words each time, never a fault.

Each body is one that would be taken; one field at a time is replaced. What is then still acceptable
may be taken; nothing may end in a 500, and a refusal must be a problem with words.
"""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    NOMINATED,
    ORACLE,
    STRANGER,
    TERMINAL,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    lei,
    open_network,
    problem_of,
    terms,
)

NASTY: tuple[Any, ...] = (
    None,
    "",
    " ",
    "x" * 5_000,
    "\x00",
    "😀",
    "' OR 1=1 --",
    "0001-01-01",
    "9999-12-31",
    "1960-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-04-01T00:00:00",
    -1,
    0,
    2**32,
    2**63,
    2**128,
    2**300,
    1.5,
    True,
    [],
    [None],
    {},
    {"minor": 2**200, "currency": "USD"},
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def full_terms() -> Json:
    return {
        **terms("LC-NASTY"),
        "tolerance": {"plus_percent": 5, "minus_percent": 5},
        "presentation_days": 21,
    }


BODIES: dict[str, tuple[str, str, str, Json]] = {
    "application": (
        "/credits/applications",
        IMPORTER,
        "checker",
        {
            "reference": "NASTY",
            "terms": full_terms(),
            "issuing_place": "AEDXB",
            "nominated_place": "INBOM",
        },
    ),
    "invoice document": (
        "/documents",
        EXPORTER,
        "checker",
        {"document": commercial_invoice("NASTY"), "grant_to": [IMPORTER]},
    ),
    "bill of lading": ("/documents", CARRIER, "checker", {"document": bill_of_lading("NASTY")}),
    "shipment": (
        "/goods/shipments",
        CARRIER,
        "checker",
        {
            "reference": "NASTY",
            "participants": [IMPORTER],
            "legs": [
                {
                    "mode": "sea",
                    "from_place": "INNSA",
                    "to_place": "AEJEA",
                    "carrier": CARRIER,
                    "vessel_imo": "9321483",
                    "voyage": "V1",
                    "container": "CSQU3054383",
                    "departs_on": "2026-04-01",
                }
            ],
            "lots": [{"lot": "A", "goods": "mangoes", "kilograms": 1}],
        },
    ),
    "invoice": (
        "/invoices",
        EXPORTER,
        "checker",
        {
            "number": "NASTY-1",
            "issue_date": "2026-03-30",
            "type_code": "380",
            "currency": "USD",
            "seller": {"name": "Orchards", "lei": EXPORTER, "country": "IN"},
            "buyer": {"name": "Juice Works", "lei": IMPORTER, "country": "AE"},
            "total_minor": 1_000,
            "payable_minor": 1_000,
            "due_date": "2026-06-30",
        },
    ),
    "undertaking": (
        "/undertakings",
        FINANCIER,
        "checker",
        {
            "reference": "NASTY",
            "beneficiary": EXPORTER,
            "amount": {"currency": "USD", "minor": 1},
            "expires_at": "2026-05-01T00:00:00Z",
            "payable_from": "2026-05-02T00:00:00Z",
            "required": 1,
            "text": "words",
            "conditions": [
                {
                    "kind": "TEMPERATURE",
                    "policy": "0x" + "70" * 32,
                    "minimum_milli_c": 0,
                    "maximum_milli_c": 1,
                    "maximum_kinetic_milli_c": 1,
                    "maximum_gap_seconds": 1,
                    "minimum_span_seconds": 1,
                    "not_before": "2026-04-01T00:00:00Z",
                    "not_after": "2026-05-01T00:00:00Z",
                },
                {
                    "kind": "ARRIVAL",
                    "policy": "0x" + "70" * 32,
                    "place": "AEJEA",
                    "vessel": 9321483,
                    "minimum_sources": 2,
                    "not_before": "2026-04-01T00:00:00Z",
                    "not_after": "2026-05-01T00:00:00Z",
                },
                {"kind": "ATTESTATION", "party": TERMINAL, "statement": "here"},
                {"kind": "DOCUMENT", "party": CARRIER, "document_kind": "BILL_OF_LADING"},
            ],
        },
    ),
    "temperature report": (
        "/oracles/reports/temperature",
        ORACLE,
        "checker",
        {
            "report": {
                "subject": "0x" + "01" * 32,
                "policy": "0x" + "02" * 32,
                "from_time": 1,
                "until_time": "2026-04-01T00:00:00Z",
                "minimum_milli_c": -1,
                "maximum_milli_c": 1,
                "mean_kinetic_milli_c": 0,
                "readings": 1,
                "longest_gap_seconds": 1,
                "readings_root": "0x" + "03" * 32,
                "epoch": 1,
            },
            "signer_bitmap": 7,
            "signatures": "0x" + "00" * 192,
        },
    ),
    "arrival report": (
        "/oracles/reports/arrival",
        ORACLE,
        "checker",
        {
            "report": {
                "subject": "0x" + "01" * 32,
                "policy": "0x" + "02" * 32,
                "place": "AEJEA",
                "vessel": 1,
                "arrived_at": 1,
                "sources": 3,
                "observations_root": "0x" + "03" * 32,
                "epoch": 1,
            },
            "signer_bitmap": 7,
            "signatures": "0x" + "00" * 192,
        },
    ),
    "calendar": (
        "/members/calendars",
        NOMINATED,
        "checker",
        {
            "place": "INMAA",
            "year": 2030,
            "closed": ["2030-01-01"],
            "utc_offset_minutes": 330,
            "opens_minute": 600,
            "closes_minute": 960,
            "summer_from": 0,
            "summer_until": 0,
            "summer_shift_minutes": 0,
        },
    ),
    "member": (
        "/members",
        "OPERATOR",
        "registrar",
        {
            "lei": lei("nasty"),
            "name": "Nasty",
            "country": "AE",
            "bic": "NSTYAEAD",
            "capabilities": ["bank"],
            "dual_control": False,
            "users": [{"name": "checker", "duty": "checker", "password": "long enough"}],
        },
    ),
    "money": (
        "/money/USD/issues",
        "OPERATOR",
        "agent",
        {"organisation": STRANGER, "minor": 1, "reference": "NASTY"},
    ),
    "signers": (
        "/oracles/signers",
        "OPERATOR",
        "registrar",
        {"signers": ["0x" + "11" * 20], "faulty": 0},
    ),
}


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body, branches and leaves."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in items:
        yield (*here, key)
        if isinstance(each, dict | list):
            yield from paths(each, (*here, key))


def replaced(body: Json, path: tuple[Any, ...], value: Any) -> Json:
    made = copy.deepcopy(body)
    inner: Any = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return made


@pytest.mark.parametrize("name", BODIES)
def test_no_value_in_any_field_ends_in_a_fault(network: Network, name: str) -> None:
    route, organisation, user, body = BODIES[name]
    # a sixth of the values at each place, every value at some places: the whole takes a minute
    for at, path in enumerate(paths(body)):
        for value in NASTY[at % 6 :: 6]:
            response = network.send(
                "POST", route, organisation, user=user, json=replaced(body, path, value)
            )
            assert response.status_code < 500, (path, value, response.text)
            if response.status_code >= 400:
                assert problem_of(response)["detail"], (path, value)


def test_the_bodies_are_such_as_would_be_taken(network: Network) -> None:
    """Otherwise the test above would only ever see one and the same refusal."""
    taken = {}
    for name in ("invoice document", "shipment", "undertaking", "calendar", "invoice"):
        route, organisation, user, body = BODIES[name]
        fresh = copy.deepcopy(body)
        if name == "invoice document":
            fresh["document"]["number"] = "FRESH"
        if name in ("shipment", "undertaking"):
            fresh["reference"] = "FRESH"
        if name == "calendar":
            fresh["year"], fresh["closed"] = 2031, ["2031-01-01"]
        if name == "invoice":
            fresh["number"] = "FRESH"
        taken[name] = network.send("POST", route, organisation, user=user, json=fresh).status_code
    assert set(taken.values()) == {201}, taken
