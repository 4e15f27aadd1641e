"""Every route by every role, with every kind of token, for its own, another's and nobody's object.

The routes come from the description, the expectations from the table below: a new route that the
table does not know fails, and so does a new kind of object that `SEES` does not know. Whom a route
serves it serves, the maker and the checker each as their duty has it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from api.auth.tokens import Claims, Tokens
from api.context import DEVELOPMENT_PASSWORD
from api.ids import OPERATOR, org_hex
from api.openapi import operations, recorded_of
from scripts.docs.application import description
from tests.support.api import (
    CARRIER,
    CUSTOMS,
    DUAL,
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
    Network,
    issued_credit,
    problem_of,
    registered_documents,
)
from tests.support.trade import NOBODYS, SEES, Trade, open_trade

Json = dict[str, Any]

ANYONE: Final = frozenset(("anyone",))
EXPORTERS, IMPORTERS, BANKS = {"exporter"}, {"importer"}, {"bank"}
CARRIERS, OPERATORS, FINANCIERS = {"carrier"}, {"operator"}, {"bank", "financier"}
PARTIES: Final = EXPORTERS | IMPORTERS | BANKS
MEMBERS: Final = PARTIES | {
    *("carrier", "inspector", "customs", "terminal", "financier", "oracle operator", "regulator")
}
SIGNED_IN: Final = MEMBERS | OPERATORS
ADMINISTRATORS: Final = SIGNED_IN | {"administrators only"}

WHOM: Final[Mapping[str, frozenset[str] | set[str]]] = {
    "GET /health": ANYONE,
    "GET /health/live": ANYONE,
    "GET /health/ready": ANYONE,
    "GET /metrics": OPERATORS,
    "GET /chain": ANYONE,
    "POST /chain/time": OPERATORS,
    "POST /auth/token": ANYONE,
    "POST /auth/sign-out": SIGNED_IN,
    # members
    "GET /members/me": SIGNED_IN,
    "GET /members/acts": MEMBERS,
    "GET /members": SIGNED_IN,
    "POST /members": OPERATORS,
    "POST /members/calendars": BANKS,
    "GET /members/keys": MEMBERS,
    "POST /members/keys": MEMBERS,
    "POST /members/keys/rotations": MEMBERS,
    "POST /members/keys/{key}/revocation": MEMBERS,
    "GET /members/{lei}": SIGNED_IN,
    "POST /members/{lei}/suspension": OPERATORS,
    "POST /members/{lei}/reinstatement": OPERATORS,
    "GET /members/{lei}/calendars/{place}/{year}": MEMBERS,
    # users
    "GET /users": ADMINISTRATORS,
    "POST /users": ADMINISTRATORS,
    "GET /users/waiting": ADMINISTRATORS,
    "POST /users/me/password": SIGNED_IN,
    "GET /users/{user}": ADMINISTRATORS,
    "POST /users/{user}/disable": ADMINISTRATORS,
    "POST /users/{user}/enable": ADMINISTRATORS,
    "POST /users/{user}/duty": ADMINISTRATORS,
    "POST /users/{user}/administrator": ADMINISTRATORS,
    "POST /users/{user}/password": ADMINISTRATORS,
    "GET /service-tokens": ADMINISTRATORS,
    "POST /service-tokens": ADMINISTRATORS,
    "POST /service-tokens/{token}/revocation": ADMINISTRATORS,
    "GET /audit": ADMINISTRATORS,
    # money
    "GET /money/balances": MEMBERS,
    "POST /money/{currency}/issues": OPERATORS,
    "POST /money/{currency}/allowances": MEMBERS,
    "POST /money/{currency}/payments": MEMBERS,
    "POST /money/{currency}/redemptions": MEMBERS,
    # documents
    "GET /documents": MEMBERS,
    "POST /documents": MEMBERS,
    "POST /documents/exchange": ANYONE,  # shows who asks by its signature
    "GET /documents/{document}": MEMBERS,
    "DELETE /documents/{document}": MEMBERS,
    "GET /documents/{document}/content": MEMBERS,
    "POST /documents/{document}/fetching": MEMBERS,
    "POST /documents/{document}/grants": MEMBERS,
    "POST /documents/{document}/revocation": MEMBERS,
    # goods
    "GET /goods/shipments": MEMBERS,
    "POST /goods/shipments": CARRIERS,
    "GET /goods/shipments/{shipment}": MEMBERS,
    "POST /goods/shipments/{shipment}/events": MEMBERS,
    "POST /goods/shipments/{shipment}/lots": MEMBERS,
    "POST /goods/shipments/{shipment}/subjects": MEMBERS,
    "GET /goods/shipments/{shipment}/evidence": MEMBERS,
    # credit
    "GET /credits": MEMBERS,
    "POST /credits/applications": IMPORTERS,
    "GET /credits/{credit}": MEMBERS,
    "POST /credits/{credit}/withdrawal": IMPORTERS,
    "POST /credits/{credit}/declination": BANKS,
    "POST /credits/{credit}/issue": BANKS,
    "POST /credits/{credit}/advise": BANKS,
    "POST /credits/{credit}/collateral": IMPORTERS,
    "POST /credits/{credit}/collateral/application": BANKS,
    "POST /credits/{credit}/collateral/return": PARTIES,
    "POST /credits/{credit}/expiry": PARTIES,
    "POST /credits/{credit}/presentations": EXPORTERS,
    "GET /credits/{credit}/presentations": MEMBERS,
    "GET /presentations/{presentation}": MEMBERS,
    "POST /presentations/{presentation}/forward": BANKS | EXPORTERS,
    "POST /presentations/{presentation}/examination": BANKS,
    "POST /presentations/{presentation}/refusal": BANKS,
    "POST /presentations/{presentation}/waiver-enquiry": BANKS,
    "POST /presentations/{presentation}/waiver": BANKS,
    "POST /presentations/{presentation}/preclusion": PARTIES,
    "POST /presentations/{presentation}/honour": BANKS,
    "POST /presentations/{presentation}/return": EXPORTERS,
    # undertakings
    "GET /undertakings": MEMBERS,
    "POST /undertakings": FINANCIERS,
    "GET /undertakings/{undertaking}": MEMBERS,
    "POST /undertakings/{undertaking}/evidence": MEMBERS,
    "POST /undertakings/{undertaking}/attestations": MEMBERS,
    "POST /undertakings/{undertaking}/documents": MEMBERS,
    "POST /undertakings/{undertaking}/payment": MEMBERS,
    "POST /undertakings/{undertaking}/reclaim": MEMBERS,
    "POST /undertakings/{undertaking}/forgo": MEMBERS,
    # invoices
    "GET /invoices": MEMBERS,
    "POST /invoices": EXPORTERS,
    "GET /invoices/{fingerprint}": MEMBERS,
    "POST /invoices/{fingerprint}/offers": EXPORTERS,
    "POST /invoices/{fingerprint}/withdrawal": EXPORTERS,
    "POST /invoices/{fingerprint}/finance": FINANCIERS,
    "POST /invoices/{fingerprint}/settle": FINANCIERS,
    "POST /invoices/{fingerprint}/release": FINANCIERS,
    "POST /invoices/{fingerprint}/cancellation": EXPORTERS,
    # oracles
    "GET /oracles/signers": SIGNED_IN,
    "POST /oracles/signers": OPERATORS,
    "POST /oracles/reports/temperature": MEMBERS,
    "POST /oracles/reports/arrival": MEMBERS,
    "GET /oracles/evidence/{subject}": MEMBERS,
    # what parties sign themselves
    "POST /transactions": MEMBERS,
    "POST /transactions/consents": MEMBERS,
    "GET /transactions/{transaction}": MEMBERS,
    # operations, events, webhooks
    "GET /operations": SIGNED_IN,
    "GET /operations/{operation}": SIGNED_IN,
    "GET /events": MEMBERS,
    "GET /webhooks": MEMBERS,
    "POST /webhooks": MEMBERS,
    "GET /webhooks/{webhook}": MEMBERS,
    "DELETE /webhooks/{webhook}": MEMBERS,
    "GET /webhooks/{webhook}/deliveries": MEMBERS,
    "POST /webhooks/{webhook}/replay": MEMBERS,
    "POST /webhooks/{webhook}/test": MEMBERS,
    "POST /webhooks/{webhook}/secret": MEMBERS,
    "POST /webhooks/{webhook}/resumption": MEMBERS,
}
"""The rule: whom each route serves. Written by hand, never taken from the code it checks."""

ROLE_OF: Final = {
    EXPORTER: "exporter",
    IMPORTER: "importer",
    ISSUER: "bank",
    NOMINATED: "bank",
    CARRIER: "carrier",
    INSPECTOR: "inspector",
    CUSTOMS: "customs",
    TERMINAL: "terminal",
    FINANCIER: "financier",
    RIVAL: "financier",
    ORACLE: "oracle operator",
    REGULATOR: "regulator",
    OPERATOR: "operator",
}

FREE: Final = {
    "lei": NOMINATED,
    "currency": "USD",
    "place": "INBOM",
    "year": "2026",
}
"""What else stands in paths: open to all."""

MOVES_SIGHT: Final = (
    "POST /presentations/{presentation}/forward",
    "POST /members/keys/{key}/revocation",
    "POST /invoices/{fingerprint}/withdrawal",
    "POST /invoices/{fingerprint}/settle",
    "POST /invoices/{fingerprint}/release",
    "POST /invoices/{fingerprint}/cancellation",
    "DELETE",
)
"""Acts after which somebody else sees it, or no longer: last, so that the others come before."""

CHANGED: Final[Mapping[str, Json]] = {
    "POST /goods/shipments/{shipment}/events": {"at": "2026-04-01T06:00:00Z"},
}
"""What an example says that cannot be said yet in April."""

REPLAY: Final = "POST /webhooks/{webhook}/replay"
NAMES_ANOTHER: Final = frozenset(
    (
        "POST /undertakings/{undertaking}/documents",
        "POST /goods/shipments/{shipment}/subjects",
        REPLAY,
    )
)
"""What names a second thing may be refused for that one (400, 422), whosever the first is."""

ASKS_ITS_OWNER: Final = "POST /documents/{document}/fetching"
"""What is not here is asked for elsewhere: that a hash is registered, every member can read."""

NO_DUTIES: Final = ("POST /users/{user}/duty", OPERATOR)
"""The operator's users have none: refused (409), whoever is named."""

