"""Another organisation's object does not exist: route by route, party by party.

Every read route with an id is asked by everyone, for an object each may or may not see; whoever may
not gets the same answer as for an object that nobody has.
"""

from collections.abc import Iterator

import pytest

from api.auth.roles import served
from tests.support.api import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    INSPECTOR,
    ISSUER,
    NOMINATED,
    ORACLE,
    REGULATOR,
    RIVAL,
    STRANGER,
    TERMINAL,
    bill_of_lading,
    open_network,
    problem_of,
)
from tests.support.trade import NOBODYS, PARTIES, Trade, objects_of_a_trade

EVERYONE = frozenset(
    (
        EXPORTER,
        IMPORTER,
        ISSUER,
        NOMINATED,
        CARRIER,
        INSPECTOR,
        CUSTOMS,
        TERMINAL,
        FINANCIER,
        RIVAL,
        ORACLE,
        REGULATOR,
        STRANGER,
    )
)

AMENDMENT = {
    "amendment": {
        "credit_number": "LC-ISOLATION",
        "number": 1,
        "issued_on": "2026-04-10",
        "changes": [{"path": "expiry.day", "action": "set", "value": "2026-06-20"}],
    }
}


@pytest.fixture(scope="module")
def trade() -> Iterator[Trade]:
    with open_network() as network:
        registered = network.post(
            "/documents", CARRIER, {"document": bill_of_lading("LC-OTHER"), "grant_to": []}
        )
        webhook = network.post("/webhooks", IMPORTER, {"url": "https://example.org/"})
        ids = {
            **objects_of_a_trade(network),
            "transaction": registered["receipt"]["transaction"],
            "webhook": webhook["id"],
        }
        network.bind(f"/credits/{ids['credit']}/amendments", ISSUER, AMENDMENT)
        proceeds = {"assignee": FINANCIER}
        network.post(f"/credits/{ids['credit']}/assignments", EXPORTER, proceeds)
        yield Trade(network, ids)


MAY_READ = {
    "/credits/{credit}": PARTIES,
    "/credits/{credit}/presentations": PARTIES,
    "/credits/{credit}/amendments": PARTIES,
    "/credits/{credit}/transfers": PARTIES,
    "/credits/{credit}/passing-on": PARTIES,
    "/credits/{credit}/messages": PARTIES,
    "/credits/{credit}/assignments": PARTIES | {FINANCIER},  # the assignee: its own, no more
    "/presentations/{presentation}": frozenset((EXPORTER, NOMINATED)),
    "/documents/{document}": frozenset((CARRIER, EXPORTER, NOMINATED)),
    "/documents/{document}/content": frozenset((CARRIER, EXPORTER, NOMINATED)),
    "/goods/shipments/{shipment}": frozenset((CARRIER, CUSTOMS)),
    "/goods/shipments/{shipment}/evidence": frozenset((CARRIER, CUSTOMS)),
    "/invoices/{fingerprint}": frozenset((EXPORTER, FINANCIER)),
    "/undertakings/{undertaking}": frozenset((ISSUER, EXPORTER, TERMINAL)),
    "/oracles/evidence/{subject}": PARTIES | {ORACLE},
    "/webhooks/{webhook}": frozenset((IMPORTER,)),
    "/transactions/{transaction}": frozenset((CARRIER,)),
    "/webhooks/{webhook}/deliveries": frozenset((IMPORTER,)),
}
OPEN_TO_MEMBERS = frozenset(
    ("/members/{lei}", "/members/{lei}/calendars/{place}/{year}", "/members", "/members/me")
)
OF_ONES_OWN = frozenset(("/users/{user}", "/operations/{operation}"))
"""Named within one's own organisation: another's cannot be asked for (test_users, kept_answers)."""


@pytest.mark.parametrize("path", MAY_READ)
def test_reading_anothers_object_by_its_id(trade: Trade, path: str) -> None:
    own = trade.network
    for organisation in sorted(EVERYONE):
        response = own.send("GET", path.format(**trade.ids), organisation)
        if organisation in MAY_READ[path]:
            assert response.status_code == 200, (organisation, response.text)
            continue
        problem = problem_of(response)
        nobodys = dict.fromkeys(trade.ids, NOBODYS)
        same = problem_of(own.send("GET", path.format(**nobodys), organisation))
        assert problem["status"] == 404, (organisation, problem)
        assert {**problem, "instance": ""} == {**same, "instance": ""}


