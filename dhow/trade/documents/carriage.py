"""What every transport document shows, whatever carries the goods (UCP 600 art. 19 to 27)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from dhow.trade.documents.base import Document, SigningCapacity
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members import identifiers
from dhow.trade.members.party import Party
from dhow.trade.records import FieldRefused

BY_CARRIER = frozenset({SigningCapacity.CARRIER})
BY_CARRIER_OR_MASTER = BY_CARRIER | {SigningCapacity.MASTER}
BY_OWNER_OR_CHARTERER = frozenset(
    {SigningCapacity.MASTER, SigningCapacity.OWNER, SigningCapacity.CHARTERER}
)


class Freight(Enum):
    """Whether freight is paid at shipment or at destination."""

    PREPAID = "prepaid"
    COLLECT = "collect"


class Means(Enum):
    """The mode of transport. Several conveyances of one mode are several shipments (art. 31(b))."""

    SEA = "sea"
    MULTIMODAL = "multimodal"
    AIR = "air"
    ROAD = "road"
    RAIL = "rail"
    INLAND_WATERWAY = "inland waterway"
    COURIER = "courier"
    POST = "post"


class CopyFor(Enum):
    """For whom an original of an air or road document is marked (art. 23(a)(v), 24(b)(i))."""

    CONSIGNOR = "consignor"
    SHIPPER = "shipper"
    CONSIGNEE = "consignee"
    CARRIER = "carrier"


@dataclass(frozen=True)
class Conveyance:
    """What carried the goods, as one document shows it; what it does not show is None.

    `name` is that of a ship, the flight, the truck or the train; `imo` a ship's number; `journey`
    the voyage. `posted` is place and day of a courier's or post office's stamp.
    """

    means: Means
    destination: Place | None
    name: str | None = None
    imo: str | None = None
    journey: str | None = None
    posted: tuple[str, str] | None = None


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
class TransportDocument(Document):
    """Base of the transport documents. `issuer` issued it, `carrier` is the carrier it names.

    `carriage_terms_shown` is False for one that neither contains the terms of carriage nor refers
    to another source of them; None where that is not recorded. `clauses` are what is written on it
    about goods, packaging and stowage.
    """

    article: ClassVar[str]
    means: ClassVar[Means]
    signed_by: ClassVar[frozenset[SigningCapacity]]

    shipper: Party
    consignee: str
    goods: str
    carrier: Party | None = None
    notify: Party | None = None
    carriage_terms_shown: bool | None = None
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
        object.__setattr__(self, "containers", check_containers(self.containers))

    @property
    def shipment_date(self) -> date | None:
        """The date of shipment that its article takes from it; None where it shows none."""
        return self.issued_on

    @property
    def conveyance(self) -> Conveyance:
        """What carried the goods where: what makes several sets one shipment (art. 31(b))."""
        raise NotImplementedError

    @property
    def starts_at(self) -> tuple[str, Place | None]:
        """Field and place of dispatch, receipt or loading."""
        raise NotImplementedError

    @property
    def ends_at(self) -> tuple[str, Place | None]:
        """Field and place of discharge or destination."""
        raise NotImplementedError
