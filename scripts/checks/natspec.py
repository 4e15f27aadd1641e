"""The interface is the manual: what others may call, catch or follow says what it is.

In contracts/interfaces every function, event, error, struct, enum and the interface itself has a
NatSpec notice. In the capability folders every external or public function and every state
variable that others can read has one too, or inherits it by `@inheritdoc`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.checks.findings import Finding
from scripts.checks.solidity import LAYERS, sources, without_comments

IN_INTERFACE = re.compile(r"^\s*(interface|function|event|error|struct|enum|modifier)\s+(\w+)")
IN_CONTRACT = re.compile(r"^\s*(?:abstract\s+)?(contract|function|event|error)\s+(\w+)")
PUBLIC_VARIABLE = re.compile(
    r"^\s*[\w(][^;={}()]*(?:\([^;{}]*\))?[^;={}()]*\bpublic\b[^;={}()]*\b(\w+)\s*[;=]"
)
NOTICE = re.compile(r"@notice\s+\S|@inheritdoc\s+\w|@title\s+\S")
TAG = re.compile(r"@\w+")


def find(root: Path) -> list[Finding]:
    """Every external thing under contracts/ without NatSpec."""
    findings = []
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        folder = place.split("/")[1]
        if folder in LAYERS and folder != "interfaces":
            continue
        text = path.read_text(encoding="utf-8")
        for line, kind, name in externals(text, is_interface=folder == "interfaces"):
            comment = comment_above(text.splitlines(), line)
            if not says_something(comment):
                what = f"{kind} {name} has no NatSpec"
                findings.append(Finding(place, line, what, "say what it is in a `/// @notice`"))
    return findings


def externals(text: str, *, is_interface: bool) -> Iterator[tuple[int, str, str]]:
    """Line, kind and name of everything that a reader outside the file can use."""
    lines = without_comments(text).splitlines()
    for number, line in enumerate(lines, 1):
        found = (IN_INTERFACE if is_interface else IN_CONTRACT).match(line)
        if found:
            kind, name = found.groups()
            if is_interface or kind != "function" or is_external(lines[number - 1 :]):
                yield number, kind, name
        elif not is_interface and (variable := PUBLIC_VARIABLE.match(line)):
            yield number, "variable", variable[1]


def is_external(lines: list[str]) -> bool:
    """Whether the function that starts the lines can be called from outside."""
    head = re.split(r"[{;]", "\n".join(lines[:40]), maxsplit=1)[0]
    return re.search(r"\b(external|public)\b", head) is not None


def comment_above(lines: list[str], number: int) -> str:
    """The NatSpec comment that ends on the line above the numbered one."""
    taken: list[str] = []
    inside = False
    for line in reversed(lines[: number - 1]):
        stripped = line.strip()
        if inside or stripped.endswith("*/"):
            taken.append(stripped.strip("/* "))
            inside = not stripped.startswith("/**")
            if not inside:
                break
        elif stripped.startswith("///"):
            taken.append(stripped[3:].strip())
        else:
            break
    return "\n".join(reversed(taken))


def says_something(comment: str) -> bool:
    """Whether a comment tells a reader something; text before any tag is a notice in NatSpec."""
    return NOTICE.search(comment) is not None or bool(TAG.split(comment, maxsplit=1)[0].strip())
