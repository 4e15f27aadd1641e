"""Every route by every role, with every kind of token, for its own, another's and nobody's object.

The routes come from the description, the expectations from the table in
`tests/support/matrix.py`: a new route that the table does not know fails, and so does a new kind of
object that `SEES` does not know. What those are answered whom it serves: `test_matrix_served`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.app import interface
from api.auth.tokens import Claims, Tokens
from api.ids import org_hex
from api.routes import Routes
from tests.support.api import (
    EXPORTER,
    FINANCIER,
    STRANGER,
    problem_of,
)
from tests.support.matrix import (
    ADMINISTRATORS,
    ANY_CREDIT,
    ANYONE,
    ASKING,
    ASKS_ITS_OWNER,
    FREE,
    NAMES_ANOTHER,
    NO_DUTIES,
    OPERATIONS,
    PLACE,
    ROLE_OF,
    ROUTES,
    SEES_ALL,
    TO_ASSIGNEES,
    WHOM,
    WITH_OBJECTS,
    nobodys,
    request,
    token_of,
)
from tests.support.trade import SEES, Trade, open_trade

DONE_ALREADY = ("POST /users/{user}/enable", "POST /users/{user}/duty")
"""Whose example asks for what the ledger has: there is no act to draft."""
ROUTES_DECLARED = tuple(Routes(interface()))


@pytest.fixture(scope="module")
def trade() -> Iterator[Trade]:
    with open_trade() as opened:
        yield opened


def test_the_table_knows_every_route_and_every_kind_of_object() -> None:
    assert set(OPERATIONS) - set(WHOM) == set(), "say in WHOM whom these serve"
    assert set(WHOM) - set(OPERATIONS) == set(), "there are no such routes"
    placed = {place for route in OPERATIONS for place in PLACE.findall(route)}
    assert placed - set(SEES) - set(FREE) == set(), "say in SEES who sees these"


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
        (kind,) = set(PLACE.findall(route)) & set(SEES)
        if (kind, organisation) in SEES_ALL or (route, organisation) == NO_DUTIES:
            continue
        if route in ANY_CREDIT or (route in TO_ASSIGNEES and organisation == FINANCIER):
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


@pytest.mark.parametrize("route", [route for route in ASKING if route.startswith("POST")])
def test_a_draft_is_asked_of_an_act_or_of_nothing(trade: Trade, route: str) -> None:
    """A route that sends no act and does not say so would do the thing instead of drafting it."""
    organisation = next(each for each, role in ROLE_OF.items() if role in WHOM[route])
    path = route.removeprefix("POST ")
    (declared,) = (each for each in ROUTES_DECLARED if (each.method, each.path) == ("POST", path))
    network = trade.network
    response = request(
        network,
        route,
        token_of(network, organisation),
        trade.ids,
        headers={"Prefer": f'draft="{network.context.keys.user(organisation, "checker").address}"'},
    )
    if declared.without_act is not None:
        assert problem_of(response)["type"] == "urn:dhow:problem:nothing-to-draft"
    elif response.status_code < 400 and route not in DONE_ALREADY:
        assert response.json().get("draft"), "mark the route without_act()"


@pytest.mark.parametrize("route", [route for route in ROUTES if WHOM.get(route) is ANYONE])
def test_what_is_open_to_anyone_needs_no_token(trade: Trade, route: str) -> None:
    response = request(trade.network, route, None, trade.ids)
    assert response.status_code != 403
    assert response.status_code < 500, response.text
