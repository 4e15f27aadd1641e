"""Shipping and drawing by instalments: each in its period, its quantity and amount (art. 32).

Within an instalment any number of shipments and drawings is allowed, unless the credit bars them
(ISBP 745 C15): one that is less is no discrepancy by itself. One that was missed, or
shipped short, ends the credit for it and for all after it.
"""

from collections.abc import Sequence
from datetime import date

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.instalments import Shipped, ceased_from, instalment_of
from dhow.trade.credit.shipment import Instalment
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount

_CEASED = "nothing can: the credit has ceased for that instalment and those after it"


def available(case: Case) -> Amount | None:
    """What may still be drawn of the instalments presented for, tolerance included.

    None where they have no amounts, or none is presented for.
    """
    presented_for = _presented_for(case)
    amounts = [each.amount for each in presented_for if each.amount is not None]
    currency = case.terms.amount.currency
    if not presented_for or len(amounts) != len(presented_for):
        return None
    if any(each.currency != currency for each in amounts):
        return None
    most = case.terms.with_tolerance(sum(amounts, Amount(0, currency)))
    drawn = [each.amount for each in _before(case, presented_for) if each.amount is not None]
    before = sum((each for each in drawn if each.currency == currency), Amount(0, currency))
    return max(most - before, Amount(0, currency))


@rule("UCP 600 art. 32")
def instalments(case: Case) -> Findings:
    """An instalment not shipped in its period ends the credit for it and all later ones."""
    schedule = case.terms.shipment.instalments
    shipped = [*case.presentation.before.shipped]
    days = case.shipment_dates if case.transport else _drawn_on(case)
    shipped += [Shipped(day=day) for day in days.values()]
    told: set[int] = set()
    for document, day in days.items() if schedule else ():
        if instalment_of(schedule, day) is None:
            yield _discrepancy(
                document,
                "shipment_date",
                f"{'shipped' if case.transport else 'drawn'} {day}",
                f"{'shipment' if case.transport else 'drawing'} within an instalment's period",
                _CEASED,
            )
            continue
        missed, unseen = _missed(case, shipped, day)
        for each in unseen:
            if each not in told:
                told.add(each)
                yield Observation(
                    article="",
                    document="Presentation",
                    words=f"instalment {each + 1} (from {schedule[each].first} to"
                    f" {schedule[each].last}) may have been shipped in what was presented earlier"
                    " and is not seen here; ask the bank that has it",
                )
        if missed is not None:
            yield _discrepancy(
                document,
                "shipment_date",
                _shipped_of(schedule[missed], shipped),
                "every earlier instalment shipped in its period",
                _CEASED,
            )


def _drawn_on(case: Case) -> dict[str, date]:
    """The day of a drawing by instalments, where no transport document is asked for.

    What is presented after a period's last day, on which the bank was closed, is of that period
    (art. 29(a)).
    """
    if case.terms.requires_original_transport_document or not case.terms.shipment.instalments:
        return {}
    day = case.presentation_day
    for each in case.terms.shipment.instalments:
        if each.last < day <= case.calendar.roll_forward(each.last):
            return {"Presentation": each.last}
    return {"Presentation": day}


def _missed(case: Case, shipped: Sequence[Shipped], today: date) -> tuple[int | None, list[int]]:
    """The first instalment that was missed, and those of which that cannot be told."""
    schedule = case.terms.shipment.instalments
    slack = case.stated_slack.less if case.stated_slack else None
    unseen: list[int] = []
    made = list(shipped)
    while (missed := ceased_from(schedule, made, today, slack)) is not None:
        period = schedule[missed]
        if not any(each.day is None and each.may_be_of(period) for each in shipped):
            break
        unseen.append(missed)
        made.append(Shipped(day=period.first))
    return missed, unseen


def _shipped_of(instalment: Instalment, shipped: Sequence[Shipped]) -> str:
    """What was shipped of an instalment that was missed, in words."""
    inside = [each.quantity for each in shipped if each.day and each.may_be_of(instalment)]
    period = f"shipped from {instalment.first} to {instalment.last}"
    known = [each for each in inside if each is not None]
    if not known:
        return f"nothing {period}"
    total, *others = known
    for each in others:
        total += each
    return f"{total} of {instalment.quantity} {period}"


