"""One container under way: its logger, the gateway, the network that attests, and the documents.

Stories put a cargo into a cold chain, let it travel, and ask for evidence. What is measured comes
from a recorded trace or from the project's own; faults happen where they would happen in the world:
to the cargo, to the sensor, or to the readings on their way.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dhow.errors import BadInputError
from dhow.trade.documents import Place, TemperatureLimits
from dhow.trade.oracles.arrival import ArrivalPolicy, Port, VesselIdentity, circular_port
from dhow.trade.oracles.policy import TemperaturePolicy
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import Sources
from oracles.arrival.ais import AisRecording, read_ais
from oracles.arrival.evidence import ArrivalEvidence
from oracles.arrival.ports import port as port_at
from oracles.arrival.samples import SHIP, arrival_evidence
from oracles.devices import faults
from oracles.devices.logger import ContainerLogger, SignedReading
from oracles.devices.player import Unit, read_trace
from oracles.devices.samples import JUICE_CONTAINER, MANGO_CONTAINER, juice_flight, mango_voyage
from oracles.devices.traces import Trace, play
from oracles.gateway import Gateway
from oracles.network import NoQuorum, OracleNetwork, SignedReport
from scenarios.stage.options import StoryOptions
from scenarios.stage.shown import Trace as DrawnTrace

SEED = 1
MOTE_INTERVAL_MINUTES = 1
AIS_INTERVAL_SECONDS = 60
PORT_RADIUS_METRES = 2_000
RECEIVED_AFTER_SECONDS = 10_800
MEASURED_IN_PORT_SECONDS = 1_800  # the record goes on until the container leaves the ship


@dataclass(frozen=True)
class NotAttested:
    """The network does not sign; every node's reason."""

    words: str
    reasons: tuple[str, ...]
    code: str


