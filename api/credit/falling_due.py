"""From which day a drawing's tenor runs: what its documents show (UCP 600 art. 3; ISBP 745 B2)."""

from datetime import date
from typing import Final

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import examining
from api.credit.in_force import terms_in_force
from api.credit.service import ledger_record
from api.credit.visibility import Found
from api.errors import unacceptable
from api.ids import org_hex
from dhow.trade.credit import Mode, Presentation, Terms
from dhow.trade.credit.examination import Case
from dhow.trade.credit.maturity import Dates, Tenor, TenorStart, start_of
from dhow.trade.documents.commercial import CommercialInvoice
from dhow.trade.documents.draft import Draft

_NOT_OF_DOCUMENTS: Final = frozenset((TenorStart.SIGHT, TenorStart.PRESENTATION_DATE))


def counted_from(
    context: ApiContext, actor: Actor, found: Found, stated: date | None
) -> date | None:
    """The day to state to the ledger: the documents' own, where they show one.

    Where the bank does not hold all of them, or the tenor runs from no day of theirs, it is what
    the bank states.

    Raises:
        ApiError: 422 naming both days, where the bank states another than the documents show.
    """
    record = ledger_record(context, found.credit.credit_id)
    terms = terms_in_force(context, actor, found.credit, record)
    tenor = _tenor(terms)
    if tenor is None or tenor.after in _NOT_OF_DOCUMENTS:
        return stated
    with context.store.read() as work:
        presentation = examining.as_presented(
            work, org_hex(actor.organisation), terms, found.row, found.record, record.drawn_minor
        )
    if presentation.undelivered:
        return stated
    try:
        shown = start_of(tenor, _dates(terms, presentation))
    except ValueError:  # they show none, or several without a rule to choose by
        return stated
    if stated not in (None, shown):
        raise unacceptable(
            "stated_day",
            f"is {stated}; the documents show {shown}, from which {tenor} is counted",
            rule="UCP 600 art. 3, ISBP 745 B2",
            next_step=f"State {shown}, or none: it is then taken from the documents.",
        )
    return shown


def _tenor(terms: Terms) -> Tenor | None:
    """Of mixed payment, that of the part that is not at sight."""
    available = terms.availability
    if available.mode is not Mode.MIXED:
        return available.tenor
    later = [part.tenor for part in available.parts if part.mode is not Mode.SIGHT]
    return later[0] if len(later) == 1 else None


def _dates(terms: Terms, presentation: Presentation) -> Dates:
    case = Case(terms, presentation, {})
    return Dates(
        on_board=[[day] for day in case.shipment_dates.values()],
        invoices=[each.issued_on for each in case.all_of(CommercialInvoice)],
        drafts=[each.issued_on for each in case.all_of(Draft)],
    )