def test_no_read_route_with_an_id_is_left_out(trade: Trade) -> None:
    routes = {each.path for each in served(trade.network.app) if each.method == "GET"}
    with_id = {path for path in routes if "{" in path}
    assert with_id == set(MAY_READ) | (OPEN_TO_MEMBERS & with_id) | OF_ONES_OWN


LISTS = {
    "/credits": ("credit", "id", PARTIES),
    "/documents": ("document", "hash", frozenset((CARRIER, EXPORTER, NOMINATED))),
    "/goods/shipments": ("shipment", "id", frozenset((CARRIER, CUSTOMS))),
    "/invoices": ("fingerprint", "fingerprint", frozenset((EXPORTER, FINANCIER))),
    "/undertakings": ("undertaking", "id", frozenset((ISSUER, EXPORTER, TERMINAL))),
    "/webhooks": ("webhook", "id", frozenset((IMPORTER,))),
    "/assignments": ("credit", "credit", frozenset((FINANCIER,))),
}


@pytest.mark.parametrize("path", LISTS)
def test_listing_shows_ones_own_only(trade: Trade, path: str) -> None:
    which, name, may = LISTS[path]
    for organisation in sorted(EVERYONE):
        found = [each[name] for each in trade.network.get(path, organisation)]
        assert found.count(trade.ids[which]) == (organisation in may), organisation
        if organisation not in may:
            assert found == [], organisation


def test_the_feed_tells_of_a_thing_to_its_readers_only(trade: Trade) -> None:
    """Whatever names a thing that one may not read, in subjects or values, is not told."""
    readers = {
        trade.ids[path.rpartition("{")[2].partition("}")[0]]: may
        for path, may in MAY_READ.items()
        if path.endswith("}") and "{subject}" not in path and "{webhook}" not in path
    }
    for organisation in sorted(EVERYONE):
        told = trade.network.send("GET", "/events?limit=200", organisation).text
        for thing, may in readers.items():
            if organisation not in may:
                assert thing not in told, (organisation, thing)
    for thing in (trade.ids["credit"], trade.ids["undertaking"]):
        for organisation in sorted(readers[thing]):
            path = f"/events?subject={thing}"
            assert trade.network.get(path, organisation), (organisation, thing)


ACTS = [
    ("/credits/{credit}/issue", {"number": "X"}),
    ("/credits/{credit}/advise", None),
    ("/credits/{credit}/messages", {"message": "{1:F01"}),
    ("/credits/{credit}/collateral", {"minor": 1}),
    ("/credits/{credit}/collateral/application", None),
    ("/credits/{credit}/collateral/return", None),
    ("/credits/{credit}/withdrawal", None),
    ("/credits/{credit}/declination", None),
    ("/credits/{credit}/expiry", None),
    ("/credits/{credit}/lapse", None),
    ("/credits/{credit}/transfers", {"transfer": {}}),
    ("/credits/{credit}/transfers/1/withdrawal", None),
    ("/credits/{credit}/transfers/1/consent", {"reference": "X"}),
    ("/credits/{credit}/transfer-return", None),
    ("/credits/{credit}/transfer-closing", None),
    ("/credits/{credit}/amendments/1/passing-on", {"amendment": {}}),
    ("/presentations/{presentation}/substitution-demand", None),
    ("/presentations/{presentation}/substitution", {"invoice": NOBODYS}),
    ("/presentations/{presentation}/as-received", None),
    ("/credits/{credit}/assignments", {"assignee": FINANCIER}),
    ("/credits/{credit}/assignments/1/acknowledgement", None),
    ("/credits/{credit}/assignments/1/withdrawal", None),
    ("/credits/{credit}/assignments/1/release", None),
    (
        "/credits/{credit}/amendments/1/presentation",
        {"bank": NOMINATED, "amount": {"currency": "USD", "minor": 1}, "documents": [NOBODYS]},
    ),
    ("/presentations/{presentation}/amendment-acceptance", {"number": 1}),
    ("/presentations/{presentation}/loss", {"cover": "x"}),
    ("/presentations/{presentation}/unreadable-records", {"records": [NOBODYS]}),
    (
        "/presentations/{presentation}/replacement-records",
        {"records": [{"unreadable": NOBODYS, "replacement": NOBODYS}]},
    ),
    ("/presentations/{presentation}/non-presentation", None),
    ("/presentations/{presentation}/forward", None),
    ("/presentations/{presentation}/examination", None),
    ("/presentations/{presentation}/refusal", {"disposal": "RETURNING"}),
    ("/presentations/{presentation}/waiver-enquiry", None),
    ("/presentations/{presentation}/waiver", None),
    ("/presentations/{presentation}/honour", None),
    ("/presentations/{presentation}/preclusion", None),
    ("/presentations/{presentation}/return", None),
    ("/documents/{document}/grants", {"organisation": STRANGER}),
    ("/documents/{document}/revocation", {"reason": "x"}),
    ("/goods/shipments/{shipment}/events", {"kind": "NOTE", "at": 1, "place": "AEJEA"}),
    ("/goods/shipments/{shipment}/lots", {"inputs": [], "outputs": []}),
    ("/goods/shipments/{shipment}/subjects", {"subject": NOBODYS}),
    ("/invoices/{fingerprint}/withdrawal", None),
    ("/invoices/{fingerprint}/finance", None),
    ("/invoices/{fingerprint}/settle", None),
    ("/invoices/{fingerprint}/release", None),
    ("/invoices/{fingerprint}/cancellation", {"reason": "x"}),
    ("/undertakings/{undertaking}/evidence", {"index": 0, "evidence": NOBODYS}),
    ("/undertakings/{undertaking}/attestations", {"index": 0}),
    ("/undertakings/{undertaking}/payment", None),
    ("/undertakings/{undertaking}/reclaim", None),
    ("/undertakings/{undertaking}/forgo", None),
    ("/webhooks/{webhook}/test", None),
    ("/webhooks/{webhook}/secret", None),
    ("/webhooks/{webhook}/resumption", None),
]


