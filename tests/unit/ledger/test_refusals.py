"""A contract's refusal in words: notice and rule from NatSpec, values a person can read."""

import pytest

from dhow.ledger.abi import Refusal
from dhow.ledger.compiler import Artifacts
from dhow.ledger.refusals import RefusalBook

LEI = "529900T8BM49AURSDO55"
ORGANISATION = LEI.encode().ljust(32, b"\x00")
ID = b"\x11" * 32


@pytest.fixture(scope="module")
def book(artifacts: Artifacts) -> RefusalBook:
    return RefusalBook(artifacts)


ROWS = [
    (
        "Credit_Expired",
        {"credit": ID, "presented_day": 20_604, "last_day": 20_602},
        {"credit": "0x" + "11" * 32, "presented_day": "2026-05-31", "last_day": "2026-05-29"},
        "UCP 600 art. 6(d), 6(e), 29(a)",
    ),
    (
        "Members_NotPrepared",
        {"organisation": ORGANISATION, "act": ID},
        {"organisation": LEI, "act": "0x" + "11" * 32},
        "four-eyes policy of the organisation",
    ),
    (
        "Members_LacksCapability",
        {"organisation": ORGANISATION, "required": 3},
        {"organisation": LEI, "required": "BANK"},
        "",
    ),
    (
        "Credit_WrongState",
        {"credit": ID, "found": 4},
        {"credit": "0x" + "11" * 32, "found": "ISSUED"},
        "",
    ),
    (
        "Credit_WrongPresentationState",
        {"presentation": ID, "found": 6},
        {"presentation": "0x" + "11" * 32, "found": "REFUSED"},
        "",
    ),
    (
        "Credit_TooLate",
        {"presentation": ID, "decide_by": 1_777_896_000},
        {"presentation": "0x" + "11" * 32, "decide_by": "2026-05-04T12:00:00Z"},
        "UCP 600 art. 14(b), 16(d), 16(f)",
    ),
    (
        "Calendars_NotPublished",
        {"bank": ORGANISATION, "place": b"AEDXB", "year": 2026},
        {"bank": LEI, "place": "AEDXB", "year": 2026},
        "UCP 600 art. 2 (banking day)",
    ),
    (
        "Undertaking_NotYet",
        {"undertaking": ID, "from_": 0},
        {"undertaking": "0x" + "11" * 32, "from": "1970-01-01T00:00:00Z"},
        "",
    ),
    (
        "Credit_InvalidTerms",
        {"field": b"expiryDay".ljust(32, b"\x00")},
        {"field": "expiryDay"},
        "UCP 600 art. 6",
    ),
    (
        "Undertaking_TemperatureOutOfRange",
        {"minimum_found": -2_000, "maximum_found": 9, "minimum_allowed": 0, "maximum_allowed": 8},
        {"minimum_found": -2_000, "maximum_found": 9, "minimum_allowed": 0, "maximum_allowed": 8},
        "the undertaking's temperature condition",
    ),
]


@pytest.mark.parametrize(("error", "given", "values", "rule"), ROWS, ids=[row[0] for row in ROWS])
def test_values_are_readable_and_the_rule_is_cited(
    book: RefusalBook, error: str, given: dict[str, object], values: dict[str, object], rule: str
) -> None:
    explained = book.explain(Refusal(error, given))
    assert explained.error == error
    assert explained.notice
    assert explained.rule == rule
    assert explained.values == values


def test_every_error_of_our_interfaces_has_words(book: RefusalBook, artifacts: Artifacts) -> None:
    ours = {
        entry["name"]
        for artifact in artifacts.own()
        if artifact.source.startswith("contracts/interfaces")
        for entry in artifact.abi
        if entry["type"] == "error"
    }
    assert len(ours) > 60
    wordless = [
        name for name in ours if book.explain(Refusal(name, {})).notice.endswith(f": {name}.")
    ]
    assert wordless == []


def test_an_error_nobody_knows_is_still_explained(book: RefusalBook) -> None:
    explained = book.explain(Refusal("Mystery", {"data": b"\x01\x02"}))
    assert "Mystery" in explained.notice
    assert explained.values == {"data": "0x0102"}


def test_a_library_error_speaks_of_the_account(book: RefusalBook) -> None:
    explained = book.explain(
        Refusal("ERC20InsufficientBalance", {"sender": "0x" + "aa" * 20, "balance": 1, "needed": 2})
    )
    assert "settlement account" in explained.notice
    assert explained.values["needed"] == 2


def test_bytes_that_are_no_text_stay_hex(book: RefusalBook) -> None:
    explained = book.explain(Refusal("Credit_InvalidTerms", {"field": b"\xff" * 32}))
    assert explained.values["field"] == "0x" + "ff" * 32
    nobody = book.explain(Refusal("Members_Suspended", {"organisation": bytes(32)}))
    assert nobody.values["organisation"] == "0x" + "00" * 32
