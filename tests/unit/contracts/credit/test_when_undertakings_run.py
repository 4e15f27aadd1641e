"""From which day an undertaking runs, and on whose day it falls due (UCP 600 art. 2, 3, 35)."""

import pytest

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    DEFERRED,
    FROM_SIGHT,
    NOTICE_HASH,
    Deals,
    day_number,
    unix,
)
from tests.support.deals import START as FIRST

DAY = 86_400
USANCE = {"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 30}
SUM = 100_000


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def _apart(chain: Chain) -> None:
    """Each test begins where the module did."""


def test_a_tenor_from_sight_runs_though_the_documents_were_lost(deals: Deals) -> None:
    """The issuing bank undertakes on what it never received, from the day it was told."""
    presentation = deals.found_complying(deals.issued(clauses=USANCE), SUM)
    deals.chain.set_time(unix(2026, 3, 4))
    deals.do("reportLost", presentation, NOTICE_HASH, by="nominated")
    assert deals.presentation(presentation).received_at == unix(2026, 3, 4)
    deals.do("undertake", presentation, 0, by="bank")
    # 30 days after 4 March 2026 is Good Friday, 3 April; Monday is the next banking day
    assert deals.drawing(presentation).maturity_day == day_number(FIRST.date()) + 35


def test_a_nominated_bank_pays_on_its_own_day(deals: Deals) -> None:
    """A maturity is a day at the place of the bank that undertook, not at the issuing bank's."""
    credit = deals.confirmed(**USANCE)
    presentation = deals.found_complying(credit, SUM)
    deals.do("undertake", presentation, 0, by="nominated")
    due = deals.drawing(presentation).maturity_day
    deals.chain.set_time(due * DAY - 7 * 3_600)  # the day has begun in Singapore, not in Mumbai
    with expect_refusal("Credit_NotMatured", maturity_day=due):
        deals.do("payUndertaking", presentation, by="nominated")
    deals.chain.set_time(due * DAY - 5 * 3_600)
    deals.do("payUndertaking", presentation, by="nominated")
    assert deals.drawing(presentation).advanced_minor == SUM
