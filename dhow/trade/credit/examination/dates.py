"""Expiry, the period for presentation, shipment dates, and document dates."""

from dhow.trade.credit.counted import SHIPMENT
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.periods import Window, shipment_window
from dhow.trade.credit.terms import AvailableWith


@rule("UCP 600 art. 6(d), 6(e)")
def expiry(case: Case) -> Findings:
    """Documents are presented on or before the expiry date; a closed day moves it on."""
    if case.presentation_day <= case.expiry_day:
        return
    stated = case.terms.expiry.day
    interrupted = case.calendar.year(stated.year).is_interrupted(stated)
    yield Discrepancy(
        code=Code.EXPIRED,
        article="UCP 600 art. 36" if interrupted else "",
        document="Presentation",
        field="presented_at",
        found=f"presented {case.presentation_day}",
        required=f"on or before {case.expiry_day}, the expiry of the credit",
        would_comply=f"present at {case.presentation.place} by {case.expiry_day}",
    )


@rule("UCP 600 art. 14(c)")
def presentation_period(case: Case) -> Findings:
    """With an original transport document asked for: within 21 days, or as stated, of shipment.

    Where the credit counts from another day, it is that day.
    """
    last, days = case.last_day_after_shipment, case.terms.days_for_presentation
    named = case.terms.presentation_counts_from
    other = case.terms.presentation_narrative if named != SHIPMENT else None
    if other is not None and days is not None and last is None:
        why = "is not understood" if named is None else "has no date among what is presented"
        yield Observation(
            article="",
            document=f"Credit {case.terms.credit_number}",
            words=f'{days} days for presentation count from what field 48 says, "{other}", which '
            f"{why}: count them by hand, they are not examined",
        )
    if last is None or case.presentation_day <= last:
        return
    since = "after shipment" if other is None else other.lower()
    began = f"shipped {case.counted_from}" if other is None else f"{case.counted_from} counts"
    yield Discrepancy(
        code=Code.LATE_PRESENTATION,
        article="",
        document="Presentation",
        field="presented_at",
        found=f"presented {case.presentation_day}, {began}",
        required=f"within {days} calendar days {since}: on or before {last}",
        would_comply=f"present by {last}",
    )


@rule("UCP 600 art. 29(a), 29(b)")
def rolled_last_day(case: Case) -> Findings:
    """On a rolled last day the nominated bank states so on its covering schedule."""
    unrolled = min(case.terms.expiry.day, case.period_ends or case.terms.expiry.day)
    if unrolled < case.presentation_day <= case.last_day:
        yield Observation(
            article="UCP 600 art. 29(b)",
            document="Presentation",
            words=(
                f"last day {unrolled} was no banking day and moved to {case.last_day}; a "
                "nominated bank says so on its covering schedule"
            ),
        )


@rule("UCP 600 art. 33")
def banking_hours(case: Case) -> Findings:
    """A delivery outside banking hours counts on the next banking day."""
    day, minute = case.calendar.local_time(case.delivered_at)
    if day != case.presentation_day:
        yield Observation(
            article="",
            document="Presentation",
            words=(
                f"delivered {day} at {minute // 60:02}:{minute % 60:02} local time, when the bank "
                f"was closed; counted on {case.presentation_day}"
            ),
        )


@rule("UCP 600 art. 6(d)(ii)")
def place_of_presentation(case: Case) -> Findings:
    """Documents go to the bank with which the credit is available, or to the issuing bank."""
    terms, found = case.terms, case.presentation.place
    stated = terms.expiry.place
    if terms.availability.with_bank is AvailableWith.ANY_BANK or found == stated:
        return
    issuing, bank = terms.issuing_place, terms.issuing_bank
    country = bank.country or (bank.bic[4:6] if bank.bic else None)
    if issuing is None and country is None:
        words = f"presented at {found}; the credit expires at {stated} and does not say where the "
        words += "issuing bank is (`issuing_place`), which may take documents too"
        yield Observation(article="", document="Presentation", words=words)
    elif found != issuing and (issuing is not None or found[:2] != country):
        there = issuing or f"the issuing bank's place in {country}"
        yield Discrepancy(
            code=Code.PLACE,
            article="",
            document="Presentation",
            field="place",
            found=found,
            required=f"{stated} or {there}",
            would_comply=f"present at {stated}",
        )


@rule("UCP 600 art. 6(d)(i), 14(c)")
def days_of_the_credit(case: Case) -> Findings:
    """A credit expires after its issue, and goods are shipped before it expires.

    Documents are examined under the days as they stand; that they cannot be met is said.
    """
    terms = case.terms
    expires, issued = terms.expiry.day, terms.issued_on
    latest = _window(case).last
    for beyond, words in (
        (issued is not None and expires < issued, f"expires {expires}, before its issue {issued}"),
        (
            latest is not None and latest > expires,
            f"allows shipment until {latest}, after its expiry {expires}",
        ),
    ):
        if beyond:
            yield Observation(
                article="",
                document=f"Credit {terms.credit_number}",
                words=f"{words}; ask the issuing bank whether that is meant",
            )


@rule("UCP 600 art. 3, 29(c)")
def shipment_in_time(case: Case) -> Findings:
    """Goods are shipped by the latest date, or within the period; neither ever rolls."""
    window = _window(case)
    for document, day in case.shipment_dates.items():
        if day in window:
            continue
        late = window.last is not None and day > window.last
        yield Discrepancy(
            code=Code.LATE_SHIPMENT if late else Code.EARLY_SHIPMENT,
            article="UCP 600 art. 29(c)" if late else "UCP 600 art. 3",
            document=document,
            field="shipment_date",
            found=f"shipped {day}",
            required=str(window),
            would_comply=f"ship {window}; a shipment date does not move for a holiday",
        )


def _window(case: Case) -> Window:
    shipment = case.terms.shipment
    return shipment_window(shipment.period) if shipment.period else Window(None, shipment.latest)


@rule("UCP 600 art. 14(i)")
def document_dates(case: Case) -> Findings:
    """A document may be older than the credit, never younger than its presentation.

    Nor is the shipment that it shows.
    """
    for one in case.examined_documents:
        issued = one.document.issued_on
        if issued > case.presentation_day:
            yield Discrepancy(
                code=Code.POSTDATED,
                article="",
                document=str(one.document),
                field="issued_on",
                found=f"dated {issued}",
                required=f"not later than presentation on {case.presentation_day}",
                would_comply="present it on or after its date",
            )
    for document, day in case.shipment_dates.items():
        if day > case.presentation_day and day in _window(case):  # else that has been said
            yield Discrepancy(
                code=Code.POSTDATED,
                article="",
                document=document,
                field="shipment_date",
                found=f"shipped {day}",
                required=f"not later than presentation on {case.presentation_day}",
                would_comply="present it once the goods are shipped",
            )


RULES = (
    banking_hours,
    place_of_presentation,
    days_of_the_credit,
    expiry,
    presentation_period,
    rolled_last_day,
    shipment_in_time,
    document_dates,
)
