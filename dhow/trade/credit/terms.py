"""The terms of a documentary credit, as a bank issues them (MT700 field by field).

Every field says which MT700 field and which article it stands for. A credit is irrevocable even if
it does not say so (UCP 600 art. 3), so the form has a default; what has none must be given.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from dhow.trade.credit.maturity import Tenor
from dhow.trade.credit.periods import shipment_window
from dhow.trade.documents.commercial import Incoterm
from dhow.trade.documents.evidence import ArrivalSource, TemperatureLimits
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.documents.registry import DOCUMENTS
from dhow.trade.documents.transport import TRANSPORT_KINDS, Freight, InsuranceForm
from dhow.trade.members.identifiers import un_locode
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record

ORIGINAL_TRANSPORT_KINDS = TRANSPORT_KINDS
"""Kinds of document under UCP 600 art. 19 to 25."""

DEFAULT_PRESENTATION_DAYS = 21
"""Calendar days after shipment where the credit is silent (UCP 600 art. 14(c))."""


class Form(Enum):
    """Form of credit (40A). There is no revocable credit under UCP 600 (art. 2, 10(a))."""

    IRREVOCABLE = "IRREVOCABLE"
    IRREVOCABLE_TRANSFERABLE = "IRREVOCABLE TRANSFERABLE"
    IRREVOCABLE_STANDBY = "IRREVOCABLE STANDBY"


class Rules(Enum):
    """Rules the credit incorporates (40E). The rules bind only where it does (UCP 600 art. 1)."""

    UCP = "UCP LATEST VERSION"
    EUCP = "EUCP LATEST VERSION"
    UCP_URR = "UCPURR LATEST VERSION"
    EUCP_URR = "EUCPURR LATEST VERSION"
    ISP = "ISP LATEST VERSION"
    OTHER = "OTHR"


class Mode(Enum):
    """How the credit is available (41a; UCP 600 art. 6(b)): exactly one."""

    SIGHT = "sight"
    DEFERRED = "deferred"
    ACCEPTANCE = "acceptance"
    NEGOTIATION = "negotiation"
    MIXED = "mixed"


class AvailableWith(Enum):
    """The bank with which the credit is available (art. 6(a)); always the issuing bank too."""

    ISSUING_BANK = "issuing_bank"
    NOMINATED_BANK = "nominated_bank"
    ANY_BANK = "any_bank"


class Drawee(Enum):
    """On whom drafts are drawn (42a); on the applicant is not possible (art. 6(c))."""

    ISSUING_BANK = "issuing_bank"
    CONFIRMING_BANK = "confirming_bank"
    NOMINATED_BANK = "nominated_bank"
    REIMBURSING_BANK = "reimbursing_bank"


class Permission(Enum):
    """Partial shipments (43P) and transhipment (43T)."""

    ALLOWED = "ALLOWED"
    NOT_ALLOWED = "NOT ALLOWED"
    CONDITIONAL = "CONDITIONAL"


class Confirmation(Enum):
    """Confirmation instructions (49)."""

    CONFIRM = "CONFIRM"
    MAY_ADD = "MAY ADD"
    WITHOUT = "WITHOUT"


@dataclass(frozen=True, kw_only=True)
class Availability(Record):
    """With which bank, by what, and when the money falls due (41a, 42C, 42a, 42M, 42P)."""

    mode: Mode
    with_bank: AvailableWith = AvailableWith.ISSUING_BANK
    tenor: Tenor | None = None
    drawee: Drawee | None = None
    mixed_details: str | None = None

    def __post_init__(self) -> None:
        if self.mode in (Mode.DEFERRED, Mode.ACCEPTANCE) and self.tenor is None:
            raise FieldRefused("tenor", f"is missing; availability by {self.mode.value} has one")
        if self.mode is Mode.ACCEPTANCE and self.drawee is None:
            raise FieldRefused("drawee", "is missing; an acceptance credit needs a draft on a bank")
        if self.mode is Mode.DEFERRED and self.drawee is not None:
            raise FieldRefused("drawee", "deferred payment has no draft; leave it out")
        if self.mode is Mode.MIXED and self.mixed_details is None:
            raise FieldRefused("mixed_details", "is missing; say how each part is available (42M)")


@dataclass(frozen=True, kw_only=True)
class Tolerance(Record):
    """Field 39A: whole per cent more or less of the amount, and of the amount only."""

    plus_percent: int = 0
    minus_percent: int = 0

    def __post_init__(self) -> None:
        for field in ("plus_percent", "minus_percent"):
            if not 0 <= getattr(self, field) <= 99:
                raise FieldRefused(field, "is two digits: 0 to 99")


@dataclass(frozen=True, kw_only=True)
class Expiry(Record):
    """Date and place for presentation (31D). `place` is the UN/LOCODE of the banking calendar."""

    day: date
    place: str

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "place", un_locode(self.place))
        except ValueError as error:
            raise FieldRefused("place", str(error)) from None


@dataclass(frozen=True, kw_only=True)
class Instalment(Record):
    """A part to be shipped within a period, both days included (UCP 600 art. 32)."""

    first: date
    last: date
    quantity: Quantity | None = None
    amount: Amount | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise FieldRefused("last", "comes before first")


@dataclass(frozen=True, kw_only=True)
class Shipment(Record):
    """Route and time of shipment (44A to 44F, 43P, 43T).

    A port may be one of several, or any of a country. `latest` is 44C; `period` (44D) is a phrase
    of art. 3 such as "on or about 10 June 2026"; not both.
    """

    taking_in_charge: Place | None = None
    port_of_loading: tuple[Place, ...] = ()
    port_of_discharge: tuple[Place, ...] = ()
    final_destination: Place | None = None
    latest: date | None = None
    period: str | None = None
    partial_shipments: Permission | None = None
    transhipment: Permission | None = None
    instalments: tuple[Instalment, ...] = ()

    def __post_init__(self) -> None:
        if self.latest is not None and self.period is not None:
            raise FieldRefused("period", "44C and 44D exclude each other; give one (error D06)")
        if self.period is not None:
            try:
                shipment_window(self.period)
            except ValueError as error:
                raise FieldRefused("period", str(error)) from None

    @property
    def partial_allowed(self) -> bool:
        """Partial shipments are allowed unless the credit says otherwise (art. 31(a))."""
        return self.partial_shipments is not Permission.NOT_ALLOWED


@dataclass(frozen=True, kw_only=True)
class Goods(Record):
    """Description, quantity and price (45A).

    `quantity_about` marks "about" or "approximately", plus or minus 10% (art. 30(a)).
    """

    description: str
    quantity: Quantity | None = None
    quantity_about: bool = False
    unit_price: Amount | None = None
    unit_price_about: bool = False
    incoterm: Incoterm | None = None
    country_of_origin: str | None = None


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

    minimum_percent: int | None = None
    risks: tuple[str, ...] = ()
    form: InsuranceForm | None = None
    endorsed_in_blank: bool | None = None


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
    `alternatives` are kinds that would do as well ("bill of lading or sea waybill").
    """

    kind: str
    alternatives: tuple[str, ...] = ()
    title: str | None = None
    issuer: Party | None = None
    issuer_description: str | None = None
    originals: int = 1
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


