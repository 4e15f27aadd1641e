"""Examination of a presentation under UCP 600 and eUCP: deterministic, on the documents alone.

`examine` runs every rule of RULES in order and collects what each finds, because a refusal names
all discrepancies in one notice (UCP 600 art. 16(c)). The report says; the bank decides.
"""

from collections.abc import Mapping

from dhow.trade.credit.examination import (
    adverse,
    amount,
    authenticity,
    before_shipment,
    boxes,
    completeness,
    conflict,
    consignee,
    cover,
    currency,
    dates,
    drafts,
    electronic,
    evidence,
    freight,
    goods,
    instalments,
    insurance,
    one_datum,
    parties,
    payee,
    ports,
    shipments,
    transport,
    unstated,
)
from dhow.trade.credit.examination.case import Case, MissingCalendar
from dhow.trade.credit.examination.model import (
    Code,
    Discrepancy,
    ExaminationReport,
    Observation,
)
from dhow.trade.credit.examination.rule import Rule
from dhow.trade.credit.presentation import Presentation
from dhow.trade.credit.terms import Terms
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.money import Amount
from dhow.trade.oracles.reports import Report

RULES: tuple[Rule, ...] = (
    *electronic.RULES,
    *completeness.RULES,
    *dates.RULES,
    *instalments.RULES,
    *amount.RULES,
    *currency.RULES,
    *parties.RULES,
    *consignee.RULES,
    *ports.RULES,
    *goods.RULES,
    *adverse.RULES,
    *before_shipment.RULES,
    *transport.RULES,
    *freight.RULES,
    *shipments.RULES,
    *insurance.RULES,
    *cover.RULES,
    *payee.RULES,
    *drafts.RULES,
    *authenticity.RULES,
    *evidence.RULES,
    *conflict.RULES,
    *boxes.RULES,
    *one_datum.RULES,
    *unstated.RULES,
)
"""Every rule, in the order in which an examiner works through a presentation."""


def examine(
    terms: Terms,
    presentation: Presentation,
    calendars: Mapping[str, BankingCalendar],
    reports: Mapping[str, Report] | None = None,
) -> ExaminationReport:
    """Examine `presentation` under `terms` (UCP 600 art. 14).

    `calendars` holds the banking calendar of each place by UN/LOCODE; that of
    `presentation.place` is needed, for every year the days fall in.

    `reports` are the oracle reports on the ledger when the documents were presented, by evidence id
    (0x form): those that the certificates name are enough. Without it certificates are taken as
    signed, and the report says so.

    Raises:
        MissingCalendar: when the place has no calendar.
        MissingCalendarYear: when a day falls in a year the calendar does not know.
    """
    case = Case(terms, presentation, calendars, reports)
    results = [finding for rule in RULES for finding in rule(case)]
    return ExaminationReport(
        credit_number=terms.credit_number,
        findings=tuple(f for f in results if isinstance(f, Discrepancy)),
        observations=tuple(f for f in results if isinstance(f, Observation)),
        presentation_day=case.presentation_day,
        last_day_for_presentation=case.last_day,
        decide_by=case.decide_by,
        shipment_date=case.period_starts,
        amount_to_honour=_amount_to_honour(case),
        examined=tuple(rule.name for rule in RULES),
    )


def _amount_to_honour(case: Case) -> Amount:
    drawn = case.presentation.drawn
    if drawn.currency != case.available.currency:
        return Amount(0, case.available.currency)
    of_instalments = instalments.available(case)
    return min(drawn, case.available, *(() if of_instalments is None else (of_instalments,)))


__all__ = [
    "RULES",
    "Case",
    "Code",
    "Discrepancy",
    "ExaminationReport",
    "MissingCalendar",
    "Observation",
    "Rule",
    "examine",
]
