"""What an event looks like when it is told."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import Answer


class SubjectView(Answer):
    """What an event is about."""

    kind: str = Field(
        description="credit, presentation, undertaking, invoice, document, evidence, subject (what"
        " a report is about) or organisation (by LEI)"
    )
    id: str


class ToldEvent(Answer):
    """One event of the ledger, or the word that blocks were replaced."""

    id: str = Field(description="the place in the feed: go on after it with `after`")
    event: str = Field(
        description="named as in the contract's interface; `replaced`: what was told of this block"
        " and those after it is undone, and what stands in their place follows"
    )
    at: datetime | None = Field(description="time of the block")
    block: int
    transaction: str | None
    subjects: tuple[SubjectView, ...]
    values: dict[str, Any] = Field(description="as in an act's receipt")
