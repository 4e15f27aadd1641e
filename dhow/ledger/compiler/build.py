"""Compiles the contracts, once per state of their sources.

The result lies in `.cache/compiled/<hash>.json`, named by the hash of every source (the library's
too), the settings and the compiler's version.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from dhow.errors import BadInputError
from dhow.ledger.compiler.artifacts import Artifacts
from dhow.ledger.compiler.sources import LIBRARY_PREFIX, collect
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT, SOLC_VERSION, Solc, find_solc

# Deployed but imported by none of our contracts, so named here.
LIBRARY_CONTRACTS = (
    "@openzeppelin/contracts/access/manager/AccessManager.sol",
    "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol",
)
PROJECT = ("contracts", *LIBRARY_CONTRACTS)

# Ethereum's limit is 24,576 (EIP-170); ours leaves room for a fix.
CODE_SIZE_LIMIT = 18_000

_FORMAT = 6  # of the stored file: raise it when the shape below changes


class CompileError(BadInputError):
    """The sources do not compile, warn, or make a contract that is too large."""


def compile_contracts(
    entries: Iterable[str] = PROJECT,
    *,
    root: Path = REPOSITORY_ROOT,
    coverage: bool = False,
    solc: Solc | None = None,
    size_limit: int = CODE_SIZE_LIMIT,
) -> Artifacts:
    """Compile files or folders (relative to `root`) and all they import, or take the stored build.

    Args:
        entries: what to compile.
        root: the repository.
        coverage: optimiser off, source maps and syntax trees kept, no size limit.
        solc: the compiler to use, for comparing compilers; found where not given.
        size_limit: largest deployed code of a contract of ours, in bytes.

    Raises:
        CompileError: error or warning in our sources, with file and line, or too large a contract.
        EnvironmentProblemError: no compiler.
    """
    sources = collect(root, entries)
    if not sources:
        raise BadInputError(f"no Solidity sources in {', '.join(entries)} under {root}")
    settings = _settings(coverage=coverage)
    name = _hash(sources, settings)
    if solc is not None:
        stored = _compile(name, sources, settings, solc, coverage=coverage)
    else:
        stored = _cached(name, sources, settings, root, coverage=coverage)
    if not coverage:
        _refuse_large(stored["contracts"], size_limit)
    return Artifacts(stored)


def _cached(
    name: str, sources: dict[str, str], settings: dict[str, Any], root: Path, *, coverage: bool
) -> dict[str, Any]:
    folder = root / ".cache" / "compiled"
    place = folder / f"{name}.json"
    if (stored := _load(place, name)) is not None:
        return stored
    with _lock(folder):
        # another process may have compiled the same sources while this one waited
        if (stored := _load(place, name)) is None:
            stored = _compile(name, sources, settings, find_solc(root), coverage=coverage)
            _store(place, stored)
    return stored


def _settings(*, coverage: bool) -> dict[str, Any]:
    outputs = [
        "abi",
        "evm.bytecode.object",
        "evm.deployedBytecode.object",
        "evm.deployedBytecode.immutableReferences",
        "storageLayout",
        "userdoc",
        "devdoc",
    ]
    if coverage:
        outputs += ["evm.bytecode.sourceMap", "evm.deployedBytecode.sourceMap"]
    return {
        "optimizer": {"enabled": not coverage, "runs": 200},
        "evmVersion": "cancun",
        "viaIR": False,
        "metadata": {"bytecodeHash": "none"},
        "outputSelection": {"*": {"*": outputs, "": ["ast"]}},
    }


def _hash(sources: dict[str, str], settings: dict[str, Any]) -> str:
    whole = [_FORMAT, SOLC_VERSION, settings, sources]
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()[:40]


def _load(place: Path, name: str) -> dict[str, Any] | None:
    """The stored build, or None where there is none or it is damaged."""
    try:
        whole = orjson.loads(place.read_bytes())
        body = whole["body"]
        if whole["sha256"] == _digest(body) and body["sources_hash"] == name:
            return dict(body)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _store(place: Path, body: dict[str, Any]) -> None:
    descriptor, fresh = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps({"sha256": _digest(body), "body": body}))
    Path(fresh).replace(place)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _compile(
    name: str,
    sources: dict[str, str],
    settings: dict[str, Any],
    solc: Solc,
    *,
    coverage: bool,
) -> dict[str, Any]:
    output = solc.run(
        {
            "language": "Solidity",
            "sources": {unit: {"content": text} for unit, text in sources.items()},
            "settings": settings,
        }
    )
    # without the optimiser, code that is small enough draws a warning about its size
    _refuse_problems(output.get("errors", []), sources, warnings_count=not coverage)
    contracts = []
    for unit, made in sorted(output["contracts"].items()):
        for contract, parts in sorted(made.items()):
            deployed = parts["evm"]["deployedBytecode"]
            references = deployed.get("immutableReferences", {})
            contracts.append(
                {
                    "name": contract,
                    "source": unit,
                    "abi": parts["abi"],
                    "bytecode": parts["evm"]["bytecode"]["object"],
                    "deployed_bytecode": deployed["object"],
                    "immutables": sorted(
                        [place["start"], place["length"]]
                        for places in references.values()
                        for place in places
                    ),
                    "notices": _notices(parts),
                    "storage_layout": parts.get("storageLayout") or {},
                    "error_docs": _error_docs(parts),
                    "source_map": parts["evm"]["bytecode"].get("sourceMap", ""),
                    "deployed_source_map": deployed.get("sourceMap", ""),
                }
            )
    trees = {unit: made["ast"] for unit, made in output["sources"].items()}
    return {
        "sources_hash": name,
        "compiler": SOLC_VERSION,
        "contracts": contracts,
        "enums": {k: v for unit in sorted(trees) for k, v in _enums(trees[unit])},
        "source_ids": {str(made["id"]): unit for unit, made in output["sources"].items()},
        "asts": {u: t for u, t in trees.items() if coverage and not u.startswith(LIBRARY_PREFIX)},
    }


def _notices(parts: dict[str, Any]) -> dict[str, str]:
    """`@notice` of methods and events by signature."""
    told = parts.get("userdoc", {})
    kinds = (told.get("methods", {}), told.get("events", {}))
    return {
        signature: " ".join(docs["notice"].split())
        for kind in kinds
        for signature, docs in sorted(kind.items())
        if "notice" in docs
    }


def _error_docs(parts: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Notice and rule of each custom error, by its signature, from the NatSpec in the sources."""
    notices = parts.get("userdoc", {}).get("errors", {})
    rules = parts.get("devdoc", {}).get("errors", {})
    return {
        signature: {
            "notice": " ".join(notices.get(signature, [{}])[0].get("notice", "").split()),
            "rule": " ".join(rules.get(signature, [{}])[0].get("custom:rule", "").split()),
        }
        for signature in sorted({*notices, *rules})
    }