SEES_ALL: Final = frozenset((("subject", ORACLE),))
"""Who sees every object of a kind, and so has an answer for nobody's."""

_PLACE = re.compile(r"\{([^}]+)\}")
_ROUTES = {
    f"{method.upper()} {path}": operation for method, path, operation in operations(description())
}
ROUTES: Final = sorted(
    _ROUTES,
    key=lambda route: (
        not route.startswith("GET"),
        route.startswith(MOVES_SIGHT),
        list(WHOM).index(route) if route in WHOM else -1,
    ),
)
ASKING: Final = [route for route in ROUTES if WHOM.get(route) is not ANYONE]
WITH_OBJECTS: Final = [route for route in ASKING if set(_PLACE.findall(route)) & set(SEES)]


@pytest.fixture(scope="module")
def trade() -> Iterator[Trade]:
    with open_trade() as opened:
        yield opened


def test_the_table_knows_every_route_and_every_kind_of_object() -> None:
    assert set(_ROUTES) - set(WHOM) == set(), "say in WHOM whom these serve"
    assert set(WHOM) - set(_ROUTES) == set(), "there are no such routes"
    placed = {place for route in _ROUTES for place in _PLACE.findall(route)}
    assert placed - set(SEES) - set(FREE) == set(), "say in SEES who sees these"


