"""The form of a story: chapters of beats, faults that can be chosen, and how it may end."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from scenarios.stage.options import StoryOptions
from scenarios.stage.paper import Deal
from scenarios.stage.shown import Check, Refused, Shown, Trace
from scenarios.stage.stage import Stage


@dataclass(frozen=True)
class Beat:
    """One act of one party.

    Attributes:
        actor: code of the organisation that acts.
        title: what it does, as a sentence without its subject.
        watch: what an audience should look at.
        rule: the rule it shows, cited by number; empty where none.
        act: does it, through the API.
    """

    actor: str
    title: str
    watch: str
    rule: str
    act: Callable[[], Awaitable[Shown]]


@dataclass(frozen=True)
class Chapter:
    """Three or four beats under one heading."""

    title: str
    beats: tuple[Beat, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that can be made to go wrong.

    Attributes:
        title: what goes wrong, in a few words.
        stops: which payment it must stop.
        code: the refusal's code that the run must end with.
    """

    title: str
    stops: str
    code: str


class EndingKind(StrEnum):
    """How a story ended."""

    PAID = "paid"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Ending:
    """How it ended, in words, with the rule when a payment was stopped.

    Attributes:
        stopped: what was stopped: any payment, or the one that was too many.
        paid: what had been or was paid all the same; empty where nothing was.
    """

    kind: EndingKind
    words: str
    rule: str = ""
    code: str = ""
    stopped: str = "payment"
    paid: str = ""

    @property
    def verdict(self) -> str:
        """Paid, or what was stopped."""
        return "paid" if self.kind is EndingKind.PAID else f"{self.stopped} stopped"


@dataclass
class Story(ABC):
    """Base of every scenario.

    A subclass sets the class attributes, offers its chapters for the fault chosen, and checks its
    own end state. Anything its beats hand on to later beats is an attribute of the instance.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    reported: ClassVar[str]
    faults: ClassVar[Mapping[str, Fault]] = {}
    takes: ClassVar[frozenset[str]] = frozenset()
    """Which recorded inputs it can use: `temperatures`, `ais`, `invoice`."""

    options: StoryOptions
    fault: str | None = None
    refusals: list[Refused] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    @property
    def currencies(self) -> tuple[str, ...]:
        """ISO 4217 codes of the money the story needs."""
        return ("USD", "EUR")

    @abstractmethod
    async def prepare(self, stage: Stage) -> None:
        """Admit the parties and give them what they start with; the stage is the story's now."""

    @abstractmethod
    def chapters(self) -> Iterator[Chapter]:
        """The chapters in order, asked for one by one: a later one may depend on what happened."""

    def deal(self) -> Deal | None:
        """The credit to be held against its paper twin; None where the story has none."""
        return None

    def stopped(self, why: str, paid: str) -> Ending:
        """Stopped by the first refusal.

        Args:
            why: the refusal's words.
            paid: what was paid all the same; empty where nothing was.
        """
        first = self.refusals[0]
        what = self.faults[self.fault].stops if self.fault and paid else "payment"
        return Ending(EndingKind.STOPPED, why, first.rule, first.code, what, paid)

    @abstractmethod
    async def ending(self) -> Ending:
        """How it ended, read from the API."""

    @abstractmethod
    async def checks(self) -> tuple[Check, ...]:
        """What must be true now, read from the API."""
