"""Tables as markdown, and the figures between their markers."""

import re
from pathlib import Path

import pytest

from dhow.errors import BadInputError
from scripts.bench import page
from scripts.bench.catalogue import BENCHMARKS
from scripts.bench.machine import in_words, machine
from scripts.bench.measure import Figure, Limit, Table, shown, shown_ratio, taking_turns

HELD = Table(
    "Speed",
    "Taken twice.",
    (
        Figure("ceiling", 1_234.4, "tx/s"),
        Figure("a | b", 617.2, "tx/s", Limit("the ceiling", 1_234.4)),
    ),
)
DESCRIBED = {
    "cores": 2,
    "processor": "P",
    "memory_gib": 8,
    "system": "S",
    "python": "CPython 3.11",
    "solc": "0.8.37",
    "anvil": "1.7.1",
    "load": 1.5,
    "packages": {"web3": "8"},
}


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1_234_567, "gas", "1,234,567 gas"),
        (617.2, "tx/s", "617 tx/s"),
        (83.34, "tx/s", "83.3 tx/s"),
        (0.01864, "s", "0.0186 s"),
        (2.0, "s", "2 s"),
        (99.96, "s", "100 s"),
    ],
)
def test_figures_are_shown_to_three_figures(value: float, unit: str, words: str) -> None:
    assert shown(value, unit) == words


@pytest.mark.parametrize(
    ("ratio", "words"), [(None, ""), (0.5, "0.50"), (2.691, "2.69"), (0.00178, "0.0018")]
)
def test_ratios_are_shown(ratio: float | None, words: str) -> None:
    assert shown_ratio(ratio) == words


def test_a_figure_without_limit_has_no_ratio() -> None:
    assert Figure("pay", 10, "gas").ratio is None
    assert Figure("pay", 10, "gas", Limit("bar", 4)).ratio == 2.5


def test_a_table_becomes_markdown() -> None:
    assert page.markdown([HELD], command="dhow bench x", day="2026-03-02", described=DESCRIBED) == (
        "`dhow bench x` on 2026-03-02. 2 cores (P), 8 GiB, S, CPython 3.11, solc 0.8.37, "
        "anvil 1.7.1, web3 8; load average 1.5 when measured.\n\n"
        "### Speed\n\nTaken twice.\n\n"
        "| what | figure | held against | limit | ratio |\n"
        "| --- | ---: | --- | ---: | ---: |\n"
        "| ceiling | 1,234 tx/s |  |  |  |\n"
        "| a \\| b | 617 tx/s | the ceiling | 1,234 tx/s | 0.50 |"
    )


def test_without_limits_there_are_two_columns() -> None:
    table = Table("T", "N", (Figure("pay", 10, "gas"),))
    text = page.markdown([table], command="c", day="d", described=DESCRIBED)
    assert text.endswith("| what | figure |\n| --- | ---: |\n| pay | 10 gas |")


def test_figures_replace_what_stood_between_the_markers() -> None:
    begin, end = page.markers("gas")
    whole = f"before\n{begin}\nold figures\n{end}\nafter {page.markers('oracle')[0]}\n"
    once = page.replaced(whole, "gas", "new figures")
    assert once == (f"before\n{begin}\n\nnew figures\n\n{end}\nafter {page.markers('oracle')[0]}\n")
    assert page.replaced(once, "gas", "new figures") == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        page.markers("gas")[0],
        page.markers("gas")[1] + page.markers("gas")[0],
        2 * (page.markers("gas")[0] + page.markers("gas")[1]),
    ],
    ids=["none", "no end", "wrong order", "twice"],
)
def test_a_page_without_its_markers_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "docs").mkdir()
    place = tmp_path / page.PAGE
    place.write_text(text)
    with pytest.raises(BadInputError, match="<!-- figures of gas -->"):
        page.write(tmp_path, {"gas": "figures"})
    assert place.read_text() == text


def test_all_parts_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    place = tmp_path / page.PAGE
    text = "\n".join(page.markers("gas"))
    place.write_text(text)
    with pytest.raises(BadInputError, match="figures of oracle"):
        page.write(tmp_path, {"gas": "figures", "oracle": "figures"})
    assert place.read_text() == text


def test_a_missing_page_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"docs/benchmarks\.md cannot be read"):
        page.check(tmp_path, ["gas"])


def test_the_page_has_figures_of_every_benchmark(repository_root: Path) -> None:
    page.check(repository_root, BENCHMARKS)
    text = (repository_root / page.PAGE).read_text()
    for name in BENCHMARKS:
        begin, end = page.markers(name)
        part = text.split(begin)[1].split(end)[0]
        assert re.search(rf"`dhow bench {name}( --seconds \d+)? --write` on 20", part), name
        assert "\n| --- " in part


def test_the_machine_is_described_without_its_name(repository_root: Path) -> None:
    import platform

    words = in_words(machine())
    assert f"{platform.python_version()}" in words
    assert platform.node() not in words.split()
    assert str(repository_root) not in words


def test_ways_take_turns() -> None:
    order: list[str] = []
    ways = {"a": lambda: order.append("a"), "b": lambda: order.append("b")}
    seconds = taking_turns(3, ways)
    assert "".join(order) == "ababab"
    assert list(seconds) == ["a", "b"]