def filled(route: str, ids: Mapping[str, str]) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return method, _PLACE.sub(lambda place: (FREE | ids)[place.group(1)], path)


def request(
    network: Network,
    route: str,
    token: str | None,
    ids: Mapping[str, str],
    changed: Mapping[str, Json] = CHANGED,
) -> httpx.Response:
    """A route asked for as its example has it."""
    method, path = filled(route, ids)
    example = recorded_of(_ROUTES[route]["operationId"]).get("request", {})
    bodies = example.get("bodies", {})
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    query = {"from": cursor(network)} if route == REPLAY else example.get("query")
    how: Json = {"params": query}
    if "application/json" in bodies:
        how["json"] = bodies["application/json"] | changed.get(route, {})
    return network.request(method, path, headers=headers, **how)


def cursor(network: Network) -> str:
    """A place in the events that the exporter was told."""
    found: str = network.get("/events?limit=1", EXPORTER)[0]["id"]
    return found


def nobodys() -> dict[str, str]:
    return dict.fromkeys(SEES, NOBODYS) | {
        "operation": "0f" * 16,
        "token": "0f" * 8,
        "user": "nobody-of-this-name",
        "key": "0x" + "0f" * 20,
    }


def token_of(network: Network, organisation: str) -> str:
    return network.token(organisation, "registrar" if organisation == OPERATOR else "checker")


