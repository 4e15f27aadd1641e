"""Where output goes: data on stdout, progress and prose on stderr, no colour codes when piped."""

import json
import sys
from typing import Any, TextIO

from rich.console import Console

PIPED_WIDTH = 160  # nobody's window: wide enough that tables and prose keep their lines


def _width(stream: TextIO) -> int | None:
    return None if stream.isatty() else PIPED_WIDTH


PROSE = Console(stderr=True, highlight=False, width=_width(sys.stderr))
DATA = Console(highlight=False, width=_width(sys.stdout))


def write_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, sort_keys=False) + "\n")
    sys.stdout.flush()


def say(text: str = "", style: str | None = None) -> None:
    """Write one line of prose to stderr; the text is never read as markup."""
    PROSE.print(text, style=style, markup=False)


def tell(text: str = "", style: str | None = None) -> None:
    """Write one line of data to stdout, never broken; the text is never read as markup."""
    DATA.print(text, style=style, markup=False, soft_wrap=True)
