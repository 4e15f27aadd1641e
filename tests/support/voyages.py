"""One development voyage for tests: logger, registry, network, policy."""

from dataclasses import dataclass, field

from dhow.trade.oracles.arrival import ArrivalPolicy
from dhow.trade.oracles.policy import TemperaturePolicy
from dhow.trade.oracles.readings import Reading
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import Domain
from oracles.arrival.ports import port
from oracles.arrival.samples import SHIP, terminal_registry
from oracles.devices.logger import ContainerLogger, SignedReading
from oracles.devices.registry import DeviceRegistry
from oracles.devices.samples import MANGO_CONTAINER, mango_voyage
from oracles.devices.traces import Trace, play
from oracles.network import NoQuorum, OracleNetwork, SignedReport

START = 1_775_001_600
DOMAIN = Domain(31_337, "0x" + "d0" * 20)
SUBJECT = b"\x51" * 32
MANGO_POLICY = TemperaturePolicy(8_000, 13_000, mean_kinetic_maximum_milli_c=12_000)
MANGO_RECORD = AgreedRecord(MANGO_POLICY, MANGO_CONTAINER)
ARRIVAL_POLICY = ArrivalPolicy(port=port("AEJEA"), vessel=SHIP.imo)


@dataclass
class Voyage:
    """A day of mangoes and a fresh network that has signed nothing."""

    domain: Domain = DOMAIN
    size: int = 4
    trace: Trace = field(default_factory=lambda: mango_voyage(START, days=1))
    logger: ContainerLogger = field(
        default_factory=lambda: ContainerLogger.development(MANGO_CONTAINER, 1)
    )

    def __post_init__(self) -> None:
        self.devices = DeviceRegistry.of(self.logger)
        self.network = OracleNetwork.development(
            1, self.domain, self.devices, terminal_registry(), size=self.size
        )
        self.window = (self.trace.from_time, self.trace.until_time)

    def readings(self) -> list[SignedReading]:
        """The logger's whole record, its closing entry last."""
        return [*play(self.trace, self.logger), self.logger.close(self.trace.until_time)]

    def signed_next(
        self, readings: list[SignedReading], probe: int, milli_c: int
    ) -> list[SignedReading]:
        """The readings and one more entry by the device's own key, at the time of the last."""
        last = readings[-1].reading
        more = Reading(last.device, last.counter + 1, last.time, probe, milli_c, last.digest)
        return [*readings, SignedReading(more, self.logger.key.sign(more.encoded))]

    def attest(
        self, readings: list[SignedReading], agreed: AgreedRecord = MANGO_RECORD
    ) -> SignedReport | NoQuorum:
        return self.network.attest_temperature(SUBJECT, agreed, readings)
