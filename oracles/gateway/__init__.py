"""The gateway: takes readings from devices, verifies them, never edits one.

What no registered device signed is turned away: otherwise anyone could stop a shipment's report by
sending rubbish. What a device did sign goes on to the nodes exactly as received and in that order,
replays and all: whether the sequence is sound is for every node to judge, not for the gateway.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from oracles.devices.logger import SignedReading
from oracles.devices.registry import DeviceRegistry


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A reading not taken, and why."""

    signed: SignedReading
    words: str


class Gateway:
    """Collects authentic readings by container."""

    def __init__(self, registry: DeviceRegistry) -> None:
        """A gateway that knows the devices of `registry`."""
        self._registry = registry
        self._taken: dict[str, list[SignedReading]] = {}
        self._turned_away: list[TurnedAway] = []

    def receive(self, readings: Iterable[SignedReading]) -> tuple[TurnedAway, ...]:
        """Take readings in order.

        Returns:
            Those not taken: unknown device, or a signature that is not the device's.
        """
        refused = []
        for signed in readings:
            device = self._registry.find(signed.reading.device)
            if device is None:
                refused.append(TurnedAway(signed, f"unknown device {signed.reading.device}"))
            elif not device.key.verifies(signed.reading.encoded, signed.signature):
                refused.append(
                    TurnedAway(
                        signed,
                        f"counter {signed.reading.counter} of {device.device} is not signed by it",
                    )
                )
            else:
                self._taken.setdefault(device.container, []).append(signed)
        self._turned_away += refused
        return tuple(refused)

    def readings(self, container: str) -> tuple[SignedReading, ...]:
        """All readings taken from a container's device, as received."""
        return tuple(self._taken.get(container, ()))

    @property
    def turned_away(self) -> tuple[TurnedAway, ...]:
        """Everything not taken so far."""
        return tuple(self._turned_away)
