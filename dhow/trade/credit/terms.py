"""The terms of a documentary credit, as a bank issues them (MT700 field by field).

Every field says which MT700 field and which article it stands for. A credit is irrevocable even if
it does not say so (UCP 600 art. 3), so the form has a default; what has none must be given.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from dhow.trade.credit.availability import Availability, AvailableWith, Drawee, MixedPart, Mode
from dhow.trade.credit.conditions import accepts_stale_documents
from dhow.trade.credit.counted import SHIPMENT, counted_from
from dhow.trade.credit.reimbursement import Bearer, Reimbursement, ReimbursementRules
from dhow.trade.credit.shipment import Instalment, Permission, Shipment
from dhow.trade.credit.stipulations import (
    ORIGINAL_TRANSPORT_KINDS,
    ArrivalStipulation,
    DocumentRequired,
    InsuranceStipulation,
    ResultLimit,
    TransportStipulation,
)
from dhow.trade.documents.commercial import Incoterm
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members.identifiers import un_locode
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record

DEFAULT_PRESENTATION_DAYS = 21
"""Calendar days after shipment where the credit is silent (UCP 600 art. 14(c))."""

EUCP_VERSIONS = (
    (date(2002, 4, 1), "1.0"),
    (date(2007, 7, 1), "1.1"),
    (date(2019, 7, 1), "2.0"),
    (date(2023, 7, 1), "2.1"),
)
"""Since when each version of the eUCP has been in force."""


class Form(Enum):
    """Form of credit (40A). There is no revocable credit under UCP 600 (art. 2, 10(a))."""

    IRREVOCABLE = "IRREVOCABLE"
    IRREVOCABLE_TRANSFERABLE = "IRREVOCABLE TRANSFERABLE"
    IRREVOCABLE_STANDBY = "IRREVOCABLE STANDBY"
    IRREVOCABLE_TRANSFERABLE_STANDBY = "IRREVOC TRANS STANDBY"


class Rules(Enum):
    """Rules the credit incorporates (40E). The rules bind only where it does (UCP 600 art. 1)."""

    UCP = "UCP LATEST VERSION"
    EUCP = "EUCP LATEST VERSION"
    UCP_URR = "UCPURR LATEST VERSION"
    EUCP_URR = "EUCPURR LATEST VERSION"
    ISP = "ISP LATEST VERSION"
    OTHER = "OTHR"


class Confirmation(Enum):
    """Confirmation instructions (49)."""

    CONFIRM = "CONFIRM"
    MAY_ADD = "MAY ADD"
    WITHOUT = "WITHOUT"


@dataclass(frozen=True, kw_only=True)
class Tolerance(Record):
    """Whole per cent more or less: of the amount, and of the amount only, as field 39A.

    Of the quantity it stands with the goods.
    """

    plus_percent: int = 0
    minus_percent: int = 0

    def __post_init__(self) -> None:
        for side in ("plus_percent", "minus_percent"):
            if not 0 <= getattr(self, side) <= 99:
                raise FieldRefused(side, "is two digits: 0 to 99")


@dataclass(frozen=True, kw_only=True)
class AdditionalAmount(Record):
    """An amount drawn on top of the credit for a stated purpose, such as freight (39C)."""

    purpose: str
    amount: Amount

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise FieldRefused("amount", "must be more than nothing")


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
class Goods(Record):
    """Description, quantity and price (45A).

    `quantity_about` marks "about" or "approximately", plus or minus 10% (art. 30(a));
    `quantity_tolerance` is another that the credit states of the quantity, in place of the 5% of
    art. 30(b).
    """

    description: str
    quantity: Quantity | None = None
    quantity_about: bool = False
    quantity_tolerance: Tolerance | None = None
    unit_price: Amount | None = None
    unit_price_about: bool = False
    incoterm: Incoterm | None = None
    country_of_origin: str | None = None

    def __post_init__(self) -> None:
        if self.quantity_tolerance is not None and self.quantity_about:
            words = 'is stated beside "about", which is ten per cent; give one of them'
            raise FieldRefused("quantity_tolerance", words)
        if self.quantity_tolerance is not None and self.quantity is None:
            raise FieldRefused("quantity_tolerance", "is of no quantity; give the quantity")


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
    shipment: Shipment = field(default_factory=Shipment)
    form: Form = Form.IRREVOCABLE  # 40A
    rules_narrative: str | None = None  # 40E with OTHR
    eucp_version: str | None = None
    electronic_formats: tuple[str, ...] = ()  # eUCP art. e5; any format where it names none
    issued_on: date | None = None  # 31C
    issuing_place: str | None = None  # UN/LOCODE where the issuing bank receives presentations
    tolerance: Tolerance | None = None  # 39A
    additional_amounts: tuple[AdditionalAmount, ...] = ()  # 39C
    amount_about: bool = False  # "about" or "approximately" the amount, art. 30(a)
    presentation_days: int | None = None  # 48
    presentation_narrative: str | None = None  # 48, where it counts from something else
    conditions: tuple[str, ...] = ()  # 47A
    applicant_bank: Party | None = None  # 51a
    advising_bank: Party | None = None
    second_advising_bank: Party | None = None  # 57a, art. 9(c)
    nominated_bank: Party | None = None  # 41a, art. 12
    confirming_bank: Party | None = None  # 58a: the bank asked to confirm, art. 8
    reimbursing_bank: Party | None = None  # 53a
    transferring_bank: Party | None = None  # art. 38(b), where any bank is nominated
    confirmation: Confirmation = Confirmation.WITHOUT  # 49
    reimbursement: Reimbursement | None = None  # art. 13
    charges: str | None = None  # 71D
    special_payment_conditions: tuple[str, ...] = ()  # 49G: for the beneficiary
    special_payment_conditions_for_bank: tuple[str, ...] = ()  # 49H: for the receiving bank only
    instructions_to_bank: str | None = None  # 78
    sender_to_receiver: str | None = None  # 72Z
    electronic_place: str | None = None  # where records are presented, eUCP art. e6(a)

    def __post_init__(self) -> None:
        number = self.credit_number
        slashed = number[0] == "/" or number[-1] == "/" or "//" in number
        if slashed or len(number) > 16 or not number.isprintable():
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
        self._check_currencies()
        self._check_banks()
        if self.eucp_version is not None and not self.is_electronic:
            raise FieldRefused("eucp_version", f"goes with the eUCP; rules are {self.rules.value}")

    def _check_currencies(self) -> None:
        currency = self.amount.currency
        given = [("goods.unit_price", self.goods.unit_price)]
        for i, extra in enumerate(self.additional_amounts):
            given.append((f"additional_amounts[{i}].amount", extra.amount))
        for i, instalment in enumerate(self.shipment.instalments):
            given.append((f"shipment.instalments[{i}].amount", instalment.amount))
        for i, part in enumerate(self.availability.parts):
            given.append((f"availability.parts[{i}].amount", part.amount))
        for name, amount in given:
            if amount is not None and amount.currency != currency:
                raise FieldRefused(name, f"is not in {currency}")
        parts = [p.amount.minor for p in self.availability.parts if p.amount is not None]
        if parts and sum(parts) != self.amount.minor:
            raise FieldRefused(
                "availability.parts", f"come to {Amount(sum(parts), currency)}, not {self.amount}"
            )

    def _check_banks(self) -> None:
        drawees = {self.availability.drawee, *(part.drawee for part in self.availability.parts)}
        nominated = self.availability.with_bank is AvailableWith.NOMINATED_BANK
        for name, needed, why in (
            ("nominated_bank", nominated, "the credit is available with it"),
            ("nominated_bank", Drawee.NOMINATED_BANK in drawees, "drafts are drawn on it"),
            ("confirming_bank", Drawee.CONFIRMING_BANK in drawees, "drafts are drawn on it"),
            ("reimbursing_bank", Drawee.REIMBURSING_BANK in drawees, "drafts are drawn on it"),
            ("reimbursing_bank", self.reimbursement is not None, "reimbursement is agreed"),
            ("advising_bank", self.second_advising_bank is not None, "there is a second one"),
        ):
            if needed and getattr(self, name) is None:
                raise FieldRefused(name, f"is missing; {why}")
        if self.transferring_bank is not None and not self.is_transferable:
            raise FieldRefused("transferring_bank", "goes with a transferable credit (40A)")

    @property
    def is_transferable(self) -> bool:
        """Whether the credit says "transferable", the only word that makes it so (art. 38(b))."""
        return self.form in (Form.IRREVOCABLE_TRANSFERABLE, Form.IRREVOCABLE_TRANSFERABLE_STANDBY)

    @property
    def eucp_in_force(self) -> str | None:
        """The version of the eUCP that governs: as stated, else that in force at issue (e1(c)).

        None where the eUCP is not incorporated, or neither version nor date of issue is stated.
        """
        if not self.is_electronic or self.eucp_version or self.issued_on is None:
            return self.eucp_version
        began = [version for since, version in EUCP_VERSIONS if since <= self.issued_on]
        return began[-1] if began else None

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
        return self.days_for_presentation if self.presentation_counts_from == SHIPMENT else None

    @property
    def presentation_counts_from(self) -> str | None:
        """What the days for presentation count from (`counted_from`); None if not understood."""
        stated = self.presentation_days is not None
        return counted_from(self.presentation_narrative) if stated else SHIPMENT

    @property
    def days_for_presentation(self) -> int | None:
        """Calendar days for presentation; None where no such test applies.

        Those after shipment are of a transport document (art. 14(c)); from another day that the
        credit names they count whatever it asks for.
        """
        if any(map(accepts_stale_documents, self.conditions)):
            return None
        if self.presentation_counts_from != SHIPMENT:
            return self.presentation_days
        if not self.requires_original_transport_document:
            return None
        return self.presentation_days or DEFAULT_PRESENTATION_DAYS

    @property
    def maximum_amount(self) -> Amount:
        """The most that may be drawn: amount plus 39A, or plus 10% where it is "about"."""
        return self.with_tolerance(self.amount)

    def with_tolerance(self, amount: Amount) -> Amount:
        """An amount, or a part of it, with what 39A or "about" lets be drawn above it."""
        return amount + amount.mul_percent_down(self._percent("plus_percent"))

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


__all__ = [
    "DEFAULT_PRESENTATION_DAYS",
    "ORIGINAL_TRANSPORT_KINDS",
    "AdditionalAmount",
    "ArrivalStipulation",
    "Availability",
    "AvailableWith",
    "Bearer",
    "Confirmation",
    "DocumentRequired",
    "Drawee",
    "Expiry",
    "Form",
    "Goods",
    "Instalment",
    "InsuranceStipulation",
    "MixedPart",
    "Mode",
    "Permission",
    "Reimbursement",
    "ReimbursementRules",
    "ResultLimit",
    "Rules",
    "Shipment",
    "Terms",
    "Tolerance",
    "TransportStipulation",
]
