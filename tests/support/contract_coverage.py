"""Line and branch coverage of our Solidity, measured while tests run on the embedded chain.

    pytest --contract-coverage tests/unit/contracts

compiles without the optimiser, notes every instruction that the embedded chain executes, and maps
it back through the compiler's source maps. A statement counts when one of its instructions ran; a
branch (`require`, `if`, `?:`, `&&`, `||`, loops) counts when its jump went both ways. Prints a
table and writes `.cache/coverage/contracts.json`. Works under pytest-xdist. Off unless asked for.
"""

import bisect
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dhow.ledger.compiler import Artifact, Artifacts, compile_contracts

_PUSH1, _PUSH32, _JUMPI, _STOP = 0x60, 0x7F, 0x57, 0x00
_STATEMENTS = frozenset(
    (
        "ExpressionStatement",
        "VariableDeclarationStatement",
        "Return",
        "EmitStatement",
        "RevertStatement",
        "IfStatement",
        "ForStatement",
        "WhileStatement",
        "DoWhileStatement",
        "Break",
        "Continue",
    )
)
_FORKS = frozenset(
    ("IfStatement", "ForStatement", "WhileStatement", "DoWhileStatement", "Conditional")
)
_NO_LIMIT = 1 << 30


@dataclass
class Seen:
    """What ran of one code: program counters, and jumps as (program counter, taken)."""

    counters: set[int] = field(default_factory=set)
    jumps: set[tuple[int, bool]] = field(default_factory=set)


class Recorder:
    """Notes what the embedded chain executes of the given artifacts."""

    def __init__(self, artifacts: Artifacts) -> None:
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        own = [a for a in artifacts.own() if a.deployable]
        self._deployed = {
            (len(a.deployed_bytecode), a.without_immutables(a.deployed_bytecode)): a for a in own
        }
        self._lengths: defaultdict[int, list[Artifact]] = defaultdict(list)
        for artifact in own:
            self._lengths[len(artifact.deployed_bytecode)].append(artifact)
        self._own = own
        self._known: dict[bytes, Seen | None] = {}

    def of(self, code: bytes) -> Seen | None:
        """Where to note what runs of this code; None where it is not ours."""
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def _find(self, code: bytes) -> Seen | None:
        for artifact in self._lengths.get(len(code), ()):
            if (len(code), artifact.without_immutables(code)) in self._deployed:
                return self.seen[f"{artifact.source}:{artifact.name}"]
        for artifact in self._own:  # a creation: code, then the constructor's arguments
            if code.startswith(artifact.bytecode):
                return self.seen[f"{artifact.source}:{artifact.name}:constructor"]
        return None

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Watch py-evm, and let it take contracts that only the optimiser makes small enough."""
        from eth.vm.code_stream import CodeStream
        from eth.vm.forks.shanghai import computation as creation
        from eth.vm.forks.spurious_dragon import computation as deployment

        recorder = self

        def watched(stream: CodeStream) -> Iterator[int]:
            code = stream._raw_code_bytes
            seen = recorder.of(code)
            counters = seen.counters if seen else set()
            jumps = seen.jumps if seen else set()
            length = len(code)
            while (at := stream.program_counter) < length:
                opcode = code[at]
                counters.add(at)
                stream.program_counter = at + 1
                yield opcode
                if opcode == _JUMPI:
                    jumps.add((at, stream.program_counter != at + 1))
            yield _STOP

        patch.setattr(CodeStream, "__iter__", watched)
        patch.setattr(deployment, "EIP170_CODE_SIZE_LIMIT", _NO_LIMIT)
        patch.setattr(creation, "MAX_INITCODE_SIZE", _NO_LIMIT)

    def as_json(self) -> dict[str, Any]:
        """To send from a test worker."""
        return {
            name: [sorted(seen.counters), sorted(seen.jumps)] for name, seen in self.seen.items()
        }

    def merge(self, other: dict[str, Any]) -> None:
        """What another worker saw."""
        for name, (counters, jumps) in other.items():
            self.seen[name].counters.update(counters)
            self.seen[name].jumps.update((at, taken) for at, taken in jumps)


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a source file, in bytes."""

    file: str
    start: int
    length: int


@dataclass
class FileCoverage:
    """What ran of one source file. Branch outcomes are counted: two for each fork."""

    lines: set[int] = field(default_factory=set)
    missing_lines: set[int] = field(default_factory=set)
    branches: int = 0
    missing_branches: list[str] = field(default_factory=list)