@rule("UCP 600 art. 32, 30(a), 30(b)")
def instalment_quantity(case: Case) -> Findings:
    """Of each instalment its own quantity is shipped, within the tolerance of the credit's."""
    presented_for, found = _presented_for(case), case.shipped
    wanted = _together([each.quantity for each in presented_for])
    if wanted is None or found is None or not wanted.comparable(found):
        return
    before = _together(
        [each.quantity for each in _before(case, presented_for) if _is_measured(each, wanted)]
    )
    slack = case.slack_of(wanted)
    total = found.base + (before.base if before else 0)
    over = total > wanted.base * (1 + slack.more)
    short = total < wanted.base * (1 - slack.less) and not case.terms.shipment.partial_allowed
    if not over and not short:
        return
    yield _discrepancy(
        " and ".join(str(each) for each in case.invoices),
        "quantity",
        f"{found}, {found + before} with the {before} shipped before" if before else str(found),
        f"{slack.within(wanted)}, {_named(case, presented_for)}",
        f"ship and invoice {slack.within(wanted)}",
    )


@rule("UCP 600 art. 32, 18(b)")
def instalment_amount(case: Case) -> Findings:
    """A drawing stays within the instalments that it is for, less what was drawn of them."""
    most, drawn = available(case), case.presentation.drawn
    if most is None or most.currency != drawn.currency or drawn <= most:
        return
    yield _discrepancy(
        "Presentation",
        "drawn",
        str(drawn),
        f"at most {most}, {_named(case, _presented_for(case))}",
        f"draw {most} or less",
    )


@rule("UCP 600 art. 31(a), 32")
def instalments_are_parts(case: Case) -> Findings:
    """A schedule of instalments is shipped in parts, whatever else the credit bars."""
    shipment = case.terms.shipment
    if shipment.instalments and not shipment.partial_allowed:
        yield Observation(
            article="",
            document=f"Credit {case.terms.credit_number}",
            words="bars partial shipments and has instalments: each instalment is examined as one"
            " shipment; ask the issuing bank whether that is meant",
        )


def _presented_for(case: Case) -> list[Instalment]:
    """The instalments in whose periods the goods were shipped, in order, each once.

    Where no transport document is asked for, the instalments are drawings, by their own days.
    """
    schedule = case.terms.shipment.instalments
    days = set(case.shipment_dates.values())
    if not days and not case.terms.requires_original_transport_document:
        days = {case.presentation_day}
    return [each for each in schedule if any(day in each.window for day in days)]


def _before(case: Case, instalments: Sequence[Instalment]) -> list[Shipped]:
    """What is known to have been shipped of them earlier."""
    earlier = case.presentation.before.shipped
    return [
        each
        for each in earlier
        if each.day is not None and any(each.may_be_of(one) for one in instalments)
    ]


def _is_measured(shipped: Shipped, wanted: Quantity) -> bool:
    return shipped.quantity is not None and shipped.quantity.comparable(wanted)


def _together(quantities: Sequence[Quantity | None]) -> Quantity | None:
    """Their sum; None where there is none, one is not known, or they measure different things."""
    total: Quantity | None = None
    for each in quantities:
        if each is None or (total is not None and not total.comparable(each)):
            return None
        total = each if total is None else total + each
    return total


def _named(case: Case, instalments: Sequence[Instalment]) -> str:
    schedule = case.terms.shipment.instalments
    numbers = [str(schedule.index(each) + 1) for each in instalments]
    return f"for instalment{'s' * (len(numbers) > 1)} {' and '.join(numbers)}"


def _discrepancy(
    document: str, field: str, found: str, required: str, would_comply: str
) -> Discrepancy:
    return Discrepancy(
        code=Code.INSTALMENT,
        article="",
        document=document,
        field=field,
        found=found,
        required=required,
        would_comply=would_comply,
    )


RULES = (instalments, instalment_quantity, instalment_amount, instalments_are_parts)
