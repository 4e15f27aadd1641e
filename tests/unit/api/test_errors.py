"""Problems: their shape, their status, and that what the code names exists."""

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api import misshapen, refusals
from api.current import Current, current
from api.errors import ApiError, from_invalid_input, from_refusal, kebab, not_found, unavailable
from dhow.errors import EnvironmentProblemError
from dhow.ledger.abi import Refusal
from dhow.ledger.client import TransactionError
from dhow.ledger.compiler import Artifacts
from dhow.ledger.engines.base import EngineError
from dhow.ledger.refusals import RefusalBook
from dhow.ledger.sending import StillUnderWay
from dhow.trade.records import InvalidInput, Problem


@pytest.fixture(scope="module")
def book(artifacts: Artifacts) -> RefusalBook:
    return RefusalBook(artifacts)


def test_every_error_named_here_exists_in_a_contract(book: RefusalBook) -> None:
    machinery = {"Panic", "Unknown", "NoReason", "FailedCall"}
    library = {"AccessManagerUnauthorizedAccount"}
    unknown = refusals.known_errors() - book.errors - machinery - library
    # errors of OpenZeppelin's token are in the token's own ABI
    assert {name for name in unknown if not name.startswith("ERC20")} == set()


STATUS = [
    ("Members_NotTheParty", 403),
    ("Members_LacksCapability", 403),
    ("AccessManagedUnauthorized", 403),
    ("Credit_Unknown", 404),
    ("Calendars_NotPublished", 404),
    ("Credit_InvalidTerms", 422),
    ("Oracles_NoQuorum", 422),
    ("Credit_Expired", 409),
    ("Members_NotPrepared", 409),
    ("Invoices_Duplicate", 409),
    ("ERC20InsufficientBalance", 409),
    ("Panic", 500),
]


@pytest.mark.parametrize(("error", "status"), STATUS, ids=[row[0] for row in STATUS])
def test_a_refusals_status(book: RefusalBook, error: str, status: int) -> None:
    problem = from_refusal(Refusal(error, {}), book)
    assert problem.status == status
    assert problem.error == error


def test_what_is_next_of_a_presentation_follows_from_its_state(
    book: RefusalBook, artifacts: Artifacts
) -> None:
    enums = {name.rpartition(".")[2]: members for name, members in artifacts.enums.items()}
    states = enums["PresentationState"]
    assert refusals.known_states() == set(states)
    told = {}
    for number, state in enumerate(states):
        refused = Refusal("Credit_WrongPresentationState", {"presentation": b"", "found": number})
        told[state] = from_refusal(refused, book).next_step
    assert len(set(told.values())) == len(states)
    assert [state for state in states if "Examine" in told[state]] == ["RECEIVED"]
    assert "beneficiary may send to the issuing bank" in told["DISCREPANT"]


def test_who_does_what_is_anothers_is_told_whose_it_is(book: RefusalBook) -> None:
    required = b"8945000000ORCHARDS94".ljust(32, b"\0")
    refused = Refusal(
        "Members_NotTheParty", {"key": "0x00", "required": required, "found": bytes(32)}
    )
    assert from_refusal(refused, book).next_step == "It is for 8945000000ORCHARDS94 to do."


def test_every_refusal_of_a_member_says_what_to_do_next(book: RefusalBook) -> None:
    for error in (
        *("Credit_Expired", "Credit_TooLate", "Members_NotPrepared", "Invoices_Duplicate"),
        *("Credit_SuspendedByCourt", "Credit_OnHold"),
    ):
        assert from_refusal(Refusal(error, {}), book).next_step


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("Credit_TooLate", "credit-too-late"),
        ("Credit_Expired", "credit-expired"),
        ("ERC20InsufficientBalance", "erc20-insufficient-balance"),
        ("Members_UnknownKey", "members-unknown-key"),
    ],
)
def test_an_error_name_as_a_problem_type(error: str, code: str) -> None:
    assert kebab(error) == code


def test_members_with_nothing_to_say_are_left_out() -> None:
    assert set(not_found("credit").as_problem("/credits/1")) == {
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "next",
    }


def test_a_problem_without_detail_repeats_its_title() -> None:
    assert ApiError(418, "teapot", "A teapot").as_problem("/")["detail"] == "A teapot"


def test_every_wrong_field_is_kept() -> None:
    problem = from_invalid_input(
        InvalidInput(
            "terms", (Problem("terms.amount", "is missing"), Problem("terms.expiry", "is late"))
        )
    )
    assert problem.fields == (("terms.amount", "is missing"), ("terms.expiry", "is late"))
    assert problem.status == 422


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    bank: str
    documents: Annotated[tuple[str, ...], Field(min_length=1)]
    day: date
    disposal: Literal["RETURNING", "HOLDING"]
    minor: Annotated[int, Field(ge=1, le=9)]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("bank", None, "must be text"),
        ("documents", (), "has 0 entries; give at least 1"),
        ("documents", "x", "must be a list"),
        ("day", "soon", "must be a day such as 2026-05-29"),
        ("disposal", "KEEPING", "must be 'RETURNING' or 'HOLDING'"),
        ("minor", 0, "must be 1 or more"),
        ("minor", 10, "must be 9 or less"),
        ("more", 1, "is no field of this request; leave it out"),
    ],
)
def test_a_field_of_the_wrong_shape_is_told_in_our_words(
    field: str, value: Any, words: str
) -> None:
    right = {"bank": "B", "documents": ("d",), "day": date(2026, 5, 29), "disposal": "HOLDING"}
    with pytest.raises(ValidationError) as raised:
        _Asked.model_validate(right | {"minor": 1} | {field: value})
    (error,) = raised.value.errors()
    assert (error["loc"], misshapen.words(error)) == ((field,), words)


def test_what_is_missing_is_asked_for() -> None:
    with pytest.raises(ValidationError) as raised:
        _Asked.model_validate({})
    assert {misshapen.words(each) for each in raised.value.errors()} == {"is missing; give it"}


_NODE = "http://10.0.0.7:8545 does not answer: timed out; is the address right?"


@pytest.mark.parametrize(
    "problem",
    [EngineError(_NODE), TransactionError(_NODE), StillUnderWay("act 1", "a:b:1", 120, _NODE)],
    ids=["silent nodes", "not taken", "no block"],
)
def test_what_does_not_answer_is_told_without_its_address(
    problem: EnvironmentProblemError, caplog: pytest.LogCaptureFixture
) -> None:
    told = unavailable(problem)
    assert told.status == 503
    assert "10.0.0.7" not in str(told.as_problem("/credits"))
    assert "10.0.0.7" in caplog.text


def test_a_halted_network_is_told_in_words() -> None:
    assert "no block is being made" in unavailable(EngineError(_NODE)).detail


def test_a_write_that_waits_for_a_block_names_what_to_follow() -> None:
    token = current.set(Current("ab" * 16))
    try:
        waiting = unavailable(StillUnderWay("act 1", "a:b:1", 120, None))
        silent = unavailable(EngineError(_NODE))
    finally:
        current.reset(token)
    assert f"GET /operations/{'ab' * 16}" in waiting.next_step
    assert "Idempotency-Key" in silent.next_step
    assert "GET /operations" in silent.next_step
    assert unavailable(EngineError(_NODE)).next_step == "Try again shortly."
