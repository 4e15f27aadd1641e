"""What a run may be told: recorded input in place of the story's own, and its limits."""

from dataclasses import dataclass
from pathlib import Path

from dhow.errors import BadInputError


@dataclass(frozen=True)
class StoryOptions:
    """Options of one run; what is None stays as the story has it.

    Attributes:
        temperatures: recorded trace to play through the container's three probes.
        unit: `C` or `F`, where the trace does not say.
        interval_minutes: spacing of readings in a trace that has no times.
        first_reading, readings: the stretch of the trace to play; from the first, counted from 0.
        minimum_milli_c, maximum_milli_c, maximum_kinetic_milli_c: limits, thousandths of a
            degree C.
        maximum_gap_minutes: longest silence that still counts as evidence.
        ais: recorded AIS messages.
        mmsi: the ship in them.
        ais_interval_seconds: spacing of messages that have no times.
        port_latitude, port_longitude, port_radius_m: circle taken as the port, degrees and metres.
        invoice: UBL, CII or Factur-X invoice that the credit is made out for.
    """

    temperatures: Path | None = None
    interval_minutes: int | None = None
    unit: str | None = None
    first_reading: int = 0
    readings: int | None = None
    minimum_milli_c: int | None = None
    maximum_milli_c: int | None = None
    maximum_kinetic_milli_c: int | None = None
    maximum_gap_minutes: int | None = None
    ais: Path | None = None
    mmsi: int | None = None
    ais_interval_seconds: int | None = None
    port_latitude: float | None = None
    port_longitude: float | None = None
    port_radius_m: int | None = None
    invoice: Path | None = None

    def __post_init__(self) -> None:
        """Refuse half a place and files that are not there, before anything starts."""
        if (self.port_latitude is None) != (self.port_longitude is None):
            message = "A port needs both latitude and longitude, as in --port 37.3469,23.4480."
            raise BadInputError(message)
        trace = (self.unit, self.interval_minutes, self.first_reading or None, self.readings)
        ship = (self.mmsi, self.ais_interval_seconds, self.port_latitude, self.port_radius_m)
        self._need(self.temperatures, trace, "--unit, --interval, --first-reading and --readings")
        self._need(self.ais, ship, "--ship, --ais-interval, --port and --port-radius")
        for path in (self.temperatures, self.ais, self.invoice):
            if path is not None and not path.is_file():
                message = f"There is no file {path}. Check the path and try again."
                raise BadInputError(message)

    @staticmethod
    def _need(file: Path | None, given: tuple[object, ...], names: str) -> None:
        """Refuse what would have no effect: it was meant to have one."""
        if file is None and any(value is not None for value in given):
            needed = "--ais" if "--ship" in names else "--temperatures"
            message = f"{names} speak of a recording: give its file too, with {needed} FILE."
            raise BadInputError(message)

    @property
    def recorded(self) -> frozenset[str]:
        """Names of the recorded inputs given."""
        given = {"temperatures": self.temperatures, "ais": self.ais, "invoice": self.invoice}
        return frozenset(name for name, path in given.items() if path is not None)
