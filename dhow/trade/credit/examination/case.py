"""The case before the examiner: terms, presentation, calendars, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from dhow.trade.credit.conditions import asks_for_nothing
from dhow.trade.credit.counted import ISSUE_OF_TRANSPORT, SHIPMENT
from dhow.trade.credit.examination.called_for import CalledFor, drafts_called_for
from dhow.trade.credit.examination.function import may_answer, more_kinds, words_shared
from dhow.trade.credit.examination.journey import same_conveyance
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.presentation import Medium, Presentation, Presented
from dhow.trade.credit.terms import DocumentRequired, Terms, Tolerance
from dhow.trade.credit.tolerances import StatedTolerance, of_quantity
from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import OtherDocument
from dhow.trade.documents.commercial import CommercialInvoice
from dhow.trade.documents.draft import Draft
from dhow.trade.documents.evidence import TemperatureCertificate
from dhow.trade.documents.quantity import Quantity
from dhow.trade.documents.transport import (
    BillOfLading,
    CharterPartyBill,
    Conveyance,
    TransportDocument,
)
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.money import Amount
from dhow.trade.oracles.reports import Report

_A_YEAR = timedelta(days=366)
ABOUT = Fraction(10, 100)
"""What "about" lets a quantity, a price or an amount differ by (art. 30(a))."""
_BULK = Fraction(5, 100)

D = TypeVar("D", bound=Document)
T = TypeVar("T", bound=TransportDocument)


@dataclass(frozen=True)
class Slack:
    """By which parts of it a quantity may be more and less than the credit's."""

    more: Fraction
    less: Fraction

    @classmethod
    def of(cls, stated: Tolerance | StatedTolerance) -> "Slack":
        """That of whole per cent."""
        return cls(Fraction(stated.plus_percent, 100), Fraction(stated.minus_percent, 100))

    def within(self, wanted: Quantity) -> str:
        """What is allowed, in words."""
        above, below = (int(each * 100) for each in (self.more, self.less))
        if above == below:
            return f"within {above}% of {wanted}" if self.more else f"exactly {wanted}"
        return f"at most {above}% above and {below}% below {wanted}"


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

    @cached_property
    def stipulated(self) -> tuple[DocumentRequired, ...]:
        """The documents of 46A, and the draft that 42C and 42a call for, though 46A is silent."""
        asked = tuple(each for each in self.terms.documents if not self._only_permits(each))
        if not self.drafts_called_for or Draft.kind in {each.kind for each in asked}:
            return asked
        return (*asked, DocumentRequired(kind=Draft.kind))

    @cached_property
    def permissions(self) -> tuple[str, ...]:
        """Items of 46A that ask for no document: "house bill of lading not acceptable"."""
        return tuple(d.wording or "" for d in self.terms.documents if self._only_permits(d))

    def _only_permits(self, required: DocumentRequired) -> bool:
        others = [each for each in self.terms.documents if each is not required]
        known = required.kind == OtherDocument.kind or any(
            each.kind == required.kind for each in others
        )
        return known and required.wording is not None and asks_for_nothing(required.wording)

    @cached_property
    def drafts_called_for(self) -> tuple[CalledFor, ...]:
        """The drafts that 42C and 42a, or the parts of 42M, call for with this drawing."""
        return drafts_called_for(self.terms, self.presentation.drawn)

    # --- which document answers which requirement -------------------------------------------

    @cached_property
    def matched(self) -> tuple[tuple[DocumentRequired, tuple[Presented, ...]], ...]:
        """Each stipulated document with what was presented for it.

        One requirement of a kind takes every document of that kind (several invoices, several
        sets). Several requirements of a kind each take one, the best fit first.
        """
        stipulated = self.stipulated
        taken: list[tuple[Presented, ...]] = [() for _ in stipulated]
        free = list(self.presentation.documents)
        each_by = [_kinds(required, stipulated) for required in stipulated]
        by_name = tuple(
            {k: None for kinds in each_by if OtherDocument.kind in kinds for k in kinds}
        )
        answers = [by_name if OtherDocument.kind in kinds else kinds for kinds in each_by]
        for kinds in dict.fromkeys(answers):
            rivals = [i for i, each in enumerate(answers) if each == kinds]
            left = [p for p in free if any(_may_be(p, each_by[i], stipulated[i]) for i in rivals)]
            free = [p for p in free if not any(p is each for each in left)]
            if len(rivals) == 1:
                taken[rivals[0]] = _named(stipulated[rivals[0]], left)
                continue
            while rivals and left:
                pairs = [
                    (i, p) for i in rivals for p in left if _may_be(p, each_by[i], stipulated[i])
                ]
                if not pairs:
                    break
                i, best = max(pairs, key=lambda pair: _fit(stipulated[pair[0]], pair[1].document))
                taken[i] = (best,)
                rivals.remove(i)
                left = [p for p in left if p is not best]
        return tuple(zip(stipulated, taken, strict=True))

    @cached_property
    def answers(self) -> tuple[tuple[DocumentRequired, Presented], ...]:
        """Requirement and document presented for it, in the credit's order."""
        return tuple((required, one) for required, given in self.matched for one in given)

    @cached_property
    def examined_documents(self) -> tuple[Presented, ...]:
        """The presented documents that the credit asks for; the others are not looked at."""
        return tuple(p for _, presented in self.matched for p in presented)

    @cached_property
    def each_document(self) -> list[Document]:
        """The examined documents, each once however often it was delivered."""
        return _each_once([one.document for one in self.examined_documents])

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
        """The transport documents, each once.

        A copy that the credit asks for is no document of art. 19 to 25 (ISBP 745 A6).
        """
        return _each_once([d for r, d in self.required_with(TransportDocument) if r.originals])

    def transport_of(self, kind: type[T]) -> list[T]:
        """The transport documents of one class."""
        return [document for document in self.transport if isinstance(document, kind)]

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
    def counted_from(self) -> date | None:
        """The day from which the presentation period runs: that of shipment, or of what 48 names.

        Of several documents that it names, the earliest: each is presented within the days.
        """
        named = self.terms.presentation_counts_from
        if named == SHIPMENT:
            return self.period_starts
        transport = named == ISSUE_OF_TRANSPORT
        documents = self.transport if transport else self.each_document
        days = [d.issued_on for d in documents if d.issued_on and (transport or d.kind == named)]
        return min(days, default=None)

    @cached_property
    def last_day_after_shipment(self) -> date | None:
        """Last day of the presentation period (art. 14(c)), rolled (art. 29(a)); None if none."""
        unrolled = self.period_ends
        if unrolled is None:
            return None
        earliest, latest = sorted((self.presentation_day, self.terms.expiry.day))
        if earliest - unrolled > _A_YEAR or unrolled - latest > _A_YEAR:
            return unrolled  # no closed days move it to where it would matter
        return self._able_from(unrolled)

    @cached_property
    def period_ends(self) -> date | None:
        """The last calendar day of the presentation period (art. 14(c)), banking day or not."""
        days, starts = self.terms.days_for_presentation, self.counted_from
        if days is None or starts is None:
            return None
        return starts + min(timedelta(days=days), date.max - starts)

    @cached_property
    def expiry_day(self) -> date:
        """The expiry date, rolled to a banking day (art. 29(a))."""
        return self._able_from(self.terms.expiry.day)

    def _able_from(self, day: date) -> date:
        """The first banking day from `day` on (art. 29(a)).

        For electronic records also one on which the bank's system could receive them (e6(e)).
        """
        day = self.calendar.roll_forward(day)
        while self.is_electronic and day in self.presentation.unable_on:
            day = self.calendar.roll_forward(day + timedelta(days=1))
        return day

    @cached_property
    def decide_by(self) -> date:
        """The fifth banking day following presentation (art. 14(b)).

        Time does not run between the bank's request for a corrupted record and its coming again
        (eUCP art. e12(b)(i)).
        """
        start = self.presentation_day
        deadline = self.calendar.examination_deadline(start)
        for one in self.presentation.documents:
            record = one.record
            if not self.is_electronic or record is None:
                continue
            asked, came = record.corrupted_on, record.re_presented_on
            if asked is None or came is None or not start < asked <= deadline:
                continue
            days = (asked + timedelta(days=i) for i in range(1, (deadline - asked).days + 1))
            left = sum(map(self.calendar.is_banking_day, days))
            resumed = self.calendar.banking_days_after(came, left) if left else came
            deadline = max(deadline, resumed)
        return deadline

    @cached_property
    def last_day(self) -> date:
        """The last day for presentation: the earlier of expiry and the presentation period."""
        return min(self.expiry_day, self.last_day_after_shipment or self.expiry_day)

    # --- amounts ------------------------------------------------------------------------------

    @cached_property
    def available(self) -> Amount:
        """What may still be drawn, tolerance included, never below zero."""
        before = self.presentation.before.amount
        most = self.terms.maximum_amount
        extra = (each.amount for each in self.terms.additional_amounts)  # 39C, on top of it
        most = sum((each for each in extra if each.currency == most.currency), most)
        left = most - before if before else most
        return max(left, Amount(0, left.currency))

    @property
    def is_in_one_shipment(self) -> bool:
        """Whether all is to be shipped at once; by instalments it never is (art. 31(a), 32)."""
        shipment = self.terms.shipment
        return not shipment.partial_allowed and not shipment.instalments

    @cached_property
    def stated_slack(self) -> Slack | None:
        """By how much the credit itself lets the quantity differ: "about", or per cent stated."""
        goods = self.terms.goods
        if goods.quantity_about:
            return Slack(ABOUT, ABOUT)
        stated = goods.quantity_tolerance or of_quantity(self.terms.conditions)
        if stated is None:
            return None
        return Slack.of(stated)

    def slack_of(self, wanted: Quantity) -> Slack:
        """By how much a quantity may differ: as stated, in bulk, or not (art. 30(a), 30(b))."""
        bulk = _BULK if wanted.is_bulk else Fraction(0)
        return self.stated_slack or Slack(bulk, bulk)

    @cached_property
    def shipped_before(self) -> Quantity | None:
        """The quantity shipped earlier, as far as it is known and measured as the goods are."""
        wanted, before = self.terms.goods.quantity, self.presentation.before
        given = (before.quantity,) if before.quantity else (p.quantity for p in before.parts)
        known = [q for q in given if q is not None and wanted is not None and q.comparable(wanted)]
        total: Quantity | None = None
        for quantity in known:
            total = quantity if total is None else total + quantity
        return total

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


