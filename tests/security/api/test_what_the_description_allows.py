"""Every route asked for what its description allows and for what it does not (schemathesis).

By every role in turn: two roles on each route, and each role on one route in six; in the long run
every role on every route. With the objects of a trade in progress and with made-up ones. Whatever
comes is answered as the description says: a status it lists, the media type, the shape; never a
fault.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.ids import OPERATOR
from api.openapi import recorded_of
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
    TERMINAL,
)
from tests.support.trade import Trade, open_trade

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROLES: Final = (
    *(EXPORTER, IMPORTER, ISSUER, NOMINATED, CARRIER, INSPECTOR, CUSTOMS, TERMINAL, FINANCIER),
    *(ORACLE, REGULATOR, OPERATOR),
)
LAST: Final = ("POST /auth/sign-out", "POST /chain/time")  # sessions and the time are everyone's
APART: Final = ("POST /webhooks/{webhook}/test",)  # goes out to a name that is nobody's

SCHEMA = schemathesis.openapi.from_dict(description())
OPERATIONS = {
    each.ok().label: each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)
}
LABELS: Final = sorted(set(OPERATIONS) - set(APART), key=lambda label: (label in LAST, label))


@pytest.fixture(scope="module")
def trade() -> Iterator[Trade]:
    with open_trade() as opened:
        yield opened


def test_every_operation_of_the_description_is_asked() -> None:
    count = sum(len(item) for item in description()["paths"].values())
    assert len(OPERATIONS) == count


def test_an_answer_that_is_not_described_is_found(trade: Trade) -> None:
    wrong = description()
    wrong["paths"]["/chain"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "required": ["what_it_never_says"],
    }
    (chain,) = [
        each.ok()
        for each in schemathesis.openapi.from_dict(wrong).get_all_operations()
        if isinstance(each, Ok) and each.ok().label == "GET /chain"
    ]
    case = chain.Case(method="GET")
    with pytest.raises(FailureGroup, match="what_it_never_says"):
        send(trade, case, EXPORTER)


def in_turn(label: str) -> tuple[str, str]:
    """The two roles whose turn it is at an operation."""
    at = LABELS.index(label)
    return ROLES[at % len(ROLES)], ROLES[(at + 1) % len(ROLES)]


def test_every_role_has_its_turn_at_a_fair_share_of_the_operations() -> None:
    turns = Counter(role for label in LABELS for role in in_turn(label))
    assert set(turns) == set(ROLES)
    fair = 2 * len(LABELS) / len(ROLES)
    assert all(abs(count - fair) <= 2 for count in turns.values()), turns


@pytest.mark.parametrize("label", LABELS)
def test_answers_are_as_described(trade: Trade, label: str) -> None:
    roles = in_turn(label)
    asked = explore(trade, label, roles, examples=len(roles))
    assert set(asked) == set(roles)


@pytest.mark.long
@pytest.mark.parametrize("label", LABELS)
def test_answers_are_as_described_however_long_one_asks(trade: Trade, label: str) -> None:
    asked: Counter[str] = Counter()
    for number, role in enumerate(ROLES):
        asked += explore(trade, label, (role,), examples=12, number=number)
    assert set(asked) == set(ROLES)


def explore(
    trade: Trade, label: str, roles: Sequence[str], examples: int, number: int = 0
) -> Counter[str]:
    """Ask an operation so many times, with requests that fit and with some that do not.

    Args:
        number: which series of requests; the same number makes the same ones.

    Returns:
        How often each role asked.
    """
    asked: Counter[str] = Counter()
    operation = OPERATIONS[label]
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    takes = bool(operation.body) or bool(len(operation.query)) or bool(operation.path_parameters)
    either = (
        fitting | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        if takes
        else fitting
    )

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=either, known=st.booleans())
    def ask(case: Case, known: bool) -> None:
        role = roles[asked.total() % len(roles)]
        asked[role] += 1
        if known:
            make_known(trade, case)
        send(trade, case, role)

    ask()
    return asked


def make_known(trade: Trade, case: Case) -> None:
    """Let a request be about what there is: the recorded one, with one field as generated."""
    there = {"lei": IMPORTER, "currency": "USD", "place": "INBOM", "year": 2026, "user": "maker"}
    places = case.path_parameters or {}
    case.path_parameters = places | {
        name: value for name, value in (there | trade.ids).items() if name in places
    }
    recorded = recorded_of(case.operation.definition.raw["operationId"]).get("request", {})
    example = recorded.get("bodies", {}).get("application/json")
    if isinstance(example, dict) and isinstance(case.body, dict) and case.body:
        changed = sorted(case.body)[0]
        case.body = example | {changed: case.body[changed]}


def send(trade: Trade, case: Case, role: str) -> None:
    """Send a generated request as a role, and hold the answer against the description."""
    user = "registrar" if role == OPERATOR else "checker"
    how: dict[str, Any] = case.as_transport_kwargs(base_url="http://dhow.test")
    headers = {
        str(name): str(value).encode("latin-1", "replace")
        for name, value in (how.get("headers") or {}).items()
        if str(name).lower() not in ("authorization", "prefer", "user-agent")
    }
    headers["Authorization"] = f"Bearer {trade.network.token(role, user)}".encode()
    request = {name: how[name] for name in ("params", "json", "data", "files") if how.get(name)}
    if "json" in how and how["json"] is not None:
        request["json"] = how["json"]
    if isinstance(request.get("data"), bytes | str):
        request["content"] = request.pop("data")
    response = trade.network.request(how["method"], how["url"], headers=headers, **request)
    case.validate_response(response, checks=CHECKS)