@dataclass(frozen=True, kw_only=True)
class Terms(Record):
    """A documentary credit. Amounts are minor units; days are calendar days at the place named."""

    credit_number: str  # 20
    issuing_bank: Party
    applicant: Party  # 50
    beneficiary: Party  # 59
    rules: Rules  # 40E
    amount: Amount  # 32B
    availability: Availability  # 41a
    expiry: Expiry  # 31D
    goods: Goods  # 45A
    documents: tuple[DocumentRequired, ...]  # 46A
    shipment: Shipment = Shipment()
    form: Form = Form.IRREVOCABLE  # 40A
    rules_narrative: str | None = None  # 40E with OTHR
    eucp_version: str | None = None
    electronic_formats: tuple[str, ...] = ()  # eUCP art. e5; any format where it names none
    issued_on: date | None = None  # 31C
    issuing_place: str | None = None  # UN/LOCODE where the issuing bank receives presentations
    tolerance: Tolerance | None = None  # 39A
    amount_about: bool = False  # "about" or "approximately" the amount, art. 30(a)
    presentation_days: int | None = None  # 48
    conditions: tuple[str, ...] = ()  # 47A
    advising_bank: Party | None = None
    nominated_bank: Party | None = None
    confirming_bank: Party | None = None
    reimbursing_bank: Party | None = None  # 53a
    confirmation: Confirmation = Confirmation.WITHOUT  # 49
    charges: str | None = None  # 71D

    def __post_init__(self) -> None:
        number = self.credit_number
        if len(number) > 16 or number[0] == "/" or number[-1] == "/" or "//" in number:
            raise FieldRefused(
                "credit_number", "at most 16 characters, no / at either end, no // inside (16x)"
            )
        if self.amount.minor <= 0:
            raise FieldRefused("amount", "must be more than nothing")
        if self.presentation_days is not None and not 0 < self.presentation_days <= 999:
            raise FieldRefused("presentation_days", "is 1 to 999 calendar days after shipment")
        if not self.documents:
            raise FieldRefused("documents", "a documentary credit asks for at least one document")
        if self.tolerance is not None and self.amount_about:
            raise FieldRefused("amount_about", "and a tolerance exclude each other; give one")
        price = self.goods.unit_price
        if price is not None and price.currency != self.amount.currency:
            raise FieldRefused("goods.unit_price", f"is not in {self.amount.currency}")
        self._check_bank_named()

    def _check_bank_named(self) -> None:
        if self.availability.with_bank is AvailableWith.NOMINATED_BANK and not self.nominated_bank:
            raise FieldRefused("nominated_bank", "is missing; the credit is available with it")

    @property
    def is_electronic(self) -> bool:
        """Whether the eUCP applies, so that electronic records may be presented (eUCP art. e1)."""
        return self.rules in (Rules.EUCP, Rules.EUCP_URR)

    @property
    def requires_original_transport_document(self) -> bool:
        """Whether the presentation period runs (UCP 600 art. 14(c))."""
        return any(d.kind in ORIGINAL_TRANSPORT_KINDS and d.originals for d in self.documents)

    @property
    def days_after_shipment(self) -> int | None:
        """Calendar days for presentation after shipment; None where no such test applies."""
        if not self.requires_original_transport_document:
            return None
        return self.presentation_days or DEFAULT_PRESENTATION_DAYS

    @property
    def maximum_amount(self) -> Amount:
        """The most that may be drawn: amount plus 39A, or plus 10% where it is "about"."""
        return self.amount + self.amount.mul_percent_down(self._percent("plus_percent"))

    @property
    def minimum_amount(self) -> Amount | None:
        """The least a full drawing may be under 39A or "about"; None where neither is stated."""
        if self.tolerance is None and not self.amount_about:
            return None
        return self.amount - self.amount.mul_percent_down(self._percent("minus_percent"))

    def _percent(self, side: str) -> int:
        if self.amount_about:
            return 10
        return 0 if self.tolerance is None else int(getattr(self.tolerance, side))
