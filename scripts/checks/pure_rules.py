"""The rules of the trade are pure: same question, same answer, whatever the machine and the hour.

import-linter keeps libraries that do input or output out of `dhow.trade`; this check keeps out what
needs no import: opening files, printing, asking for the present time or for chance, and records
that change after they are made.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.checks.findings import Finding

IMPURE_NAMES = {"open", "print", "input", "exec", "eval"}
IMPURE_METHODS = {"now", "utcnow", "today", "read_text", "write_text", "read_bytes", "write_bytes"}
IMPURE_MODULES = {"time", "random", "secrets", "uuid", "os", "sys", "tempfile", "threading"}
ASK_THE_CALLER = "let the caller pass it in"


def find(root: Path) -> list[Finding]:
    """Every impure act under dhow/trade."""
    findings = []
    for path in sorted((root / "dhow/trade").rglob("*.py")):
        place = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), place)):
            for line, what, next_step in judge(node):
                findings.append(Finding(place, line, what, next_step))
    return findings


def judge(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Line, what and next step for each impurity of one node of the syntax tree."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in IMPURE_NAMES:
            yield node.lineno, f"a rule calls {name}()", ASK_THE_CALLER
        case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_METHODS:
            yield node.lineno, f"a rule calls .{name}()", ASK_THE_CALLER
        case ast.Import(names=names):
            for alias in names:
                yield from judge_module(node.lineno, alias.name)
        case ast.ImportFrom(module=str(module), level=0):
            yield from judge_module(node.lineno, module)
        case ast.ClassDef(name=name, decorator_list=decorators):
            if any(is_changeable_dataclass(decorator) for decorator in decorators):
                what = f"the record {name} can change after it is made"
                yield node.lineno, what, "write @dataclass(frozen=True)"


def judge_module(line: int, module: str) -> Iterator[tuple[int, str, str]]:
    if module.split(".", maxsplit=1)[0] in IMPURE_MODULES:
        yield line, f"a rule imports {module}", ASK_THE_CALLER


def is_changeable_dataclass(decorator: ast.expr) -> bool:
    """Whether a decorator makes a dataclass that is not frozen."""
    call = decorator if isinstance(decorator, ast.Call) else None
    if ast.unparse(call.func if call else decorator) not in {"dataclass", "dataclasses.dataclass"}:
        return False
    keywords = {word.arg: ast.unparse(word.value) for word in call.keywords} if call else {}
    return keywords.get("frozen") != "True"
