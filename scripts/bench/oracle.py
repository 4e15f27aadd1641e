"""From signed readings to a signed report, and on to payment.

A day of a container's logger: 1,440 instants of three probes, 4,320 readings, each signed with
P-256. Every node checks every signature itself, so the limit is OpenSSL checking the same
signatures and nothing else, on the same core in the same run.
"""

import statistics
import time
from collections.abc import Sequence

from dhow.ledger.bindings.values import Capability
from dhow.ledger.engines import Engine, open_engine
from dhow.ledger.types import Address
from dhow.trade.oracles.policy import TemperaturePolicy
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import Domain
from oracles.devices.logger import ContainerLogger, SignedReading
from oracles.devices.registry import DeviceRegistry
from oracles.devices.samples import JUICE, JUICE_CONTAINER
from oracles.network import NoQuorum, OracleNetwork, SignedReport
from oracles.nodes.attestations import Attestation
from oracles.nodes.requests import TemperatureRequest
from scripts.bench.gas.oracles import recording
from scripts.bench.gas.undertaking import undertaking_of
from scripts.bench.measure import Figure, Limit, Table, taking_turns
from scripts.bench.network import OPERATOR, Network

INSTANTS = 1_440
PROBES = 3
NODES = 4
RUNS = 5
PAID_RUNS = 20  # the least of which a 95th percentile can be spoken
PAID_READINGS = 1_440
PAID_BAR = Limit("bar: p95 for 1,440 readings", 2.0)
START = 1_772_416_800  # 2026-03-02T02:00:00Z


def run() -> list[Table]:
    """Readings a second on one core; seconds from the last reading to paid."""
    return [_readings(), _to_paid()]


def _readings() -> Table:
    logger = ContainerLogger.development(JUICE_CONTAINER, seed=1, probes=PROBES)
    began = time.process_time()
    readings = _voyage(logger, INSTANTS)
    signing = time.process_time() - began
    network = OracleNetwork.development(
        1, Domain(31337, "0x" + "0d" * 20), DeviceRegistry.of(logger), size=NODES
    )
    count = len(readings)
    subjects = iter(number.to_bytes(32) for number in range(1, 10_000))

    def one_node() -> None:
        request = TemperatureRequest(next(subjects), _agreed(), readings)
        answer = network.nodes[0].attest_temperature(request)
        if not isinstance(answer, Attestation):
            raise AssertionError(f"the node measured did not sign: {answer}")

    def all_nodes() -> None:
        subject = next(subjects)
        _quorum(network.attest_temperature(subject, _agreed(), readings))

    ways = {"bare": lambda: _check(logger, readings), "one": one_node, "all": all_nodes}
    bare, one, four = (count / seconds for seconds in taking_turns(RUNS, ways).values())
    limit = Limit("bare signature checks", bare)
    return Table(
        "Readings to report",
        f"{count:,} readings of {PROBES} probes; a second here is one of processor time, the "
        f"median of {RUNS} runs that take turns. A node checks signature, origin and chain of "
        "every reading, summarises, inspects the sensors, builds the Merkle tree and signs. The "
        f"{NODES} nodes run one after another here, side by side in use.",
        (
            Figure("bare P-256 checks of the same readings", bare, "readings/s"),
            Figure("one node, report signed", one, "readings/s", limit),
            Figure(
                f"{NODES} nodes and the gathering of the quorum",
                four,
                "readings/s",
                Limit(f"bare checks, {NODES} times over", bare / NODES),
            ),
            Figure("the device signs its readings", count / signing, "readings/s"),
        ),
    )


def _to_paid() -> Table:
    logger = ContainerLogger.development(JUICE_CONTAINER, seed=1, probes=PROBES)
    readings = _voyage(logger, PAID_READINGS // PROBES)
    taken = []
    with open_engine("embedded") as engine:
        engine.set_time(START + 60 * INSTANTS)
        network = _deal_makers(engine)
        nodes = OracleNetwork.development(
            1,
            Domain(engine.chain_id, network.contracts.oracles.address),
            DeviceRegistry.of(logger),
            size=NODES,
        )
        _adopt(network, nodes)
        for number in range(PAID_RUNS):
            taken.append(_paid(network, nodes, readings, f"PAID-{number}"))
    last = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    return Table(
        "Readings to paid",
        f"{PAID_READINGS:,} readings through {NODES} nodes one after another, the report recorded "
        f"and an undertaking satisfied and paid with it on the embedded chain: {PAID_RUNS} runs in "
        "one process on one core.",
        (
            Figure("last reading to paid, median", statistics.median(taken), "s"),
            Figure("last reading to paid, 95th percentile", last, "s", PAID_BAR),
        ),
    )


def _paid(
    network: Network, nodes: OracleNetwork, readings: Sequence[SignedReading], reference: str
) -> float:
    """Seconds from the last reading until an undertaking is paid."""

    agreed = _agreed()
    held = undertaking_of(network, reference, agreed.policy_hash)
    began = time.perf_counter()
    found = _quorum(nodes.attest_temperature(held, agreed, readings))
    record = recording(network, found.report, found.signer_bitmap, found.joined_signatures)
    evidence = network.send(record, "anyone").result
    if evidence is None:
        raise AssertionError("a recorded report has an id")
    paying = network.contracts.undertaking.satisfy(undertaking=held, index=0, evidence=evidence)
    receipt = network.send(paying, "anyone")
    seconds = time.perf_counter() - began
    receipt.event("UndertakingPaid")
    return seconds


def _deal_makers(engine: Engine) -> Network:
    network = Network(engine)
    network.admit("financier", Capability.FINANCIER)
    network.admit("beneficiary", Capability.EXPORTER)
    network.fund("financier", spenders=[network.contracts.undertaking.address])
    return network


def _adopt(network: Network, nodes: OracleNetwork) -> None:
    signers = [Address(signer) for signer in nodes.signers]
    act = network.contracts.oracles.adopt_signers(members=signers, faulty=nodes.faulty)
    network.send(act, OPERATOR)


def _quorum(found: SignedReport | NoQuorum) -> SignedReport:
    if isinstance(found, NoQuorum):
        raise AssertionError(f"the nodes measured reach no quorum: {found.words}")
    return found


def _check(logger: ContainerLogger, readings: Sequence[SignedReading]) -> None:
    public = logger.key.public
    if not all(public.verifies(one.reading.encoded, one.signature) for one in readings):
        raise AssertionError("a reading measured has a false signature")


def _voyage(logger: ContainerLogger, instants: int) -> tuple[SignedReading, ...]:
    trace = JUICE.trace("a measured day", START, 60 * (instants - 1), 60, seed=1)
    taken = (one for point in trace.points for one in logger.sample(point.time, point.values))
    return (*taken, logger.close(START + 60 * instants))


def _agreed() -> AgreedRecord:
    limits = TemperaturePolicy(2_000, 8_000, interval_seconds=60, allowed_gap_seconds=900)
    return AgreedRecord(limits, JUICE_CONTAINER)
