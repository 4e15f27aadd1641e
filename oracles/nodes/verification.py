"""Every reading's signature, origin and place in its chain, checked by a node for itself.

What no chain can show is what was left out after the last entry sent. `dhow.trade.oracles.record`
sees to that: no report before the logger has closed its record or passed the end of the window.
"""

from collections.abc import Sequence

from dhow.trade.oracles.readings import Reading, append_order, first_chain_break
from oracles.devices.logger import SignedReading
from oracles.devices.registry import DeviceRegistry, RegisteredDevice
from oracles.nodes.attestations import EvidenceRefused, RefusalCode


def verified_readings(
    registry: DeviceRegistry, container: str, readings: Sequence[SignedReading]
) -> list[Reading]:
    """The readings of a container's device, once all of them are proved sound.

    Returns:
        All of its entries for this voyage in append order, the order of the Merkle tree.

    Raises:
        EvidenceRefused: at the first thing wrong, naming counter and device.
    """
    device = registry.in_container(container)
    if device is None:
        raise EvidenceRefused(
            RefusalCode.UNKNOWN_DEVICE, f"no device is registered for container {container}"
        )
    if not readings:
        raise EvidenceRefused(
            RefusalCode.NO_READINGS, f"nothing received from {device.device} in {container}"
        )
    for signed in readings:
        _check_origin(registry, device, signed)
    plain = [signed.reading for signed in readings]
    broken = first_chain_break(
        plain, first_counter=device.first_counter, first_previous=device.first_previous
    )
    if broken is not None:
        raise EvidenceRefused(RefusalCode(broken.fault.value), broken.words)
    return append_order(plain)


def _check_origin(
    registry: DeviceRegistry, device: RegisteredDevice, signed: SignedReading
) -> None:
    reading = signed.reading
    if reading.device != device.device:
        other = registry.find(reading.device)
        if other is None:
            raise EvidenceRefused(
                RefusalCode.UNKNOWN_DEVICE, f"{reading.device} is not a registered device"
            )
        raise EvidenceRefused(
            RefusalCode.WRONG_CONTAINER,
            f"{reading.device} sits in {other.container}, not in {device.container}",
        )
    if reading.probe > device.probes:
        raise EvidenceRefused(
            RefusalCode.UNKNOWN_PROBE,
            f"counter {reading.counter} is of probe {reading.probe}; {device.device} has "
            f"{device.probes}",
        )
    if not device.key.verifies(reading.encoded, signed.signature):
        raise EvidenceRefused(
            RefusalCode.BAD_SIGNATURE,
            f"counter {reading.counter} is not signed by {device.device}: altered on the way",
        )
