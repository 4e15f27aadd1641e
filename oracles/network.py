"""The network of oracle nodes: asks each, gathers equal signed reports to a quorum.

n = 3f+1 nodes, quorum 2f+1: with at most f faulty nodes the honest ones alone make a quorum, and no
two different reports can both have one. The network itself is trusted with nothing: it checks every
signature, and anyone else may gather the same signatures.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dhow.trade.oracles.arrival import ArrivalPolicy
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import (
    ArrivalReport,
    Domain,
    Report,
    TemperatureReport,
    report_digest,
    report_values,
)
from oracles.arrival.evidence import ArrivalEvidence
from oracles.arrival.terminal import TerminalRegistry
from oracles.devices.logger import SignedReading
from oracles.devices.registry import DeviceRegistry
from oracles.nodes.attestations import Attestation, Refusal, RefusalCode
from oracles.nodes.keys import NodeKey, recover
from oracles.nodes.node import Answer, Node, OracleNode
from oracles.nodes.requests import ArrivalRequest, TemperatureRequest


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A report with its quorum.

    Attributes:
        report: the typed report.
        domain: chain and contract it is for.
        signer_bitmap: bit i for the i-th signer of the set.
        signatures: 64 bytes each, in the order of the set.
        signers: their addresses, in the same order.
        dissent: what the other nodes said, for the record.
        remarks: what a node of the quorum noticed besides the figures; not signed.
    """

    report: Report
    domain: Domain
    signer_bitmap: int
    signatures: tuple[bytes, ...]
    signers: tuple[str, ...]
    dissent: tuple[Refusal, ...]
    remarks: tuple[str, ...]

    @property
    def evidence_id(self) -> bytes:
        """EIP-712 digest, 32 bytes: the evidence's id on the ledger."""
        return report_digest(self.report, self.domain)

    @property
    def joined_signatures(self) -> bytes:
        """All signatures one after the other, as the ledger takes them."""
        return b"".join(self.signatures)

    @property
    def values(self) -> tuple[bytes | int, ...]:
        """The report as a contract call takes it: fields in the Solidity struct's order."""
        return report_values(self.report)


@dataclass(frozen=True, slots=True)
class NoQuorum:
    """No report has a quorum; every node's reason, by index."""

    required: int
    agreeing: int
    refusals: tuple[Refusal, ...]

    @property
    def words(self) -> str:
        """Each different reason once, with the nodes that gave it."""
        by_reason: dict[str, list[str]] = defaultdict(list)
        for refusal in self.refusals:
            by_reason[f"{refusal.code}: {refusal.words}"].append(str(refusal.node))
        reasons = "; ".join(
            f"{reason} (node{'s' if len(nodes) > 1 else ''} {', '.join(nodes)})"
            for reason, nodes in by_reason.items()
        )
        return f"{self.agreeing} of {self.required} signatures needed; {reasons}"


