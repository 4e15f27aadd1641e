"""Which names of a room of the product something outside it leads to, read from the source."""

import ast
import symtable
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Name = tuple[str, str]  # of a module, and in it; "" is what the module does when it is imported


class Module:
    """What one module defines, and which names of which modules each of these uses."""

    def __init__(self, name: str, text: str, *, is_package: bool = False) -> None:
        self.name, self.uses = name, dict[str, set[Name]]()
        self.imported: dict[str, Name] = {}
        tree = ast.parse(text)
        for node in ast.walk(tree):
            self._import(node, is_package=is_package)
        for local, found in self.imported.items():
            self.uses[local] = {found}
        tables = {(t.get_name(), t.get_lineno()): t for t in _tables(text)}
        for statement in tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            used = self._attributes(statement)
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([statement.lineno, *(d.lineno for d in statement.decorator_list)])
                table = (
                    tables.get((statement.name, first)) or tables[statement.name, statement.lineno]
                )
                used |= {self._named(each) for each in _globals(table)}
                outside = [*statement.decorator_list, *_outside(statement)]
                used |= {self._named(n) for part in outside for n in _names(part)}
                defined = [statement.name]
            else:
                used |= {self._named(each) for each in _names(statement)}
                defined = list(_assigned(statement)) or [""]
            for each in defined:
                self.uses.setdefault(each, set()).update(used)

    def _import(self, node: ast.AST, *, is_package: bool) -> None:
        if isinstance(node, ast.ImportFrom):
            above = self.name.split(".")[: -node.level + is_package or None] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for each in node.names:
                self.imported[each.asname or each.name] = source, each.name
        elif isinstance(node, ast.Import):
            for each in node.names:
                whole = each.name if each.asname else each.name.split(".")[0]
                self.imported[each.asname or whole] = whole, ""

    def _named(self, name: str) -> Name:
        return self.imported.get(name, (self.name, name))

    def _attributes(self, part: ast.AST) -> set[Name]:
        """`module.name`, where the module was imported."""
        found = set[Name]()
        for node in ast.walk(part):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                source, name = self.imported.get(node.value.id, ("", ""))
                found.add((f"{source}.{name}" if name else source, node.attr))
        return found


def _tables(text: str) -> Iterator[symtable.SymbolTable]:
    return iter(symtable.symtable(text, "module", "exec").get_children())


def _globals(table: symtable.SymbolTable) -> set[str]:
    """Names of the module that a function or a class uses, and none that are its own."""
    own = {s.get_name() for s in table.get_symbols() if s.is_global()}
    return own.union(*(_globals(child) for child in table.get_children()))


def _outside(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.expr]:
    if isinstance(node, ast.ClassDef):
        return [*node.bases, *(each.value for each in node.keywords)]
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    given += [each for each in (node.args.vararg, node.args.kwarg) if each]
    parts = [each.annotation for each in given]
    return [p for p in (*parts, *node.args.defaults, *node.args.kw_defaults, node.returns) if p]


def _names(part: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}


def _assigned(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.Assign):
        return {name for target in statement.targets for name in _names(target)}
    return _names(statement.target) if isinstance(statement, ast.AnnAssign) else set()


def unreached(modules: Mapping[str, Module], room: str) -> list[str]:
    """Public functions and classes of a room that nothing outside it leads to."""
    within = {name for name in modules if name == room or name.startswith(f"{room}.")}
    todo: list[Name] = [
        (name, each)
        for name, module in modules.items()
        for each in module.uses
        if name not in within or each == ""
    ]
    seen = set(todo)
    while todo:
        name, each = todo.pop()
        for found in modules[name].uses.get(each, ()) if name in modules else ():
            if found not in seen:
                seen.add(found)
                todo.append(found)
    defined = (
        (name, each)
        for name in sorted(within)
        for each in modules[name].uses
        if each and not each.startswith("_") and each not in modules[name].imported
    )
    return [f"{name}.{each}" for name, each in defined if (name, each) not in seen]


def modules_of(root: Path, folders: Iterable[str], room: str) -> dict[str, Module]:
    """The modules of some folders that may have to do with a room, by their dotted names."""
    above = room.rpartition(".")[0]
    found = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            parts = list(path.relative_to(root).with_suffix("").parts)
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            text = path.read_text(encoding="utf-8")
            if above in text or name.startswith(above):
                found[name] = Module(name, text, is_package=is_package)
    return found
