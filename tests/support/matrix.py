"""Whom every route serves: the table of `test_matrix`; and a route, asked for by its example."""

import re
from collections.abc import Mapping
from typing import Any, Final

import httpx

from api.ids import OPERATOR
from api.openapi import operations, recorded_of
from scripts.docs.application import description
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
    TERMINAL,
    Network,
)
from tests.support.trade import NOBODYS, SEES

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
    "POST /chain/keys/rotation": OPERATORS,
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
    "POST /members/settlement-account": MEMBERS,
    "GET /members/{lei}": SIGNED_IN,
    "POST /members/{lei}/suspension": OPERATORS,
    "POST /members/{lei}/reinstatement": OPERATORS,
    "GET /members/{lei}/calendars/{place}/{year}": MEMBERS,
    # users
    "GET /users": ADMINISTRATORS,
    "POST /users": ADMINISTRATORS,
    "GET /users/waiting": ADMINISTRATORS,
    "POST /users/me/password": SIGNED_IN,
    "POST /users/erasures": ADMINISTRATORS,
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
    # between processes: who asks is shown by the request's signature
    "POST /exchange": ANYONE,
    "POST /exchange/offers": ANYONE,
    "POST /exchange/acts": ANYONE,
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
    "POST /credits/applications/mt700": IMPORTERS,
    "GET /credits/{credit}": MEMBERS,
    "POST /credits/{credit}/withdrawal": IMPORTERS,
    "POST /credits/{credit}/declination": BANKS,
    "POST /credits/{credit}/issue": BANKS,
    "POST /credits/{credit}/pre-advice": BANKS,
    "POST /credits/{credit}/advise": BANKS,
    "POST /credits/{credit}/advice-refusal": BANKS,
    "POST /credits/{credit}/confirmation": BANKS,
    "POST /credits/{credit}/confirmation-declination": BANKS,
    "POST /credits/{credit}/compliance-hold": BANKS,
    "POST /credits/{credit}/compliance-hold/end": BANKS,
    "POST /credits/{credit}/court-order": {"regulator"},
    "POST /credits/{credit}/court-order/lifting": {"regulator"},
    "POST /credits/{credit}/amendments": BANKS,
    "GET /credits/{credit}/amendments": MEMBERS,
    "GET /credits/{credit}/messages": MEMBERS,
    "POST /credits/{credit}/messages": BANKS,
    "POST /credits/{credit}/amendments/{number}/advice": BANKS,
    "POST /credits/{credit}/amendments/{number}/extension": BANKS,
    "POST /credits/{credit}/amendments/{number}/answer": EXPORTERS,
    "POST /credits/{credit}/amendments/{number}/presentation": EXPORTERS,
    "POST /credits/{credit}/assignments": EXPORTERS,
    "GET /credits/{credit}/assignments": MEMBERS,
    "POST /credits/{credit}/assignments/{number}/acknowledgement": BANKS,
    "POST /credits/{credit}/assignments/{number}/withdrawal": EXPORTERS,
    "POST /credits/{credit}/assignments/{number}/release": MEMBERS,
    "GET /assignments": MEMBERS,
    "POST /credits/{credit}/transfers": EXPORTERS,
    "GET /credits/{credit}/transfers": MEMBERS,
    "POST /credits/{credit}/transfers/{number}/withdrawal": EXPORTERS,
    "POST /credits/{credit}/transfers/{number}/consent": BANKS,
    "POST /credits/{credit}/transfer-return": EXPORTERS,
    "POST /credits/{credit}/transfer-closing": PARTIES,
    "GET /credits/{credit}/passing-on": MEMBERS,
    "POST /credits/{credit}/amendments/{number}/passing-on": EXPORTERS,
    "POST /presentations/{presentation}/substitution-demand": BANKS,
    "POST /presentations/{presentation}/substitution": EXPORTERS,
    "POST /presentations/{presentation}/as-received": BANKS,
    "POST /credits/{credit}/collateral": IMPORTERS,
    "POST /credits/{credit}/collateral/application": BANKS,
    "POST /credits/{credit}/collateral/return": PARTIES,
    "POST /credits/{credit}/expiry": PARTIES,
    "POST /credits/{credit}/lapse": PARTIES,
    "POST /credits/{credit}/presentations": EXPORTERS,
    "GET /credits/{credit}/presentations": MEMBERS,
    "GET /presentations/{presentation}": MEMBERS,
    "POST /presentations/{presentation}/forward": BANKS | EXPORTERS,
    "POST /presentations/{presentation}/examination": BANKS,
    "POST /presentations/{presentation}/refusal": BANKS,
    "POST /presentations/{presentation}/waiver-enquiry": BANKS,
    "POST /presentations/{presentation}/waiver-answer": IMPORTERS,
    "POST /presentations/{presentation}/amendment-acceptance": BANKS,
    "POST /presentations/{presentation}/loss": BANKS,
    "POST /presentations/{presentation}/unreadable-records": BANKS,
    "POST /presentations/{presentation}/replacement-records": BANKS | EXPORTERS,
    "POST /presentations/{presentation}/non-presentation": PARTIES,
    "POST /presentations/{presentation}/waiver": BANKS,
    "POST /presentations/{presentation}/agreement": BANKS,
    "POST /presentations/{presentation}/documents-return": BANKS,
    "POST /presentations/{presentation}/preclusion": PARTIES,
    "POST /presentations/{presentation}/honour": BANKS,
    "POST /presentations/{presentation}/undertaking": BANKS,
    "POST /presentations/{presentation}/maturity-payment": BANKS,
    "POST /presentations/{presentation}/advance-offer": EXPORTERS,
    "POST /presentations/{presentation}/negotiation": BANKS,
    "POST /presentations/{presentation}/prepayment": BANKS,
    "POST /presentations/{presentation}/reimbursement-claim": BANKS,
    "POST /presentations/{presentation}/reimbursement": BANKS,
    "POST /presentations/{presentation}/refund": BANKS,
    "POST /presentations/{presentation}/repayment": EXPORTERS,
    "GET /reimbursements": BANKS,
    "POST /presentations/{presentation}/return": BANKS | EXPORTERS,
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
    "number": "1",
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

