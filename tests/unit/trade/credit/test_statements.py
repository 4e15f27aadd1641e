"""Statements that a credit asks for, made in other words (ISBP 745 P3, P4)."""

from datetime import date

import pytest

from dhow.trade.credit.examination.statements import states

SENT = "one set of copies has been sent to the applicant by courier within 3 days after shipment"


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        (SENT, True),
        (SENT.replace("3", "THREE"), True),
        (SENT.replace("3", "three (3)"), True),
        (SENT.replace("has been sent", "was dispatched"), True),
        (SENT.replace("sent", "DESPATCHED").upper(), True),
        (SENT.replace("within 3 days after shipment", "on 12 May 2026"), True),
        (SENT.replace("within 3 days after shipment", "on May 13th, 2026"), True),
        ("On 2026-05-12 1 set of copies was sent to the applicant by courier", True),
        (SENT.replace("within 3 days after shipment", "on 14 May 2026"), False),
        (SENT.replace("within 3 days after shipment", "on 9 May 2026"), False),
        (SENT.replace("within 3 days after shipment", "on 31 June 2026"), False),
        (SENT.replace("within 3 days after shipment", ""), False),
        (SENT.replace("3", "FOUR"), False),
        (SENT.replace("has been", "has not been"), False),
        (SENT.replace("has been sent", "will be sent"), False),
        (SENT.replace("courier", "airmail"), False),
        (SENT.replace("one set", "two sets"), False),
        ("", False),
    ],
)
def test_stated(said: str, stated: bool) -> None:
    assert states(["WE CERTIFY:", said], SENT, date(2026, 5, 10)) is stated


@pytest.mark.parametrize(
    "denied",
    [
        *("not", "will be", "not yet", "have never yet been", "to be", "cannot be", "may be"),
        "it is untrue that they were",
    ],
)
def test_a_denial_is_no_statement(denied: str) -> None:
    assert not states([f"copies {denied} sent to the applicant"], "sent to the applicant", None)


ACT = SENT.replace(" within 3 days after shipment", "")


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        (f"{ACT} on 30 June 2026, shipment having been made on 10 May 2026", False),
        (f"invoice KS-41 of 10 May 2026: {ACT} on 18 May 2026", False),
        (f"invoice KS-41 of 10 April 2026: {ACT} on 12 May 2026", True),
        (f"invoice dated 10 May 2026. {ACT}", False),
        (f"{ACT}, shipment was on 11 May 2026", False),
        (f"on 12 May 2026 we certify that {ACT}", True),
        (ACT.replace("sent to", "sent on 12 May 2026 to"), True),
        (f"{ACT} after 11 May 2026", False),
        (f"{ACT} on 11 May 2026 or later", False),
        (f"on 11 May 2026 we loaded, {ACT} on 30/06/2026", False),
        (f"{ACT} on 11/05/2026", False),
        (f"{ACT} within 2 days after shipment", True),
        (f"{ACT} within 4 days after shipment", False),
        (f"{ACT} on 12 May 2026, reference {'9' * 5_000}", True),
        (f"{ACT} on {'1 May 2026, ' * 20}", False),
    ],
)
def test_the_day_that_counts_is_that_of_the_act(said: str, stated: bool) -> None:
    assert states([said], SENT, date(2026, 5, 10)) is stated


@pytest.mark.parametrize("days", ["9" * 12, "9" * 5_000])
def test_any_number_of_days_can_be_asked_for(days: str) -> None:
    asked = SENT.replace(" 3 ", f" {days} ")
    said = f"{ACT} on 12 May 2026"
    assert states([said], asked, date(2026, 5, 10)) is (len(days) <= 18)


def test_blanks_count_for_nothing_however_many() -> None:
    said = SENT.replace("within 3 days after shipment", "on 12 May 2026")
    assert states(
        [" " * 200_000 + said.replace(" on ", "\n" * 1_000 + "on ")], SENT, date(2026, 5, 10)
    )


def test_a_day_alone_states_nothing() -> None:
    assert not states(["2026-05-12"], "within 3 days after shipment", date(2026, 5, 10))


def test_without_a_day_of_shipment_no_day_is_within_it() -> None:
    said = SENT.replace("within 3 days after shipment", "on 12 May 2026")
    assert not states([said], SENT, None)
    assert states([said], said, None)
