"""The fees of the same credit on paper, against a worked example."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dhow.trade.money import Amount
from scenarios.stage.paper import Deal, beside, fees

PRESENTED = datetime(2026, 5, 5, 8, tzinfo=UTC)
WORKED = Deal(
    amount=Amount.parse("USD 250,000.00"),
    applied_on=date(2026, 3, 2),
    expires_on=date(2026, 6, 15),  # 105 days: four months begun
    usance_days=60,
    documents=6,
    again=4,
    rounds=2,
    refused=1,
    first_refused=1,
    amendments=1,
    first_presented_at=PRESENTED - timedelta(hours=29),
    presented_at=PRESENTED,
    settled_at=PRESENTED + timedelta(hours=26),
)


def test_the_worked_example_comes_to_one_per_cent_of_the_amount() -> None:
    assert fees(WORKED) == Amount.parse("USD 2,500.00")


@pytest.mark.parametrize(
    ("changed", "total"),
    [
        ({"refused": 0}, "USD 2,450.00"),
        ({"settled_at": None}, "USD 2,475.00"),
        ({"rounds": 0, "refused": 0, "settled_at": None}, "USD 1,925.00"),  # nothing to examine
        ({"confirmed": True}, "USD 3,500.00"),
        ({"reimbursed": True}, "USD 2,540.00"),
        ({"usance_days": 61}, "USD 2,800.00"),
        ({"amount": Amount.parse("USD 1,000.00")}, "USD 302.40"),  # the least for either act
    ],
)
def test_each_fee_is_asked_where_it_is_due(changed: dict[str, object], total: str) -> None:
    assert fees(replace(WORKED, **changed)) == Amount.parse(total)  # type: ignore[arg-type]


def test_the_tariff_says_nothing_of_other_money() -> None:
    other = replace(WORKED, amount=Amount.parse("EUR 10.00"))
    with pytest.raises(ValueError, match="USD"):
        fees(other)
    assert "fees of the banks" not in [line.what for line in beside(other, 1, 1)]


def test_what_a_run_took_stands_beside_what_paper_takes() -> None:
    lines = {line.what: line for line in beside(WORKED, 40, 2_500)}
    both = lines["documents at the banks"].here
    assert both == "55 hours from the first presentation to payment, 26 from the last"
    assert lines["documents"].here == "6 presented, 4 of them more than once"
    assert "1 of 1 refused" in lines["first presentations refused"].here
    assert "40 requests, 2.5 s" in lines["handling of documents"].here
    assert all(line.source for line in lines.values())
    once = beside(replace(WORKED, again=0, first_presented_at=PRESENTED), 1, 1)
    assert {each.here for each in once} > {
        "6 presented, each once",
        "26 hours from presentation to payment",
    }
    unsettled = beside(replace(WORKED, settled_at=None), 1, 1)
    assert "not settled" in [line.here for line in unsettled]
