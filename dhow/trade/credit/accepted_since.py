"""A presentation, and the amendments that were accepted after it was made (UCP 600 art. 2, 10).

Whether a presentation complies is told by the credit as it stood when it was made: who honours it
is to be reimbursed (art. 7(c), 8(c)), and nobody may take that away by what is agreed later without
it (art. 10(a)). What was agreed later may give: the issuing bank is bound by its own amendment, and
the beneficiary accepted it. Then it is enough to comply with the credit as it stood at one time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dhow.trade.credit.amendment import Amendment
from dhow.trade.credit.consent import examine_beside_pending
from dhow.trade.credit.examination import ExaminationReport, Observation
from dhow.trade.credit.presentation import Presentation
from dhow.trade.credit.terms import Terms
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.oracles.reports import Report


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A credit as it stood at one time.

    Attributes:
        terms: as amended by what was accepted by then.
        confirmed: what of it binds the confirming bank that examines; None for another bank.
        by: the number of the amendment whose acceptance brought it about; None as it stood when the
            documents were presented.
        is_stated: a bank stated that the documents presented accept `by`; else it was accepted.
        without: numbers of accepted amendments that `terms`, or `confirmed` where it is given, are
            without, since they cannot be made there, or their words are not here.
    """

    terms: Terms
    confirmed: Terms | None = None
    by: int | None = None
    is_stated: bool = False
    without: tuple[int, ...] = ()


def examine_as_it_stood(
    stood: Sequence[Standing],
    pending: Sequence[Amendment],
    presentation: Presentation,
    calendars: Mapping[str, BankingCalendar],
    reports: Mapping[str, Report] | None = None,
) -> ExaminationReport:
    """Examine by the credit as it stood at presentation, and where that fails as it stood since.

    What complies at one of these times complies, so that an acceptance never makes worse what was
    presented before it; what complies at none is found discrepant as it was at presentation.

    Args:
        stood: at presentation, then after each acceptance since, in the ledger's order.
        pending: amendments still to be answered, which the presentation may accept.

    Raises:
        As `examine`.
    """
    first, *later = stood

    def at(each: Standing, beside: Sequence[Amendment]) -> ExaminationReport:
        report = examine_beside_pending(
            each.terms, beside, presentation, calendars, reports, confirmed=each.confirmed
        )
        whole = "the credit" if each.confirmed is None else "what this bank confirmed"
        for number in each.without:
            said = f"cannot be made in {whole}, or its words are not here: examined without it"
            report = _noting(report, f"amendment {number} was accepted; it {said}")
        return report

    found = at(first, pending)
    if not later or (found.complying and not found.accepts):
        return found
    for each in later:  # what was accepted in words needs no acceptance by documents
        if (report := at(each, ())).complying:
            return _noting(report, f"complies by amendment {each.by}, {_how(each)}")
    if found.complying:
        return found
    for each in later if pending else ():
        if (report := at(each, pending)).complying:
            return _noting(report, f"complies by amendment {each.by}, {_how(each)}")
    since = ", ".join(str(each.by) for each in later)
    return _noting(
        found, f"examined by the credit as it stood when made; accepted since, to no avail: {since}"
    )


def _how(each: Standing) -> str:
    if each.is_stated:
        return "which it accepts, as a bank has stated"
    return "accepted after it was made"


def _noting(report: ExaminationReport, words: str) -> ExaminationReport:
    article = "UCP 600 art. 2, 10(c)"
    said = Observation(article=article, document="Presentation", words=words)
    return replace(report, observations=(*report.observations, said))
