"""Where output goes: data on stdout, progress and prose on stderr, no colour codes when piped."""

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

_NARROWEST = 20  # columns of a paragraph, whatever its indent
PIPED_WIDTH = 160  # nobody's window: wide enough that tables and prose keep their lines


def _width(stream: TextIO) -> int | None:
    return None if stream.isatty() else PIPED_WIDTH


PROSE = Console(stderr=True, highlight=False, width=_width(sys.stderr))
DATA = Console(highlight=False, width=_width(sys.stdout))


def write_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, sort_keys=False) + "\n")
    sys.stdout.flush()


def hang(text: str | Text, left: int, style: str | None = None, first: str = "") -> None:
    """Write a paragraph of prose to stderr, all of its lines indented.

    It is broken where there is a window, at its width; what is piped keeps whole lines. Text is
    never read as markup.

    Args:
        left: columns of the indent.
        first: what stands in the indent of the first line, such as a mark.
    """
    whole = Text(text) if isinstance(text, str) else text
    lines: Iterable[Text] = [whole]
    if PROSE.is_terminal:
        lines = whole.wrap(PROSE, max(_NARROWEST, PROSE.width - left))
    lead = first.ljust(left)
    for line in lines:
        line.rstrip()
        PROSE.print(Text(lead) + line, style=style, soft_wrap=True)
        lead = " " * left


def say(text: str = "", style: str | None = None) -> None:
    """Write one line of prose to stderr; the text is never read as markup."""
    PROSE.print(text, style=style, markup=False, soft_wrap=not PROSE.is_terminal)


def tell(text: str = "", style: str | None = None) -> None:
    """Write one line of data to stdout, never broken; the text is never read as markup."""
    DATA.print(text, style=style, markup=False, soft_wrap=True)
