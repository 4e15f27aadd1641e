"""Documents issued by oracles, producers and customs: evidence in documentary form.

A credit pays against documents, not events (UCP 600 art. 5). What devices and ships report reaches
a credit only as one of these, examined on its face like any other.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import ClassVar

from dhow.trade.documents.base import Document
from dhow.trade.documents.carriage import check_containers
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members import identifiers
from dhow.trade.members.party import Party
from dhow.trade.records import FieldRefused, Record

_HASH = re.compile(r"0x[0-9a-f]{64}")


def _check_hash(field: str, value: str | None) -> None:
    if value is not None and not _HASH.fullmatch(value):
        raise FieldRefused(field, "must be 0x and 64 hexadecimal digits, small letters")


@dataclass(frozen=True, kw_only=True)
class TemperatureLimits(Record):
    """Limits in thousandths of a degree Celsius; the longest gap between readings in seconds.

    Those of a policy are stated on the certificate; those of a credit are compared with the
    certificate's figures.
    """

    minimum_milli_c: int | None = None
    maximum_milli_c: int | None = None
    mean_kinetic_maximum_milli_c: int | None = None
    longest_gap_seconds: int | None = None

    def __post_init__(self) -> None:
        low, high = self.minimum_milli_c, self.maximum_milli_c
        if low is not None and high is not None and low > high:
            raise FieldRefused("minimum_milli_c", f"{low} is above maximum_milli_c {high}")
        if self.longest_gap_seconds is not None and self.longest_gap_seconds < 0:
            raise FieldRefused("longest_gap_seconds", "must not be negative")


@dataclass(frozen=True, kw_only=True)
class RecordTerms(Record):
    """How the record was measured, and which stretch of it was agreed.

    With container and limits, the whole of what the policy hash is made of: whoever holds the
    certificate can make that hash again, so that neither can be altered on its face. `combination`
    is how probes become one value; `from_time` and `until_time` are the agreed instants, absent for
    the logger's own record from its first entry to its closing one.
    """

    maximum_milli_c: int
    interval_seconds: int
    combination: str
    tolerance_milli_c: int
    mean_kinetic_window_seconds: int | None = None
    from_time: datetime | None = None
    until_time: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TemperatureCertificate(Document):
    """An oracle quorum's statement of the temperatures recorded for one container or lot.

    `from_time` to `until_time` is the window attested, UTC. Temperatures are thousandths of a
    degree Celsius. `longest_gap_seconds` is the longest stretch of the window without a reading:
    missing data is no evidence, never "in range". `evidence_id` names the report on the ledger,
    `readings_root` the Merkle root of the readings, `policy` the hash of what was agreed:
    `container`, `limits` and `record_terms`.
    """

    kind: ClassVar[str] = "temperature_certificate"
    title: ClassVar[str] = "Temperature certificate"

    subject: str
    from_time: datetime
    until_time: datetime
    minimum_milli_c: int
    maximum_milli_c: int
    mean_kinetic_milli_c: int
    readings: int
    longest_gap_seconds: int
    limits: TemperatureLimits
    readings_root: str
    policy: str
    evidence_id: str
    record_terms: RecordTerms | None = None
    container: str | None = None
    signers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("readings_root", "policy", "evidence_id"):
            _check_hash(field, getattr(self, field))
        if self.container is not None:
            object.__setattr__(self, "container", check_containers((self.container,))[0])
        if self.until_time < self.from_time:
            raise FieldRefused("until_time", "must not come before from_time")
        if self.readings < 0:
            raise FieldRefused("readings", "must not be negative")
        if self.longest_gap_seconds < 0:
            raise FieldRefused("longest_gap_seconds", "must not be negative")
        if self.readings and self.minimum_milli_c > self.maximum_milli_c:
            raise FieldRefused("minimum_milli_c", "is above maximum_milli_c")

    @property
    def containers(self) -> tuple[str, ...]:
        """The container as the other documents list theirs."""
        return (self.container,) if self.container else ()


class ArrivalSource(Enum):
    """Classes of source for an arrival; each class counts once."""

    AIS = "ais"
    CARRIER_EVENT = "carrier_event"
    TERMINAL = "terminal"


@dataclass(frozen=True, kw_only=True)
class NoticeOfArrival(Document):
    """An oracle quorum's statement that a ship arrived: IMO number, UN/LOCODE, instant (UTC)."""

    kind: ClassVar[str] = "notice_of_arrival"
    title: ClassVar[str] = "Notice of arrival"

    subject: str
    vessel_imo: str | None = None
    vessel_mmsi: str | None = None
    place: str
    arrived_at: datetime
    sources: tuple[ArrivalSource, ...]
    evidence_id: str
    vessel: str | None = None
    policy: str | None = None
    observations_root: str | None = None
    signers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("evidence_id", "policy", "observations_root"):
            _check_hash(field, getattr(self, field))
        for field, read in (("vessel_imo", identifiers.imo_number), ("place", _locode)):
            value = getattr(self, field)
            try:
                if value is not None:
                    object.__setattr__(self, field, read(value))
            except ValueError as error:
                raise FieldRefused(field, str(error)) from None


def _locode(text: str) -> str:
    return identifiers.un_locode(text)


@dataclass(frozen=True, kw_only=True)
class Lot(Record):
    """A lot of goods and its weight."""

    lot: str
    goods: str
    weight: Quantity


@dataclass(frozen=True, kw_only=True)
class ProductionRecord(Document):
    """What lots went in and what lots came out of a process."""

    kind: ClassVar[str] = "production_record"
    title: ClassVar[str] = "Production record"

    process: str
    inputs: tuple[Lot, ...]
    outputs: tuple[Lot, ...]
    completed_at: datetime

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("inputs", "outputs"):
            lots = [lot.lot for lot in getattr(self, field)]
            if not lots:
                raise FieldRefused(field, "name at least one lot")
            if len(set(lots)) != len(lots):
                raise FieldRefused(field, "names a lot twice")


@dataclass(frozen=True, kw_only=True)
class CustomsRelease(Document):
    """A customs authority's release of goods."""

    kind: ClassVar[str] = "customs_release"
    title: ClassVar[str] = "Customs release"

    declaration_number: str
    place: Place
    released_at: datetime
    declarant: Party | None = None
    goods: str | None = None
    hs_code: str | None = None
    containers: tuple[str, ...] = ()
    gross_weight: Quantity | None = None
    invoice_number: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "containers", check_containers(self.containers))