@pytest.fixture(scope="module")
def worthless(trade: Trade) -> dict[str, str | None]:
    """Tokens that let nobody in; what is no token at all: `test_sign_in`."""
    context, past = trade.network.context, datetime.now(UTC) - timedelta(days=1)
    stopped = trade.network.token(STRANGER, "maker")
    with context.store.begin() as work:
        epoch = work.users.get(org_hex(EXPORTER), "checker")
        work.users.disable(org_hex(STRANGER), "maker")
    assert epoch is not None
    key = context.tokens._secret
    expired = Tokens(key, now=lambda: past).issue(Claims(EXPORTER, "checker", epoch.epoch))
    return {
        "no token": None,
        "expired": expired,
        "of a user who was stopped": stopped,
    }


@pytest.mark.parametrize("route", ASKING)
def test_no_route_answers_without_a_token_that_counts(
    trade: Trade, worthless: dict[str, str | None], route: str
) -> None:
    for kind, token in worthless.items():
        response = request(trade.network, route, token, trade.ids)
        assert response.status_code == 401, (kind, response.text)
        assert problem_of(response)["next"], kind
        assert response.headers["www-authenticate"].startswith("Bearer"), kind


@pytest.mark.parametrize("route", ASKING)
def test_no_route_serves_a_role_it_is_not_for(trade: Trade, route: str) -> None:
    """Refused by role, before anything is looked at: nothing is learnt, and nothing changes."""
    head = trade.network.context.ledger.block_number()
    for organisation, role in ROLE_OF.items():
        if role in WHOM[route]:
            continue
        response = request(trade.network, route, token_of(trade.network, organisation), trade.ids)
        assert response.status_code == 403, (organisation, response.text)
        assert problem_of(response)["type"] == "urn:dhow:problem:not-yours-to-do"
    if WHOM[route] is ADMINISTRATORS:
        response = request(trade.network, route, trade.network.token(EXPORTER, "maker"), trade.ids)
        assert response.status_code == 403, response.text
    assert trade.network.context.ledger.block_number() == head


@pytest.mark.parametrize("route", WITH_OBJECTS)
def test_anothers_object_is_nobodys(trade: Trade, route: str) -> None:
    """Own: it is there. Another's: word for word the answer for an object that nobody has."""
    for organisation, role in ROLE_OF.items():
        if role not in WHOM[route]:
            continue
        token = token_of(trade.network, organisation)
        (kind,) = set(_PLACE.findall(route)) & set(SEES)
        if (kind, organisation) in SEES_ALL or (route, organisation) == NO_DUTIES:
            continue
        absent = problem_of(request(trade.network, route, token, nobodys()))
        if not (absent["status"] in (400, 422) and route in NAMES_ANOTHER):
            assert absent["status"] == 404, (organisation, absent)
        head = trade.network.context.ledger.block_number()
        response = request(trade.network, route, token, trade.ids)
        if organisation in SEES[kind]:
            assert response.status_code < 500, (organisation, response.text)
            assert response.status_code != 401, organisation
            if response.status_code == 404:  # of something else that the request names
                assert problem_of(response)["type"] != absent["type"], (organisation, response.text)
            if route.startswith("GET"):
                assert response.status_code == 200, (organisation, response.text)
            continue
        problem = problem_of(response)
        if route == ASKS_ITS_OWNER:
            assert problem["status"] in (404, 422), organisation
            continue
        assert {**problem, "instance": ""} == {**absent, "instance": ""}, organisation
        assert trade.network.context.ledger.block_number() == head


