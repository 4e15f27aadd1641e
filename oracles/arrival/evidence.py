"""All evidence of one arrival, read and held against the policy, source by source."""

from dataclasses import dataclass

from dhow.trade.oracles.arrival import Arrival, ArrivalPolicy, combine_sources, dwell_in_port
from dhow.trade.oracles.reports import Sources
from oracles.arrival.ais import AisRecording, read_ais
from oracles.arrival.dcsa import arrival_event, read_events
from oracles.arrival.terminal import TerminalRegistry, arrival_time, read_arrival


@dataclass(frozen=True, slots=True)
class ArrivalEvidence:
    """Raw evidence as received; a source that said nothing is `None`.

    Attributes:
        received_at: UTC seconds at which the evidence was complete; nothing in it can be later.
        ais: recorded AIS sentences.
        carrier: a DCSA Track and Trace message, JSON.
        terminal: a terminal's signed message, JSON.
    """

    received_at: int
    ais: AisRecording | None = None
    carrier: bytes | None = None
    terminal: bytes | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What the evidence shows.

    Attributes:
        arrival: the sources together.
        observations: canonical bytes of what was used, in order: the Merkle leaves. Each begins
            with the class of its source (1 byte); then a position (20 bytes) or a digest (32).
        words: each source's word, and what is odd about it.
    """

    arrival: Arrival
    observations: tuple[bytes, ...]
    words: tuple[str, ...]


def observe(
    policy: ArrivalPolicy, evidence: ArrivalEvidence, terminals: TerminalRegistry
) -> Observed:
    """Read every source and combine them.

    Raises:
        BadEvidence: a source that cannot be read; the others are not used in its stead, for a
            garbled source may have said the opposite.
    """
    times: dict[Sources, int] = {}
    observations: list[bytes] = []
    words: list[str] = []
    if evidence.ais is not None:
        report = read_ais(evidence.ais)
        track, why = report.track(policy)
        seen = [position for position in track if position.time <= evidence.received_at]
        dwell = dwell_in_port(policy, seen)
        words.append(f"AIS: {why if not track else dwell.words} ({report.words})")
        if dwell.arrived_at is not None:
            times[Sources.AIS] = dwell.arrived_at
            observations += [bytes([Sources.AIS]) + p.canonical_bytes() for p in seen]
    if evidence.carrier is not None:
        carrier = arrival_event(
            policy, read_events(evidence.carrier, received_at=evidence.received_at)
        )
        words.append(carrier.words)
        if carrier.event is not None and carrier.event.time <= evidence.received_at:
            times[Sources.CARRIER] = carrier.event.time
            observations.append(bytes([Sources.CARRIER]) + carrier.event.digest)
    if evidence.terminal is not None:
        message = read_arrival(evidence.terminal, terminals)
        berthed_at, why = arrival_time(policy, message)
        words.append(why)
        if berthed_at is not None and berthed_at <= evidence.received_at:
            times[Sources.TERMINAL] = berthed_at
            observations.append(bytes([Sources.TERMINAL]) + message.digest)
    return Observed(combine_sources(policy, times), tuple(observations), tuple(words))
