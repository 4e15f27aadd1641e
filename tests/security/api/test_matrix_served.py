"""Whom a route serves it serves: the maker and the checker each as their duty has it.

Of every route, whose act it is and what they may be answered; written by hand, as the matrix is.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import httpx
import pytest

from api.context import DEVELOPMENT_PASSWORD
from api.ids import OPERATOR
from api.openapi import recorded_of
from tests.support import matrix
from tests.support.api import (
    CARRIER,
    DUAL,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    REGULATOR,
    RIVAL,
    Network,
    issued_credit,
    registered_documents,
)
from tests.support.matrix import (
    ADMINISTRATORS,
    ASKING,
    CHANGED,
    OPERATIONS,
    PLACE,
    ROLE_OF,
    WHOM,
    Json,
    cursor,
    request,
)
from tests.support.trade import SEES, open_trade

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
            "POST /credits/{credit}/pre-advice",
            "POST /credits/{credit}/issue",
            "POST /credits/{credit}/amendments",
            "POST /credits/{credit}/collateral/application",
            "POST /credits/{credit}/collateral/return",
            "POST /presentations/{presentation}/examination",
            "POST /presentations/{presentation}/refusal",
            "POST /presentations/{presentation}/waiver-enquiry",
            "POST /presentations/{presentation}/waiver",
            "POST /presentations/{presentation}/honour",
            "POST /presentations/{presentation}/documents-return",
            "POST /presentations/{presentation}/maturity-payment",
            "POST /presentations/{presentation}/reimbursement",
            "POST /presentations/{presentation}/undertaking",
            "POST /presentations/{presentation}/amendment-acceptance",
            "POST /presentations/{presentation}/unreadable-records",
        ),
        (NOMINATED,): (
            "POST /credits/{credit}/advise",
            "POST /credits/{credit}/advice-refusal",
            "POST /credits/{credit}/confirmation",
            "POST /credits/{credit}/confirmation-declination",
            "POST /credits/{credit}/amendments/{number}/advice",
            "POST /credits/{credit}/amendments/{number}/extension",
            "POST /credits/{credit}/transfers/{number}/consent",
        ),
        (REGULATOR,): matrix.ANY_CREDIT,
        (FINANCIER,): ("POST /credits/{credit}/assignments/{number}/release",),
        (IMPORTER,): ("POST /presentations/{presentation}/waiver-answer",),
        (EXPORTER,): (
            "POST /presentations/{presentation}/replacement-records",  # no bank has acted upon them
            "POST /presentations/{presentation}/return",
            "POST /undertakings/{undertaking}/forgo",  # the beneficiary's
            "POST /users/erasures",  # whose clerk it is
            "POST /transactions",  # the examples are signed with a key that `at_work` makes its own
            "POST /transactions/consents",
        ),
    }.items()
    for route in routes
}
"""Whose act it is, where not everyone's who sees the object."""

ANSWERED: Final = "POST /presentations/{presentation}/waiver-answer"
AT_THE_ISSUER: Final = tuple(
    route for route in ACTS if route.startswith("POST /presentations/{presentation}/")
)
"""Asked of a presentation that the issuing bank holds."""

