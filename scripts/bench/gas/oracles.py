"""Evidence: reports under a quorum's signatures, and whole settlements on them."""

from collections.abc import Sequence

from eth_utils.crypto import keccak

from dhow.ledger.bindings.values import (
    ArrivalReport,
    EvidenceId,
    EvidenceKind,
    TemperatureReport,
)
from dhow.ledger.types import Act, Address
from dhow.trade.oracles import reports
from oracles.nodes.keys import NodeKey
from scripts.bench.gas.meter import Meter
from scripts.bench.gas.undertaking import POLICY, undertaking_of
from scripts.bench.measure import Limit, Table
from scripts.bench.network import OPERATOR, Network

SETTLEMENT_BAR = Limit("bar: evidence to paid at n=7", 110_000)
CHECKED = {
    1: Limit("design: checking alone, n=4", 47_890),
    2: Limit("design: checking alone, n=7", 61_090),
}
OCR2 = Limit("elsewhere: OCR2, n=7, three signatures, no payment", 103_695)


class Quorum:
    """3f + 1 nodes in force on the ledger."""

    def __init__(self, network: Network, faulty: int) -> None:
        """Make the keys, in ascending order of address; `adoption` puts them in force."""
        self._network = network
        self._oracles = network.contracts.oracles
        self.faulty = faulty
        keys = [NodeKey.development(faulty, number) for number in range(3 * faulty + 1)]
        self.keys = sorted(keys, key=lambda key: int(key.address, 16))
        self.epoch = 0

    @property
    def words(self) -> str:
        """How many nodes, how many signatures."""
        return f"n={len(self.keys)}, {2 * self.faulty + 1} signatures"

    def adoption(self) -> Act[int]:
        """The act that puts these nodes in force."""
        members: Sequence[Address] = [Address(key.address) for key in self.keys]
        self.epoch = self._network.client.call(self._oracles.signers())[0] + 1
        return self._oracles.adopt_signers(members=members, faulty=self.faulty)

    def temperature(self, subject: bytes, *, spoilt: bool = False) -> Act[EvidenceId]:
        """The act that records a day of minute readings at 4 degrees."""
        until = self._network.engine.now()
        return self.record(
            reports.TemperatureReport(
                subject=subject,
                policy=POLICY,
                from_time=until - 86_400,
                until_time=until,
                minimum_milli_c=3_120,
                maximum_milli_c=4_870,
                mean_kinetic_milli_c=4_010,
                readings=1_440,
                longest_gap_seconds=60,
                readings_root=bytes(keccak(text="readings")),
                epoch=self.epoch,
            ),
            spoilt=spoilt,
        )

    def arrival(self, subject: bytes) -> Act[EvidenceId]:
        """The act that records a ship's arrival, seen by two classes of source."""
        return self.record(
            reports.ArrivalReport(
                subject=subject,
                policy=POLICY,
                place="AEJEA",
                vessel=9_321_483,
                arrived_at=self._network.engine.now(),
                sources=reports.Sources.AIS | reports.Sources.CARRIER,
                observations_root=bytes(keccak(text="observations")),
                epoch=self.epoch,
            )
        )

    def record(self, report: reports.Report, *, spoilt: bool = False) -> Act[EvidenceId]:
        """The act that records a report under the first 2f + 1 signatures.

        Args:
            spoilt: the last of them is over something else, which shows only when it is reached.
        """
        domain = reports.Domain(self._network.engine.chain_id, self._oracles.address)
        digest = reports.report_digest(report, domain)
        count = 2 * self.faulty + 1
        digests = [digest] * (count - 1) + [keccak(digest) if spoilt else digest]
        signed = b"".join(key.sign(d) for key, d in zip(self.keys, digests, strict=False))
        bitmap = (1 << count) - 1
        return recording(self._network, report, bitmap, signed)


def recording(
    network: Network, report: reports.Report, bitmap: int, signatures: bytes
) -> Act[EvidenceId]:
    """The act that records a report under these signatures."""
    contract = network.contracts.oracles
    if isinstance(report, reports.TemperatureReport):
        return contract.record_temperature(
            report=TemperatureReport(*reports.report_values(report)),  # type: ignore[arg-type]
            signer_bitmap=bitmap,
            signatures=signatures,
        )
    return contract.record_arrival(
        report=ArrivalReport(*reports.report_values(report)),  # type: ignore[arg-type]
        signer_bitmap=bitmap,
        signatures=signatures,
    )


def measure(meter: Meter) -> list[Table]:
    """Reports under 3 of 4 and 5 of 7 signatures; settlements on them."""
    return [_evidence(meter), _settlement(meter)]


def _evidence(meter: Meter) -> Table:
    network = meter.network
    for faulty in (1, 2):
        quorum = Quorum(network, faulty)
        meter.act(f"adopt a signer set, n={len(quorum.keys)}", quorum.adoption(), OPERATOR)
        subject = bytes(keccak(text=f"subject {faulty}"))
        spoilt = network.send_untried(quorum.temperature(subject, spoilt=True), "anyone")
        meter.note(f"checking {quorum.words}, the last one false", spoilt, CHECKED[faulty])
        record = quorum.temperature(subject)
        meter.act(f"temperature report, {quorum.words}", record, "anyone")
        meter.act(f"the same report again, {quorum.words}", record, "anyone")
        meter.act(f"arrival report, {quorum.words}", quorum.arrival(subject), "anyone")
    found = network.client.call(
        network.contracts.oracles.evidence_for(
            subject=bytes(keccak(text="subject 2")), policy=POLICY, kind=EvidenceKind.TEMPERATURE
        )
    )
    if not any(found):
        raise AssertionError("the reports measured are not on the ledger")
    return meter.table(
        "Evidence",
        "The whole report is kept on the ledger, for contracts to read. Checking alone is seen on "
        "a report whose last signature is false: all are checked and nothing is written. A report "
        "that stands already is neither checked nor written again.",
    )


def _settlement(meter: Meter) -> Table:
    network = meter.network
    for faulty in (1, 2):
        quorum = Quorum(network, faulty)
        network.send(quorum.adoption(), OPERATOR)
        held = undertaking_of(network, f"SETTLE-{faulty}")
        record = network.send(quorum.temperature(held), "anyone")
        if record.result is None:
            raise AssertionError("a recorded report has an id")
        satisfy = network.contracts.undertaking.satisfy(
            undertaking=held, index=0, evidence=record.result
        )
        paid = network.send(satisfy, "anyone").gas_used
        limits = (SETTLEMENT_BAR, OCR2) if faulty > 1 else (None, None)
        meter.note(f"record and pay, {quorum.words}", record.gas_used + paid, limits[0])
        meter.note(f"of which recording, {quorum.words}", record.gas_used, limits[1])
        meter.note(f"of which paying, {quorum.words}", paid)
    return meter.table(
        "From evidence to paid",
        "Two transactions: the report is recorded, with it the undertaking is satisfied and paid. "
        "Below 1 is better than the bar.",
    )
