"""What a benchmark gives: tables of figures, each beside its limit."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Limit:
    """What a figure is held against.

    Attributes:
        words: what it is: measured in the same run, or a bar of the design.
        value: in the figure's own unit.
    """

    words: str
    value: float


@dataclass(frozen=True)
class Figure:
    """One thing measured.

    Attributes:
        what: in words.
        value: in `unit`.
        unit: `gas`, `s`, `tx/s` and the like.
        limit: what it is held against, where there is something.
    """

    what: str
    value: float
    unit: str
    limit: Limit | None = None

    @property
    def ratio(self) -> float | None:
        """Figure over limit; None without a limit."""
        return None if self.limit is None else self.value / self.limit.value


@dataclass(frozen=True)
class Table:
    """Figures of one kind; `note` says how they were taken and which way is better."""

    title: str
    note: str
    figures: tuple[Figure, ...]

    def to_json(self) -> dict[str, Any]:
        """Every figure with its ratio."""
        return {
            "title": self.title,
            "note": self.note,
            "figures": [asdict(figure) | {"ratio": figure.ratio} for figure in self.figures],
        }


def taking_turns(runs: int, ways: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of this process's processor time that each way takes, the median of so many runs.

    The ways take turns, and processor time is not wall time: what else a shared machine does
    falls on none of them, or on all alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            began = time.process_time()
            way()
            taken[name].append(time.process_time() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def shown(value: float, unit: str) -> str:
    """A figure with its unit: whole numbers with thousands, others to three figures."""
    if value >= 100 or float(value).is_integer():
        return f"{value:,.0f} {unit}"
    return f"{value:#.3g}".rstrip(".") + f" {unit}"


def shown_ratio(ratio: float | None) -> str:
    """A ratio to two places, a small one to two figures; nothing where there is none."""
    if ratio is None:
        return ""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"
