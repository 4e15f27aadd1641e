"""Documents of the sale: invoice, packing list, purchase order."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from dhow.trade.documents.base import Document
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import Record


class IncotermRule(Enum):
    """The eleven rules of Incoterms 2020."""

    EXW = "EXW"
    FCA = "FCA"
    CPT = "CPT"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"
    FAS = "FAS"
    FOB = "FOB"
    CFR = "CFR"
    CIF = "CIF"


FREIGHT_PREPAID_RULES = frozenset(("CPT", "CIP", "CFR", "CIF", "DAP", "DPU", "DDP"))
"""Rules under which the seller pays the main carriage."""
INSURED_BY_SELLER_RULES = frozenset(("CIF", "CIP"))
SEA_RULES = frozenset(("FAS", "FOB", "CFR", "CIF"))


@dataclass(frozen=True, kw_only=True)
class Incoterm(Record):
    """A trade term with its named place: CIF Jebel Ali, Incoterms 2020.

    `version` is the year of the Incoterms that it names, where it names one.
    """

    rule: IncotermRule
    place: str
    version: int | None = None

    def __str__(self) -> str:
        named = f" (Incoterms {self.version})" if self.version else ""
        return f"{self.rule.value} {self.place}{named}"


@dataclass(frozen=True, kw_only=True)
class InvoiceLine(Record):
    """One line: what, how much, at what price for one unit of the quantity."""

    description: str
    quantity: Quantity | None = None
    unit_price: Amount | None = None
    amount: Amount | None = None


@dataclass(frozen=True, kw_only=True)
class CommercialInvoice(Document):
    """The invoice, examined under UCP 600 art. 18. The issuer is the seller.

    `heading` is what it calls itself, where that is more than "invoice".
    """

    kind: ClassVar[str] = "commercial_invoice"
    title: ClassVar[str] = "Commercial invoice"

    buyer: Party
    goods: str
    total: Amount
    quantity: Quantity | None = None
    unit_price: Amount | None = None
    lines: tuple[InvoiceLine, ...] = ()
    incoterm: Incoterm | None = None
    purchase_order: str | None = None
    gross_weight: Quantity | None = None
    net_weight: Quantity | None = None
    packages: Quantity | None = None
    containers: tuple[str, ...] = ()
    shipping_marks: str | None = None
    country_of_origin: str | None = None
    vessel: str | None = None
    heading: str | None = None


@dataclass(frozen=True, kw_only=True)
class PackingList(Document):
    """What is in which package."""

    kind: ClassVar[str] = "packing_list"
    title: ClassVar[str] = "Packing list"

    goods: str
    invoice_number: str | None = None
    quantity: Quantity | None = None
    gross_weight: Quantity | None = None
    net_weight: Quantity | None = None
    packages: Quantity | None = None
    containers: tuple[str, ...] = ()
    shipping_marks: str | None = None
    vessel: str | None = None


@dataclass(frozen=True, kw_only=True)
class PurchaseOrder(Document):
    """The buyer's order; the issuer is the buyer."""

    kind: ClassVar[str] = "purchase_order"
    title: ClassVar[str] = "Purchase order"

    seller: Party
    goods: str
    total: Amount
    quantity: Quantity | None = None
    unit_price: Amount | None = None
    incoterm: Incoterm | None = None
