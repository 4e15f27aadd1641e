"""Which device sits in which container, by which key its readings are known."""

from dataclasses import dataclass

from dhow.trade.members.identifiers import container_number
from dhow.trade.oracles.readings import GENESIS
from oracles.devices.keys import PublicKey
from oracles.devices.logger import ContainerLogger


@dataclass(frozen=True, slots=True)
class RegisteredDevice:
    """A device as the nodes know it.

    Attributes:
        device: id.
        container: ISO 6346 number of the container it was sealed into.
        key: its public key.
        probes: how many probes it has.
        first_counter, first_previous: where its chain stood when it was set going for this
            voyage, so that a withheld beginning shows.
    """

    device: str
    container: str
    key: PublicKey
    probes: int
    first_counter: int = 1
    first_previous: bytes = GENESIS


class DeviceRegistry:
    """Devices by id; one logger a container, so that no reading can be chosen over another."""

    def __init__(self) -> None:
        """An empty registry."""
        self._devices: dict[str, RegisteredDevice] = {}
        self._containers: dict[str, str] = {}

    @classmethod
    def of(cls, *loggers: ContainerLogger) -> "DeviceRegistry":
        """A registry of new loggers, each at the beginning of its chain."""
        registry = cls()
        for logger in loggers:
            registry.register(
                RegisteredDevice(logger.device, logger.container, logger.key.public, logger.probes)
            )
        return registry

    def register(self, device: RegisteredDevice) -> None:
        """Add a device.

        Raises:
            ValueError: its container number fails its check digit (ISO 6346), or the device or the
                container is already there.
        """
        container_number(device.container)
        if device.device in self._devices:
            raise ValueError(f"device {device.device} is registered already")
        if device.container in self._containers:
            raise ValueError(
                f"container {device.container} has a logger already: "
                f"{self._containers[device.container]}"
            )
        self._devices[device.device] = device
        self._containers[device.container] = device.device

    def find(self, device: str) -> RegisteredDevice | None:
        """The device of that id."""
        return self._devices.get(device)

    def in_container(self, container: str) -> RegisteredDevice | None:
        """The logger of that container."""
        device = self._containers.get(container)
        return None if device is None else self._devices[device]
