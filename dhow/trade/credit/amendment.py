"""An amendment: what it changes of the terms, and what they would then be (UCP 600 art. 10).

An amendment is a list of changes and not a second version of the terms, because several may be
pending at once and each is answered by itself: a refused one must leave no trace in the next.

    amendment = Amendment(credit_number="LC1", number=1, issued_on=..., changes=diff(old, new))
    apply(terms, amendment)                     # InvalidInput names each change that cannot be made
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, InvalidInput, Problem, Record, canonical, decode

FIXED = ("credit_number", "issuing_bank", "issued_on")
"""What no amendment changes: another number or issuing bank is another credit."""

_MOST = 999  # 26E has three digits


class Action(Enum):
    """What a change does: SET a field, or take it away; ADD to or DELETE from a list (45B to 47B);
    INCREASE or DECREASE the amount (32B, 33B of MT707)."""

    SET = "set"
    ADD = "add"
    DELETE = "delete"
    INCREASE = "increase"
    DECREASE = "decrease"


def _plain(data: Any) -> Any:
    """Any JSON value, in a copy of our own.

    Raises:
        ValueError: for a float or anything that is not JSON.
    """
    try:
        return json.loads(canonical(data))
    except TypeError as error:
        raise ValueError(str(error)) from None


@dataclass(frozen=True, kw_only=True)
class Change(Record):
    """One change. `path` is the field as errors name it ("expiry.day", "documents").

    `value` is plain JSON: the new value of SET (absent: the field is taken away), the item of ADD
    and DELETE, the money of INCREASE and DECREASE.
    """

    path: str
    action: Action = Action.SET
    value: Any = field(default=None, metadata={"read": _plain})

    def __post_init__(self) -> None:
        if self.path.split(".")[0] in FIXED:
            raise FieldRefused("path", f"{self.path} cannot be amended; issue another credit")
        if self.action in (Action.INCREASE, Action.DECREASE):
            if self.path != "amount":
                raise FieldRefused("path", f"only the amount is {self.action.value}d")
            self._check_money()
        elif self.value is None and self.action is not Action.SET:
            raise FieldRefused("value", f"is missing; say what to {self.action.value}")

    def _check_money(self) -> None:
        try:
            amount = Amount.decode_json(self.value)
        except ValueError as error:
            raise FieldRefused("value", str(error)) from None
        if amount.minor <= 0:
            raise FieldRefused("value", "must be more than nothing")


@dataclass(frozen=True, kw_only=True)
class Amendment(Record):
    """An amendment, or the request to cancel (art. 10(a) needs the same consents for both).

    `number` counts from 1 (26E). `advised_through` is the bank that advises it, which must be the
    one that advised the credit (art. 9(d)). `narrative` is what it says besides its changes.
    """

    credit_number: str
    number: int
    issued_on: date
    changes: tuple[Change, ...] = ()
    cancels: bool = False
    advised_through: Party | None = None
    narrative: tuple[str, ...] = ()
    charges: str | None = None  # 71N

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _MOST:
            raise FieldRefused("number", f"amendments are numbered from 1 to {_MOST}")
        if self.cancels and self.changes:
            raise FieldRefused("changes", "a credit that is cancelled has no terms to change")
        if not self.cancels and not self.changes:
            raise FieldRefused("changes", "an amendment changes something")


def apply(terms: Terms, amendment: Amendment) -> Terms:
    """The terms as the amendment would have them.

    Raises:
        InvalidInput: for an amendment of another credit, or changes that cannot be made, or that
            together leave no terms a credit could have; each named by its place.
    """
    if amendment.credit_number != terms.credit_number:
        words = f"is {amendment.credit_number}; this credit is {terms.credit_number}"
        raise InvalidInput("amendment", (Problem("credit_number", words),))
    data = terms.as_dict()
    problems = []
    for i, change in enumerate(amendment.changes):
        try:
            _make(data, change)
        except ValueError as error:
            problems.append(Problem(f"changes[{i}].path", f"{change.path}: {error}"))
    if problems:
        raise InvalidInput("amendment", tuple(problems))
    return decode(Terms, data)


def diff(before: Terms, after: Terms) -> tuple[Change, ...]:
    """The changes that make `after` of `before`: fields as deep as they differ, lists item by item.

    Raises:
        InvalidInput: where they differ in what no amendment can change.
    """
    old, new = before.as_dict(), after.as_dict()
    fixed = [name for name in FIXED if old.get(name) != new.get(name)]
    if fixed:
        words = "cannot be amended; issue another credit"
        raise InvalidInput("amendment", tuple(Problem(name, words) for name in fixed))
    return tuple(_differences(old, new, ""))


def _differences(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> list[Change]:
    found: list[Change] = []
    for name in sorted(old.keys() | new.keys()):
        was, is_ = old.get(name), new.get(name)
        where = f"{path}.{name}" if path else name
        if was == is_:
            continue
        if isinstance(was, dict) and isinstance(is_, dict) and "minor" not in is_:
            found += _differences(was, is_, where)
        elif isinstance(was, list) and isinstance(is_, list):
            found += _items(was, is_, where)
        else:
            found.append(Change(path=where, value=is_))
    return found


def _items(old: list[Any], new: list[Any], path: str) -> list[Change]:
    """Deletions and additions where they give the new list in its order, else all of it anew."""
    kept = [item for item in old if item in new]
    added = [item for item in new if item not in old]
    if kept + added != new:
        return [Change(path=path, value=new)]
    gone = [Change(path=path, action=Action.DELETE, value=i) for i in old if i not in new]
    return gone + [Change(path=path, action=Action.ADD, value=item) for item in added]


def _make(data: dict[str, Any], change: Change) -> None:
    *parents, name = change.path.split(".")
    if any(not part.isidentifier() for part in (*parents, name)):
        raise ValueError("is not a field; lists change by add and delete")
    inside = data
    for part in parents:
        inside = inside.setdefault(part, {})
        if not isinstance(inside, dict):
            raise ValueError(f"{part} has no fields of its own")
    match change.action:
        case Action.SET if change.value is None:
            if inside.pop(name, None) is None:
                raise ValueError("is not in the terms, so it cannot be taken away")
        case Action.SET:
            inside[name] = change.value
        case Action.ADD | Action.DELETE:
            _change_list(inside, name, change)
        case Action.INCREASE | Action.DECREASE:
            _change_amount(inside, name, change)


def _change_list(inside: dict[str, Any], name: str, change: Change) -> None:
    items = inside.setdefault(name, [])
    if not isinstance(items, list):
        raise ValueError("is not a list; set it")
    if change.action is Action.ADD:
        inside[name] = [*items, change.value]
        return
    if change.value not in items:
        raise ValueError("does not hold what is to be deleted")
    at = items.index(change.value)
    inside[name] = items[:at] + items[at + 1 :]


def _change_amount(inside: dict[str, Any], name: str, change: Change) -> None:
    amount, by = Amount.decode_json(inside[name]), Amount.decode_json(change.value)
    changed = amount + by if change.action is Action.INCREASE else amount - by
    inside[name] = changed.encode_json()