class ColdChain:
    """A container on one leg.

    Attributes:
        container: ISO 6346 number.
        limits: what the terms allow, thousandths of a degree C and seconds.
        policy: the same as the network's way of measuring.
        agreed: the policy, this container, and its logger's own record from start to close; the
            hash of it is what credit and undertaking turn on.
        port: where it is to arrive, for a leg by sea.
        required_sources: how many classes of source must see the arrival.
    """

    def __init__(self, container: str, limits: TemperatureLimits, trace: Trace) -> None:
        """A container that will meet the temperatures of `trace`.

        Raises:
            BadInputError: limits that contradict the trace's spacing.
        """
        self.container = container
        self.limits = limits
        self.trace = trace
        self.policy = _policy(limits, trace)
        self.agreed = AgreedRecord(self.policy, container)
        self.logger = ContainerLogger.development(container, SEED)
        self.readings: list[SignedReading] = []
        self.port: Port = port_at("AEJEA")
        self.required_sources = 1
        self._arrival_policy: ArrivalPolicy | None = None
        self._arrival: ArrivalEvidence | None = None

    # ------------------------------------------------------------------ making one

    @classmethod
    def by_sea(
        cls, options: StoryOptions, limits: TemperatureLimits, sails: datetime, place: Place
    ) -> "ColdChain":
        """A reefer container by ship, on the story's own trace and track or on recorded ones.

        Raises:
            BadInputError: a recording that cannot be used, or limits that contradict it.
        """
        start = int(sails.timestamp())
        trace = _recorded(options, start) if options.temperatures else mango_voyage(start, SEED)
        chain = cls(MANGO_CONTAINER, _chosen(limits, options), trace)
        chain._expect_ship(options, place)
        return chain

    @classmethod
    def by_air(cls, limits: TemperatureLimits) -> "ColdChain":
        """A cool container by aircraft; it measures from the moment it is packed."""
        return cls(JUICE_CONTAINER, limits, juice_flight(0, SEED))

    def _expect_ship(self, options: StoryOptions, place: Place) -> None:
        ends = self.trace.until_time
        if options.port_latitude is not None and options.port_longitude is not None:
            radius = options.port_radius_m or PORT_RADIUS_METRES
            self.port = circular_port(
                place.locode or "",
                f"the place given, {options.port_latitude:g}, {options.port_longitude:g}, for "
                f"{place.name}",
                options.port_latitude,
                options.port_longitude,
                radius,
            )
        else:
            self.port = port_at(place.locode or "")
        if options.ais is None:
            self._expect_sample_ship(ends)
            return
        if options.mmsi is None:
            message = f"Say which ship of {options.ais.name} carries the goods: --ship MMSI."
            raise BadInputError(message)
        interval = options.ais_interval_seconds or AIS_INTERVAL_SECONDS
        data = options.ais.read_bytes()
        lines = sum(1 for line in data.splitlines() if line.strip() and not line.startswith(b"#"))
        recording = AisRecording(data, options.ais.name, ends - lines * interval, interval)
        seen = read_ais(recording)
        if options.mmsi not in seen.tracks:
            message = (
                f"{options.ais.name} holds no position of ship {options.mmsi} ({seen.words}). "
                "Give the MMSI of a ship that is in it: --ship MMSI."
            )
            raise BadInputError(message)
        self._arrival = ArrivalEvidence(ends + RECEIVED_AFTER_SECONDS, ais=recording)
        self._arrival_policy = ArrivalPolicy(
            port=self.port,
            vessel=options.mmsi,
            identity=VesselIdentity.MMSI,
            required_sources=1,
            accepted_sources=Sources.AIS,
            silence_seconds=max(3_600, 60 * interval),
        )

    def _expect_sample_ship(self, ends: int) -> None:
        self.required_sources = 2
        self._arrival_policy = ArrivalPolicy(port=self.port, vessel=SHIP.imo, required_sources=2)
        try:
            self._arrival = arrival_evidence(
                self.trace.from_time, ends - MEASURED_IN_PORT_SECONDS, seed=SEED
            )
        except ValueError as error:
            message = (
                f"The temperature trace lasts {self.lasts}, and the ship takes as long: {error}. "
                "Play more readings, space them wider with --interval, or give the ship's own "
                "track with --ais."
            )
            raise BadInputError(message) from error

    # ------------------------------------------------------------------ what it meets

    @property
    def arrival_terms(self) -> ArrivalPolicy:
        """What counts as arriving.

        Raises:
            ValueError: this leg has no ship.
        """
        if self._arrival_policy is None:
            raise ValueError("this leg has no ship")
        return self._arrival_policy

    @property
    def begins(self) -> datetime:
        """First instant of the record, UTC."""
        return datetime.fromtimestamp(self.trace.from_time, UTC)

    @property
    def ends(self) -> datetime:
        """Last instant of the record, UTC."""
        return datetime.fromtimestamp(self.trace.until_time, UTC)

    @property
    def lasts(self) -> timedelta:
        """From first to last instant."""
        return self.ends - self.begins

    @property
    def count(self) -> int:
        """Readings on their way to the network."""
        return sum(not signed.reading.closes for signed in self.readings)

    @property
    def provenance(self) -> tuple[str, ...]:
        """Where the temperatures come from and what was done to them."""
        return self.trace.provenance

    def limits_in_words(self) -> str:
        """What the terms allow, in one line."""
        low, high, mean = (
            self.limits.minimum_milli_c,
            self.limits.maximum_milli_c,
            self.limits.mean_kinetic_maximum_milli_c,
        )
        gap = (self.limits.longest_gap_seconds or 0) // 60
        return (
            f"{_degrees(low)} to {_degrees(high)} °C, mean kinetic at most {_degrees(mean)} °C, "
            f"no silence over {gap} min"
        )

    def port_in_words(self) -> str:
        """Where it is to arrive, as people say it."""
        return f"{self.port.name} ({self.port.place})"

    def starting(self, when: datetime) -> None:
        """Let the record begin at another time."""
        self.trace = self.trace.starting(int(when.timestamp()))

    def open_doors(self, after: timedelta, minutes: int, raise_milli_c: int) -> None:
        """The cargo warms for a while: the device tells the truth about it."""
        self.trace = faults.excursion(self.trace, self._instant(after), minutes, raise_milli_c)

    def silence(self, after: timedelta, minutes: int) -> None:
        """The sensor says nothing for a while."""
        self.trace = faults.silent(self.trace, self._instant(after), minutes)

    def _instant(self, after: timedelta) -> int:
        return self.trace.from_time + int(after.total_seconds())

    def measure(self) -> None:
        """Let the logger sign what it meets, and close its record at the end."""
        taken = play(self.trace.on_probes(self.logger.probes), self.logger)
        self.readings = [*taken, self.logger.close(self.trace.until_time)]

    def replay(self) -> None:
        """An earlier reading is sent a second time on the way."""
        self.readings = faults.replayed(self.readings, SEED)

    def as_drawn(self, title: str) -> DrawnTrace:
        """The record as people look at it: the middle probe at each instant, with the limits."""
        points = tuple(
            (point.time, sorted(point.values.values())[len(point.values) // 2])
            for point in self.trace.points
        )
        return DrawnTrace(title, points, self.policy.minimum_milli_c, self.policy.maximum_milli_c)

    # ------------------------------------------------------------------ what is attested

    def attest_temperatures(
        self, network: OracleNetwork, gateway: Gateway, subject: str
    ) -> SignedReport | NotAttested:
        """Hand the readings to the network and gather a quorum."""
        gateway.receive(self.readings)
        answer = network.attest_temperature(
            bytes.fromhex(subject[2:]),
            self.agreed,
            gateway.readings(self.container),
        )
        return _answer(answer)

    def attest_arrival(self, network: OracleNetwork, subject: str) -> SignedReport | NotAttested:
        """Hand every source's word to the network and gather a quorum."""
        if self._arrival is None:
            raise ValueError("this leg has no ship")
        return _answer(
            network.attest_arrival(bytes.fromhex(subject[2:]), self.arrival_terms, self._arrival)
        )


def _answer(answer: SignedReport | NoQuorum) -> SignedReport | NotAttested:
    if isinstance(answer, SignedReport):
        return answer
    code = answer.refusals[0].code.value if answer.refusals else "NO_QUORUM"
    return NotAttested(answer.words, tuple(str(refusal) for refusal in answer.refusals), code)


def _recorded(options: StoryOptions, start: int) -> Trace:
    if options.temperatures is None:
        message = "no recording given"
        raise ValueError(message)
    interval = (options.interval_minutes or MOTE_INTERVAL_MINUTES) * 60
    unit = None if options.unit is None else Unit(options.unit)
    trace = read_trace(options.temperatures, unit=unit, interval_seconds=interval, start=start)
    available = len(trace.points) - options.first_reading
    if available < 2:
        message = (
            f"{options.temperatures.name} has {len(trace.points)} readings; none are left after "
            f"--first-reading {options.first_reading}. Choose a smaller number."
        )
        raise BadInputError(message)
    wanted = options.readings or available
    if wanted > available:
        message = (
            f"{options.temperatures.name} has {available} readings from number "
            f"{options.first_reading} on, fewer than --readings {wanted}. Ask for fewer."
        )
        raise BadInputError(message)
    return trace.take(wanted, skip=options.first_reading).starting(start)


def _chosen(limits: TemperatureLimits, options: StoryOptions) -> TemperatureLimits:
    """The story's limits with those the run was given instead.

    A maximum given without a mean kinetic limit limits both: a mean above it cannot be meant.
    """
    maximum = (
        options.maximum_milli_c if options.maximum_milli_c is not None else limits.maximum_milli_c
    )
    kinetic = options.maximum_kinetic_milli_c
    if kinetic is None:
        kinetic = (
            options.maximum_milli_c
            if options.maximum_milli_c is not None
            else limits.mean_kinetic_maximum_milli_c
        )
    gap = (
        limits.longest_gap_seconds
        if options.maximum_gap_minutes is None
        else options.maximum_gap_minutes * 60
    )
    minimum = (
        options.minimum_milli_c if options.minimum_milli_c is not None else limits.minimum_milli_c
    )
    if minimum is not None and maximum is not None and minimum >= maximum:
        message = (
            f"The lowest temperature allowed ({_degrees(minimum)} C) is not below the highest "
            f"({_degrees(maximum)} C). Give --minimum and --maximum that fit."
        )
        raise BadInputError(message)
    return TemperatureLimits(
        minimum_milli_c=minimum,
        maximum_milli_c=maximum,
        mean_kinetic_maximum_milli_c=kinetic,
        longest_gap_seconds=gap,
    )


def _policy(limits: TemperatureLimits, trace: Trace) -> TemperaturePolicy:
    if (
        limits.minimum_milli_c is None
        or limits.maximum_milli_c is None
        or limits.longest_gap_seconds is None
    ):
        message = "a cold chain needs its lowest and highest temperature and its longest silence"
        raise ValueError(message)
    interval = trace.usual_interval_seconds
    if interval > limits.longest_gap_seconds:
        message = (
            f"The trace has a reading every {interval // 60} min, and the terms allow no silence "
            f"over {limits.longest_gap_seconds // 60} min: nothing could ever be proved. "
            f"Allow at least --maximum-gap {interval // 60}."
        )
        raise BadInputError(message)
    return TemperaturePolicy(
        minimum_milli_c=limits.minimum_milli_c,
        maximum_milli_c=limits.maximum_milli_c,
        mean_kinetic_maximum_milli_c=limits.mean_kinetic_maximum_milli_c,
        interval_seconds=interval,
        allowed_gap_seconds=limits.longest_gap_seconds,
    )


def _degrees(milli_c: int | None) -> str:
    return "-" if milli_c is None else f"{milli_c / 1000:g}"
