"""Which files of tests begin first: those that take long, so that none is left alone at the end.

Workers are given whole files, in this order where `make test` asks for it. Within a rank the order
is that of the tree.
"""

from pathlib import PurePath
from typing import Final

import pytest

# By what they take together, longest first; a file or a folder. Everything else follows.
FIRST: Final = (
    "tests/simulation/whole",
    "tests/e2e/cli/test_command_line.py",
    "tests/property",
    "tests/e2e",
    "tests/simulation",
    "tests/unit/store",
    "tests/security",
    "tests/unit/ledger",
    "tests/unit/scripts",
)


def rank(path: str) -> int:
    """The place of a file, given by its path within the checkout, among the ranks above."""
    file = PurePath(path)
    for number, place in enumerate(FIRST):
        if file.is_relative_to(place):
            return number
    return len(FIRST)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files keep their tests together and in order; ids are paths from the root with slashes."""
    items.sort(key=lambda item: rank(item.nodeid.partition("::")[0]))