def _named(required: DocumentRequired, left: list[Presented]) -> tuple[Presented, ...]:
    """Of the documents that any name can be put on, those that bear the name asked for.

    Where none does, all: what counts is whether one fulfils its function (art. 14(f)).
    """
    bearing = [
        p
        for p in left
        if required.title is not None
        and isinstance(p.document, OtherDocument)
        and same_name(p.document.name, required.title)
    ]
    return tuple(bearing or left)


def _kinds(required: DocumentRequired, stipulated: tuple[DocumentRequired, ...]) -> tuple[str, ...]:
    """The kinds of document that are examined as what a requirement asks for.

    A charter party bill is looked at where a bill of lading is asked for: that it is one is then
    the discrepancy, or what the credit allows.
    """
    kinds = (required.kind, *required.alternatives, *more_kinds(required))
    charter = CharterPartyBill.kind
    if BillOfLading.kind in kinds and all(each.kind != charter for each in stipulated):
        return (*kinds, charter)
    return kinds


def _may_be(one: Presented, kinds: tuple[str, ...], required: DocumentRequired) -> bool:
    return one.document.kind in kinds and may_answer(required, one.document)


def _fit(required: DocumentRequired, document: Document) -> tuple[int, int, int]:
    """How well a document answers one of several requirements of its kind."""
    container = isinstance(document, TemperatureCertificate) and (
        required.container is not None and document.container == required.container
    )
    named = required.title is not None and same_name(
        required.title, getattr(document, "name", document.title)
    )
    issuer = required.issuer is not None and same_name(required.issuer.name, document.issuer.name)
    return int(container or named), int(issuer), words_shared(required, document)