@pytest.mark.parametrize("route", [route for route in ROUTES if WHOM.get(route) is ANYONE])
def test_what_is_open_to_anyone_needs_no_token(trade: Trade, route: str) -> None:
    response = request(trade.network, route, None, trade.ids)
    assert response.status_code != 403
    assert response.status_code < 500, response.text


# ------------------------------------------------------------------ whom it serves, it serves

ACTS: Final[Mapping[str, frozenset[str]]] = {
    route: frozenset(parties)
    for parties, routes in {
        (CARRIER,): (  # which issued the bill of lading
            "DELETE /documents/{document}",
            "POST /documents/{document}/grants",
            "POST /documents/{document}/revocation",
        ),
        (ISSUER,): (
            "POST /credits/{credit}/declination",
            "POST /credits/{credit}/issue",
            "POST /credits/{credit}/collateral/application",
            "POST /credits/{credit}/collateral/return",
            "POST /presentations/{presentation}/examination",
            "POST /presentations/{presentation}/refusal",
            "POST /presentations/{presentation}/waiver-enquiry",
            "POST /presentations/{presentation}/waiver",
            "POST /presentations/{presentation}/honour",
        ),
        (NOMINATED,): ("POST /credits/{credit}/advise",),
        (EXPORTER,): (
            "POST /undertakings/{undertaking}/forgo",  # the beneficiary's
            "POST /transactions",  # the examples are signed with a key that `at_work` makes its own
            "POST /transactions/consents",
        ),
    }.items()
    for route in routes
}
"""Whose act it is, where not everyone's who sees the object."""

AT_THE_ISSUER: Final = tuple(
    route for route in ACTS if route.startswith("POST /presentations/{presentation}/")
)
"""Asked of a presentation that the issuing bank holds."""

BINDING: Final = frozenset(
    (
        "POST /credits/{credit}/issue",
        "POST /presentations/{presentation}/examination",
        "POST /presentations/{presentation}/refusal",
        "POST /presentations/{presentation}/waiver",
        "POST /presentations/{presentation}/honour",
        "POST /invoices/{fingerprint}/offers",
        "POST /invoices/{fingerprint}/finance",
        "POST /invoices/{fingerprint}/settle",
        "POST /invoices/{fingerprint}/release",
        "POST /invoices/{fingerprint}/cancellation",
        "POST /members/calendars",
        "POST /members/keys",
        "POST /members/keys/rotations",
        "POST /members/keys/{key}/revocation",
        "POST /undertakings",
    )
)
"""A maker prepares these where there is dual control (202), and may not do them elsewhere (403)."""

MOVES_MONEY: Final = frozenset(
    (
        "POST /money/{currency}/allowances",
        "POST /money/{currency}/payments",
        "POST /money/{currency}/redemptions",
    )
)
"""A checker's alone where there is dual control."""

GIVEN: Final[Mapping[str, Json]] = {
    **CHANGED,
    "POST /money/{currency}/issues": {"organisation": IMPORTER},
    "POST /money/{currency}/payments": {"organisation": CARRIER},
    "POST /members/keys/rotations": {"user": "maker"},
    "POST /service-tokens": {"user": "maker"},
    "POST /documents/{document}/grants": {"organisation": RIVAL},
    "POST /users/me/password": {"current": DEVELOPMENT_PASSWORD},
}
"""What an example names, as it is called here."""

ENDS: Final = (
    "POST /members/keys/{key}/revocation",
    "POST /chain/time",
    "POST /auth/sign-out",
    "POST /users/me/password",
)
"""After these a user no longer acts, or not as before: last."""

SERVING: Final = sorted(
    ASKING, key=lambda route: (route in ENDS, ENDS.index(route) if route in ENDS else 0)
)
SERVED: Final = frozenset((200, 201, 204))
BY_STATE: Final = frozenset((409, 422))