BINDING: Final = frozenset(
    (
        "POST /credits/{credit}/pre-advice",
        "POST /credits/{credit}/confirmation",
        "POST /credits/{credit}/amendments",
        "POST /credits/{credit}/amendments/{number}/advice",
        "POST /credits/{credit}/amendments/{number}/answer",
        "POST /credits/{credit}/amendments/{number}/extension",
        "POST /credits/{credit}/amendments/{number}/presentation",
        "POST /credits/{credit}/assignments",
        "POST /credits/{credit}/assignments/{number}/acknowledgement",
        "POST /credits/{credit}/assignments/{number}/release",
        "POST /credits/{credit}/compliance-hold",
        "POST /credits/{credit}/compliance-hold/end",
        "POST /credits/{credit}/court-order",
        "POST /credits/{credit}/court-order/lifting",
        "POST /credits/{credit}/issue",
        "POST /credits/{credit}/transfers",
        "POST /credits/{credit}/transfers/{number}/consent",
        "POST /credits/{credit}/transfer-return",
        "POST /presentations/{presentation}/as-received",
        "POST /credits/{credit}/messages",
        "POST /presentations/{presentation}/examination",
        "POST /presentations/{presentation}/refusal",
        "POST /presentations/{presentation}/waiver",
        "POST /presentations/{presentation}/waiver-enquiry",
        "POST /presentations/{presentation}/amendment-acceptance",
        "POST /presentations/{presentation}/loss",
        "POST /presentations/{presentation}/unreadable-records",
        "POST /presentations/{presentation}/honour",
        "POST /presentations/{presentation}/agreement",
        "POST /presentations/{presentation}/undertaking",
        "POST /presentations/{presentation}/maturity-payment",
        "POST /presentations/{presentation}/negotiation",
        "POST /presentations/{presentation}/prepayment",
        "POST /presentations/{presentation}/reimbursement",
        "POST /presentations/{presentation}/refund",
        "POST /presentations/{presentation}/repayment",
        "POST /invoices/{fingerprint}/offers",
        "POST /invoices/{fingerprint}/finance",
        "POST /invoices/{fingerprint}/settle",
        "POST /invoices/{fingerprint}/release",
        "POST /invoices/{fingerprint}/cancellation",
        "POST /members/calendars",
        "POST /members/keys",
        "POST /members/keys/rotations",
        "POST /members/keys/{key}/revocation",
        "POST /members/settlement-account",
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
    "POST /users/erasures": {"user": "clerk"},
    "POST /documents/{document}/grants": {"organisation": RIVAL},
    "POST /users/me/password": {"current": DEVELOPMENT_PASSWORD},
}
"""What an example names, as it is called here."""

ENDS: Final = (
    "POST /members/settlement-account",
    "POST /users/erasures",
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
    for kind in set(PLACE.findall(route)) & set(SEES):
        return [organisation for organisation in able if organisation in SEES[kind]]
    single = [organisation for organisation in able if organisation not in DUAL]
    return [*(DUAL & set(able)), single[SERVING.index(route) % len(single)]]


@pytest.fixture(scope="module")
def at_work() -> Iterator[tuple[Network, dict[str, str], dict[str, str]]]:
    """A trade of its own; by route, a presentation at the issuing bank, new or asked about."""
    with open_trade() as trade:
        key = recorded_of("members_appoint_key")["request"]["bodies"]["application/json"]
        trade.network.post("/members/keys", EXPORTER, key)
        path = f"/credits/{trade.ids['credit']}/assignments"
        trade.network.post(path, EXPORTER, {"assignee": FINANCIER})
        held, asked = (_held(trade.network, number) for number in ("LC-HELD", "LC-ASKED"))
        trade.network.bind(f"/presentations/{asked}/examination", ISSUER)
        trade.network.bind(f"/presentations/{asked}/waiver-enquiry", ISSUER)
        yield trade.network, trade.ids, dict.fromkeys(AT_THE_ISSUER, held) | {ANSWERED: asked}


def _held(network: Network, number: str) -> str:
    """Documents that the issuing bank has, dated later than that and so discrepant."""
    credit = issued_credit(network, number)
    body = {
        "bank": ISSUER,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": registered_documents(network, number),
    }
    held: str = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    return held


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


def test_the_tables_name_routes_that_there_are() -> None:
    named = {*ACTS, *BINDING, *MOVES_MONEY, *GIVEN, *ENDS}
    assert named - set(ASKING) == set()
    marked = {route for route in ASKING if "◆" in OPERATIONS[route]["summary"]}
    administered = {route for route in ASKING if WHOM[route] is ADMINISTRATORS}
    assert marked - administered - BINDING == set(), "say in BINDING that a maker prepares these"


@pytest.mark.parametrize("wrong", [401, 403, 404, 500])
def test_whoever_is_turned_away_in_spite_of_the_table_is_found(
    at_work: tuple[Network, dict[str, str], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    wrong: int,
) -> None:
    """Planted: the answer to everyone, whatever is asked."""
    network, ids, _ = at_work
    event = cursor(network)
    for organisation in ROLE_OF:
        for user in ("registrar",) if organisation == OPERATOR else ("maker", "checker"):
            network.token(organisation, user)
    monkeypatch.setattr(matrix, "cursor", lambda _: event)
    monkeypatch.setattr(network, "request", lambda *_, **__: httpx.Response(wrong))
    for route in SERVING:
        found = unexpected(network, ids, route)
        assert len(found) >= len(served_by(route)) > 0, route


@pytest.mark.parametrize("route", SERVING)
def test_whom_a_route_serves_it_serves(
    at_work: tuple[Network, dict[str, str], dict[str, str]], route: str
) -> None:
    network, ids, held = at_work
    if route in held:
        ids = ids | {"presentation": held[route]}
    assert unexpected(network, ids, route) == []
    if route in ENDS:
        network._tokens.clear()
