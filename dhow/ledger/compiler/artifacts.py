"""What the compiler made of one contract."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from dhow.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Artifact:
    """One contract, compiled.

    `immutables` are the (start, length) byte ranges of the deployed code that the constructor
    fills in. Both source maps are empty unless asked for. `notices` has the NatSpec notice of
    each method and event by its signature, `error_docs` the notice and
    the rule of each custom error.
    """

    name: str
    source: str
    abi: tuple[dict[str, Any], ...]
    bytecode: bytes = field(repr=False)
    deployed_bytecode: bytes = field(repr=False)
    immutables: tuple[tuple[int, int], ...] = ()
    storage_layout: dict[str, Any] = field(default_factory=dict, repr=False)
    notices: dict[str, str] = field(default_factory=dict, repr=False)
    source_map: str = field(default="", repr=False)
    deployed_source_map: str = field(default="", repr=False)
    error_docs: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    @property
    def deployable(self) -> bool:
        """False for interfaces and abstract contracts."""
        return bool(self.bytecode)

    def without_immutables(self, code: bytes) -> bytes:
        """`code` with the ranges that the constructor fills in set to zero, for comparison."""
        blank = bytearray(code)
        for start, length in self.immutables:
            blank[start : start + length] = bytes(len(blank[start : start + length]))
        return bytes(blank)


class Artifacts(Mapping[str, Artifact]):
    """Artifacts by contract name; our own contracts win over a library's of the same name.

    `enums` gives the members of each enum by its qualified Solidity name; `sources_hash` names
    the build; `asts` is empty unless asked for.
    """

    def __init__(self, stored: dict[str, Any]) -> None:
        """Wrap the stored form of a build (`compile.py` makes and checks it)."""
        self.sources_hash: str = stored["sources_hash"]
        self.compiler: str = stored["compiler"]
        self.enums: dict[str, tuple[str, ...]] = {
            name: tuple(members) for name, members in stored["enums"].items()
        }
        self.source_ids: dict[int, str] = {int(k): v for k, v in stored["source_ids"].items()}
        self.asts: dict[str, Any] = stored.get("asts", {})
        self.everything = tuple(_artifact(entry) for entry in stored["contracts"])
        self._by_name: dict[str, Artifact] = {}
        for artifact in self.everything:
            known = self._by_name.get(artifact.name)
            if known is None or known.source.startswith("@"):
                self._by_name[artifact.name] = artifact

    def __getitem__(self, name: str) -> Artifact:
        """The artifact of a contract.

        Raises:
            BadInputError: no such contract was compiled.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise BadInputError(
                f"no contract named {name} in this build; "
                f"known: {', '.join(sorted(n for n, a in self._by_name.items() if a.deployable))}"
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def joined(self, other: "Artifacts") -> "Artifacts":
        """These and another build's; these win where both have a contract."""
        both = copy.copy(self)
        known = {(artifact.source, artifact.name) for artifact in self.everything}
        both.everything = self.everything + tuple(
            a for a in other.everything if (a.source, a.name) not in known
        )
        both.enums = other.enums | self.enums
        both._by_name = other._by_name | self._by_name
        return both

    def own(self) -> tuple[Artifact, ...]:
        """Those from the project's own sources."""
        return tuple(a for a in self._by_name.values() if not a.source.startswith("@"))


def _artifact(entry: dict[str, Any]) -> Artifact:
    return Artifact(
        name=entry["name"],
        source=entry["source"],
        abi=tuple(cast(list[dict[str, Any]], entry["abi"])),
        bytecode=bytes.fromhex(entry["bytecode"]),
        deployed_bytecode=bytes.fromhex(entry["deployed_bytecode"]),
        immutables=tuple((start, length) for start, length in entry["immutables"]),
        notices=entry["notices"],
        storage_layout=entry["storage_layout"],
        source_map=entry["source_map"],
        deployed_source_map=entry["deployed_source_map"],
        error_docs=entry["error_docs"],
    )
