"""The two typed reports a quorum signs, as on the ledger (`contracts/types/OracleTypes.sol`).

Reports carry figures, never a verdict: whoever holds the terms derives it again. A report is bound
to its subject (the credit or undertaking), its policy, the signers' key epoch and, through the
EIP-712 domain, to one chain and one contract.
"""

from dataclasses import dataclass
from enum import IntFlag
from typing import Any

from dhow.trade.oracles.merkle import keccak256

DOMAIN_NAME = "dhow Oracles"
DOMAIN_VERSION = "1"

_DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


class Sources(IntFlag):
    """Classes of source that saw an arrival."""

    NONE = 0
    AIS = 1
    CARRIER = 2
    TERMINAL = 4


@dataclass(frozen=True, slots=True)
class Domain:
    """Which chain and which contract a report is meant for: chain id and 20-byte address."""

    chain_id: int
    verifying_contract: str

    def __post_init__(self) -> None:
        """Refuse what is not an address.

        Raises:
            ValueError: not 20 bytes in hex with 0x in front.
        """
        text = self.verifying_contract
        if not text.startswith("0x") or len(text) != 42:
            raise ValueError(f"verifying contract must be a 20-byte address, not {text!r}")
        bytes.fromhex(text[2:])

    @property
    def separator(self) -> bytes:
        """EIP-712 domain separator, 32 bytes."""
        return keccak256(
            keccak256(_DOMAIN_TYPE.encode())
            + keccak256(DOMAIN_NAME.encode())
            + keccak256(DOMAIN_VERSION.encode())
            + _word(self.chain_id)
            + bytes(12)
            + bytes.fromhex(self.verifying_contract[2:])
        )

    def as_typed_data(self) -> dict[str, Any]:
        """The domain as wallets and eth-account take it."""
        return {
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "chainId": self.chain_id,
            "verifyingContract": self.verifying_contract,
        }


@dataclass(frozen=True, slots=True)
class TemperatureReport:
    """Summary of a temperature record. Units in the names; times UTC seconds; hashes 32 bytes."""

    subject: bytes
    policy: bytes
    from_time: int
    until_time: int
    minimum_milli_c: int
    maximum_milli_c: int
    mean_kinetic_milli_c: int
    readings: int
    longest_gap_seconds: int
    readings_root: bytes
    epoch: int


@dataclass(frozen=True, slots=True)
class ArrivalReport:
    """One arrival: UN/LOCODE, vessel by IMO number (or MMSI if the policy says so), UTC seconds."""

    subject: bytes
    policy: bytes
    place: str
    vessel: int
    arrived_at: int
    sources: Sources
    observations_root: bytes
    epoch: int


Report = TemperatureReport | ArrivalReport

TYPES: dict[type[Report], tuple[str, tuple[tuple[str, str], ...]]] = {
    TemperatureReport: (
        "TemperatureReport",
        (
            ("bytes32", "subject"),
            ("bytes32", "policy"),
            ("uint64", "fromTime"),
            ("uint64", "untilTime"),
            ("int32", "minimumMilliC"),
            ("int32", "maximumMilliC"),
            ("int32", "meanKineticMilliC"),
            ("uint32", "readings"),
            ("uint32", "longestGapSeconds"),
            ("bytes32", "readingsRoot"),
            ("uint32", "epoch"),
        ),
    ),
    ArrivalReport: (
        "ArrivalReport",
        (
            ("bytes32", "subject"),
            ("bytes32", "policy"),
            ("bytes5", "place"),
            ("uint32", "vessel"),
            ("uint64", "arrivedAt"),
            ("uint8", "sources"),
            ("bytes32", "observationsRoot"),
            ("uint32", "epoch"),
        ),
    ),
}
"""Name and members of each report's EIP-712 type, in the order of the Solidity struct."""


def report_values(report: Report) -> tuple[bytes | int, ...]:
    """The report's fields in the order of its Solidity struct, as a contract call takes them."""
    if isinstance(report, TemperatureReport):
        return (
            report.subject,
            report.policy,
            report.from_time,
            report.until_time,
            report.minimum_milli_c,
            report.maximum_milli_c,
            report.mean_kinetic_milli_c,
            report.readings,
            report.longest_gap_seconds,
            report.readings_root,
            report.epoch,
        )
    return (
        report.subject,
        report.policy,
        place_bytes(report.place),
        report.vessel,
        report.arrived_at,
        int(report.sources),
        report.observations_root,
        report.epoch,
    )


def report_digest(report: Report, domain: Domain) -> bytes:
    """EIP-712 digest, 32 bytes: what nodes sign and what the ledger calls the evidence's id."""
    name, members = TYPES[type(report)]
    signature = f"{name}({','.join(f'{kind} {member}' for kind, member in members)})"
    struct = keccak256(signature.encode()) + b"".join(
        _word(value) if isinstance(value, int) else value.ljust(32, b"\x00")
        for value in report_values(report)
    )
    return keccak256(b"\x19\x01" + domain.separator + keccak256(struct))


def typed_data(report: Report, domain: Domain) -> dict[str, Any]:
    """The report as an EIP-712 document for any wallet."""
    name, members = TYPES[type(report)]
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            name: [{"name": member, "type": kind} for kind, member in members],
        },
        "primaryType": name,
        "domain": domain.as_typed_data(),
        "message": {
            member: value for (_, member), value in zip(members, report_values(report), strict=True)
        },
    }


def place_bytes(place: str) -> bytes:
    """UN/LOCODE as five ASCII bytes.

    Raises:
        ValueError: not two letters and three letters or digits 2 to 9.
    """
    plain = len(place) == 5 and place.isascii() and place.isalnum() and place.isupper()
    if not plain or not place[:2].isalpha() or set(place[2:]) & set("01"):
        raise ValueError(
            f"{place!r} is not a UN/LOCODE: two letters of the country, then three letters or "
            "digits 2 to 9, such as AEJEA"
        )
    return place.encode("ascii")


def _word(value: int) -> bytes:
    return value.to_bytes(32, "big", signed=True)
