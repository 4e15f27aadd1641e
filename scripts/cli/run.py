"""`dhow demo` and `dhow run`: play a scenario."""

import asyncio
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dhow.errors import BadInputError
from scripts.cli.options import Chain, json_option
from scripts.cli.output import tell, write_json
from scripts.cli.stopping import begin

if TYPE_CHECKING:
    from scenarios.stage.player import RaisedStage

Json = Annotated[bool, json_option("the whole record as JSON on stdout, no prose")]
Picture = Annotated[
    Path | None, typer.Option("--picture", help="draw the runs as one SVG file, a panel each")
]
Pause = Annotated[
    float, typer.Option("--pause", min=0, max=60, help="seconds to wait after each act")
]
Step = Annotated[bool, typer.Option("--step", help="wait for Enter after each act")]
NoInput = Annotated[
    bool,
    typer.Option(
        "--no-input", envvar="DHOW_NO_INPUT", help="never wait for anybody, whatever --step says"
    ),
]

DEMO = "dubai-juice"


class TemperatureUnit(StrEnum):
    """Unit of a recorded value."""

    C = "C"
    F = "F"


_COLDEST_C = -273.15
_HOTTEST_C = 1000


@dataclass(frozen=True)
class Telling:
    """How a run is told: as one JSON document, or act by act at somebody's pace."""

    as_json: bool
    picture: Path | None
    pause: float
    step: bool


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)
    app.command("run")(run)


def demo(
    chain: Chain = "embedded",
    fault: Annotated[str | None, typer.Option("--fault", help="what is to go wrong")] = None,
    as_json: Json = False,
    picture: Picture = None,
    pause: Pause = 0,
    step: Step = False,
    no_input: NoInput = False,
) -> None:
    """The Dubai juice trade, paid; then the same trade with a temperature excursion, refused."""
    faults: list[str | None] = [fault] if fault else [None, "excursion"]
    telling = Telling(as_json, picture, pause, step and not no_input)
    _play(DEMO, chain, faults, {}, telling)


def run(
    name: Annotated[
        str | None, typer.Argument(help="the scenario's name, as --list shows it")
    ] = None,
    list_all: Annotated[
        bool, typer.Option("--list", help="the scenarios and their faults")
    ] = False,
    fault: Annotated[str | None, typer.Option("--fault", help="what is to go wrong")] = None,
    chain: Chain = "embedded",
    network: Annotated[
        Path | None,
        typer.Option(
            help="folder of a network (dhow network up --begins 2026-01-01): each party plays on an"
            " API process of its own, with its own keys and database"
        ),
    ] = None,
    as_json: Json = False,
    picture: Picture = None,
    pause: Pause = 0,
    step: Step = False,
    no_input: NoInput = False,
    temperatures: Annotated[
        Path | None, typer.Option(help="recorded temperature trace (CSV or mote text)")
    ] = None,
    unit: Annotated[
        TemperatureUnit | None, typer.Option(help="unit of a trace that does not say")
    ] = None,
    interval: Annotated[
        int | None, typer.Option(min=1, help="minutes between readings of a trace without times")
    ] = None,
    first_reading: Annotated[
        int, typer.Option(min=0, help="first reading of the trace to play, from 0")
    ] = 0,
    readings: Annotated[
        int | None, typer.Option(min=2, help="how many readings of the trace to play")
    ] = None,
    minimum: Annotated[
        float | None, typer.Option(help="lowest temperature allowed, degrees C")
    ] = None,
    maximum: Annotated[
        float | None, typer.Option(help="highest temperature allowed, degrees C")
    ] = None,
    maximum_kinetic: Annotated[
        float | None, typer.Option(help="highest mean kinetic temperature, degrees C")
    ] = None,
    maximum_gap: Annotated[
        int | None, typer.Option(min=1, help="longest silence that is still evidence, minutes")
    ] = None,
    ais: Annotated[Path | None, typer.Option(help="recorded AIS messages (NMEA)")] = None,
    ship: Annotated[int | None, typer.Option(help="the ship's MMSI in the AIS file")] = None,
    ais_interval: Annotated[
        int | None, typer.Option(min=1, help="seconds between AIS messages without times")
    ] = None,
    port: Annotated[
        str | None, typer.Option(help="the port as LATITUDE,LONGITUDE in degrees")
    ] = None,
    port_radius: Annotated[
        int | None, typer.Option(min=1, help="the port's radius in metres")
    ] = None,
    invoice: Annotated[
        Path | None, typer.Option(help="UBL, CII or Factur-X invoice the credit is made out for")
    ] = None,
) -> None:
    """Any scenario, with a fault or on recorded input."""
    if list_all:
        _list(as_json)
        return
    if name is None:
        message = "name a scenario, or see them with: dhow run --list"
        raise typer.BadParameter(message, param_hint="NAME")
    latitude, longitude = _port(port)
    options = {
        "temperatures": temperatures,
        "unit": unit.value if unit else None,
        "interval_minutes": interval,
        "first_reading": first_reading,
        "readings": readings,
        "minimum_milli_c": _milli("--minimum", minimum),
        "maximum_milli_c": _milli("--maximum", maximum),
        "maximum_kinetic_milli_c": _milli("--maximum-kinetic", maximum_kinetic),
        "maximum_gap_minutes": maximum_gap,
        "ais": ais,
        "mmsi": ship,
        "ais_interval_seconds": ais_interval,
        "port_latitude": latitude,
        "port_longitude": longitude,
        "port_radius_m": port_radius,
        "invoice": invoice,
    }
    telling = Telling(as_json, picture, pause, step and not no_input)
    if network is not None and chain != "embedded":
        message = "give --chain or --network, not both: a network is a chain of its own"
        raise typer.BadParameter(message, param_hint="--network")
    _play(name, chain, [fault], options, telling, network)


