"""`docs/owasp.md` names tests that are there, and some for each of the ten."""

import ast
import re
from pathlib import Path

import pytest

_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_POINT = re.compile(r"^## API(\d+): ", re.MULTILINE)


def page(repository_root: Path) -> str:
    return (repository_root / "docs" / "owasp.md").read_text(encoding="utf-8")


def named_in(file: Path) -> set[str]:
    """Names of the tests of a file, or nothing where there is no such file."""
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def missing(text: str, root: Path) -> list[str]:
    return [
        f"{file}::{name}"
        for file, name in _NAMED.findall(text)
        if name not in named_in(root / file)
    ]


def test_every_test_named_is_there(repository_root: Path) -> None:
    text = page(repository_root)
    assert len(_NAMED.findall(text)) > 30
    assert missing(text, repository_root) == []


def test_each_of_the_ten_has_a_test(repository_root: Path) -> None:
    points = _POINT.split(page(repository_root))[1:]
    assert [int(number) for number in points[::2]] == list(range(1, 11))
    for number, words in zip(points[::2], points[1::2], strict=True):
        assert _NAMED.search(words), f"API{number} names no test"


@pytest.mark.parametrize(
    "planted",
    [
        "`tests/security/api/test_matrix.py::test_what_was_never_written`",
        "`tests/security/api/test_of_nothing.py::test_x`",
    ],
)
def test_a_test_that_is_not_there_is_found(repository_root: Path, planted: str) -> None:
    assert len(missing(planted, repository_root)) == 1
