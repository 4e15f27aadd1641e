"""Where output goes: data on stdout, progress and prose on stderr, no colour codes when piped."""

import json
import sys
from typing import Any

from rich.console import Console

PROSE = Console(stderr=True, highlight=False, soft_wrap=False)
DATA = Console(highlight=False, soft_wrap=False)


def write_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, sort_keys=False) + "\n")
    sys.stdout.flush()


def say(text: str = "", style: str | None = None) -> None:
    """Write one line of prose to stderr; the text is never read as markup."""
    PROSE.print(text, style=style, markup=False)


def tell(text: str = "", style: str | None = None) -> None:
    """Write one line of data to stdout; the text is never read as markup."""
    DATA.print(text, style=style, markup=False)
