"""One oracle node: verifies, computes, signs at most one report of a kind for a subject and policy.

That last rule is what makes a quorum final. Two quorums of 2f+1 among 3f+1 nodes share at least
f+1, so at least one honest node; an honest node never signs two different reports; so two
different reports can never both have a quorum.
"""

from typing import Protocol

from dhow.trade.oracles.merkle import merkle_root
from dhow.trade.oracles.policy import judge
from dhow.trade.oracles.quality import QualityRules, inspect_sensors
from dhow.trade.oracles.record import RecordNotComplete
from dhow.trade.oracles.reports import (
    ArrivalReport,
    Domain,
    Report,
    TemperatureReport,
    report_digest,
)
from dhow.trade.oracles.temperature import ProbeReading
from oracles.arrival.evidence import observe
from oracles.arrival.terminal import TerminalRegistry
from oracles.devices.registry import DeviceRegistry
from oracles.errors import BadEvidence
from oracles.nodes.attestations import Attestation, EvidenceRefused, Refusal, RefusalCode
from oracles.nodes.journal import SigningJournal
from oracles.nodes.keys import NodeKey
from oracles.nodes.requests import ArrivalRequest, TemperatureRequest
from oracles.nodes.verification import verified_readings

Answer = Attestation | Refusal | None
"""A signed report, a refusal, or nothing at all."""


class Node(Protocol):
    """What the network asks of a node."""

    @property
    def index(self) -> int:
        """Place in the signer set, from 0."""

    @property
    def address(self) -> str:
        """Address of its signing key."""

    def attest_temperature(self, request: TemperatureRequest) -> Answer:
        """Sign a temperature report or refuse."""

    def attest_arrival(self, request: ArrivalRequest) -> Answer:
        """Sign an arrival report or refuse."""


class OracleNode:
    """An honest node."""

    def __init__(
        self,
        index: int,
        key: NodeKey,
        *,
        domain: Domain,
        epoch: int,
        devices: DeviceRegistry,
        terminals: TerminalRegistry,
        journal: SigningJournal | None = None,
    ) -> None:
        """A node that has signed what its journal says.

        Args:
            index: place in the signer set, from 0.
            key: its signing key.
            domain: chain and contract its reports are for.
            epoch: of the signer set in force.
            devices, terminals: whose signatures it knows.
            journal: what it signed before; an empty one in memory by default.
        """
        self._index = index
        self._key = key
        self._domain = domain
        self._epoch = epoch
        self._devices = devices
        self._terminals = terminals
        self._journal = journal or SigningJournal()

    @property
    def index(self) -> int:
        """Place in the signer set, from 0."""
        return self._index

    @property
    def address(self) -> str:
        """Address of its signing key."""
        return self._key.address

    def attest_temperature(self, request: TemperatureRequest) -> Attestation | Refusal:
        """Verify every reading, compute the summary and the root, sign or refuse."""
        try:
            report, remarks = self._temperature_report(request)
            return self._sign(report, remarks)
        except EvidenceRefused as refused:
            return Refusal(self._index, refused.code, refused.words)

    def attest_arrival(self, request: ArrivalRequest) -> Attestation | Refusal:
        """Decode every source, apply geofence and dwell, sign or refuse."""
        try:
            report, remarks = self._arrival_report(request)
            return self._sign(report, remarks)
        except EvidenceRefused as refused:
            return Refusal(self._index, refused.code, refused.words)
        except BadEvidence as bad:
            return Refusal(self._index, RefusalCode.UNREADABLE_EVIDENCE, str(bad))

    def _temperature_report(
        self, request: TemperatureRequest
    ) -> tuple[TemperatureReport, tuple[str, ...]]:
        agreed = request.agreed
        limits = agreed.limits
        chain = verified_readings(self._devices, agreed.container, request.readings)
        try:
            stretch = agreed.stretch(chain)
        except RecordNotComplete as early:
            raise EvidenceRefused(RefusalCode.WRONG_WINDOW, str(early)) from early
        values = [ProbeReading(r.time, r.probe, r.milli_c) for r in stretch.readings]
        try:
            summary = limits.summarise(values, stretch.from_time, stretch.until_time)
        except ValueError as error:
            raise EvidenceRefused(RefusalCode.DOUBLE_READING, str(error)) from error
        if (
            summary.minimum_milli_c is None
            or summary.maximum_milli_c is None
            or summary.mean_kinetic_milli_c is None
        ):
            raise EvidenceRefused(RefusalCode.NO_READINGS, judge(limits, summary).words)
        report = TemperatureReport(
            subject=request.subject,
            policy=agreed.policy_hash,
            from_time=stretch.from_time,
            until_time=stretch.until_time,
            minimum_milli_c=summary.minimum_milli_c,
            maximum_milli_c=summary.maximum_milli_c,
            mean_kinetic_milli_c=summary.mean_kinetic_milli_c,
            readings=summary.readings,
            longest_gap_seconds=summary.longest_gap_seconds,
            readings_root=merkle_root([reading.encoded for reading in stretch.readings]),
            epoch=self._epoch,
        )
        findings = inspect_sensors(
            values,
            stretch.from_time,
            stretch.until_time,
            QualityRules(allowed_gap_seconds=limits.allowed_gap_seconds),
        )
        return report, tuple(finding.words for finding in findings)

    def _arrival_report(self, request: ArrivalRequest) -> tuple[ArrivalReport, tuple[str, ...]]:
        policy = request.policy
        observed = observe(policy, request.evidence, self._terminals)
        if observed.arrival.arrived_at is None:
            raise EvidenceRefused(
                RefusalCode.NOT_ARRIVED, "; ".join((observed.arrival.words, *observed.words))
            )
        report = ArrivalReport(
            subject=request.subject,
            policy=policy.policy_hash,
            place=policy.port.place,
            vessel=policy.vessel,
            arrived_at=observed.arrival.arrived_at,
            sources=observed.arrival.sources,
            observations_root=merkle_root(observed.observations),
            epoch=self._epoch,
        )
        return report, observed.words

    def _sign(self, report: Report, remarks: tuple[str, ...]) -> Attestation:
        digest = report_digest(report, self._domain)
        earlier = self._journal.signed(report, digest)
        if earlier != digest:
            raise EvidenceRefused(
                RefusalCode.CONFLICTING_REPORT,
                f"this node already signed {earlier.hex()[:12]} for this subject and policy; it "
                f"will not sign {digest.hex()[:12]} beside it",
            )
        return Attestation(self._index, report, self._key.sign(digest), remarks)