class OracleNetwork:
    """3f+1 nodes in ascending order of address, as the ledger keeps its signer set."""

    def __init__(self, nodes: Sequence[Node], domain: Domain, epoch: int) -> None:
        """A network of these nodes.

        Raises:
            ValueError: not 3f+1 nodes, at most 31, in ascending order of address with indices to
                match.
        """
        if len(nodes) % 3 != 1 or not 1 <= len(nodes) <= 31:
            raise ValueError(f"a network has 3f+1 nodes, at most 31, not {len(nodes)}")
        addresses = [int(node.address, 16) for node in nodes]
        if any(a >= b for a, b in pairwise(addresses)):
            raise ValueError("nodes must be in ascending order of address, none twice")
        if [node.index for node in nodes] != list(range(len(nodes))):
            raise ValueError("a node's index must be its place in the set")
        self.nodes = tuple(nodes)
        self.domain = domain
        self.epoch = epoch

    @classmethod
    def development(
        cls,
        seed: int,
        domain: Domain,
        devices: DeviceRegistry,
        terminals: TerminalRegistry | None = None,
        *,
        size: int = 4,
        epoch: int = 1,
    ) -> "OracleNetwork":
        """Honest nodes with keys anyone can make from the seed."""
        nodes = [
            OracleNode(
                index,
                key,
                domain=domain,
                epoch=epoch,
                devices=devices,
                terminals=terminals or TerminalRegistry(),
            )
            for index, key in enumerate(development_keys(seed, size))
        ]
        return cls(nodes, domain, epoch)

    @property
    def signers(self) -> tuple[str, ...]:
        """Addresses in ascending order: the set to adopt on the ledger."""
        return tuple(node.address for node in self.nodes)

    @property
    def faulty(self) -> int:
        """f: how many nodes may be faulty."""
        return (len(self.nodes) - 1) // 3

    @property
    def quorum(self) -> int:
        """2f+1: how many must sign."""
        return 2 * self.faulty + 1

    def attest_temperature(
        self,
        subject: bytes,
        agreed: AgreedRecord,
        readings: Sequence[SignedReading],
    ) -> SignedReport | NoQuorum:
        """Ask every node for a temperature report.

        Args:
            subject: 32 bytes, the credit or undertaking it is for.
            agreed: limits, container and stretch: the asker chooses none of them.
            readings: everything received from the container's device, in the order received.

        Raises:
            ValueError: subject not 32 bytes.
        """
        request = TemperatureRequest(subject, agreed, tuple(readings))
        return self._gather(lambda node: node.attest_temperature(request), TemperatureReport)

    def attest_arrival(
        self, subject: bytes, policy: ArrivalPolicy, evidence: ArrivalEvidence
    ) -> SignedReport | NoQuorum:
        """Ask every node for an arrival report.

        Raises:
            ValueError: subject not 32 bytes.
        """
        request = ArrivalRequest(subject, policy, evidence)
        return self._gather(lambda node: node.attest_arrival(request), ArrivalReport)

    def _gather(self, ask: Callable[[Node], Answer], kind: type[Report]) -> SignedReport | NoQuorum:
        answers = [self._checked(node, ask(node), kind) for node in self.nodes]
        return gather(answers, self.domain, self.signers, self.quorum)

    def _checked(self, node: Node, answer: Answer, kind: type[Report]) -> Attestation | Refusal:
        if answer is None:
            return Refusal(node.index, RefusalCode.SILENT, "no answer")
        if isinstance(answer, Refusal):
            return answer
        if answer.node == node.index and isinstance(answer.report, kind):
            try:
                digest = report_digest(answer.report, self.domain)
            except (ValueError, OverflowError):
                digest = None  # fields that no report of the ledger can hold
            if (
                digest is not None
                and answer.report.epoch == self.epoch
                and recover(digest, answer.signature) == node.address
            ):
                return answer
        return Refusal(
            node.index, RefusalCode.BAD_NODE_SIGNATURE, "its signature or report is not valid"
        )


def gather(
    answers: Sequence[Attestation | Refusal],
    domain: Domain,
    signers: Sequence[str],
    quorum: int,
) -> SignedReport | NoQuorum:
    """Put checked answers together: the report that a quorum signed, if there is one.

    Args:
        answers: one a node, signatures already checked.
        signers: addresses of the set, in order.
    """
    groups: dict[bytes, list[Attestation]] = defaultdict(list)
    refusals: list[Refusal] = []
    for answer in answers:
        if isinstance(answer, Refusal):
            refusals.append(answer)
        else:
            groups[report_digest(answer.report, domain)].append(answer)
    best = max(groups.values(), key=len, default=[])
    others = [
        Refusal(
            answer.node,
            RefusalCode.CONFLICTING_REPORT,
            f"signed another report, {digest.hex()[:12]}",
        )
        for digest, group in groups.items()
        if group is not best
        for answer in group
    ]
    if len(best) < quorum:
        undecided = [
            Refusal(
                answer.node,
                RefusalCode.CONFLICTING_REPORT,
                f"signed {report_digest(answer.report, domain).hex()[:12]}, without enough others",
            )
            for answer in best
        ]
        everyone = sorted((*refusals, *others, *undecided), key=lambda refusal: refusal.node)
        return NoQuorum(quorum, len(best), tuple(everyone))
    chosen = sorted(best, key=lambda answer: answer.node)[:quorum]
    bitmap = 0
    for answer in chosen:
        bitmap |= 1 << answer.node
    return SignedReport(
        report=chosen[0].report,
        domain=domain,
        signer_bitmap=bitmap,
        signatures=tuple(answer.signature for answer in chosen),
        signers=tuple(signers[answer.node] for answer in chosen),
        dissent=tuple(sorted((*refusals, *others), key=lambda refusal: refusal.node)),
        remarks=chosen[0].remarks,
    )


def development_keys(seed: int, size: int) -> list[NodeKey]:
    """Keys of a development network, in ascending order of address."""
    keys = [NodeKey.development(seed, number) for number in range(size)]
    return sorted(keys, key=lambda key: int(key.address, 16))
