"""Reports signed by a quorum of nodes, for tests of whatever rests on evidence."""

from dataclasses import replace
from typing import Any

from dhow.ledger.contract import Contract
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Act
from dhow.trade.oracles.reports import (
    ArrivalReport,
    Domain,
    Report,
    Sources,
    TemperatureReport,
    report_values,
    typed_data,
)
from tests.support.network import Network

SUBJECT = b"\x51" * 32
POLICY = b"\x70" * 32


class Quorum:
    """n = 3f + 1 oracle nodes and the contract that knows them."""

    def __init__(self, net: Network, faulty: int = 1) -> None:
        """Deploy Oracles and adopt the nodes as its first signer set."""
        self.net = net
        self.oracles: Contract = net.deploy("Oracles", net.manager.address)
        net.allow("oracle_registrar", self.oracles, "adoptSigners(address[],uint8)")
        self.nodes: list[LocalSigner] = []
        self.faulty = faulty
        self.adopt(faulty)

    @property
    def domain(self) -> Domain:
        """Of reports made for this chain and contract."""
        return Domain(self.net.chain.engine.chain_id, self.oracles.address)

    def adopt(self, faulty: int, generation: str = "node") -> Any:
        """Put 3f + 1 nodes in force, in ascending order as the contract wants them."""
        nodes = (self.net.chain.signer(f"{generation} {at}") for at in range(3 * faulty + 1))
        self.nodes = sorted(nodes, key=lambda node: int(node.address, 16))
        self.faulty = faulty
        members = [node.address for node in self.nodes]
        act = self.oracles.act("adoptSigners", members, faulty)
        return self.net.send(act, "oracle_registrar")

    def signatures(
        self, report: Report, *signers: int, domain: Domain | None = None
    ) -> tuple[int, bytes]:
        """Bitmap and compact signatures of these nodes, or of the first 2f + 1."""
        chosen = signers or tuple(range(2 * self.faulty + 1))
        document = typed_data(report, domain or self.domain)
        signed = [compact(self.nodes[at].sign_typed_data(document)) for at in chosen]
        return sum(1 << at for at in chosen), b"".join(signed)

    def record(
        self, report: Report, *signers: int, bitmap: int | None = None, signed: bytes | None = None
    ) -> Act[Any]:
        """The act that records a report; bitmap and signatures may be given to be wrong."""
        right_bitmap, right_signatures = self.signatures(report, *signers)
        kind = "Temperature" if isinstance(report, TemperatureReport) else "Arrival"
        return self.oracles.act(
            f"record{kind}",
            report_values(report),
            right_bitmap if bitmap is None else bitmap,
            right_signatures if signed is None else signed,
        )

    def temperature(self, **changes: Any) -> TemperatureReport:
        """A day at 4 degrees that ended just now."""
        until = self.net.chain.now()
        report = TemperatureReport(
            subject=SUBJECT,
            policy=POLICY,
            from_time=until - 86_400,
            until_time=until,
            minimum_milli_c=3_120,
            maximum_milli_c=4_870,
            mean_kinetic_milli_c=4_010,
            readings=1_440,
            longest_gap_seconds=60,
            readings_root=b"\x0e" * 32,
            epoch=1,
        )
        return replace(report, **changes)

    def arrival(self, **changes: Any) -> ArrivalReport:
        """A ship seen at Dubai by AIS and by its carrier, just now."""
        report = ArrivalReport(
            subject=SUBJECT,
            policy=POLICY,
            place="AEDXB",
            vessel=9_321_483,
            arrived_at=self.net.chain.now(),
            sources=Sources.AIS | Sources.CARRIER,
            observations_root=b"\x0f" * 32,
            epoch=1,
        )
        return replace(report, **changes)


def compact(signature: bytes) -> bytes:
    """r, s, v of 65 bytes as r and s with v in its highest bit, 64 bytes (EIP-2098)."""
    r, s, v = signature[:32], int.from_bytes(signature[32:64]), signature[64]
    return r + (s | (v - 27) << 255).to_bytes(32)