def instructions(code: bytes, source_map: str) -> Iterator[tuple[int, int, int, int]]:
    """(program counter, start, length, file index) of each instruction."""
    at = 0
    start = length = index = -1
    for entry in source_map.split(";"):
        parts = entry.split(":")
        start = int(parts[0]) if parts[0] else start
        length = int(parts[1]) if len(parts) > 1 and parts[1] else length
        index = int(parts[2]) if len(parts) > 2 and parts[2] else index
        if at >= len(code):
            return
        yield at, start, length, index
        opcode = code[at]
        at += 1 + (opcode - _PUSH1 + 1 if _PUSH1 <= opcode <= _PUSH32 else 0)


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node of a syntax tree."""
    if isinstance(tree, dict):
        if "nodeType" in tree:
            yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


def _span(file: str, node: dict[str, Any]) -> Span:
    start, length, _ = node["src"].split(":")
    return Span(file, int(start), int(length))


def _is_fork(node: dict[str, Any]) -> bool:
    if node["nodeType"] == "BinaryOperation":
        return node["operator"] in ("&&", "||")
    if node["nodeType"] == "FunctionCall":
        return node["expression"].get("name") in ("require", "assert")
    return node["nodeType"] in _FORKS


def measure(
    artifacts: Artifacts, recorder: Recorder, texts: dict[str, str]
) -> dict[str, FileCoverage]:
    """Coverage by source file."""
    present: set[Span] = set()
    run: set[Span] = set()
    jumps: defaultdict[Span, set[bool]] = defaultdict(set)
    forks_present: set[Span] = set()
    for artifact in artifacts.own():
        name = f"{artifact.source}:{artifact.name}"
        for key, code, source_map in (
            (name, artifact.deployed_bytecode, artifact.deployed_source_map),
            (f"{name}:constructor", artifact.bytecode, artifact.source_map),
        ):
            if not code:
                continue
            seen = recorder.seen.get(key, Seen())
            for at, start, length, index in instructions(code, source_map):
                file = artifacts.source_ids.get(index, "")
                if file not in texts:
                    continue
                span = Span(file, start, length)
                present.add(span)
                if at in seen.counters:
                    run.add(span)
                if code[at] == _JUMPI:
                    forks_present.add(span)
                    jumps[span] |= {taken for taken in (True, False) if (at, taken) in seen.jumps}
    return {
        file: _of_file(
            file, artifacts.asts[file], text, _Spans(present), _Spans(run), forks_present, jumps
        )
        for file, text in sorted(texts.items())
    }


class _Spans:
    """Asks whether any of a set of spans lies within another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._sorted = sorted(spans)

    def any_within(self, outer: Span) -> bool:
        at = bisect.bisect_left(self._sorted, Span(outer.file, outer.start, 0))
        end = outer.start + outer.length
        while at < len(self._sorted):
            span = self._sorted[at]
            if span.file != outer.file or span.start >= end:
                return False
            if span.start + span.length <= end:
                return True
            at += 1
        return False


def _of_file(
    file: str,
    tree: Any,
    text: str,
    present: _Spans,
    run: _Spans,
    forks_present: set[Span],
    jumps: dict[Span, set[bool]],
) -> FileCoverage:
    found = FileCoverage()
    source = text.encode()
    for node in nodes(tree):
        if node["nodeType"] in _STATEMENTS:
            span = _span(file, node)
            if not present.any_within(span):
                continue  # no code was made of it: an unused library function, a constant
            line = source.count(b"\n", 0, span.start) + 1
            found.lines.add(line)
            if not run.any_within(span):
                found.missing_lines.add(line)
        if _is_fork(node) and (span := _span(file, node)) in forks_present:
            found.branches += 2
            line = source.count(b"\n", 0, span.start) + 1
            words = " ".join(source[span.start : span.start + span.length].decode().split())
            for taken in (True, False):
                if taken not in jumps[span]:
                    outcome = _outcome(node, taken=taken)
                    found.missing_branches.append(f"{line}: {outcome}: {words[:70]}")
    return found


def _outcome(node: dict[str, Any], *, taken: bool) -> str:
    """What did not happen, in words. The compiler jumps where `require` holds and `if` does not."""
    if node["nodeType"] == "BinaryOperation":
        return "left side never decides" if taken else "right side never asked"
    if node["nodeType"] in ("IfStatement", "ForStatement", "WhileStatement"):
        taken = not taken
    return f"never {str(taken).lower()}"


def table(found: dict[str, FileCoverage]) -> list[str]:
    """The report, a line for each file that has code."""
    out = [f"{'source':<46}{'lines':>15}{'branches':>15}"]
    whole = [0, 0, 0, 0]
    for file, c in found.items():
        if not c.lines:
            continue
        figures = (
            len(c.lines) - len(c.missing_lines),
            len(c.lines),
            c.branches - len(c.missing_branches),
            c.branches,
        )
        whole = [a + b for a, b in zip(whole, figures, strict=True)]
        out.append(_row(file.removeprefix("contracts/"), figures))
    out.append(_row("all", whole))
    return out


def _row(name: str, figures: Iterable[int]) -> str:
    hit, lines, taken, branches = figures
    left = f"{hit}/{lines} {100 * hit // lines if lines else 100}%"
    right = f"{taken}/{branches} {100 * taken // branches if branches else 100}%"
    return f"{name:<46}{left:>15}{right:>15}"


class ContractCoverage:
    """The plugin, registered by `tests/support/chain.py` when asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._patch = pytest.MonkeyPatch()
        self.artifacts = compile_contracts(coverage=True)
        self.recorder = Recorder(self.artifacts)
        self.recorder.install(self._patch)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand a worker's notes to the controller."""
        self._patch.undo()
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["contract_coverage"] = self.recorder.as_json()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take a worker's notes."""
        self.recorder.merge(getattr(node, "workeroutput", {}).get("contract_coverage", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and write the file."""
        texts = {
            file: (self._root / file).read_text(encoding="utf-8") for file in self.artifacts.asts
        }
        found = measure(self.artifacts, self.recorder, texts)
        place = self._root / ".cache" / "coverage" / "contracts.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        body = {
            file: {
                "lines": len(c.lines),
                "missing_lines": sorted(c.missing_lines),
                "branches": c.branches,
                "missing_branches": c.missing_branches,
            }
            for file, c in found.items()
            if c.lines
        }
        place.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
        terminalreporter.section("coverage of the contracts")
        for line in table(found):
            terminalreporter.write_line(line)
        for file, c in found.items():
            if c.missing_lines:
                terminalreporter.write_line(f"{file}: not run: {_ranges(c.missing_lines)}")
            for branch in c.missing_branches:
                terminalreporter.write_line(f"{file}:{branch}")
        terminalreporter.write_line(f"written to {place.relative_to(self._root)}")


def _ranges(lines: Iterable[int]) -> str:
    return ", ".join(str(line) for line in sorted(lines))
