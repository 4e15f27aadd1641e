"""State machines: the table in an enum's NatSpec, the code and the tests tell the same story.

The table stands in contracts/types above the enum:

    /// @dev Transitions
    /// DRAFT -> ISSUED : issue
    /// ISSUED -> EXPIRED : expire, sweep

For each enum with such a table this checks that

- both ends are members of the enum and no transition is written twice;
- every member is reached from the first one, which is what storage holds before anything is;
- an interface imports the enum's file; each function exists in one that does or is named after it;
- code of the capability names every state that is entered, and enters none that the table lacks;
- a file of the tests whose path names the capability contains `DRAFT -> ISSUED` literally, so that
  each transition has a test that says so.

Code and tests are not asked of a capability whose folder holds no contract yet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.checks.findings import Finding
from scripts.checks.solidity import capabilities, imports, without_comments

ENUM = re.compile(r"((?:^[ \t]*///[^\n]*\n)+)[ \t]*enum\s+(\w+)\s*\{([^}]*)\}", re.MULTILINE)
HEADING = re.compile(r"///\s*@dev\s+Transitions\b")
ROW = re.compile(r"///\s*(\w+)\s*->\s*(\w+)\s*:\s*(\w+(?:\s*,\s*\w+)*)\s*$")
ARROW = re.compile(r"///.*->")


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a table."""

    line: int
    source: str
    target: str
    functions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


@dataclass(frozen=True, slots=True)
class StateMachine:
    """An enum with its table."""

    path: Path
    line: int
    name: str
    members: tuple[str, ...]
    transitions: tuple[Transition, ...]
    unreadable: tuple[int, ...]  # lines that look like a row and are none


def find(root: Path) -> list[Finding]:
    """Every disagreement between tables, code and tests under `root`."""
    return [
        finding
        for path in sorted((root / "contracts/types").glob("*.sol"))
        for machine in read_machines(path)
        for finding in judge(root, machine)
    ]


def read_machines(path: Path) -> Iterator[StateMachine]:
    """Every enum of a file that has a table of transitions."""
    text = path.read_text(encoding="utf-8")
    for match in ENUM.finditer(text):
        comment, name, body = match.groups()
        first = text.count("\n", 0, match.start()) + 1
        rows: list[Transition] = []
        unreadable: list[int] = []
        in_table = False
        for line, content in enumerate(comment.splitlines(), first):
            if HEADING.search(content):
                in_table = True
            elif in_table and (row := ROW.search(content)):
                functions = tuple(re.split(r"\s*,\s*", row[3]))
                rows.append(Transition(line, row[1], row[2], functions))
            elif in_table and ARROW.search(content):
                unreadable.append(line)
        if in_table:
            members = tuple(re.findall(r"\w+", without_comments(body)))
            line = text.count("\n", 0, match.start(2)) + 1
            yield StateMachine(path, line, name, members, tuple(rows), tuple(unreadable))


def judge(root: Path, machine: StateMachine) -> Iterator[Finding]:
    """What is wrong with one state machine."""
    place = machine.path.relative_to(root).as_posix()
    yield from judge_table(place, machine)
    yield from judge_interfaces(root, place, machine)
    capability = capability_of(root, machine)
    if capability is None:
        what = f"no folder of contracts/ goes with the enum {machine.name}"
        yield Finding(place, machine.line, what, "name the file after its capability")
        return
    code = code_of(root, capability)
    if code:
        yield from judge_code(place, machine, capability, code)
        yield from judge_tests(root, place, machine, capability)


