"""Transport documents by air, road, rail, inland waterway, courier and post (art. 23 to 25)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dhow.trade.documents.base import SigningCapacity
from dhow.trade.documents.carriage import (
    BY_CARRIER,
    Conveyance,
    CopyFor,
    Means,
    TransportDocument,
)
from dhow.trade.documents.place import Place
from dhow.trade.members import identifiers
from dhow.trade.records import FieldRefused

_OF_AN_AIRLINE = re.compile(r"\d{3}\s*-[\d\s-]+|\s*(?:\d\s*){11}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class AirWaybill(TransportDocument):
    """An air transport document (art. 23). `flown_on` is a specific notation of actual shipment.

    The original for the consignor or shipper is the one to present, whatever set the credit asks
    for; `marked_for` says for whom this one is marked, where it is. An airline's number of eleven
    digits has its check digit; a forwarder's (a house air waybill's) may be anything.
    """

    kind: ClassVar[str] = "air_waybill"
    title: ClassVar[str] = "Air waybill"
    article: ClassVar[str] = "UCP 600 art. 23"
    means: ClassVar[Means] = Means.AIR
    signed_by: ClassVar[frozenset[SigningCapacity]] = BY_CARRIER

    airport_of_departure: Place
    airport_of_destination: Place
    accepted_for_carriage: bool = True
    flight: str | None = None
    flown_on: date | None = None
    transhipment: bool = False
    marked_for: CopyFor | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not _OF_AN_AIRLINE.fullmatch(self.number):
            return
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
    def conveyance(self) -> Conveyance:
        return Conveyance(
            means=self.means, destination=self.airport_of_destination, name=self.flight
        )

    @property
    def starts_at(self) -> tuple[str, Place | None]:
        return "airport_of_departure", self.airport_of_departure

    @property
    def ends_at(self) -> tuple[str, Place | None]:
        return "airport_of_destination", self.airport_of_destination


@dataclass(frozen=True, kw_only=True)
class OverLand(TransportDocument):
    """Base of road, rail and inland waterway documents (art. 24).

    `received_on` is the date of a reception stamp, of receipt or of shipment, where it shows one.
    `originals_issued` may be silent: what is presented is then the full set (art. 24(c)).
    `vehicle` is the truck, the train or wagon, or the barge.
    """

    article: ClassVar[str] = "UCP 600 art. 24"
    signed_by: ClassVar[frozenset[SigningCapacity]] = BY_CARRIER

    place_of_shipment: Place
    place_of_destination: Place
    received_on: date | None = None
    vehicle: str | None = None
    transhipment: bool | None = None
    covers_whole_carriage: bool | None = None
    originals_issued: int | None = None
    marked_for: CopyFor | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.originals_issued is not None and self.originals_issued < 1:
            raise FieldRefused("originals_issued", "at least one original is issued")

    @property
    def shipment_date(self) -> date | None:
        """The date of receipt or shipment it shows, else its issue date (art. 24(a)(ii))."""
        return self.received_on or self.issued_on

    @property
    def conveyance(self) -> Conveyance:
        return Conveyance(
            means=self.means, destination=self.place_of_destination, name=self.vehicle
        )

    @property
    def starts_at(self) -> tuple[str, Place | None]:
        return "place_of_shipment", self.place_of_shipment

    @property
    def ends_at(self) -> tuple[str, Place | None]:
        return "place_of_destination", self.place_of_destination


@dataclass(frozen=True, kw_only=True)
class RoadConsignmentNote(OverLand):
    """A road transport document such as a CMR note: the original for the consignor or shipper."""

    kind: ClassVar[str] = "road_consignment_note"
    title: ClassVar[str] = "Road consignment note"
    means: ClassVar[Means] = Means.ROAD


@dataclass(frozen=True, kw_only=True)
class RailConsignmentNote(OverLand):
    """A rail transport document; a duplicate counts as an original (art. 24(b)(ii))."""

    kind: ClassVar[str] = "rail_consignment_note"
    title: ClassVar[str] = "Rail consignment note"
    means: ClassVar[Means] = Means.RAIL


@dataclass(frozen=True, kw_only=True)
class InlandWaterwayDocument(OverLand):
    """An inland waterway transport document, an original however marked (art. 24(b)(iii))."""

    kind: ClassVar[str] = "inland_waterway_document"
    title: ClassVar[str] = "Inland waterway document"
    means: ClassVar[Means] = Means.INLAND_WATERWAY


@dataclass(frozen=True, kw_only=True)
class Dispatched(TransportDocument):
    """Base of courier and postal receipts (art. 25): where and when the goods were handed over.

    `received_on` is the date of pick-up, receipt or stamp; `received_at` the place. There is no
    date of shipment without it.
    """

    article: ClassVar[str] = "UCP 600 art. 25"
    signed_by: ClassVar[frozenset[SigningCapacity]] = BY_CARRIER | {SigningCapacity.ISSUER}

    received_at: Place
    received_on: date | None = None
    destination: Place | None = None

    @property
    def shipment_date(self) -> date | None:
        """The date of pick-up, receipt or stamp (art. 25(a)(ii), 25(c))."""
        return self.received_on

    @property
    def conveyance(self) -> Conveyance:
        """The same service, place, day and destination are one shipment (art. 31(c))."""
        service = self.carrier or self.issuer
        at = self.received_at.locode or self.received_at.name.casefold()
        return Conveyance(
            means=self.means,
            destination=self.destination,
            name=service.name,
            posted=(at, str(self.received_on)),
        )

    @property
    def starts_at(self) -> tuple[str, Place | None]:
        return "received_at", self.received_at

    @property
    def ends_at(self) -> tuple[str, Place | None]:
        return "destination", self.destination


@dataclass(frozen=True, kw_only=True)
class CourierReceipt(Dispatched):
    """A courier's receipt, stamped or signed by the service that it names."""

    kind: ClassVar[str] = "courier_receipt"
    title: ClassVar[str] = "Courier receipt"
    means: ClassVar[Means] = Means.COURIER


@dataclass(frozen=True, kw_only=True)
class PostalReceipt(Dispatched):
    """A post receipt or certificate of posting."""

    kind: ClassVar[str] = "postal_receipt"
    title: ClassVar[str] = "Postal receipt"
    means: ClassVar[Means] = Means.POST
