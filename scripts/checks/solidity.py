"""Reading Solidity sources as text: imports, NatSpec, declarations. No compiler is needed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LAYERS = ("types", "libraries", "interfaces")

IMPORT = re.compile(r'^\s*import\s+(?:[^"\';]*\bfrom\s+)?["\']([^"\']+)["\']', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(
    r"^[ \t]*(?:abstract\s+)?(contract|interface|library)\s+(\w+)(?:\s+is\s+([^{]+))?", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the line it stands on and the path as written."""

    line: int
    path: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A contract, interface or library with the names it inherits from."""

    kind: str
    name: str
    bases: tuple[str, ...]


def sources(root: Path) -> list[Path]:
    """Every Solidity file of our own under `root`, in a stable order."""
    return sorted((root / "contracts").rglob("*.sol"))


def capabilities(root: Path) -> list[str]:
    """The folders under contracts/ that hold a capability of their own."""
    folders = sorted(path.name for path in (root / "contracts").iterdir() if path.is_dir())
    return [name for name in folders if name not in LAYERS]


def without_comments(text: str) -> str:
    """The code alone, every line still where it was."""
    return COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def imports(text: str) -> Iterator[Import]:
    """Every import of a source file."""
    code = without_comments(text)
    for match in IMPORT.finditer(code):
        yield Import(code.count("\n", 0, match.start(1)) + 1, match[1])


def definitions(text: str) -> Iterator[Definition]:
    """Every contract, interface and library that a source file defines."""
    for kind, name, bases in DECLARATION.findall(without_comments(text)):
        inherited = re.sub(r"\([^)]*\)", "", bases)
        yield Definition(kind, name, tuple(re.findall(r"\w+(?:\.\w+)*", inherited)))


def implementers(root: Path) -> dict[str, str]:
    """Capability by the name of each interface that one of its contracts inherits."""
    owner: dict[str, str] = {}
    for path in sources(root):
        folder = path.relative_to(root / "contracts").parts[0]
        if folder in LAYERS:
            continue
        for definition in definitions(path.read_text(encoding="utf-8")):
            for base in definition.bases:
                if (root / "contracts/interfaces" / f"{base}.sol").is_file():
                    owner.setdefault(base, folder)
    return owner
