"""What was shipped of a credit in instalments by earlier presentations (UCP 600 art. 32).

The documents say it where the examining bank holds them, else the report on them. Of what was
presented elsewhere and not seen here the ledger says that it was, when and for how much: that is
no missed instalment, and the bank is told that it cannot be seen.
"""

from collections.abc import Sequence
from datetime import date

import orjson

from api import records
from api.shown import day_of
from dhow.store import OrgId, PresentationRow, UnitOfWork
from dhow.store.projections.credit_reading import Values
from dhow.trade.credit import Terms
from dhow.trade.credit.instalments import Shipped, instalment_of
from dhow.trade.documents import Document, parse_document
from dhow.trade.documents.carriage import TransportDocument
from dhow.trade.documents.commercial import CommercialInvoice
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount


def shipped_before(
    work: UnitOfWork,
    reader: OrgId,
    terms: Terms,
    row: PresentationRow,
) -> tuple[Shipped, ...]:
    """Shipments of what was presented before a presentation and stands, in that order.

    Args:
        reader: the bank that examines, by the documents that it holds.
        terms: those examined by; without instalments there is nothing to tell.
    """
    if not terms.shipment.instalments:
        return ()
    under = work.ledger.system_presentations((row.credit_id,)).get(row.credit_id, ())
    made = {each["presentation_id"]: each for each in under}
    places = work.ledger.system_places("Presented", (*made, row.presentation_id))
    ours = places.get(row.presentation_id)
    earlier = (
        made[each]
        for each in sorted(made.keys() & places.keys(), key=places.__getitem__)
        if (ours is None or places[each] < ours) and records.is_set_aside(made[each])
    )
    return tuple(part for each in earlier for part in _parts(work, reader, terms, each))


def _parts(work: UnitOfWork, reader: OrgId, terms: Terms, on_ledger: Values) -> Sequence[Shipped]:
    amount = Amount(on_ledger["amount_minor"], terms.amount.currency)
    row = work.presentations.system_get(on_ledger["presentation_id"])
    held = _held(work, reader, row) if row else []
    shown = {each.shipment_date for each in held if isinstance(each, TransportDocument)}
    days = sorted({each for each in shown if each is not None} or _reported(row))
    if not days:
        by = day_of(on_ledger["presented_day"])
        return [Shipped(presented_on=by, quantity=_quantity(held), amount=amount)]
    if len({instalment_of(terms.shipment.instalments, day) for day in days}) > 1:
        return [Shipped(day=day) for day in days]  # what of it went when, it does not say
    return [Shipped(day=days[0], quantity=_quantity(held), amount=amount)]


def _held(work: UnitOfWork, reader: OrgId, row: PresentationRow) -> list[Document]:
    contents = (work.documents.content(reader, each) for each in row.documents)
    return [parse_document(content) for content in contents if content is not None]


def _reported(row: PresentationRow | None) -> set[date]:
    """The day that an examination found."""
    report = row and (row.report or row.finding)
    day = orjson.loads(report).get("shipment_date") if report else None
    return {date.fromisoformat(day)} if day else set()


def _quantity(held: Sequence[Document]) -> Quantity | None:
    """What the invoices among them come to; None where that is not plain."""
    quantities: list[Quantity | None] = []
    for each in held:
        if isinstance(each, CommercialInvoice):
            lines = [each.quantity] if each.quantity else [line.quantity for line in each.lines]
            quantities += lines or [None]
    total: Quantity | None = None
    for one in quantities:
        if one is None or (total is not None and not total.comparable(one)):
            return None
        total = one if total is None else total + one
    return total
