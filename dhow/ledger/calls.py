"""Reading a call: which function of which contract of ours its bytes are, with what arguments.

What a wallet shows of an act are bytes. Here they become the interface's own words, and only where
encoding the arguments again gives the very same bytes: what is shown is all there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from dhow.errors import BadInputError
from dhow.ledger.abi import FunctionAbi, Parameter, decode_values, solidity_name
from dhow.ledger.bindings.registry import SHAPES, abi
from dhow.ledger.compiler.artifacts import Artifacts
from dhow.ledger.deploy import SINGLETONS, Deployment
from dhow.ledger.types import Act, Address

_EPOCH: Final = date(1970, 1, 1)
_SELECTOR_BYTES: Final = 4


class UnknownCall(BadInputError):
    """Bytes that are no call of ours.

    Attributes:
        reason: `contract`, `function` or `arguments`.
    """

    def __init__(self, reason: str, words: str) -> None:
        """Keep the reason beside the words."""
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Call:
    """A call in words.

    Attributes:
        notice: the interface's sentence on the function; empty where it has none.
        arguments: as JSON values: LEIs, places, dates and names instead of bytes and numbers.
    """

    contract: str
    target: Address
    function: str
    notice: str
    arguments: Mapping[str, Any]
    calldata: bytes = field(repr=False)

    def as_act(self) -> Act[None]:
        """The act, to be tried; what it returns is not read."""
        return Act(self.target, self.calldata, self.function, dict(self.arguments), lambda _: None)


class CallBook:
    """The functions of a deployment that change the ledger, but for the machinery's own."""

    def __init__(self, contracts: Deployment, artifacts: Artifacts) -> None:
        """Every contract that acts are made on: not the access manager, nor the forwarder."""
        self._contracts: dict[str, str] = {}
        for key, placed in contracts.manifest.contracts.items():
            name = key.partition(":")[0]
            if name in (*SINGLETONS, "Money"):
                self._contracts[str(placed.address)] = name
        self._functions = {name: _changing(name) for name in set(self._contracts.values())}
        self._notices = {name: artifacts[name].notices for name in self._functions}

    def read(self, target: str | None, calldata: bytes) -> Call:
        """What a call does.

        Raises:
            UnknownCall: to no contract of ours, of no function that changes it, or with bytes
                that are not the one encoding of its arguments.
        """
        contract = self._contracts.get(target or "")
        if contract is None:
            there = ", ".join(sorted(set(self._contracts.values())))
            raise UnknownCall(
                "contract",
                f"{target or 'a deployment'} is no contract of this network; there is {there}",
            )
        function = self._functions[contract].get(calldata[:_SELECTOR_BYTES])
        if function is None:
            raise UnknownCall(
                "function",
                f"{contract} has no function 0x{calldata[:_SELECTOR_BYTES].hex()} that acts",
            )
        try:
            values = decode_values(function.inputs, calldata[_SELECTOR_BYTES:], SHAPES)
            arguments = {p.name: v for p, v in zip(function.inputs, values, strict=True)}
            whole = function.encode(arguments) == calldata
        except Exception:  # whatever eth-abi finds wrong with bytes of strangers
            whole = False
        if not whole:
            raise UnknownCall(
                "arguments",
                f"the arguments of {contract}.{function.name} are cut short, have something behind "
                "them, or are not encoded in the one way the interface does",
            )
        return Call(
            contract,
            Address(str(target)),
            function.name,
            self._notices[contract].get(function.signature, ""),
            {p.name: _readable(p, v) for p, v in zip(function.inputs, values, strict=True)},
            calldata,
        )


def _changing(contract: str) -> dict[bytes, FunctionAbi]:
    found = [FunctionAbi(entry) for entry in abi(contract) if entry["type"] == "function"]
    return {each.selector: each for each in found if not each.reads_only}


def _readable(parameter: Parameter, value: Any) -> Any:
    if parameter.type.endswith("]"):
        return [_readable(parameter.element, each) for each in value]
    if parameter.type == "tuple":
        return {p.name: _readable(p, getattr(value, p.name)) for p in parameter.components}
    kind, name = solidity_name(parameter.internal_type)
    if kind == "enum" and (members := SHAPES.enum(name)) is not None:
        return members(value).name.replace("_", " ").lower()
    if isinstance(value, bytes):
        return _text(name, value)
    if name == "Day" and isinstance(value, int):
        return (_EPOCH + timedelta(days=value)).isoformat()
    return value


def _text(name: str, value: bytes) -> str:
    bare = value.rstrip(b"\0")
    readable = bare.isascii() and bare.decode("ascii", "replace").isprintable()
    if name in ("OrgId", "Place") and readable:
        return bare.decode("ascii")
    return "0x" + value.hex()