def _milli(option: str, celsius: float | None) -> int | None:
    """Milli-degrees. What no probe can measure is refused; so is NaN, which is in no range."""
    if celsius is None:
        return None
    if not _COLDEST_C <= celsius <= _HOTTEST_C:
        message = (
            f"{option} {celsius:g} is no temperature of a cargo. Give degrees C from {_COLDEST_C}"
            f" to {_HOTTEST_C}, as in {option} 2.5."
        )
        raise BadInputError(message)
    return round(celsius * 1000)


def _port(text: str | None) -> tuple[float | None, float | None]:
    if text is None:
        return None, None
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError as error:
        message = f"--port {text!r} is not LATITUDE,LONGITUDE in degrees, as in 37.3469,23.4480."
        raise BadInputError(message) from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        message = (
            f"--port {text!r} lies outside the globe: latitude -90 to 90, longitude -180 to 180."
        )
        raise BadInputError(message)
    return latitude, longitude


def _list(as_json: bool) -> None:
    from scenarios.catalogue import catalogue

    stories = catalogue()
    if as_json:
        write_json(
            [
                {
                    "name": story.name,
                    "title": story.title,
                    "reported": story.reported,
                    "takes": sorted(story.takes),
                    "faults": {name: asdict(fault) for name, fault in story.faults.items()},
                }
                for story in stories.values()
            ]
        )
        return
    for story in stories.values():
        tell(f"{story.name}  {story.title}")
        for fault_name, fault in story.faults.items():
            tell(f"    --fault {fault_name}  {fault.title}; stops {fault.stops}")


def _play(
    name: str,
    chain: str,
    faults: list[str | None],
    options: dict[str, Any],
    telling: Telling,
    network: Path | None = None,
) -> None:
    from scenarios.catalogue import find
    from scenarios.stage.options import StoryOptions
    from scripts.cli.output import say

    story = find(name)
    chosen = StoryOptions(**options)
    for fault in faults:
        if fault is not None and fault not in story.faults:
            known = ", ".join(story.faults) or "none"
            raise BadInputError(f"Scenario {name} has no fault {fault!r}. It has: {known}.")
    if not telling.as_json:
        say("Setting the stage: a chain, the contracts, the parties.")  # before the slow imports
    from scenarios.stage.player import NoAudience, play
    from scripts.cli.narrate import Narrator, tell_summary

    picture = telling.picture
    if picture is not None and not picture.parent.is_dir():
        message = f"There is no folder {picture.parent} to draw into. Make it, or choose another."
        raise BadInputError(message)
    begin()
    records = []
    for number, fault in enumerate(faults):
        if number and not telling.as_json:
            say()
            say("The same trade once more.", style="bold cyan")
        audience = NoAudience() if telling.as_json else Narrator(telling.pause, telling.step)
        record = asyncio.run(
            play(story, chain, fault, chosen, audience, raised=_over_processes(network))
        )
        records.append(record)
        if not telling.as_json:
            tell_summary(record)
    if telling.as_json:
        documents = [asdict(record) for record in records]
        write_json(documents[0] if len(documents) == 1 else documents)
    if picture is not None:
        from scenarios.stage.picture import draw

        picture.write_text(draw(records), encoding="utf-8")
        say(f"Drawn: {picture}")
    if not all(record.as_expected for record in records):
        raise typer.Exit(1)


def _over_processes(network: Path | None) -> "RaisedStage | None":
    """The stage on which every party has a process of its own; None for the usual one.

    Raises:
        NotInNetworkError: no network in the folder.
    """
    if network is None:
        return None
    from dhow.ledger.network import Network
    from scenarios.stage.own_processes import OwnProcesses

    _ = Network(network).layout
    return lambda currencies: OwnProcesses.over(network, currencies)
