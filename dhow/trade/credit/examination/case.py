"""The case before the examiner: terms, presentation, calendars, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from dhow.trade.credit.examination.journey import same_conveyance
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.presentation import Medium, Presentation, Presented
from dhow.trade.credit.terms import DocumentRequired, Terms
from dhow.trade.documents.base import Document
from dhow.trade.documents.commercial import CommercialInvoice
from dhow.trade.documents.evidence import TemperatureCertificate
from dhow.trade.documents.quantity import Quantity
from dhow.trade.documents.transport import Conveyance, TransportDocument
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.money import Amount
from dhow.trade.oracles.reports import Report

D = TypeVar("D", bound=Document)


class MissingCalendar(ValueError):
    """No banking calendar was given for the place of presentation."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"no banking calendar for {place}; give one, days cannot be counted without it"
        )


@dataclass(frozen=True)
class Case:
    """What one examination looks at. Everything derived is computed once.

    `evidence` are the reports that were on the ledger at presentation, by evidence id (0x form);
    `None` where no ledger was looked at.
    """

    terms: Terms
    presentation: Presentation
    calendars: Mapping[str, BankingCalendar] = field(repr=False)
    evidence: Mapping[str, Report] | None = field(default=None, repr=False)

    @property
    def calendar(self) -> BankingCalendar:
        """Banking days of the bank to which presentation is made (UCP 600 art. 2, 29(a))."""
        try:
            return self.calendars[self.presentation.place]
        except KeyError:
            raise MissingCalendar(self.presentation.place) from None

    # --- which document answers which requirement -------------------------------------------

    @cached_property
    def matched(self) -> tuple[tuple[DocumentRequired, tuple[Presented, ...]], ...]:
        """Each stipulated document with what was presented for it.

        One requirement of a kind takes every document of that kind (several invoices, several
        sets). Several requirements of a kind each take one, the best fit first.
        """
        stipulated = self.terms.documents
        taken: list[tuple[Presented, ...]] = [() for _ in stipulated]
        for kind in dict.fromkeys(required.kind for required in stipulated):
            rivals = [i for i, required in enumerate(stipulated) if required.kind == kind]
            left = [p for p in self.presentation.documents if p.document.kind == kind]
            if len(rivals) == 1:
                taken[rivals[0]] = tuple(left)
                continue
            while rivals and left:
                i, best = max(
                    ((i, p) for i in rivals for p in left),
                    key=lambda pair: _fit(stipulated[pair[0]], pair[1].document),
                )
                taken[i] = (best,)
                rivals.remove(i)
                left = [p for p in left if p is not best]
        return tuple(zip(stipulated, taken, strict=True))

    @cached_property
    def examined_documents(self) -> tuple[Presented, ...]:
        """The presented documents that the credit asks for; the others are not looked at."""
        return tuple(p for _, presented in self.matched for p in presented)

    @cached_property
    def disregarded(self) -> tuple[Presented, ...]:
        """Documents not asked for (UCP 600 art. 14(g))."""
        return tuple(
            p
            for p in self.presentation.documents
            if not any(p is examined for examined in self.examined_documents)
        )

    def all_of(self, kind: type[D]) -> list[D]:
        """The examined documents of one class."""
        return [p.document for p in self.examined_documents if isinstance(p.document, kind)]

    def required_with(self, kind: type[D]) -> Iterable[tuple[DocumentRequired, D]]:
        """Requirement and document, for the documents of one class."""
        for required, presented in self.matched:
            for one in presented:
                if isinstance(one.document, kind):
                    yield required, one.document

    @cached_property
    def invoices(self) -> list[CommercialInvoice]:
        """The commercial invoices, each once however often it was delivered."""
        return _each_once(self.all_of(CommercialInvoice))

    @cached_property
    def transport(self) -> list[TransportDocument]:
        """The transport documents, each once."""
        return _each_once(self.all_of(TransportDocument))

    # --- days ---------------------------------------------------------------------------------

    @cached_property
    def delivered_at(self) -> datetime:
        """When the presentation was complete: the notice of completeness for electronic records.

        eUCP art. e6(c), e7(a): the clock starts from receipt of that notice.
        """
        notice = self.presentation.notice_of_completeness
        if self.is_electronic and notice is not None:
            return max(notice.received_at, self.presentation.presented_at)
        return self.presentation.presented_at

    @cached_property
    def is_electronic(self) -> bool:
        """Whether the eUCP governs this presentation: incorporated, and a record among it."""
        return self.terms.is_electronic and any(
            p.medium is Medium.ELECTRONIC for p in self.presentation.documents
        )

    @cached_property
    def presentation_day(self) -> date:
        """The day that counts, at the place of presentation (UCP 600 art. 33)."""
        return self.calendar.presentation_day(self.delivered_at)

    @cached_property
    def shipment_dates(self) -> dict[str, date]:
        """Shipment date of each transport document that shows one."""
        dated = ((str(t), t.shipment_date) for t in self.transport)
        return {name: day for name, day in dated if day is not None}

    @cached_property
    def is_one_conveyance(self) -> bool:
        """Whether all sets show one means of conveyance, journey and destination (art. 31(b))."""
        return len(self.conveyances) <= 1

    @cached_property
    def conveyances(self) -> list[Conveyance]:
        """The means of conveyance that the transport documents show, each once."""
        found: list[Conveyance] = []
        for document in self.transport:
            if not any(same_conveyance(document.conveyance, each) for each in found):
                found.append(document.conveyance)
        return found

    @cached_property
    def period_starts(self) -> date | None:
        """The shipment date from which the presentation period runs.

        Several sets on one voyage: the latest date (art. 31(b)). Several conveyances: the earliest
        (ISBP 821 G7(c), E19(c)).
        """
        days = self.shipment_dates.values()
        if not days:
            return None
        return max(days) if self.is_one_conveyance else min(days)

    @cached_property
    def last_day_after_shipment(self) -> date | None:
        """Last day of the presentation period (art. 14(c)), rolled (art. 29(a)); None if none."""
        days = self.terms.days_after_shipment
        if days is None or self.period_starts is None:
            return None
        return self.calendar.roll_forward(self.period_starts + timedelta(days=days))

    @cached_property
    def expiry_day(self) -> date:
        """The expiry date, rolled to a banking day (art. 29(a))."""
        return self.calendar.roll_forward(self.terms.expiry.day)

    @cached_property
    def last_day(self) -> date:
        """The last day for presentation: the earlier of expiry and the presentation period."""
        return min(self.expiry_day, self.last_day_after_shipment or self.expiry_day)

    # --- amounts ------------------------------------------------------------------------------

    @cached_property
    def available(self) -> Amount:
        """What may still be drawn, tolerance included, never below zero."""
        before = self.presentation.before.amount
        left = self.terms.maximum_amount - before if before else self.terms.maximum_amount
        return max(left, Amount(0, left.currency))

    @cached_property
    def shipped(self) -> Quantity | None:
        """The quantity invoiced, all invoices together; None where they do not add up."""
        quantities = [q for invoice in self.invoices for q in _quantities(invoice)]
        if not quantities or any(q is None for q in quantities):
            return None
        total, *others = (q for q in quantities if q is not None)
        for quantity in others:
            if not total.comparable(quantity):
                return None
            total += quantity
        return total


def _each_once(documents: list[D]) -> list[D]:
    """Without repetition: a document delivered twice is still one document."""
    return [d for i, d in enumerate(documents) if d not in documents[:i]]


def _quantities(invoice: CommercialInvoice) -> list[Quantity | None]:
    """The invoice's quantity, or those of its lines."""
    if invoice.quantity is not None or not invoice.lines:
        return [invoice.quantity]
    return [line.quantity for line in invoice.lines]


def _fit(required: DocumentRequired, document: Document) -> tuple[int, int]:
    """How well a document answers one of several requirements of its kind."""
    container = isinstance(document, TemperatureCertificate) and (
        required.container is not None and document.container == required.container
    )
    issuer = required.issuer is not None and same_name(required.issuer.name, document.issuer.name)
    return int(container), int(issuer)
