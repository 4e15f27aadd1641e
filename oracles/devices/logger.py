"""A container's logger: three probes, one key, readings signed and chained as they are taken."""

from collections.abc import Mapping
from dataclasses import dataclass

from dhow.trade.oracles.readings import GENESIS, Reading
from oracles.devices.keys import SigningKey


@dataclass(frozen=True, slots=True)
class SignedReading:
    """A reading and its device's signature over the canonical bytes, 64 bytes."""

    reading: Reading
    signature: bytes


class ContainerLogger:
    """A logger in one container.

    It keeps its own counter and the hash of its last reading: all of one sampling instant share a
    time, each probe's reading is one link of the chain.
    """

    def __init__(self, device: str, container: str, key: SigningKey, probes: int = 3) -> None:
        """Set a new logger going, its counter at nought.

        Args:
            device: id, up to 32 ASCII characters.
            container: number of the container it sits in (ISO 6346).
            key: the device's own.
            probes: how many probes it has.
        """
        self.device = device
        self.container = container
        self.probes = probes
        self._key = key
        self._counter = 0
        self._previous = GENESIS

    @classmethod
    def development(cls, container: str, seed: int, probes: int = 3) -> "ContainerLogger":
        """A logger with a key anyone can make from container and seed."""
        device = f"{container}/logger"
        return cls(device, container, SigningKey.development(f"{device}/{seed}"), probes)

    @property
    def key(self) -> SigningKey:
        """The device's key; its public half goes into the registry."""
        return self._key

    def sample(self, time: int, values_milli_c: Mapping[int, int]) -> list[SignedReading]:
        """Take one instant.

        Args:
            time: UTC seconds.
            values_milli_c: value by probe number; a probe that fails to answer is left out.

        Raises:
            ValueError: a probe this logger does not have.
        """
        signed = []
        for probe in sorted(values_milli_c):
            if not 1 <= probe <= self.probes:
                raise ValueError(f"{self.device} has probes 1 to {self.probes}, not {probe}")
            signed.append(self._append(time, probe, values_milli_c[probe]))
        return signed

    def close(self, time: int) -> SignedReading:
        """Close the record, as the container is unsealed at `time` (UTC seconds)."""
        return self._append(time, 0, 0)

    def _append(self, time: int, probe: int, milli_c: int) -> SignedReading:
        self._counter += 1
        reading = Reading(
            device=self.device,
            counter=self._counter,
            time=time,
            probe=probe,
            milli_c=milli_c,
            previous=self._previous,
        )
        self._previous = reading.digest
        return SignedReading(reading, self._key.sign(reading.encoded))
