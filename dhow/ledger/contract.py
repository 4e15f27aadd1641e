"""A contract at an address: makes acts and views from names and arguments.

The generated bindings stand on this; use it directly where no binding exists.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dhow.ledger.abi import FunctionAbi, Parameter, Shapes, encode_arguments
from dhow.ledger.types import Act, Address, View


class Functions:
    """The functions of an ABI. Reading one hashes every signature: keep it."""

    def __init__(self, abi: Iterable[Mapping[str, Any]]) -> None:
        """Read the JSON ABI."""
        self._by_name: dict[str, list[FunctionAbi]] = {}
        for entry in abi:
            if entry["type"] == "function":
                function = FunctionAbi(entry)
                self._by_name.setdefault(function.name, []).append(function)

    def has(self, name: str) -> bool:
        """Whether there is a function of this name."""
        return name in self._by_name

    def named(self, name: str) -> list[FunctionAbi]:
        """All of a name, or the one of a signature.

        Raises:
            LookupError: none.
        """
        bare = name.partition("(")[0]
        found = [f for f in self._by_name.get(bare, []) if name in (bare, f.signature)]
        if not found:
            known = ", ".join(sorted(self._by_name)) or "none"
            raise LookupError(f"no function {name}; known: {known}")
        return found


class Contract:
    """Functions of one contract by their Solidity name or its Python form."""

    def __init__(
        self,
        address: str,
        abi: "Iterable[Mapping[str, Any]] | Functions",
        shapes: Shapes | None = None,
    ) -> None:
        """Bind an ABI, or the functions already read from one, to an address."""
        self.address = Address(address)
        self._shapes = shapes or Shapes()
        self._functions = abi if isinstance(abi, Functions) else Functions(abi)

    def act(self, name: str, *args: Any, **kwargs: Any) -> Act[Any]:
        """A call that changes the ledger.

        Raises:
            TypeError, ValueError: wrong arguments, naming which.
            LookupError: no such function, or one that only reads.
        """
        function, arguments = self._pick(name, args, kwargs)
        if function.reads_only:
            raise LookupError(f"{name} only reads: use view()")
        calldata = function.encode(arguments)
        return Act(self.address, calldata, function.name, arguments, function.decoder(self._shapes))

    def view(self, name: str, *args: Any, **kwargs: Any) -> View[Any]:
        """A call that reads (a changing function too: what it would return)."""
        function, arguments = self._pick(name, args, kwargs)
        calldata = function.encode(arguments)
        decode = function.decoder(self._shapes)
        return View(self.address, calldata, function.name, arguments, decode)

    def has(self, name: str) -> bool:
        """Whether there is a function of this name."""
        return self._functions.has(name)

    def selector(self, name: str) -> bytes:
        """The first four bytes of calls of a function that is not overloaded.

        Raises:
            LookupError: none of this name, or several.
        """
        (function,) = self._functions.named(name)
        return function.selector

    def _pick(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[FunctionAbi, dict[str, Any]]:
        candidates = self._functions.named(name)
        fitting = [f for f in candidates if len(f.inputs) == len(args) + len(kwargs)] or candidates
        if len(fitting) > 1:
            known = ", ".join(f.signature for f in fitting)
            raise LookupError(f"{name} is overloaded, give a signature: {known}")
        return fitting[0], fitting[0].bind(args, kwargs)


def constructor_arguments(
    abi: Iterable[Mapping[str, Any]], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> bytes:
    """Encode what a constructor takes.

    Raises:
        TypeError, ValueError: wrong arguments, naming which.
    """
    for entry in abi:
        if entry["type"] == "constructor":
            parameters = tuple(Parameter.of(p, at) for at, p in enumerate(entry["inputs"]))
            named = FunctionAbi({"name": "constructor", "inputs": entry["inputs"]}).bind(
                args, kwargs
            )
            return encode_arguments("constructor", parameters, named)
    if args or kwargs:
        raise TypeError("this contract's constructor takes no arguments")
    return b""
