"""The page for those who run a network names what there is."""

import re
from pathlib import Path

import pytest

from api.health.schemas import ReadyView
from api.limits import READ, SCREENING, WRITE, Limits
from api.middleware import BODY_LIMIT_BYTES, JSON_DEPTH, PAPER_LIMIT_BYTES
from tests.support.api import open_network


@pytest.fixture(scope="module")
def page(repository_root: Path) -> str:
    return (repository_root / "docs" / "operations.md").read_text(encoding="utf-8")


def test_each_metric_and_each_part_of_readiness_is_explained(page: str) -> None:
    with open_network() as network:
        told = network.app.state.metrics.exposition().decode()
        ready: ReadyView = network.app.state.readiness.now()
    there = set(re.findall(r"^# TYPE (dhow_\w+?)(?:_total|_created)? \w+$", told, re.MULTILINE))
    written = {name.removesuffix("_total") for name in re.findall(r"`(dhow_\w+)`", page)}
    assert there == written
    assert set(ready.parts) <= set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_the_limits_are_those_there_are(page: str) -> None:
    usual = Limits.usual().per_window
    for kind, variable in (
        (READ, "DHOW_LIMIT_READS"),
        (WRITE, "DHOW_LIMIT_WRITES"),
        (SCREENING, "DHOW_LIMIT_SCREENINGS"),
    ):
        (row,) = [line for line in page.splitlines() if f"`{variable}`" in line]
        assert f"| {usual[kind]:,} |" in row
    assert f"{BODY_LIMIT_BYTES:,} bytes, JSON {JSON_DEPTH} levels" in page
    assert f"an invoice {PAPER_LIMIT_BYTES:,} bytes" in page
