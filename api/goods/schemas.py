"""Shipments as the interface takes and gives them. Weights are whole kilograms."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.oracles.schemas import EvidenceView
from api.schemas import Answer, Hash32, Instant, Lei, Locode, Request, Text

Mode = Literal["sea", "air", "road", "rail"]
EventKind = Literal[
    "LOADED",
    "DEPARTED",
    "ARRIVED",
    "DISCHARGED",
    "GATE_IN",
    "GATE_OUT",
    "CLEARED",
    "HELD",
    "NOTE",
]
LotNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]{1,40}$")]
Kilograms = Annotated[int, Field(gt=0, le=10**9, strict=True)]
Reference = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,80}$")]


class Leg(Request):
    """One part of the journey."""

    mode: Mode
    from_place: Locode
    to_place: Locode
    carrier: Lei | None = None
    vessel_imo: Annotated[str, StringConstraints(pattern=r"^\d{7}$")] | None = None
    voyage: Text | None = None
    container: Text | None = None
    departs_on: date | None = None
    arrives_on: date | None = None


class LotQuantity(Request):
    """Some of a lot."""

    lot: LotNumber
    kilograms: Kilograms


class NewLot(LotQuantity):
    """A lot and what it is."""

    goods: Text


class OpenShipment(Request):
    """A shipment to be opened by its carrier."""

    reference: Reference
    participants: Annotated[tuple[Lei, ...], Field(max_length=60)] = ()
    legs: Annotated[tuple[Leg, ...], Field(min_length=1, max_length=20)]
    lots: Annotated[tuple[NewLot, ...], Field(max_length=1000)] = ()
    subjects: Annotated[tuple[Hash32, ...], Field(max_length=20)] = ()


class AddEvent(Request):
    """Something that happened. Only what has happened: nothing planned or estimated."""

    kind: EventKind
    at: Instant
    place: Locode
    note: Text | None = None
    documents: Annotated[tuple[Hash32, ...], Field(max_length=20)] = ()


class TransformLots(Request):
    """Lots that are used up and lots that come of them, as in pressing fruit to juice."""

    inputs: Annotated[tuple[LotQuantity, ...], Field(max_length=100)]
    outputs: Annotated[tuple[NewLot, ...], Field(max_length=100)]
    document: Hash32 | None = None


class LinkSubject(Request):
    """A credit or undertaking this shipment is for."""

    subject: Hash32


class LotView(Answer):
    """A lot and what is left of it."""

    lot: str
    goods: str
    kilograms: int
    made_from: tuple[str, ...] = ()


class ShipmentEventView(Answer):
    """Something that happened, and who says so."""

    position: int
    kind: str
    at: datetime
    place: str
    note: str | None
    documents: tuple[str, ...]
    recorded_by: str
    recorded_at: datetime


class ShipmentView(Answer):
    """A shipment as its participants see it."""

    id: Hash32
    reference: str
    opened_by: str
    participants: tuple[str, ...]
    legs: tuple[Leg, ...]
    lots: tuple[LotView, ...]
    events: tuple[ShipmentEventView, ...]
    subjects: tuple[str, ...]


class ShipmentEvidenceView(Answer):
    """The evidence on the ledger about a shipment and what it is for."""

    shipment: Hash32
    evidence: tuple[EvidenceView, ...]
