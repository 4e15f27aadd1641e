"""An invoice as EN 16931 sees it: the elements that identify, value and finance it.

Amounts are integers of the currency's minor units. Each element names its EN 16931 business
term (BT) or group (BG); `provenance` keeps the path in the file each one was read from.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from dhow.trade.money import Currency
from dhow.trade.records import FieldRefused, Record

# UNTDID 1001 codes that change how an invoice may be financed.
COMMERCIAL_INVOICE: Final = "380"
CREDIT_NOTE: Final = "381"
CORRECTED_INVOICE: Final = "384"
PREPAYMENT_INVOICE: Final = "386"
SELF_BILLED_INVOICE: Final = "389"
FACTORED_INVOICE: Final = "393"
FACTORED_CREDIT_NOTE: Final = "396"

CREDIT_NOTE_TYPES: Final = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "532"})
"""UNTDID 1001 codes that lower what a buyer owes."""

ASSIGNED_TYPES: Final = frozenset({FACTORED_INVOICE, FACTORED_CREDIT_NOTE})
"""UNTDID 1001 codes which themselves say that the receivable was sold to a factor."""

# ISO/IEC 6523 identifier scheme of the LEI (ISO 17442).
LEI_SCHEME: Final = "0199"


_TYPE_CODE: Final = re.compile(r"[0-9]{1,3}")
COUNTRY: Final = re.compile(r"[A-Z]{2}|1A")  # 1A: Kosovo, in the code list of EN 16931


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value in an identifier scheme (ISO/IEC 6523 code), if it says which."""

    value: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Seller (BG-4), buyer (BG-7) or payee (BG-10)."""

    name: str | None = None  # BT-27, BT-44, BT-59
    trading_name: str | None = None  # BT-28, BT-45
    legal_id: Identifier | None = None  # BT-30, BT-47, BT-61: entry in a national register
    vat: str | None = None  # BT-31, BT-48: the VAT number only, never a tax office's reference
    country: str | None = None  # BT-40, BT-55: ISO 3166-1 alpha-2
    electronic_address: Identifier | None = None  # BT-34, BT-49
    identifiers: tuple[Identifier, ...] = ()  # BT-29, BT-46, BT-60

    @property
    def lei(self) -> str | None:
        """The legal entity identifier, where one of the party's ids is given as such."""
        for identifier in (self.legal_id, *self.identifiers):
            if identifier is not None and identifier.scheme == LEI_SCHEME:
                return identifier.value
        return None


@dataclass(frozen=True, slots=True)
class TransportDocument:
    """A bill of lading or waybill the invoice names (BT-18 with a UNTDID 1153 scheme)."""

    scheme: str  # BM bill of lading, MB master, BH house, AWB air waybill, AAS other
    number: str


@dataclass(frozen=True, slots=True)
class PrecedingInvoice:
    """The invoice a credit note or correction refers to (BG-3: BT-25, BT-26)."""

    number: str
    issue_date: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An invoice line (BG-25). Quantity and unit price are exact decimals, not money."""

    number: str | None  # BT-126
    name: str | None  # BT-153
    net_minor: int  # BT-131
    quantity: Decimal | None = None  # BT-129
    unit: str | None = None  # BT-130, UN/ECE Recommendation 20
    unit_price: Decimal | None = None  # BT-146


@dataclass(frozen=True, slots=True)
class Source:
    """Where an element was read: the path in the file, or why a value was assumed."""

    element: str
    path: str


@dataclass(frozen=True, slots=True)
class Invoice(Record):
    """One invoice or credit note, whatever syntax it came in.

    Raises:
        FieldRefused: for a number without letter or digit, an unknown currency, a type code or
            country that is none, or a seller or buyer that nothing identifies.
    """

    number: str  # BT-1
    issue_date: date  # BT-2
    type_code: str  # BT-3, UNTDID 1001
    currency: str  # BT-5, ISO 4217
    seller: Party
    buyer: Party
    total_minor: int  # BT-112 total with VAT
    payable_minor: int  # BT-115 amount due
    net_minor: int | None = None  # BT-109 total without VAT
    tax_minor: int | None = None  # BT-110
    prepaid_minor: int = 0  # BT-113
    due_date: date | None = None  # BT-9
    purchase_order: str | None = None  # BT-13
    contract: str | None = None  # BT-12
    despatch_advice: str | None = None  # BT-16
    buyer_reference: str | None = None  # BT-10
    payee: Party | None = None  # BG-10, where someone other than the seller is paid
    payee_accounts: tuple[str, ...] = ()  # BT-84
    transport_documents: tuple[TransportDocument, ...] = ()
    preceding: tuple[PrecedingInvoice, ...] = ()  # BG-3
    lines: tuple[Line, ...] = ()  # BG-25
    provenance: tuple[Source, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what no reader and no form may let through."""
        if not any(character.isalnum() for character in self.number):
            raise FieldRefused("number", f"is {self.number[:40]!r}, expected letters or digits")
        if not _TYPE_CODE.fullmatch(self.type_code):
            raise FieldRefused(
                "type_code", f"is {self.type_code[:20]!r}, expected a UNTDID 1001 code such as 380"
            )
        try:
            Currency(self.currency)
        except ValueError as error:
            raise FieldRefused("currency", str(error)) from None
        for role, party in (("seller", self.seller), ("buyer", self.buyer)):
            if not (party.name or party.vat or party.legal_id or party.lei):
                raise FieldRefused(role, "has neither a name nor an identifier; give one")
            if party.country is not None and not COUNTRY.fullmatch(party.country):
                raise FieldRefused(
                    f"{role}.country", "must be two capital letters such as AE (ISO 3166-1)"
                )

    @property
    def is_credit_note(self) -> bool:
        """Whether the document lowers what the buyer owes (UNTDID 1001)."""
        return self.type_code in CREDIT_NOTE_TYPES
