"""What a credit asks of each document (46A): kind, issuer, originals, content."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dhow.trade.documents.evidence import ArrivalSource, TemperatureLimits
from dhow.trade.documents.registry import DOCUMENTS
from dhow.trade.documents.transport import TRANSPORT_KINDS, Freight, InsuranceForm
from dhow.trade.members.party import Party
from dhow.trade.records import FieldRefused, Record

ORIGINAL_TRANSPORT_KINDS = TRANSPORT_KINDS
"""Kinds of document under UCP 600 art. 19 to 25 that this system knows."""


@dataclass(frozen=True, kw_only=True)
class ArrivalStipulation(Record):
    """What a notice of arrival must state. The place is the port of discharge unless given."""

    place: str | None = None
    not_later_than: date | None = None
    minimum_sources: int = 1
    sources: tuple[ArrivalSource, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransportStipulation(Record):
    """What a transport document must state.

    `endorsed_in_blank` asks for an endorsement of a document made out to order.
    """

    freight: Freight | None = None
    consignee: str | None = None
    notify: str | None = None
    charter_party_acceptable: bool = False
    endorsed_in_blank: bool | None = None


@dataclass(frozen=True, kw_only=True)
class InsuranceStipulation(Record):
    """Cover and risks. A stated percentage is a minimum (UCP 600 art. 28(f)(ii)).

    `form` is the form asked for; a policy stands for a certificate or declaration (art. 28(d)).
    """

    minimum_percent: Decimal | None = None
    risks: tuple[str, ...] = ()
    form: InsuranceForm | None = None
    endorsed_in_blank: bool | None = None

    def __post_init__(self) -> None:
        if self.minimum_percent is not None and self.minimum_percent <= 0:
            raise FieldRefused("minimum_percent", "must be more than nothing")


@dataclass(frozen=True, kw_only=True)
class ResultLimit(Record):
    """A limit on one measured result of an inspection certificate, both ends included."""

    name: str
    unit: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentRequired(Record):
    """One stipulated document (46A).

    `originals` and `copies` are how many of each; "in 3 copies" is one original and two copies
    (art. 17(e)). `issuer` names who must issue it; a description such as "chamber of commerce"
    goes to `issuer_description` ("first class", "independent" and the like mean any issuer except
    the beneficiary, art. 3). `container`, where given, tells apart certificates of several legs.
    `alternatives` are kinds that would do as well ("bill of lading or sea waybill"). `wording` is
    the requirement as the credit words it, where it says more than these fields hold. `set_of` is
    how many originals the set has of which only `originals` are asked for (a "2/3 set": 2 of 3).
    """

    kind: str
    alternatives: tuple[str, ...] = ()
    title: str | None = None
    issuer: Party | None = None
    issuer_description: str | None = None
    originals: int = 1
    set_of: int | None = None
    copies: int = 0
    signed: bool = False
    show_credit_number: bool = False
    container: str | None = None
    temperature: TemperatureLimits | None = None
    covers_voyage: bool = False
    arrival: ArrivalStipulation | None = None
    transport: TransportStipulation | None = None
    insurance: InsuranceStipulation | None = None
    results: tuple[ResultLimit, ...] = ()
    states: tuple[str, ...] = ()
    wording: str | None = None

    def __post_init__(self) -> None:
        for field, kind in (("kind", self.kind), *(("alternatives", k) for k in self.alternatives)):
            if kind not in DOCUMENTS:
                known = ", ".join(DOCUMENTS)
                raise FieldRefused(field, f'"{kind}" is not a kind of document; known: {known}')
        for field in ("originals", "copies"):
            if getattr(self, field) < 0:
                raise FieldRefused(field, "must not be negative")
        if self.originals + self.copies == 0:
            raise FieldRefused("originals", "ask for at least one original or copy")
        if self.set_of is not None and not 0 < self.originals < self.set_of:
            words = f"is more than the originals asked for, which are {self.originals}"
            raise FieldRefused("set_of", f"{words}; leave it out for the full set")
        for field, kinds in _CONTENT_OF.items():
            if getattr(self, field) and self.kind not in kinds:
                raise FieldRefused(field, f"is content of {' or '.join(kinds)}, not {self.kind}")

    @property
    def name(self) -> str:
        """The document as the credit calls it."""
        return self.title or DOCUMENTS[self.kind].title


_CONTENT_OF = {
    "temperature": ("temperature_certificate",),
    "covers_voyage": ("temperature_certificate",),
    "arrival": ("notice_of_arrival",),
    "transport": ORIGINAL_TRANSPORT_KINDS,
    "set_of": ORIGINAL_TRANSPORT_KINDS,
    "insurance": ("insurance_document",),
    "results": (
        "inspection_certificate",
        "quality_certificate",
        "quantity_certificate",
        "weight_certificate",
        "phytosanitary_certificate",
        "health_certificate",
    ),
}