ANY_CREDIT: Final = (
    "POST /credits/{credit}/court-order",
    "POST /credits/{credit}/court-order/lifting",
)
"""Whoever keeps the register of courts' orders records one against any credit that was issued."""

TO_ASSIGNEES: Final = (
    "GET /credits/{credit}/assignments",
    "POST /credits/{credit}/assignments/{number}/release",
)
"""Who has proceeds assigned to it sees its assignment, of a credit that it does not see."""

PLACE = re.compile(r"\{([^}]+)\}")
OPERATIONS = {
    f"{method.upper()} {path}": operation for method, path, operation in operations(description())
}
ROUTES: Final = sorted(
    OPERATIONS,
    key=lambda route: (
        not route.startswith("GET"),
        route.startswith(MOVES_SIGHT),
        list(WHOM).index(route) if route in WHOM else -1,
    ),
)
ASKING: Final = [route for route in ROUTES if WHOM.get(route) is not ANYONE]
WITH_OBJECTS: Final = [route for route in ASKING if set(PLACE.findall(route)) & set(SEES)]


def filled(route: str, ids: Mapping[str, str]) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return method, PLACE.sub(lambda place: {**FREE, **ids}[place.group(1)], path)


def request(
    network: Network,
    route: str,
    token: str | None,
    ids: Mapping[str, str],
    changed: Mapping[str, Json] = CHANGED,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """A route asked for as its example has it."""
    method, path = filled(route, ids)
    example = recorded_of(OPERATIONS[route]["operationId"]).get("request", {})
    bodies = example.get("bodies", {})
    sent = {"Authorization": f"Bearer {token}"} if token is not None else {}
    query = {"from": cursor(network)} if route == REPLAY else example.get("query")
    how: Json = {"params": query}
    if "application/json" in bodies:
        how["json"] = bodies["application/json"] | changed.get(route, {})
    return network.request(method, path, headers={**sent, **(headers or {})}, **how)


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
