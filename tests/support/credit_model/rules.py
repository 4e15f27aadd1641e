"""What a rule of the model is: an act by somebody, the reasons against it, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from tests.support.credit_model.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it is sent: the contracts' own function and arguments, and whose key sends it."""

    name: str
    by: str
    args: tuple[Any, ...]

    def __str__(self) -> str:
        told = ", ".join(_told(each) for each in self.args)
        return f"{self.name}({told}) by {self.by}"


@dataclass(slots=True)
class Verdict:
    """Every reason for which an act must be refused, and what it does where there is none.

    Several reasons may hold at once; which of them is told first is nobody's rule.
    """

    reasons: set[str] = field(default_factory=set)
    effect: Callable[[], None] = lambda: None

    def unless(self, holds: bool, error: str) -> None:
        """A reason to refuse, unless this holds."""
        if not holds:
            self.reasons.add(error)


RULES: dict[str, Callable[..., Verdict]] = {}


Found = TypeVar("Found")
Ruling = Callable[..., None]
Finder = Callable[["World", bytes, Verdict], Found | None]


def rule(name: str) -> Callable[[Callable[..., Verdict]], Callable[..., Verdict]]:
    """Make a function the rule of the act of this name."""

    def kept(function: Callable[..., Verdict]) -> Callable[..., Verdict]:
        RULES[name] = function
        return function

    return kept


def rule_on(finder: Finder[Found], name: str) -> Callable[[Ruling], Ruling]:
    """Make a function the rule of the act of this name, on what its first argument names.

    It is given the world, a verdict to fill, who acts, and what was found; it is not asked where
    nothing is there.
    """

    def kept(function: Ruling) -> Ruling:
        def judging(world: World, by: str, id_: bytes, *args: Any) -> Verdict:
            verdict = Verdict()
            found = finder(world, id_, verdict)
            if found is not None:
                function(world, verdict, by, found, *args)
            return verdict

        RULES[name] = judging
        return function

    return kept


def judged(world: World, act: Act) -> Verdict:
    """What the rules say to an act now; nothing is changed until its effect is called."""
    return RULES[act.name](world, act.by, *act.args)


def _told(value: Any) -> str:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").hex()[:12] or "0"
    if isinstance(value, list):
        return f"[{', '.join(_told(each) for each in value)}]"
    if isinstance(value, dict):
        return ", ".join(f"{key}={_told(each)}" for key, each in value.items())
    return str(value)
