"""Between Python values and the contract ABI: checks ranges, builds dataclasses, decodes errors.

Names arrive in Python's manner (`amountMinor` -> `amount_minor`); structs, events and errors are
frozen dataclasses named as in Solidity, enums are IntEnum where their members are known.
"""

import keyword
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, make_dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, cast

from eth_abi.abi import decode as abi_decode
from eth_abi.abi import encode as abi_encode
from eth_abi.exceptions import DecodingError
from eth_utils.address import is_address, to_checksum_address
from eth_utils.crypto import keccak

from dhow.ledger.types import ZERO_ADDRESS, Address

_ARRAY = re.compile(r"^(.*)\[(\d*)\]$")


@lru_cache(maxsize=4096)
def python_name(name: str, position: int = 0) -> str:
    """`amountMinor` -> `amount_minor`; an unnamed parameter is called after its position."""
    if not name.strip("_"):
        return f"value{position}"
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.strip("_")).lower()
    return words + "_" if keyword.iskeyword(words) else words


def solidity_name(internal_type: str) -> tuple[str, str]:
    """(kind, name) of a solc `internalType`: `enum ICredit.State[]` -> (`enum`, `State`)."""
    bare = re.sub(r"(\[\d*\])+$", "", internal_type)
    kind, _, qualified = bare.rpartition(" ")
    return kind, qualified.rpartition(".")[2]


@dataclass(frozen=True)
class Parameter:
    """One input, output or field, as in the JSON ABI."""

    name: str
    type: str
    internal_type: str
    components: "tuple[Parameter, ...]"
    indexed: bool

    @staticmethod
    def of(entry: Mapping[str, Any], position: int = 0) -> "Parameter":
        """From its JSON form."""
        return Parameter(
            python_name(entry.get("name", ""), position),
            entry["type"],
            entry.get("internalType", entry["type"]),
            tuple(Parameter.of(part, at) for at, part in enumerate(entry.get("components", ()))),
            entry.get("indexed", False),
        )

    @cached_property
    def canonical(self) -> str:
        """The type as it enters a selector: `(uint64,address)[]`."""
        if not self.type.startswith("tuple"):
            return self.type
        return f"({','.join(part.canonical for part in self.components)}){self.type[5:]}"

    @cached_property
    def element(self) -> "Parameter":
        """The element of an array type."""
        inner = _ARRAY.match(self.type)
        if inner is None:
            raise TypeError(f"{self.type} is not an array")
        internal = _ARRAY.match(self.internal_type)
        return Parameter(
            self.name,
            inner[1],
            internal[1] if internal else self.internal_type,
            self.components,
            False,
        )


class Shapes:
    """The Python classes that stand for Solidity's structs, enums, events and errors.

    Generated bindings register theirs; what is not registered is made on the fly with the same
    fields.
    """

    def __init__(self, enums: Mapping[str, Sequence[str]] | None = None) -> None:
        """Start with the enums' members as `Artifacts.enums` gives them."""
        self._classes: dict[tuple[str, str, tuple[str, ...]], type] = {}
        self._enums: dict[str, type[IntEnum]] = {}
        for qualified, members in (enums or {}).items():
            name = qualified.rpartition(".")[2]
            numbered = {member: at for at, member in enumerate(members)}
            self._enums[name] = cast(type[IntEnum], cast(Any, IntEnum)(name, numbered))

    def register(self, kind: str, made: type) -> None:
        """Use `made` for the struct, event, error or enum of its name (and fields)."""
        if kind == "enum":
            self._enums[made.__name__] = made
            return
        names = tuple(field.name for field in fields(made))
        self._classes[(kind, made.__name__, names)] = made

    def enum(self, name: str) -> type[IntEnum] | None:
        """The enum of this name, where its members are known."""
        return self._enums.get(name)

    def dataclass(self, kind: str, name: str, names: tuple[str, ...]) -> type:
        """The dataclass for a struct, event or error."""
        key = (kind, name, names)
        if key not in self._classes:
            self._classes[key] = make_dataclass(name, names, frozen=True, slots=True)
        return self._classes[key]


def to_abi(parameter: Parameter, value: Any, where: str) -> Any:
    """Check a Python value and turn it into what the encoder takes.

    Raises:
        TypeError: of the wrong type; ValueError: out of range. Both name the argument.
    """
    if _ARRAY.match(parameter.type):
        return _array_to_abi(parameter, value, where)
    if parameter.type == "tuple":
        return _struct_to_abi(parameter, value, where)
    return _scalar_to_abi(parameter.type, value, where)


