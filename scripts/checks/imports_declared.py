"""Every library that the product imports is one that pyproject.toml names, pinned, and says why.

What comes along with another library today need not come tomorrow, nor at the version tried here.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from scripts.checks.findings import Finding

ROOMS = ("dhow", "oracles", "api", "scenarios", "scripts")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def find(root: Path) -> list[Finding]:
    """The first import of each library that is not declared."""
    declared = _declared(root / "pyproject.toml")
    provided_by = packages_distributions()
    findings: dict[str, Finding] = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            for line, library in _imported(ast.parse(path.read_text(encoding="utf-8"), place)):
                names = [_normal(each) for each in provided_by.get(library, [library])]
                if declared.isdisjoint(names):
                    what = f"{library} is imported and pyproject.toml does not name it"
                    next_step = f"pin {' or '.join(sorted(set(names)))} there, then `make lock`"
                    findings.setdefault(library, Finding(place, line, what, next_step))
    return list(findings.values())


def _declared(path: Path) -> set[str]:
    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    named = [*project["dependencies"], *(each for extra in extras for each in extra)]
    return {_normal(found[0]) for each in named if (found := _NAME.match(each))}


def _imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and library of every import that is neither Python's nor ours."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        for library in (module.split(".", maxsplit=1)[0] for module in modules):
            if library not in sys.stdlib_module_names and library not in ROOMS:
                yield node.lineno, library


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
