"""What a node is asked: which report is wanted, and the raw evidence for it."""

from dataclasses import dataclass

from dhow.trade.oracles.arrival import ArrivalPolicy
from dhow.trade.oracles.record import AgreedRecord
from oracles.arrival.evidence import ArrivalEvidence
from oracles.devices.logger import SignedReading


def _check_subject(subject: bytes) -> None:
    if len(subject) != 32:
        raise ValueError(f"subject must be the 32 bytes of an id on the ledger, not {len(subject)}")


@dataclass(frozen=True, slots=True)
class TemperatureRequest:
    """A report on one container's temperatures.

    The request names neither container nor window: both stand in what was agreed.

    Attributes:
        subject: 32 bytes, the credit or undertaking it is for.
        agreed: limits, container and stretch, whose hash is the report's policy.
        readings: everything received from the container's device, in the order received.
    """

    subject: bytes
    agreed: AgreedRecord
    readings: tuple[SignedReading, ...]

    def __post_init__(self) -> None:
        """Refuse a request that no node could answer.

        Raises:
            ValueError: subject not 32 bytes.
        """
        _check_subject(self.subject)


@dataclass(frozen=True, slots=True)
class ArrivalRequest:
    """A report on one ship's arrival: subject (32 bytes), policy, and raw evidence."""

    subject: bytes
    policy: ArrivalPolicy
    evidence: ArrivalEvidence

    def __post_init__(self) -> None:
        """Refuse a request that no node could answer.

        Raises:
            ValueError: subject not 32 bytes.
        """
        _check_subject(self.subject)
