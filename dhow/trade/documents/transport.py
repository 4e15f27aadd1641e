"""Transport and insurance documents (UCP 600 art. 20 to 28)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from dhow.trade.documents.base import Document
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members import identifiers
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused


class Freight(Enum):
    """Whether freight is paid at shipment or at destination."""

    PREPAID = "prepaid"
    COLLECT = "collect"


def check_containers(containers: tuple[str, ...]) -> tuple[str, ...]:
    """The container numbers in compact form.

    Raises:
        FieldRefused: naming the first that is no ISO 6346 number.
    """
    result = []
    for i, number in enumerate(containers):
        try:
            result.append(identifiers.container_number(number))
        except ValueError as error:
            raise FieldRefused(f"containers[{i}]", str(error)) from None
    return tuple(result)


@dataclass(frozen=True, kw_only=True)
class BillOfLading(Document):
    """A bill of lading. `issuer` is who issued it, `carrier` the carrier it names.

    `received_for_shipment` without `on_board_on` is no evidence of loading (art. 20(a)(ii)).
    `vessel_intended` and `port_of_loading_intended` record the word "intended" or the like.
    `originals_issued` is the full set; an electronic record satisfies it alone (eUCP art. e9).
    """

    kind: ClassVar[str] = "bill_of_lading"
    title: ClassVar[str] = "Bill of lading"

    shipper: Party
    consignee: str
    vessel: str
    port_of_loading: Place
    port_of_discharge: Place
    goods: str
    carrier: Party | None = None
    notify: Party | None = None
    voyage: str | None = None
    vessel_imo: str | None = None
    place_of_receipt: Place | None = None
    place_of_delivery: Place | None = None
    received_for_shipment: bool = False
    on_board_on: date | None = None
    on_board_vessel: str | None = None
    vessel_intended: bool = False
    port_of_loading_intended: bool = False
    transhipment: bool = False
    subject_to_charter_party: bool = False
    containers: tuple[str, ...] = ()
    packages: Quantity | None = None
    quantity: Quantity | None = None
    gross_weight: Quantity | None = None
    net_weight: Quantity | None = None
    shipping_marks: str | None = None
    freight: Freight | None = None
    clauses: tuple[str, ...] = ()
    originals_issued: int = 3
    endorsed_in_blank: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "containers", check_containers(self.containers))
        if self.vessel_imo is not None:
            try:
                object.__setattr__(self, "vessel_imo", identifiers.imo_number(self.vessel_imo))
            except ValueError as error:
                raise FieldRefused("vessel_imo", str(error)) from None
        if self.originals_issued < 1:
            raise FieldRefused("originals_issued", "at least one original is issued")

    @property
    def shipment_date(self) -> date | None:
        """The on-board date, or the issue date of a "shipped" bill without a notation."""
        if self.on_board_on is not None:
            return self.on_board_on
        return None if self.received_for_shipment else self.issued_on

    @property
    def conveyance(self) -> tuple[str, str, str]:
        """Vessel, voyage and destination: what makes several sets one shipment (art. 31(b))."""
        vessel = self.vessel_imo or self.on_board_vessel or self.vessel
        return (
            vessel.casefold(),
            (self.voyage or "").casefold(),
            (self.port_of_discharge.locode or self.port_of_discharge.name).casefold(),
        )


@dataclass(frozen=True, kw_only=True)
class AirWaybill(Document):
    """An air transport document (art. 23). `flown_on` is a specific notation of actual shipment."""

    kind: ClassVar[str] = "air_waybill"
    title: ClassVar[str] = "Air waybill"

    shipper: Party
    consignee: str
    airport_of_departure: Place
    airport_of_destination: Place
    goods: str
    carrier: Party | None = None
    notify: Party | None = None
    accepted_for_carriage: bool = True
    flight: str | None = None
    flown_on: date | None = None
    transhipment: bool = False
    packages: Quantity | None = None
    quantity: Quantity | None = None
    gross_weight: Quantity | None = None
    net_weight: Quantity | None = None
    containers: tuple[str, ...] = ()
    shipping_marks: str | None = None
    freight: Freight | None = None
    clauses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            number = identifiers.air_waybill_number(self.number)
        except ValueError as error:
            raise FieldRefused("number", str(error)) from None
        object.__setattr__(self, "number", number)

    @property
    def shipment_date(self) -> date | None:
        """Issue date unless a notation gives the actual one; the flight box is not looked at."""
        return self.flown_on or self.issued_on

    @property
    def conveyance(self) -> tuple[str, str, str]:
        """Flight and destination: what makes several sets one shipment (art. 31(b))."""
        destination = self.airport_of_destination
        return ("", (self.flight or "").casefold(), (destination.locode or destination.name))


TransportDocument = BillOfLading | AirWaybill


class InsuranceForm(Enum):
    """A policy may stand for a certificate, never a cover note for either (art. 28(c), (d))."""

    POLICY = "policy"
    CERTIFICATE = "certificate"
    DECLARATION = "declaration"
    COVER_NOTE = "cover_note"


@dataclass(frozen=True, kw_only=True)
class InsuranceDocument(Document):
    """Evidence of cargo cover (art. 28)."""

    kind: ClassVar[str] = "insurance_document"
    title: ClassVar[str] = "Insurance document"

    form: InsuranceForm
    insured_amount: Amount
    covered_from: Place
    covered_to: Place
    risks: tuple[str, ...]
    insured: Party | None = None
    effective_from: date | None = None
    goods: str | None = None
    invoice_number: str | None = None
    vessel: str | None = None
    containers: tuple[str, ...] = ()
    originals_issued: int = 1
    endorsed_in_blank: bool = False
