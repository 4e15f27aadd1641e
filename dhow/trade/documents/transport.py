"""Transport documents by sea: bill of lading, sea waybill, charter-party bill, and multimodal.

Those of the other modes are in `carried`; each kind says the article it is examined under.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dhow.trade.documents.base import SigningCapacity
from dhow.trade.documents.carriage import (
    BY_CARRIER_OR_MASTER,
    BY_OWNER_OR_CHARTERER,
    Conveyance,
    CopyFor,
    Freight,
    Means,
    TransportDocument,
    check_containers,
)
from dhow.trade.documents.carried import (
    AirWaybill,
    CourierReceipt,
    InlandWaterwayDocument,
    PostalReceipt,
    RailConsignmentNote,
    RoadConsignmentNote,
)
from dhow.trade.documents.insurance import InsuranceDocument, InsuranceForm
from dhow.trade.documents.place import Place
from dhow.trade.documents.title import Title
from dhow.trade.members import identifiers
from dhow.trade.records import FieldRefused


@dataclass(frozen=True, kw_only=True)
class ByVessel(TransportDocument):
    """What documents of carriage by ship have in common.

    `received_for_shipment` without `on_board_on` is no evidence of loading (art. 20(a)(ii)).
    The notation of loading shows its date, and the ship and the port where it names them.
    `vessel_intended` and `port_of_loading_intended` record the word "intended" or the like.
    `originals_issued` is the full set; an electronic record satisfies it alone (eUCP art. e9).
    """

    means: ClassVar[Means] = Means.SEA
    signed_by: ClassVar[frozenset[SigningCapacity]] = BY_CARRIER_OR_MASTER

    vessel: str
    port_of_loading: Place
    port_of_discharge: Place
    voyage: str | None = None
    vessel_imo: str | None = None
    place_of_receipt: Place | None = None
    place_of_delivery: Place | None = None
    received_for_shipment: bool = False
    on_board_on: date | None = None
    on_board_vessel: str | None = None
    on_board_port: Place | None = None
    vessel_intended: bool = False
    port_of_loading_intended: bool = False
    transhipment: bool = False
    subject_to_charter_party: bool = False
    originals_issued: int = 3
    endorsed_in_blank: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "vessel_imo", _imo(self.vessel_imo))
        if self.originals_issued < 1:
            raise FieldRefused("originals_issued", "at least one original is issued")

    @property
    def shipment_date(self) -> date | None:
        """The on-board date, or the issue date of a "shipped" document without a notation."""
        if self.on_board_on is not None:
            return self.on_board_on
        return None if self.received_for_shipment else self.issued_on

    @property
    def conveyance(self) -> Conveyance:
        """Ship, voyage and port of discharge."""
        return Conveyance(
            means=self.means,
            destination=self.port_of_discharge,
            name=self.on_board_vessel or self.vessel,
            imo=self.vessel_imo,
            journey=self.voyage,
        )

    @property
    def starts_at(self) -> tuple[str, Place | None]:
        return "port_of_loading", self.port_of_loading

    @property
    def ends_at(self) -> tuple[str, Place | None]:
        return "port_of_discharge", self.port_of_discharge


@dataclass(frozen=True, kw_only=True)
class BillOfLading(ByVessel):
    """A bill of lading for carriage from port to port (art. 20).

    `control` is the chain of an electronic one: such a bill shows either that the goods are on
    board or that they were received, never both (DCSA eBL 3.0).
    """

    kind: ClassVar[str] = "bill_of_lading"
    title: ClassVar[str] = "Bill of lading"
    article: ClassVar[str] = "UCP 600 art. 20"

    control: Title | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.control is not None and self.received_for_shipment == (
            self.on_board_on is not None
        ):
            words = "an electronic bill shows when the goods were shipped on board or received"
            raise FieldRefused("on_board_on", f"{words}: exactly one of both")


@dataclass(frozen=True, kw_only=True)
class SeaWaybill(ByVessel):
    """A non-negotiable sea waybill (art. 21)."""

    kind: ClassVar[str] = "sea_waybill"
    title: ClassVar[str] = "Sea waybill"
    article: ClassVar[str] = "UCP 600 art. 21"

    originals_issued: int = 1


@dataclass(frozen=True, kw_only=True)
class CharterPartyBill(ByVessel):
    """A bill of lading subject to a charter party (art. 22): no carrier need be named.

    The port of discharge may be the range of ports or the area that the credit states. The
    charter party itself is not examined, even where the credit asks for it.
    """

    kind: ClassVar[str] = "charter_party_bill_of_lading"
    title: ClassVar[str] = "Charter party bill of lading"
    article: ClassVar[str] = "UCP 600 art. 22"
    signed_by: ClassVar[frozenset[SigningCapacity]] = BY_OWNER_OR_CHARTERER

    subject_to_charter_party: bool = True


@dataclass(frozen=True, kw_only=True)
class MultimodalDocument(TransportDocument):
    """A document of carriage by at least two modes (art. 19).

    `dispatched_on` is a dated stamp or notation of dispatch, taking in charge or loading. Ship and
    ports may be "intended" here: the place of dispatch and the final destination decide.
    """

    kind: ClassVar[str] = "multimodal_transport_document"
    title: ClassVar[str] = "Multimodal transport document"
    article: ClassVar[str] = "UCP 600 art. 19"
    means: ClassVar[Means] = Means.MULTIMODAL
    signed_by: ClassVar[frozenset[SigningCapacity]] = BY_CARRIER_OR_MASTER

    place_of_dispatch: Place
    final_destination: Place
    dispatched_on: date | None = None
    vessel: str | None = None
    vessel_imo: str | None = None
    voyage: str | None = None
    port_of_loading: Place | None = None
    port_of_discharge: Place | None = None
    covers_whole_carriage: bool = True
    transhipment: bool = False
    subject_to_charter_party: bool = False
    originals_issued: int = 3
    endorsed_in_blank: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "vessel_imo", _imo(self.vessel_imo))
        if self.originals_issued < 1:
            raise FieldRefused("originals_issued", "at least one original is issued")

    @property
    def shipment_date(self) -> date | None:
        """The date of a stamp or notation, else the issue date (art. 19(a)(ii))."""
        return self.dispatched_on or self.issued_on

    @property
    def conveyance(self) -> Conveyance:
        return Conveyance(
            means=self.means,
            destination=self.final_destination,
            name=self.vessel,
            imo=self.vessel_imo,
            journey=self.voyage,
        )

    @property
    def starts_at(self) -> tuple[str, Place | None]:
        return "place_of_dispatch", self.place_of_dispatch

    @property
    def ends_at(self) -> tuple[str, Place | None]:
        return "final_destination", self.final_destination


def _imo(number: str | None) -> str | None:
    try:
        return None if number is None else identifiers.imo_number(number)
    except ValueError as error:
        raise FieldRefused("vessel_imo", str(error)) from None


TRANSPORT_DOCUMENTS: tuple[type[TransportDocument], ...] = (
    MultimodalDocument,
    BillOfLading,
    SeaWaybill,
    CharterPartyBill,
    AirWaybill,
    RoadConsignmentNote,
    RailConsignmentNote,
    InlandWaterwayDocument,
    CourierReceipt,
    PostalReceipt,
)
"""The documents of articles 19 to 25, which start the period for presentation (art. 14(c))."""

TRANSPORT_KINDS: tuple[str, ...] = tuple(each.kind for each in TRANSPORT_DOCUMENTS)

__all__ = [
    "TRANSPORT_DOCUMENTS",
    "TRANSPORT_KINDS",
    "AirWaybill",
    "BillOfLading",
    "ByVessel",
    "CharterPartyBill",
    "Conveyance",
    "CopyFor",
    "CourierReceipt",
    "Freight",
    "InlandWaterwayDocument",
    "InsuranceDocument",
    "InsuranceForm",
    "Means",
    "MultimodalDocument",
    "PostalReceipt",
    "RailConsignmentNote",
    "RoadConsignmentNote",
    "SeaWaybill",
    "TransportDocument",
    "check_containers",
]
