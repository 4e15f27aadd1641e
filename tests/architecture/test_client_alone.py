"""The client can be taken along: it imports httpx, the standard library, and itself."""

import ast
import sys
from pathlib import Path

import pytest

ALLOWED = {"httpx", "api.client"}


def imported(source: str) -> set[str]:
    """Names of the modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def foreign(source: str) -> set[str]:
    return {
        name
        for name in imported(source)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == each or name.startswith(f"{each}.") for each in ALLOWED)
    }


def test_the_client_imports_nothing_of_the_server(repository_root: Path) -> None:
    files = sorted((repository_root / "api" / "client").glob("*.py"))
    assert {"session.py", "calls.py", "shapes.py"} <= {each.name for each in files}
    for file in files:
        assert foreign(file.read_text(encoding="utf-8")) == set(), file.name


@pytest.mark.parametrize(
    "planted",
    ["from api.app import create_app", "import api.errors", "from dhow.trade import money"],
)
def test_a_planted_import_of_the_server_is_found(planted: str) -> None:
    assert foreign(planted)
