"""Reports and evidence as the interface takes and gives them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.schemas import Address, Answer, Hash32, HexBytes, Locode, ReceiptView, Request


def _unix(value: Any) -> Any:
    """An instant as RFC 3339 text, or unix seconds as they stand in the signed report."""
    if isinstance(value, str):
        parsed = datetime.fromisoformat(value)
        if parsed.tzinfo is None or parsed.microsecond:
            raise ValueError("must be whole seconds with a time zone, such as 2026-03-01T08:00:00Z")
        return int(parsed.timestamp())
    return value


Uint32 = Annotated[int, Field(ge=0, lt=2**32, strict=True)]
Int32 = Annotated[int, Field(ge=-(2**31), lt=2**31, strict=True)]
UnixTime = Annotated[int, BeforeValidator(_unix), Field(ge=0, lt=2**64)]


class TemperatureReportBody(Request):
    """A quorum's figures of one temperature record, in thousandths of a degree Celsius."""

    subject: Hash32
    policy: Hash32
    from_time: UnixTime
    until_time: UnixTime
    minimum_milli_c: Int32
    maximum_milli_c: Int32
    mean_kinetic_milli_c: Int32
    readings: Uint32
    longest_gap_seconds: Uint32
    readings_root: Hash32
    epoch: Uint32


class ArrivalReportBody(Request):
    """A quorum's word on one arrival. `sources` is a bitmap: 1 AIS, 2 carrier, 4 terminal."""

    subject: Hash32
    policy: Hash32
    place: Locode
    vessel: Uint32
    arrived_at: UnixTime
    sources: Annotated[int, Field(ge=0, le=255, strict=True)]
    observations_root: Hash32
    epoch: Uint32


class SubmitReport(Request):
    """Signatures of 64 bytes each (EIP-2098), in the order of the bits set in `signer_bitmap`."""

    signer_bitmap: Annotated[int, Field(ge=0, lt=2**31, strict=True)]
    signatures: HexBytes


class SubmitTemperature(SubmitReport):
    """A temperature report with its quorum."""

    report: TemperatureReportBody


class SubmitArrival(SubmitReport):
    """An arrival report with its quorum."""

    report: ArrivalReportBody


class AdoptSigners(Request):
    """3f + 1 addresses in ascending order, and f."""

    signers: Annotated[tuple[Address, ...], Field(min_length=1, max_length=31)]
    faulty: Annotated[int, Field(ge=0, le=10, strict=True)]


class SignersView(Answer):
    """The signer set in force, and the domain reports are signed for (EIP-712)."""

    epoch: int
    signers: tuple[Address, ...]
    faulty: int
    quorum: int
    chain_id: int
    verifying_contract: Address
    receipt: ReceiptView | None = None


class EvidenceView(Answer):
    """One report on the ledger. `evidence` is its EIP-712 digest."""

    evidence: Hash32
    kind: str
    subject: Hash32
    policy: Hash32
    report: dict[str, Any]
    signer_bitmap: int
    recorded_at: datetime
    receipt: ReceiptView | None = None
