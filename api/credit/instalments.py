"""Drawing and shipping by instalments: one missed ends the credit for it and for all after it
(UCP 600 art. 32).

The ledger counts each instalment by the day on which it is presented for, in periods that do not
overlap. Terms give the periods of shipment, and what is shipped on the last day of one may be
presented while the next is shipped: where that is so, or an instalment has no amount, the ledger
could but refuse what is in time. So it is where the bank may be closed on the last day of one,
which then runs on to a day of the next (art. 29(a)). Then the schedule is held by examination
alone, which sees the documents, and the applicant is told so.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.shown import day_number
from dhow.ledger.bindings.values import Day, Instalment
from dhow.trade.credit import Terms

_MOST: Final = 36
_CLOSED: Final = 14
"""Days: the most that the ledger lets a bank be closed in a row, and asks for between instalments.
Not asked of a calendar: what the ledger counts is to be the same however calendars change."""
_NOT_COUNTED: Final = (
    "UCP 600 art. 32, shipment.instalments: {why}, so the ledger counts the credit as a whole and"
    " each instalment is held to its period by examination."
)


def schedule(terms: Terms) -> tuple[Instalment, ...]:
    """The instalments that the ledger is to count; none where it cannot."""
    return () if _why_not(terms) else _periods(terms)


def root(terms: Terms) -> bytes:
    """The hash over them, as the clauses of a credit bear it; zero where there are none."""
    stated = schedule(terms)
    if not stated:
        return bytes(32)
    rows = [(each.from_day, each.until_day, each.amount_minor) for each in stated]
    return keccak(encode(["(uint32,uint32,uint128)[]"], [rows]))


def warnings(terms: Terms) -> tuple[str, ...]:
    """Why the ledger does not count the instalments that terms have, for the applicant."""
    why = _why_not(terms)
    return (_NOT_COUNTED.format(why=why),) if why else ()


def _periods(terms: Terms) -> tuple[Instalment, ...]:
    return tuple(
        Instalment(
            from_day=Day(day_number(each.first)),
            until_day=Day(day_number(_last_day(terms, each.last))),
            amount_minor=each.amount.minor if each.amount else 0,
        )
        for each in terms.shipment.instalments
    )


def _last_day(terms: Terms, shipped: date) -> date:
    """The last day for presenting what is shipped on the last day of an instalment.

    Where no transport document is asked for, the instalments are drawings, by their own days.
    """
    if not terms.requires_original_transport_document:
        return min(shipped, terms.expiry.day)
    after = terms.days_after_shipment
    if after is None:  # stale documents are acceptable
        return terms.expiry.day
    return min(shipped + min(timedelta(days=after), date.max - shipped), terms.expiry.day)


def _why_not(terms: Terms) -> str | None:
    given = terms.shipment.instalments
    if not given:
        return None
    amounts = [each.amount.minor for each in given if each.amount is not None]
    if len(amounts) != len(given):
        return "not each of them has an amount"
    if terms.additional_amounts or sum(amounts) != terms.amount.minor:
        return "they do not come to the amount of the credit"
    if terms.is_transferable:
        return "a transferable credit's are not counted on the ledger"
    if len(given) > _MOST:
        return f"there are more than {_MOST}"
    if day_number(given[0].first) <= 0:
        return "the first begins before the days that the ledger counts"
    if given[-1].first > terms.expiry.day:
        return "the last of them begins after expiry"
    periods = _periods(terms)
    if any(each.until_day >= following.from_day for each, following in pairwise(periods)):
        return "documents of one may still be presented while the next is shipped"
    if any(each.until_day + _CLOSED >= following.from_day for each, following in pairwise(periods)):
        return (
            f"fewer than {_CLOSED} days lie between two, and where the bank is closed on the last"
            " day of one it runs on to days of the next (art. 29(a))"
        )
    return None