@pytest.mark.parametrize(("path", "body"), ACTS, ids=[path for path, _ in ACTS])
def test_acting_on_anothers_object_by_its_id(
    trade: Trade, path: str, body: dict[str, object] | None
) -> None:
    """A stranger with every capability learns and changes nothing."""
    head = trade.network.context.ledger.block_number()
    for organisation in (STRANGER, RIVAL):
        response = trade.network.send("POST", path.format(**trade.ids), organisation, json=body)
        # 403 only by role, before the object is looked at
        assert response.status_code in (403, 404), response.text
        nobodys = dict.fromkeys(trade.ids, NOBODYS)
        same = trade.network.send("POST", path.format(**nobodys), organisation, json=body)
        assert same.status_code == response.status_code
    assert trade.network.context.ledger.block_number() == head


def test_using_anothers_document_as_ones_own(trade: Trade) -> None:
    """A hash seen on the ledger does not make its holder."""
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 1},
        "documents": [NOBODYS],
    }
    credit = trade.ids["credit"]
    problem = trade.network.refused(f"/credits/{credit}/presentations", EXPORTER, body)
    assert problem["fields"][0]["path"] == "documents"
    shipment = trade.ids["shipment"]
    event = {
        "kind": "NOTE",
        "at": "2026-04-01T00:00:00Z",
        "place": "AEJEA",
        "documents": [trade.ids["document"]],
    }
    problem = trade.network.refused(f"/goods/shipments/{shipment}/events", CUSTOMS, event)
    assert problem["fields"][0]["path"] == "documents"


def test_collateral_is_not_shown_to_the_beneficiary(trade: Trade) -> None:
    path = f"/credits/{trade.ids['credit']}"
    assert trade.network.get(path, IMPORTER)["collateral"] == {"currency": "USD", "minor": 0}
    assert trade.network.get(path, EXPORTER)["collateral"] is None
    assert trade.network.get(path, NOMINATED)["collateral"] is None


def test_an_amendment_is_read_by_every_party(trade: Trade) -> None:
    """There is one to be kept from the others, and its text reaches whom it concerns."""
    for organisation in sorted(PARTIES):
        path = f"/credits/{trade.ids['credit']}/amendments"
        (only,) = trade.network.get(path, organisation)
        assert only["amendment"]["changes"] == AMENDMENT["amendment"]["changes"], organisation


def test_whom_a_beneficiary_pays_is_its_own_and_the_banks_affair(trade: Trade) -> None:
    path = f"/credits/{trade.ids['credit']}/assignments"
    for organisation in sorted(PARTIES | {FINANCIER}):
        told = [each["assignee"] for each in trade.network.get(path, organisation)]
        assert told == ([] if organisation == IMPORTER else [FINANCIER]), organisation


def test_linking_a_shipment_to_anothers_credit(trade: Trade) -> None:
    """Linking would show its evidence: a carrier who is no party may not."""
    path = f"/goods/shipments/{trade.ids['shipment']}/subjects"
    problem = trade.network.refused(path, CARRIER, {"subject": trade.ids["credit"]})
    assert problem["status"] == 422
