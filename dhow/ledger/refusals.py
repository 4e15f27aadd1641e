"""A contract's refusal in words: what it said, by which rule, with values a person can read.

The words are the NatSpec of the custom errors in `contracts/interfaces`, kept by the compiler with
each build, so that the interface, the ledger and whoever reads an error say the same thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dhow.ledger.abi import Parameter, Refusal, solidity_name
from dhow.ledger.compiler.artifacts import Artifact, Artifacts

_EPOCH = date(1970, 1, 1)

# Contracts keep these as bare uint8, so that an interface need not import another's enum.
_STATES = {
    "Credit_WrongState": "CreditState",
    "Credit_WrongPresentationState": "PresentationState",
    "Undertaking_WrongState": "UndertakingState",
}
_INSTANTS = frozenset(
    ("decide_by", "reserved_until", "from_", "from_time", "until_time", "expires_at", "instant")
)
_DAYS = frozenset(("day", "today", "presented_day", "last_day"))
_TEXTS = frozenset(("field", "reason"))

# OpenZeppelin's errors carry no words for a trader; these are ours.
_LIBRARY_WORDS = {
    "AccessManagedUnauthorized": "This key does not hold the system role that this act needs.",
    "ERC20InsufficientBalance": "The settlement account holds less than this payment needs.",
    "ERC20InsufficientAllowance": "The settlement account has not allowed this contract that much.",
    "ERC20InvalidReceiver": "Money cannot be paid to this account.",
    "ERC20InvalidSpender": "An allowance cannot be given to this account.",
    "ERC2612ExpiredSignature": "The signed allowance is no longer valid.",
    "ERC2612InvalidSigner": "The signed allowance is not by the account's key.",
    "ERC2771ForwarderExpiredRequest": "The signed consent is no longer valid.",
    "ERC2771ForwarderInvalidSigner": "The signed consent is not by the key it names.",
    "ReentrancyGuardReentrantCall": "A contract was called again from within its own act.",
    "SafeCastOverflowedUintDowncast": "A figure is too large for the ledger.",
    "Panic": "A contract stopped at a contradiction in itself; this is a fault, please report it.",
    "Error": "A contract gave a reason in its own words.",
    "NoReason": "A contract refused without saying why.",
    "Unknown": "A contract refused with an error that is not known here.",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal for people. `values` are texts, except figures, which stay whole numbers.

    `error` is the Solidity name; `rule` is empty where no rule of the trade stands behind it.
    """

    error: str
    notice: str
    rule: str
    values: Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class _Known:
    inputs: tuple[Parameter, ...]
    notice: str
    rule: str


class RefusalBook:
    """The words of every custom error of a build."""

    def __init__(self, artifacts: Artifacts) -> None:
        """Collect them; a contract of ours wins over a library's error of the same name."""
        self._enums = {
            name.rpartition(".")[2]: members for name, members in artifacts.enums.items()
        }
        self._known: dict[str, _Known] = {}
        for artifact in artifacts.values():
            for entry in artifact.abi:
                if entry["type"] == "error":
                    self._learn(artifact, entry)

    def _learn(self, artifact: Artifact, entry: Mapping[str, Any]) -> None:
        inputs = tuple(Parameter.of(p, at) for at, p in enumerate(entry["inputs"]))
        name = entry["name"]
        docs = artifact.error_docs.get(f"{name}({','.join(p.canonical for p in inputs)})", {})
        known = self._known.get(name)
        if known is None or (docs.get("notice") and not known.notice):
            self._known[name] = _Known(inputs, docs.get("notice", ""), docs.get("rule", ""))

    @property
    def errors(self) -> frozenset[str]:
        """Names of all errors known."""
        return frozenset(self._known)

    def explain(self, refusal: Refusal) -> Explanation:
        """Notice, rule and readable values of a refusal."""
        name = refusal.error_name
        known = self._known.get(name, _Known((), "", ""))
        notice = _LIBRARY_WORDS.get(name) or known.notice or f"The contract refused: {name}."
        inputs = {parameter.name: parameter for parameter in known.inputs}
        values = {
            key.rstrip("_"): self._readable(name, key, inputs.get(key), value)
            for key, value in refusal.arguments.items()
        }
        return Explanation(name, notice, known.rule, values)

    def _readable(
        self, error: str, key: str, parameter: Parameter | None, value: Any
    ) -> str | int | bool:
        internal = parameter.internal_type if parameter else ""
        if key == "found" and error in _STATES:
            return self._member(_STATES[error], int(value))
        if internal.startswith("enum "):
            return self._member(solidity_name(internal)[1], int(value))
        if isinstance(value, bool | str):
            return value
        if isinstance(value, int):
            return _figure(internal, key, value)
        if isinstance(value, bytes):
            return _bytes(internal, key, value)
        return str(value)

    def _member(self, enum: str, number: int) -> str:
        members = self._enums.get(enum, ())
        return members[number] if number < len(members) else str(number)


def _figure(internal: str, key: str, value: int) -> str | int:
    if internal == "Day" or key in _DAYS:
        return (_EPOCH + timedelta(days=value)).isoformat()
    if key in _INSTANTS:
        try:
            return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, OSError):
            return value
    return value


def _bytes(internal: str, key: str, value: bytes) -> str:
    if internal in ("OrgId", "Place") or key in _TEXTS:
        bare = value.rstrip(b"\x00")
        if bare and all(32 < octet < 127 for octet in bare):
            return bare.decode("ascii")
    return "0x" + value.hex()
