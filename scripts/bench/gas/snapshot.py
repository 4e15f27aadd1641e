"""`docs/gas.json`: what every act used when it was last measured on purpose.

Gas is the same on every machine, so a test holds the contracts to it: an act that grows by more
than `ALLOWED_GROWTH` fails until somebody writes the new figure down and commits it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from dhow.errors import BadInputError
from scripts.bench.measure import Table

SNAPSHOT = "docs/gas.json"
ALLOWED_GROWTH = 0.05


def gas_by_act(tables: Sequence[Table]) -> dict[str, int]:
    """Gas by `table: act`, in the order of the tables."""
    return {
        f"{table.title}: {figure.what}": int(figure.value)
        for table in tables
        for figure in table.figures
    }


def write_snapshot(root: Path, tables: Sequence[Table]) -> None:
    """Write the snapshot under `root`."""
    body = json.dumps(gas_by_act(tables), indent=2) + "\n"
    (root / SNAPSHOT).write_text(body, encoding="utf-8")


def read_snapshot(root: Path) -> dict[str, int]:
    """The snapshot under `root`.

    Raises:
        BadInputError: it is missing or damaged.
    """
    try:
        whole = json.loads((root / SNAPSHOT).read_text(encoding="utf-8"))
        return {str(act): int(gas) for act, gas in whole.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        message = f"{SNAPSHOT} cannot be used ({error}). Write it anew: dhow bench gas --write"
        raise BadInputError(message) from error


def grown(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """Acts that use more than is allowed, in words; empty where all is well."""
    return [
        f"{act}: {before[act]:,} gas before, {gas:,} now ({gas / before[act] - 1:+.1%})"
        for act, gas in now.items()
        if act in before and gas > before[act] * (1 + ALLOWED_GROWTH)
    ]
