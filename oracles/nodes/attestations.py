"""What a node answers: a signed report, or a refusal in words."""

from dataclasses import dataclass
from enum import StrEnum

from dhow.trade.oracles.reports import Report


class RefusalCode(StrEnum):
    """Why a node does not sign."""

    UNKNOWN_DEVICE = "UNKNOWN_DEVICE"
    WRONG_CONTAINER = "WRONG_CONTAINER"
    UNKNOWN_PROBE = "UNKNOWN_PROBE"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    REPLAYED_READING = "REPLAYED_READING"
    MISSING_READINGS = "MISSING_READINGS"
    BROKEN_LINK = "BROKEN_LINK"
    DOUBLE_COUNTER = "DOUBLE_COUNTER"
    DOUBLE_READING = "DOUBLE_READING"
    CLOCK_BACKWARDS = "CLOCK_BACKWARDS"
    NO_READINGS = "NO_READINGS"
    WRONG_WINDOW = "WRONG_WINDOW"
    NOT_ARRIVED = "NOT_ARRIVED"
    UNREADABLE_EVIDENCE = "UNREADABLE_EVIDENCE"
    CONFLICTING_REPORT = "CONFLICTING_REPORT"
    SILENT = "SILENT"
    BAD_NODE_SIGNATURE = "BAD_NODE_SIGNATURE"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A node's reason not to sign: which node, the kind, and words with figures."""

    node: int
    code: RefusalCode
    words: str

    def __str__(self) -> str:
        """One line for people."""
        return f"node {self.node}: {self.code} {self.words}"


@dataclass(frozen=True, slots=True)
class Attestation:
    """A node's signed report.

    Attributes:
        node: index in the signer set.
        report: what it computed itself.
        signature: 64 bytes, compact (EIP-2098), over the report's EIP-712 digest.
        remarks: what people should know besides the figures; not signed.
    """

    node: int
    report: Report
    signature: bytes
    remarks: tuple[str, ...] = ()


class EvidenceRefused(Exception):
    """Evidence on which no report can rest; carries the kind and the words."""

    def __init__(self, code: RefusalCode, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(f"{code}: {words}")