def _refuse_problems(
    problems: list[dict[str, Any]], sources: dict[str, str], *, warnings_count: bool
) -> None:
    shown = []
    for problem in problems:
        location = problem.get("sourceLocation") or {}
        unit = location.get("file", "")
        counts = warnings_count and not unit.startswith(LIBRARY_PREFIX)
        if problem["severity"] != "error" and not counts:
            continue
        where = ""
        if unit in sources and location.get("start", -1) >= 0:
            # offsets count bytes, not characters
            before = sources[unit].encode()[: location["start"]]
            where = f"{unit}:{before.count(bytes([10])) + 1}: "
        elif unit:
            where = f"{unit}: "
        shown.append(f"{where}{problem['type']}: {problem['message']}")
    if shown:
        raise CompileError(
            "the contracts do not compile (warnings in our own sources count):\n  "
            + "\n  ".join(shown)
        )


def _refuse_large(contracts: list[dict[str, Any]], limit: int) -> None:
    large = [
        f"{c['source']}: {c['name']} is {len(c['deployed_bytecode']) // 2:,} bytes"
        for c in contracts
        if not c["source"].startswith(LIBRARY_PREFIX) and len(c["deployed_bytecode"]) // 2 > limit
    ]
    if large:
        raise CompileError(
            f"deployed code above the limit of {limit:,} bytes, move rules into a library:\n  "
            + "\n  ".join(large)
        )


def _enums(tree: Any) -> Iterator[tuple[str, list[str]]]:
    for node in tree.get("nodes", []):
        if node.get("nodeType") == "EnumDefinition":
            yield node["canonicalName"], [member["name"] for member in node["members"]]
        elif node.get("nodeType") == "ContractDefinition":
            yield from _enums(node)
