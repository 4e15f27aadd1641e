"""Paragraphs in a window hang under their first line; what is piped keeps whole lines."""

import io

import pytest
from rich.console import Console

from scripts.cli import output

COLUMNS = 44
WORDS = "Lombard Street Bank plc is told of the very record that another bank has had before"


def written(monkeypatch: pytest.MonkeyPatch, *, in_a_window: bool) -> list[str]:
    heard = io.StringIO()
    prose = Console(file=heard, width=COLUMNS, force_terminal=in_a_window, color_system=None)
    monkeypatch.setattr(output, "PROSE", prose)
    output.hang(WORDS, 7, first="  yes")
    return heard.getvalue().splitlines()


def test_in_a_narrow_window_lines_hang_and_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *rest = written(monkeypatch, in_a_window=True)

    assert rest
    assert first.startswith("  yes  Lombard")
    assert all(line.startswith(" " * 7) and line[7] != " " for line in rest)
    assert all(len(line) <= COLUMNS and line == line.rstrip() for line in (first, *rest))
    assert " ".join([first[7:], *(line.strip() for line in rest)]) == WORDS


def test_piped_a_line_is_whole_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(monkeypatch, in_a_window=False) == [f"  yes  {WORDS}"]
