"""The request being carried out, for those who write about it: audit log, metrics, log lines.

Services say what they did without knowing who listens; outside a request nobody does.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.auth.roles import Actor


@dataclass
class Exchange:
    """One run of a request.

    Attributes:
        route: the path's template, such as `/credits/{credit}`; empty before it is known.
        objects: what the path names.
        operation: id of the operation it belongs to; empty for none.
        intent: number of its line in the audit log; None for what changes nothing.
        transactions: hashes of the acts it sent that are mined.
        refusal: the contract's error, or the problem's code; empty where it was not refused.
        rule: the rule of the trade behind a refusal.
        noted: ids of what it made or found.
        headers: fields to be sent with the answer.
    """

    method: str
    request_id: str
    route: str = ""
    objects: Mapping[str, Any] = field(default_factory=dict)
    operation: str = ""
    actor: "Actor | None" = None
    intent: int | None = None
    transactions: list[str] = field(default_factory=list)
    refusal: str = ""
    rule: str = ""
    noted: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


exchange: ContextVar[Exchange | None] = ContextVar("dhow api exchange", default=None)


def note_transaction(transaction: str) -> None:
    """An act of this request is mined."""
    under_way = exchange.get()
    if under_way is not None:
        under_way.transactions.append(transaction)


def note_refusal(name: str, rule: str) -> None:
    """This request is refused."""
    under_way = exchange.get()
    if under_way is not None:
        under_way.refusal, under_way.rule = name, rule


def note_object(kind: str, identifier: str) -> None:
    """This request made or changed something; `identifier` is no name of a person."""
    under_way = exchange.get()
    if under_way is not None:
        under_way.noted[kind] = identifier
