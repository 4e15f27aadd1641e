"""`docs/benchmarks.md`: the words are written by hand, the figures between the markers by us."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dhow.errors import BadInputError
from scripts.bench.machine import in_words
from scripts.bench.measure import Table, shown, shown_ratio

PAGE = "docs/benchmarks.md"


def markers(name: str) -> tuple[str, str]:
    """The two lines between which a benchmark's figures stand."""
    return f"<!-- figures of {name} -->", f"<!-- end of {name} -->"


def markdown(
    tables: Sequence[Table], *, command: str, day: str, described: Mapping[str, Any]
) -> str:
    """A benchmark's part of the page: command, day, machine, tables."""
    parts = [f"`{command}` on {day}. {in_words(dict(described))}."]
    parts += [_table(table) for table in tables]
    return "\n\n".join(parts)


def replaced(page: str, name: str, body: str) -> str:
    """The page with other figures between a benchmark's markers.

    Raises:
        BadInputError: the page lacks them, or has them twice or in the wrong order.
    """
    begin, end = markers(name)
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        message = (
            f"{PAGE} must have the lines {begin} and {end} once each, in this order: the figures "
            f"of {name} go between them. Put them back and try again."
        )
        raise BadInputError(message)
    before, rest = page.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{body}\n\n{end}{after}"


def write(root: Path, bodies: Mapping[str, str]) -> None:
    """Rewrite the figures of these benchmarks in the page under `root`, all or none.

    Raises:
        BadInputError: no page, or one without the markers.
    """
    page = _with(root, bodies)
    try:
        (root / PAGE).write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"{PAGE} cannot be written: {error.strerror}. Let it be written to."
        raise BadInputError(message) from error


def check(root: Path, names: Iterable[str]) -> None:
    """Make sure that `write` will find where to put the figures of these benchmarks.

    Raises:
        BadInputError: no page, or one without the markers.
    """
    _with(root, dict.fromkeys(names, ""))


def _with(root: Path, bodies: Mapping[str, str]) -> str:
    try:
        page = (root / PAGE).read_text(encoding="utf-8")
    except OSError as error:
        message = f"{PAGE} cannot be read: {error.strerror}. Restore it and try again."
        raise BadInputError(message) from error
    for name, body in bodies.items():
        page = replaced(page, name, body)
    return page


def _table(table: Table) -> str:
    held = any(figure.limit is not None for figure in table.figures)
    head = ["what", "figure"] + (["held against", "limit", "ratio"] if held else [])
    lines = [_row(head), _row(["---", "---:"] + (["---", "---:", "---:"] if held else []))]
    for figure in table.figures:
        cells = [figure.what, shown(figure.value, figure.unit)]
        if held:
            limit = figure.limit
            cells += ["", ""] if limit is None else [limit.words, shown(limit.value, figure.unit)]
            cells.append(shown_ratio(figure.ratio))
        lines.append(_row(cells))
    return f"### {table.title}\n\n{table.note}\n\n" + "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
