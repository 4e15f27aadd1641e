"""What a benchmark gives: tables of figures, each beside its limit."""

import statistics
from collections.abc import Callable
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


def median_of(runs: int, measure: Callable[[], float]) -> float:
    """The middle one of so many runs: one disturbed run on a shared machine does not count."""
    return statistics.median(measure() for _ in range(runs))


def shown(value: float, unit: str) -> str:
    """A figure with its unit: whole numbers with thousands, others to three figures."""
    if value >= 100 or float(value).is_integer():
        return f"{value:,.0f} {unit}"
    return f"{value:#.3g} {unit}"


def shown_ratio(ratio: float | None) -> str:
    """A ratio to two places, or nothing."""
    return "" if ratio is None else f"{ratio:.2f}"
