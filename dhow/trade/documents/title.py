"""Control of an electronic transferable record: who holds it, act by act (MLETR; DCSA eBL 3.0).

One record has one controller at a time, who alone can endorse, transfer or surrender it (MLETR art.
10, 11). To endorse and to transfer are two acts (art. 11, 15). Surrender ends the record's life, a
change of medium ends it in this medium (art. 18).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dhow.trade.records import FieldRefused, Record


class TitleAction(Enum):
    """What is done with a record; names as in the endorsement chain of DCSA eBL 3.0."""

    ISSUE = "ISSUE"
    TRANSFER = "TRANSFER"
    ENDORSE = "ENDORSE"
    BLANK_ENDORSE = "BLANK_ENDORSE"
    SURRENDER = "SURRENDER"
    SURRENDER_REJECTED = "SURRENDER_REJECTED"
    SURRENDERED = "SURRENDERED"
    CHANGED_TO_PAPER = "CHANGED_TO_PAPER"


_ENDS = (TitleAction.SURRENDERED, TitleAction.CHANGED_TO_PAPER)
_BY_ISSUER = (TitleAction.ISSUE, TitleAction.SURRENDERED, TitleAction.SURRENDER_REJECTED)
_ANSWERS = (TitleAction.SURRENDERED, TitleAction.SURRENDER_REJECTED)
_ENDORSES = (TitleAction.ENDORSE, TitleAction.BLANK_ENDORSE)
_NAMES_SOMEBODY = (TitleAction.ISSUE, TitleAction.TRANSFER, TitleAction.ENDORSE)


@dataclass(frozen=True, kw_only=True)
class TitleAct(Record):
    """One act: by whom, to whom where it names somebody, and when (UTC)."""

    action: TitleAction
    by: str
    at: datetime
    to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Title(Record):
    """The acts of one record from its issue on, each by who could do it.

    Raises:
        FieldRefused: naming the first act that its rules do not allow.
    """

    is_to_order: bool
    acts: tuple[TitleAct, ...]

    def __post_init__(self) -> None:
        if not self.acts:
            raise FieldRefused("acts", "begins with the issue of the record; give that act")
        for i in range(len(self.acts)):
            fault = self._fault(i)
            if fault:
                raise FieldRefused(f"acts[{i}]", fault)

    def _fault(self, at: int) -> str | None:
        """What forbids the act at this place, the ones before it being right."""
        act, before = self.acts[at], self.acts[:at]
        if (act.action is TitleAction.ISSUE) != (at == 0):
            return "a record is issued once, and before anything else is done with it"
        if (act.to is not None) != (act.action in _NAMES_SOMEBODY):
            return f"{act.action.value} {'names nobody' if act.to else 'names to whom'}"
        if not before:
            return None
        last = before[-1]
        if act.at < last.at:
            return "comes before the act that it follows"
        if last.action in _ENDS:
            return f"{last.action.value} ended the record in this medium; nothing follows it"
        pending = last.action is TitleAction.SURRENDER
        if pending != (act.action in _ANSWERS):
            words = "is pending; the issuer accepts or rejects it" if pending else "was not asked"
            return f"surrender {words}"
        if act.action in _ENDORSES and not self.is_to_order:
            return "only a record made out to order is endorsed"
        allowed = self.acts[0].by if act.action in _BY_ISSUER else _holder(before)
        if act.by != allowed:
            return f"is by {act.by}, while {allowed} alone can do it"
        return None

    @property
    def holder(self) -> str | None:
        """Who has exclusive control; None once the record has ended."""
        return None if self.acts[-1].action in _ENDS else _holder(self.acts)

    @property
    def endorsed_in_blank(self) -> bool:
        """Whether the newest endorsement names nobody."""
        endorsements = [act.action for act in self.acts if act.action in _ENDORSES]
        return endorsements[-1:] == [TitleAction.BLANK_ENDORSE]

    @property
    def endorsed(self) -> bool:
        """Whether it was endorsed at all."""
        return any(act.action in _ENDORSES for act in self.acts)


def _holder(acts: tuple[TitleAct, ...]) -> str | None:
    """To whom control was last given."""
    given = (TitleAction.ISSUE, TitleAction.TRANSFER)
    return next((act.to for act in reversed(acts) if act.action in given), None)
