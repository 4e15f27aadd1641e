"""The interface is the manual: what others may call, catch or follow says what it is.

In contracts/interfaces every function, event, error, struct, enum and the interface itself has a
NatSpec notice. In the capability folders every external or public function and every state
variable that others can read has one too, or inherits it by `@inheritdoc`. A function's comment
names each parameter (`@param`) and has a `@return` for each value it gives back.
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
LOCATIONS = frozenset(("calldata", "memory", "storage"))
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
            elif kind == "function":
                head = head_of(text.splitlines()[line - 1 :])
                findings += [
                    Finding(place, line, f"function {name}: {what} has no tag", f"add `/// {tag}`")
                    for what, tag in untold(comment, head)
                ]
    return findings


def head_of(lines: list[str]) -> str:
    """A function from its name to its body, without comments."""
    return re.split(r"[{;]", without_comments("\n".join(lines[:40])), maxsplit=1)[0]


def untold(comment: str, head: str) -> Iterator[tuple[str, str]]:
    """Parameters and values given back that a function's comment does not speak of; their tags."""
    if "@inheritdoc" in comment:
        return
    named = set(re.findall(r"@param[ \t]+(\w+)[ \t]+\S", comment))
    taken, _, given = head.partition("returns")
    for each in _listed(taken):
        name = each.split()[-1]
        if len(each.split()) > 1 and name not in LOCATIONS and name not in named:
            yield f"parameter {name}", f"@param {name}"
    told = len(re.findall(r"@return[ \t]+\S", comment))
    for number, each in enumerate(_listed(given), 1):
        if number > told:
            yield f"value {number} given back ({each})", "@return"


def _listed(text: str) -> list[str]:
    """What stands between the first brackets, one by one."""
    inside = re.search(r"\((.*?)\)", text, re.DOTALL)
    return [each.strip() for each in inside[1].split(",") if each.strip()] if inside else []


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