def statuses(route: str, organisation: str, user: str) -> frozenset[int]:
    """What a user may be answered whose organisation's act it is.

    Never 401, 403 or 404, unless the duty says so; 202 only where a second user is needed.
    """
    dual = organisation in DUAL
    served = frozenset((200,)) if route.startswith("GET") else SERVED | BY_STATE
    if WHOM[route] is ADMINISTRATORS and dual and not route.startswith("GET"):
        return served | {202}  # two administer: maker and checker
    if user != "maker":
        return served
    if WHOM[route] is ADMINISTRATORS and not dual:
        return frozenset((403,))
    if route.partition(" ")[2].startswith("/webhooks") and not route.startswith("GET"):
        return frozenset((403,))
    if route in MOVES_MONEY and dual:
        return frozenset((403,))
    if route in BINDING:
        return BY_STATE | {202 if dual else 403}
    if route == "GET /operations/{operation}":  # the checker's who asked for it
        return frozenset((404,))
    return served


def served_by(route: str) -> list[str]:
    """Whose act it is; of many members one with dual control and, in turn, one without."""
    able = [organisation for organisation, role in ROLE_OF.items() if role in WHOM[route]]
    if route in ACTS:
        return [organisation for organisation in able if organisation in ACTS[route]]
    for kind in set(_PLACE.findall(route)) & set(SEES):
        return [organisation for organisation in able if organisation in SEES[kind]]
    single = [organisation for organisation in able if organisation not in DUAL]
    return [*(DUAL & set(able)), single[SERVING.index(route) % len(single)]]


@pytest.fixture(scope="module")
def at_work() -> Iterator[tuple[Network, dict[str, str], str]]:
    """A trade of its own, and a presentation that the issuing bank holds."""
    with open_trade() as trade:
        key = recorded_of("members_appoint_key")["request"]["bodies"]["application/json"]
        trade.network.post("/members/keys", EXPORTER, key)
        number = "LC-HELD"
        credit, documents = (
            issued_credit(trade.network, number),
            registered_documents(trade.network, number),
        )
        body = {
            "bank": ISSUER,
            "amount": {"currency": "USD", "minor": 10_000_000},
            "documents": documents,
        }
        held = trade.network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
        yield trade.network, trade.ids, held


def unexpected(network: Network, ids: Mapping[str, str], route: str) -> list[str]:
    """Each user's answer that is none of those the table has; maker first, as it is prepared."""
    found = []
    for organisation in served_by(route):
        for user in ("registrar",) if organisation == OPERATOR else ("maker", "checker"):
            token = network.token(organisation, user)
            response = request(network, route, token, ids, GIVEN)
            expected = statuses(route, organisation, user)
            if response.status_code not in expected:
                found.append(
                    f"{organisation}/{user}: {response.status_code}, not {sorted(expected)}: "
                    f"{response.text}"
                )
    return found


@pytest.mark.parametrize("wrong", [401, 403, 404, 500])
def test_whoever_is_turned_away_in_spite_of_the_table_is_found(
    at_work: tuple[Network, dict[str, str], str], monkeypatch: pytest.MonkeyPatch, wrong: int
) -> None:
    """Planted: the answer to every act and read of everyone."""
    network, ids, _ = at_work
    event = cursor(network)
    for organisation in ROLE_OF:
        for user in ("registrar",) if organisation == OPERATOR else ("maker", "checker"):
            network.token(organisation, user)
    monkeypatch.setitem(globals(), "cursor", lambda _: event)
    monkeypatch.setattr(network, "request", lambda *_, **__: httpx.Response(wrong))
    for route in SERVING:
        found = unexpected(network, ids, route)
        assert len(found) >= len(served_by(route)) > 0, route


@pytest.mark.parametrize("route", SERVING)
def test_whom_a_route_serves_it_serves(
    at_work: tuple[Network, dict[str, str], str], route: str
) -> None:
    network, ids, held = at_work
    if route in AT_THE_ISSUER:
        ids = ids | {"presentation": held}
    assert unexpected(network, ids, route) == []
    if route in ENDS:
        network._tokens.clear()
