"""Attacks by what is sent as a document."""

import sys
from collections.abc import Iterator

import pytest

from dhow.trade.records import InvalidInput, load


@pytest.fixture
def high_recursion_limit() -> Iterator[None]:
    """The limit the embedded chain sets for the whole process."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("high_recursion_limit")
@pytest.mark.parametrize(
    "text", ["[" * 1_000_000, '{"a":' * 200_000, '{"a":' + "[" * 90_000, '[NaN,"]",' * 90_000]
)
def test_attack_end_the_process_by_nesting(text: str) -> None:
    with pytest.raises(InvalidInput, match="nested more than 100 deep"):
        load(text, "document")


def test_attack_exhaust_the_nesting_check_with_quotes() -> None:
    with pytest.raises(InvalidInput, match="is not JSON"):
        load('"' + '\\"' * 1_500_000, "document")


def test_brackets_inside_text_are_not_nesting() -> None:
    assert load('{"a":"' + "[" * 500 + '\\"' + "{" * 500 + '"}', "document")
