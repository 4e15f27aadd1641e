"""Who is bound, pre-advice, claims between banks, as far as terms decide them: rows A, D16."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhow.trade.credit import Terms
from dhow.trade.credit.claims import (
    Claimed,
    DayCount,
    InterestTerms,
    claim,
    interest,
    refund_due,
    reimbursement_due,
    year_fraction,
)
from dhow.trade.credit.maturity import Dates, maturity_of
from dhow.trade.credit.preadvice import (
    PreAdvice,
    inconsistencies,
    is_operative,
    is_overdue,
    issue_due,
)
from dhow.trade.credit.reimbursement import Bearer, Reimbursement
from dhow.trade.credit.undertakings import Duty, Role, Standing, undertaking
from dhow.trade.money import Amount
from tests.support import base_credit as bc
from tests.support.conformance import rows

BANK = {"name": "EXPORT BANK OF INDIA", "country": "IN"}


def credit(mode: str = "acceptance", **more: Any) -> Terms:
    availability: dict[str, Any] = {"mode": mode, "with_bank": "nominated_bank"}
    if mode == "acceptance":
        tenor = {"days": 60, "after": "bill_of_lading_date"}
        availability |= {"tenor": tenor, "drawee": "nominated_bank"}
    return Terms.from_json(
        {
            **bc.terms(),
            "availability": availability,
            "nominated_bank": BANK,
            "confirming_bank": BANK,
            "advising_bank": BANK,
            "confirmation": "CONFIRM",
            **more,
        }
    )


TERMS, NEGOTIATED, DIRECT = credit(), credit("negotiation"), Terms.from_json(bc.terms())
SILENT, AGREED, CONFIRMED = Standing(), Standing(nominated_agreed=True), Standing(confirmed=True)
OWES: list[tuple[str, Role, Terms, Standing, Duty, bool]] = [
    ("A10", Role.NOMINATED, TERMS, SILENT, Duty.NOTHING, False),
    ("A10-negotiation", Role.NOMINATED, NEGOTIATED, SILENT, Duty.NOTHING, False),
    ("A10-agreed", Role.NOMINATED, TERMS, AGREED, Duty.HONOUR, False),
    ("A10-agreed-to-negotiate", Role.NOMINATED, NEGOTIATED, AGREED, Duty.NEGOTIATE, True),
    ("A11", Role.CONFIRMING, NEGOTIATED, CONFIRMED, Duty.NEGOTIATE, False),
    ("A11-acceptance", Role.CONFIRMING, TERMS, CONFIRMED, Duty.HONOUR, False),
    ("A11-issuer-bound-too", Role.ISSUING, NEGOTIATED, CONFIRMED, Duty.HONOUR, False),
    ("A12", Role.CONFIRMING, NEGOTIATED, SILENT, Duty.NOTHING, False),
    ("A13", Role.ADVISING, TERMS, SILENT, Duty.NOTHING, False),
    ("A13-second", Role.SECOND_ADVISING, TERMS, SILENT, Duty.NOTHING, False),
    ("A08-from-issue", Role.ISSUING, DIRECT, SILENT, Duty.HONOUR, False),
    ("reimbursing", Role.REIMBURSING, TERMS, SILENT, Duty.NOTHING, False),
    ("transferring", Role.TRANSFERRING, TERMS, SILENT, Duty.NOTHING, False),
]


@pytest.mark.parametrize("row", rows(OWES, by="terms", name=lambda row: row[0]))
def test_who_owes_what(row: tuple[str, Role, Terms, Standing, Duty, bool]) -> None:
    _, role, terms, standing, duty, recourse = row
    found = undertaking(role, terms, standing)
    assert (found.duty, found.recourse) == (duty, recourse)
    assert found.article.startswith("UCP 600 art. ")


PRE_ADVISED = PreAdvice.from_json(
    {
        name: bc.terms()[name]
        for name in (
            "credit_number",
            "issuing_bank",
            "applicant",
            "beneficiary",
            "amount",
            "expiry",
        )
    }
    | {"pre_advised_on": "2026-05-28"}
)


@pytest.mark.rule("A15", by="terms")
@pytest.mark.parametrize(
    ("issued_on", "today", "overdue"),
    [
        (None, date(2026, 6, 3), False),  # Friday 29, Tuesday 2, Wednesday 3: Monday is a holiday
        (None, date(2026, 6, 4), True),
        (date(2026, 6, 3), date(2026, 6, 4), False),
        (date(2026, 6, 4), date(2026, 6, 4), True),
    ],
)
def test_a15_a_pre_advised_credit_is_owed_without_delay(
    issued_on: date | None, today: date, overdue: bool
) -> None:
    assert issue_due(PRE_ADVISED, bc.SINGAPORE, 3) == date(2026, 6, 3)
    assert is_overdue(PRE_ADVISED, issued_on, today, bc.SINGAPORE, 3) is overdue


@pytest.mark.rule("A15", by="terms")
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"presentation_days": 10, "charges": "ALL FOR BENEFICIARY"}, []),  # it may say more
        ({"amount": "USD 240,000.00"}, ["amount"]),
        ({"expiry": {"day": "2026-06-01", "place": "SGSIN"}}, ["expiry"]),
        (
            {"beneficiary": bc.APPLICANT, "form": "IRREVOCABLE TRANSFERABLE"},
            ["beneficiary", "form"],
        ),
    ],
)
def test_a15_on_terms_that_are_not_inconsistent(change: dict[str, Any], fields: list[str]) -> None:
    found = inconsistencies(PRE_ADVISED, Terms.from_json({**bc.terms(), **change}))
    assert [each.field for each in found] == fields
    assert all("11(b)" in each.article for each in found)


@pytest.mark.rule("A16", by="terms")
@pytest.mark.parametrize(
    ("words", "operative"),
    [
        ("WE ISSUE OUR IRREVOCABLE CREDIT AS FOLLOWS", True),
        ("FULL DETAILS TO FOLLOW", False),
        ("full details\nwill follow", False),
        ("THE MAIL CONFIRMATION WILL BE THE OPERATIVE INSTRUMENT", False),
        ("OPERATIVE INSTRUMENT FOLLOWS BY AIRMAIL", False),
        ("THIS IS NOT THE OPERATIVE INSTRUMENT", False),
        ("THIS IS THE OPERATIVE INSTRUMENT, NO MAIL CONFIRMATION WILL FOLLOW", True),
    ],
)
def test_a16_full_details_to_follow_is_no_credit(words: str, operative: bool) -> None:
    assert is_operative(["CREDIT LC1", words]) is operative


@pytest.mark.rule("A17", by="terms")
def test_a17_a_bank_that_prepaid_is_reimbursed_at_maturity() -> None:
    tenor = TERMS.availability.tenor
    assert tenor is not None
    accepted = date(2026, 5, 21)
    due = maturity_of(tenor, Dates(on_board=[[date(2026, 5, 21)]]))
    assert reimbursement_due(accepted, due) == date(2026, 7, 20)
    assert reimbursement_due(accepted, None) == accepted  # at sight


PER_CENT = InterestTerms(percent=Decimal("4.5"), day_count=DayCount.ACTUAL_360)
PAID = Amount.parse("USD 250,000.00")
DAY_COUNTS = [
    # USD 250,000 at 4.5 per cent from 28 May to 12 June 2026: 15 days
    (DayCount.ACTUAL_360, "USD 468.75"),
    (DayCount.ACTUAL_365, "USD 462.33"),
    (DayCount.ACTUAL_ACTUAL, "USD 462.33"),
    (DayCount.THIRTY_360, "USD 437.50"),  # 14 days of months of 30
]


@pytest.mark.rule("D16", by="terms")
@pytest.mark.parametrize(("day_count", "due"), DAY_COUNTS)
def test_d16_a_refund_bears_interest(day_count: DayCount, due: str) -> None:
    agreed = replace(PER_CENT, day_count=day_count)
    back = refund_due(PAID, agreed, date(2026, 5, 28), date(2026, 6, 12))
    assert str(back - PAID) == due


def test_actual_actual_takes_each_year_by_itself() -> None:
    fraction = year_fraction(date(2027, 12, 1), date(2028, 2, 1), DayCount.ACTUAL_ACTUAL)
    assert str(fraction) == "22661/133590"  # 31 days of 365 and 31 of 366


@given(
    minor=st.integers(0, 10**15),
    percent=st.decimals(0, 100, places=4),
    start=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    length=st.integers(0, 2000),
    day_count=st.sampled_from(DayCount),
)
def test_interest_is_the_exact_figure_to_half_a_minor_unit(
    minor: int, percent: Decimal, start: date, length: int, day_count: DayCount
) -> None:
    last = start + timedelta(days=length)
    agreed = InterestTerms(percent=percent, day_count=day_count)
    found = interest(Amount.of("USD", minor), agreed, start, last).minor
    exact = minor * percent * year_fraction(start, last, day_count).numerator
    whole = 100 * year_fraction(start, last, day_count).denominator
    assert abs(2 * (found * whole - exact)) <= whole


def test_a_rate_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        InterestTerms(percent=Decimal(-1), day_count=DayCount.ACTUAL_360)


def test_interest_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        interest(PAID, PER_CENT, date(2026, 6, 12), date(2026, 5, 28))


FEE = Amount.parse("USD 75.00")


@pytest.mark.parametrize(
    ("bearer", "late", "issuer", "beneficiary"),
    [
        (Bearer.ISSUING_BANK, False, "USD 250,075.00", "USD 0.00"),
        (Bearer.BENEFICIARY, False, "USD 250,000.00", "USD 75.00"),
        (Bearer.ISSUING_BANK, True, "USD 250,543.75", "USD 0.00"),
    ],
)
def test_a_claim_and_who_bears_its_charges(
    bearer: Bearer, late: bool, issuer: str, beneficiary: str
) -> None:
    """UCP 600 art. 13(b)(iii) to (v)."""
    days: dict[str, Any] = {"claimed_on": date(2026, 5, 28), "paid_on": date(2026, 6, 12)}
    found = claim(
        PAID, FEE, Reimbursement(charges=bearer), agreed=PER_CENT, **(days if late else {})
    )
    assert found == Claimed(
        principal=PAID,
        from_issuing_bank=Amount.parse(issuer),
        deducted_from_beneficiary=Amount.parse(beneficiary),
    )