def judge_table(place: str, machine: StateMachine) -> Iterator[Finding]:
    """The table against the enum's members."""
    for line in machine.unreadable:
        yield Finding(place, line, "this row cannot be read", "write `FROM -> TO : function`")
    seen: set[str] = set()
    for transition in machine.transitions:
        for state in (transition.source, transition.target):
            if state not in machine.members:
                what = f"{state} is no member of {machine.name}"
                yield Finding(place, transition.line, what, "correct the row or add the member")
        if str(transition) in seen:
            what = f"{transition} stands twice in the table of {machine.name}"
            yield Finding(place, transition.line, what, "join the two: `FROM -> TO : one, other`")
        seen.add(str(transition))
    reached = set(machine.members[:1])
    while True:
        more = {row.target for row in machine.transitions if row.source in reached} - reached
        if not more:
            break
        reached |= more
    for state in machine.members:
        if state not in reached:
            what = f"{machine.name}.{state} is never reached from {machine.members[0]}"
            yield Finding(place, machine.line, what, "add the transition or drop the state")


def judge_interfaces(root: Path, place: str, machine: StateMachine) -> Iterator[Finding]:
    """The table's functions against the interfaces that use the enum's file."""
    interfaces = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((root / "contracts/interfaces").glob("*.sol"))
    }
    telling = {
        name
        for name, text in interfaces.items()
        if any(found.path.endswith(f"/types/{machine.path.name}") for found in imports(text))
    }
    if not telling:
        what = f"no interface imports the file of {machine.name}"
        yield Finding(place, machine.line, what, "use the enum or remove it")
        return
    # a capability's machine may be moved on by an interface beside the one that tells its states
    beside = "I" + machine.path.stem.removesuffix("Types")
    users = [
        text for name, text in interfaces.items() if name in telling or name.startswith(beside)
    ]
    functions = {
        name for text in users for name in re.findall(r"\bfunction\s+(\w+)", without_comments(text))
    }
    for transition in machine.transitions:
        for function in transition.functions:
            if function not in functions:
                what = f"{transition} names {function}, which no interface of it declares"
                yield Finding(place, transition.line, what, "correct the name or declare it")


def judge_code(place: str, machine: StateMachine, capability: str, code: str) -> Iterator[Finding]:
    """The states that the table enters against those that the contracts enter."""
    entered = {row.target for row in machine.transitions}
    for state in machine.members:
        named = re.search(rf"\b{machine.name}\.{state}\b", code)
        # `state = X.Y`, and X.Y as a value of a struct, a call or a choice; not `== X.Y`, `!= X.Y`
        assigned = re.search(rf"(?<![=!<>])=\s*{machine.name}\.{state}\b", code)
        if state in entered and not named:
            what = f"contracts/{capability} never names {machine.name}.{state}"
            yield Finding(place, machine.line, what, "enter the state in code or correct the table")
        if assigned and state not in entered:
            what = f"contracts/{capability} enters {machine.name}.{state}, the table does not"
            yield Finding(place, machine.line, what, "add the row `FROM -> TO : function`")


def judge_tests(
    root: Path, place: str, machine: StateMachine, capability: str
) -> Iterator[Finding]:
    """Each transition against the tests of its capability."""
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((root / "tests").rglob("*.py"))
        if capability in path.relative_to(root).as_posix()
    )
    for transition in machine.transitions:
        if str(transition) not in tests:
            what = f"no test of {capability} says `{transition}` ({machine.name})"
            yield Finding(place, transition.line, what, "test it and say so in the test's id")


def capability_of(root: Path, machine: StateMachine) -> str | None:
    """The capability that a file of types belongs to: MemberTypes.sol goes with members."""
    stem = machine.path.stem.removesuffix("Types").lower()
    for name in capabilities(root):
        if name.startswith(stem) or stem.startswith(name):
            return name
    return None


def code_of(root: Path, capability: str) -> str:
    """The contracts of a capability as one text without comments, with the libraries they share."""
    own = sorted((root / "contracts" / capability).rglob("*.sol"))
    if not own:
        return ""
    shared = sorted((root / "contracts/libraries").rglob("*.sol"))
    return "\n".join(without_comments(path.read_text(encoding="utf-8")) for path in own + shared)