def _array_to_abi(parameter: Parameter, value: Any, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{where} takes a list, not {type(value).__name__}")
    length = cast(re.Match[str], _ARRAY.match(parameter.type))[2]
    if length and len(value) != int(length):
        raise ValueError(f"{where} takes {length} elements, not {len(value)}")
    return [to_abi(parameter.element, item, f"{where}[{at}]") for at, item in enumerate(value)]


def _struct_to_abi(parameter: Parameter, value: Any, where: str) -> tuple[Any, ...]:
    names = [part.name for part in parameter.components]
    if is_dataclass(value) and not isinstance(value, type):
        given = {field.name: getattr(value, field.name) for field in fields(value)}
    elif isinstance(value, Mapping):
        given = dict(value)
    elif isinstance(value, tuple) and len(value) == len(names):
        given = dict(zip(names, value, strict=True))
    else:
        raise TypeError(f"{where} takes a struct of {', '.join(names)}, not {value!r:.80}")
    if set(given) != set(names):
        wrong = sorted(set(given) ^ set(names))
        raise TypeError(f"{where}: missing or unknown fields {', '.join(wrong)}")
    return tuple(
        to_abi(part, given[part.name], f"{where}.{part.name}") for part in parameter.components
    )


def _scalar_to_abi(kind: str, value: Any, where: str) -> Any:
    if kind == "bool":
        if not isinstance(value, bool):
            raise TypeError(f"{where} takes a bool, not {type(value).__name__}")
        return value
    if kind == "address":
        if not isinstance(value, str) or not is_address(value):
            raise TypeError(f"{where} takes a 0x address, not {value!r:.80}")
        return value
    if kind == "string":
        if not isinstance(value, str):
            raise TypeError(f"{where} takes a str, not {type(value).__name__}")
        return value
    if kind.startswith("bytes"):
        if not isinstance(value, bytes):
            raise TypeError(f"{where} takes bytes, not {type(value).__name__}")
        if kind != "bytes" and len(value) != int(kind[5:]):
            raise ValueError(f"{where} takes exactly {kind[5:]} bytes, not {len(value)}")
        return value
    low, high = int_range(kind)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{where} takes an int, not {type(value).__name__}")
    if not low <= value <= high:
        raise ValueError(f"{where} = {value} does not fit {kind}")
    return int(value)


@lru_cache(maxsize=128)
def int_range(kind: str) -> tuple[int, int]:
    """Smallest and largest value of `uint64`, `int32` and so on.

    Raises:
        TypeError: not an integer type of the ABI.
    """
    if kind.startswith("uint"):
        return 0, 2 ** int(kind[4:]) - 1
    if kind.startswith("int"):
        bits = int(kind[3:])
        return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    raise TypeError(f"ABI type {kind} is not known here")


def from_abi(parameter: Parameter, value: Any, shapes: Shapes) -> Any:
    """Turn a decoded value into addresses, enums and dataclasses."""
    if _ARRAY.match(parameter.type):
        return tuple(from_abi(parameter.element, item, shapes) for item in value)
    kind, name = solidity_name(parameter.internal_type)
    if parameter.type == "tuple":
        made = shapes.dataclass("struct", name, tuple(p.name for p in parameter.components))
        return made(
            *(
                from_abi(p, item, shapes)
                for p, item in zip(parameter.components, value, strict=True)
            )
        )
    if parameter.type == "address":
        return _checksummed(value)
    if kind == "enum" and (enum := shapes.enum(name)) is not None:
        return enum(value)
    return value


@lru_cache(maxsize=8_192)
def _checksummed(value: str) -> Address:
    return Address(to_checksum_address(value))


def decode_values(parameters: Sequence[Parameter], data: bytes, shapes: Shapes) -> tuple[Any, ...]:
    """Decode ABI-encoded values."""
    raw = abi_decode([parameter.canonical for parameter in parameters], data)
    return tuple(
        from_abi(parameter, value, shapes) for parameter, value in zip(parameters, raw, strict=True)
    )


class FunctionAbi:
    """Something with a four-byte selector: a function or an error."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        """From its JSON form."""
        self.name: str = entry["name"]
        self.inputs = tuple(Parameter.of(p, at) for at, p in enumerate(entry["inputs"]))
        self.outputs = tuple(Parameter.of(p, at) for at, p in enumerate(entry.get("outputs", ())))
        self.mutability: str = entry.get("stateMutability", "")
        self.signature = f"{self.name}({','.join(p.canonical for p in self.inputs)})"
        self.selector = keccak(text=self.signature)[:4]

    @property
    def reads_only(self) -> bool:
        """True for view and pure functions."""
        return self.mutability in ("view", "pure")

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments by name.

        Raises:
            TypeError: too many, missing or unknown.
        """
        names = [parameter.name for parameter in self.inputs]
        if len(args) > len(names):
            raise TypeError(f"{self.name} takes {len(names)} arguments, not {len(args)}")
        given = dict(zip(names, args, strict=False))
        for name, value in kwargs.items():
            if name not in names or name in given:
                raise TypeError(f"{self.name}: unknown or repeated argument {name}")
            given[name] = value
        if missing := [name for name in names if name not in given]:
            raise TypeError(f"{self.name}: missing {', '.join(missing)}")
        return {name: given[name] for name in names}

    def encode(self, arguments: Mapping[str, Any]) -> bytes:
        """The calldata, after checking each argument."""
        return self.selector + encode_arguments(self.name, self.inputs, arguments)

    def decoder(self, shapes: Shapes) -> Callable[[bytes], Any]:
        """Reads what the function returns: None, one value, or a tuple."""
        outputs = self.outputs

        def decode(data: bytes) -> Any:
            if not outputs:
                return None
            values = decode_values(outputs, data, shapes)
            return values[0] if len(values) == 1 else values

        return decode


def encode_arguments(
    name: str, parameters: Sequence[Parameter], arguments: Mapping[str, Any]
) -> bytes:
    """ABI-encode arguments given by name, after checking each."""
    return abi_encode(
        [parameter.canonical for parameter in parameters],
        [to_abi(p, arguments[p.name], f"{name}({p.name})") for p in parameters],
    )


class EventAbi:
    """One event: its topic and how to read a log."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        """From its JSON form."""
        self.name: str = entry["name"]
        self.inputs = tuple(Parameter.of(p, at) for at, p in enumerate(entry["inputs"]))
        self.signature = f"{self.name}({','.join(p.canonical for p in self.inputs)})"
        self.topic = keccak(text=self.signature)
        self.indexed = tuple(p for p in self.inputs if p.indexed)
        self.plain = tuple(p for p in self.inputs if not p.indexed)

    def decode(self, topics: Sequence[bytes], data: bytes, shapes: Shapes) -> Any:
        """The event as a dataclass; an indexed string, bytes, array or struct is its hash."""
        values: dict[str, Any] = {}
        for parameter, topic in zip(self.indexed, topics, strict=True):
            if parameter.type in ("string", "bytes", "tuple") or parameter.type[-1] == "]":
                values[parameter.name] = topic
            else:
                values[parameter.name] = decode_values((parameter,), topic, shapes)[0]
        for parameter, value in zip(
            self.plain, decode_values(self.plain, data, shapes), strict=True
        ):
            values[parameter.name] = value
        made = shapes.dataclass("event", self.name, tuple(p.name for p in self.inputs))
        return made(**values)


class Refusal(Exception):
    """A contract refused an act, in its own words.

    Attributes:
        error_name: the custom error, `Error` for a plain reason, `Panic` for a failed assertion.
        arguments: by name, in Python's manner.
        contract: the contract that was called.
        selector: the error's four bytes.
        error: the error as a dataclass, None where unknown.
    """

    def __init__(
        self,
        error_name: str,
        arguments: Mapping[str, Any],
        *,
        contract: Address = ZERO_ADDRESS,
        selector: bytes = b"",
        error: Any = None,
        act: str = "",
    ) -> None:
        """Keep what the contract said."""
        shown = ", ".join(f"{k}={_shown(v)}" for k, v in arguments.items())
        doing = f"{act} refused: " if act else ""
        super().__init__(f"{doing}{error_name}({shown})")
        self.error_name = error_name
        self.arguments = dict(arguments)
        self.contract = contract
        self.selector = selector
        self.error = error
        self.act = act


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value.name if isinstance(value, IntEnum) else str(value)


_BUILT_IN = (
    {"name": "Error", "inputs": [{"name": "reason", "type": "string"}]},
    {"name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)


class Decoder:
    """Reads events and errors of all known contracts."""

    def __init__(self, shapes: Shapes | None = None) -> None:
        """Start with what Solidity itself can throw."""
        self.shapes = shapes or Shapes()
        self._events: dict[tuple[bytes, int], EventAbi] = {}
        self._errors: dict[bytes, FunctionAbi] = {}
        self.learn(dict(entry, type="error") for entry in _BUILT_IN)

    def learn(self, abi: Iterable[Mapping[str, Any]]) -> None:
        """Add a contract's events and errors."""
        for entry in abi:
            if entry["type"] == "event" and not entry.get("anonymous"):
                event = EventAbi(entry)
                self._events.setdefault((event.topic, len(event.indexed)), event)
            elif entry["type"] == "error":
                error = FunctionAbi(entry)
                self._errors.setdefault(error.selector, error)

    def event(self, topics: Sequence[bytes], data: bytes) -> Any | None:
        """The event of a log, or None where it is not known."""
        if not topics:
            return None
        known = self._events.get((bytes(topics[0]), len(topics) - 1))
        return known.decode(topics[1:], data, self.shapes) if known else None

    def refusal(self, data: bytes, contract: Address, act: str = "") -> Refusal:
        """What a contract said when it reverted."""
        selector = data[:4]
        known = self._errors.get(selector)
        if known is None:
            name = "Unknown" if selector else "NoReason"
            arguments = {"data": data} if selector else {}
            return Refusal(name, arguments, contract=contract, selector=selector, act=act)
        try:
            values = decode_values(known.inputs, data[4:], self.shapes)
        except DecodingError:
            return Refusal(
                known.name, {"data": data}, contract=contract, selector=selector, act=act
            )
        names = tuple(p.name for p in known.inputs)
        made = self.shapes.dataclass("error", known.name, names)
        return Refusal(
            known.name,
            dict(zip(names, values, strict=True)),
            contract=contract,
            selector=selector,
            error=made(*values),
            act=act,
        )
