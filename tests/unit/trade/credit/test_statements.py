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


def test_a_denial_is_no_statement() -> None:
    assert not states(["copies not sent to the applicant"], "sent to the applicant", None)
    assert not states(["copies will be sent to the applicant"], "sent to the applicant", None)


def test_a_day_alone_states_nothing() -> None:
    assert not states(["2026-05-12"], "within 3 days after shipment", date(2026, 5, 10))


def test_without_a_day_of_shipment_no_day_is_within_it() -> None:
    said = SENT.replace("within 3 days after shipment", "on 12 May 2026")
    assert not states([said], SENT, None)
    assert states([said], said, None)
