"""Nodes that lie, keep silent or say two things: what up to f of 3f+1 nodes may do."""

from collections.abc import Callable
from dataclasses import replace

from dhow.trade.oracles.reports import Domain, Report, report_digest
from oracles.nodes.attestations import Attestation, Refusal
from oracles.nodes.keys import NodeKey
from oracles.nodes.node import OracleNode
from oracles.nodes.requests import ArrivalRequest, TemperatureRequest


class SilentNode:
    """A node that never answers."""

    def __init__(self, index: int, key: NodeKey) -> None:
        """A node in the signer set that is out of order."""
        self.index = index
        self.address = key.address

    def attest_temperature(self, request: TemperatureRequest) -> None:
        """No answer."""

    def attest_arrival(self, request: ArrivalRequest) -> None:
        """No answer."""


class LyingNode:
    """A node that signs what `lie` makes of the true report, as often as it is asked.

    It remembers nothing, so it signs conflicting reports too. Where an honest node refuses it
    refuses as well: it has no true report to bend.
    """

    def __init__(
        self, honest: OracleNode, key: NodeKey, domain: Domain, lie: Callable[[Report], Report]
    ) -> None:
        """A liar with the place and key of `honest`."""
        self._honest = honest
        self._key = key
        self._domain = domain
        self._lie = lie
        self.index = honest.index
        self.address = honest.address

    def attest_temperature(self, request: TemperatureRequest) -> Attestation | Refusal:
        """Sign the lie."""
        return self._bend(self._honest.attest_temperature(request))

    def attest_arrival(self, request: ArrivalRequest) -> Attestation | Refusal:
        """Sign the lie."""
        return self._bend(self._honest.attest_arrival(request))

    def _bend(self, answer: Attestation | Refusal) -> Attestation | Refusal:
        if isinstance(answer, Refusal):
            return answer
        report = self._lie(answer.report)
        return replace(
            answer,
            report=report,
            signature=self._key.sign(report_digest(report, self._domain)),
            remarks=(),
        )
