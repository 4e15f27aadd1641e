"""An amendment read from MT707 and the MT708 that continue it.

Structured fields are put into the credit as MT700, and what that changes of its terms is the
amendment; goods, documents and conditions are changed item by item, as the message says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dhow.trade.credit.amendment import Action, Amendment, Change, diff
from dhow.trade.credit.terms import Terms, Tolerance
from dhow.trade.credit.tolerances import StatedTolerance, stated_tolerance
from dhow.trade.money import Amount
from dhow.trade.records import encode
from dhow.trade.swift.findings import Finding, MessageRefused, Severity, errors
from dhow.trade.swift.mapping.amended_goods import amended_goods
from dhow.trade.swift.mapping.amendment import LISTS, mode_of, texts_of
from dhow.trade.swift.mapping.credit import Knowledge, read_whole
from dhow.trade.swift.mapping.documents import read_document
from dhow.trade.swift.mapping.issue import fields_of
from dhow.trade.swift.mapping.parties import bank_of
from dhow.trade.swift.mapping.text import items
from dhow.trade.swift.message import Field, Message, bic_of, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.series import join
from dhow.trade.swift.types import message_type
from dhow.trade.swift.values import read_date

_REWORDS = re.compile(
    r"\b(?:NOW (?:TO )?(?:BE )?READS?|(?:AMENDED|CHANGED|REVISED) TO READ|TO READ AS)\b"
    r"|(?:^|\+)\W*(?:ITEM|CLAUSE|CONDITION|FIELD|POINT|PARA)\b[\w .:/]{0,20}"
    r" (?:(?:TO|SHOULD|SHALL) READ"
    r"|(?:IS |ARE |STANDS? |TO BE )?(?:HEREBY )?(?:DELETED|CANCELLED|REPLACED))\b"
)
_CODES = ("/ADD/", "/DELETE/", "/REPALL/")
_OWN = frozenset(("27", "20", "21", "23", "52A", "52D", "50B", "31C", "26E", "30", "22A", "23S"))
_OWN |= frozenset(("32B", "33B", "45B", "71N", "72Z", *LISTS))
_CHANGED = frozenset(("32B", "33B", "45B", *LISTS))
_BY_DRAFT = frozenset(("BY ACCEPTANCE", "BY NEGOTIATION"))
"""Between these tenor and drawee stay where the amendment does not name them."""
_WAYS = {"42C": "drafts", "42A": "drafts", "42D": "drafts", "42M": "mixed", "42P": "deferred"}
"""Which way of payment a field belongs to; an amendment to another way displaces the old one."""


@dataclass(frozen=True)
class ReadAmendment:
    """An amendment from messages, and what was kept word for word."""

    amendment: Amendment
    notes: tuple[Finding, ...]


def read_amendment(
    messages: Sequence[Message], terms: Terms, knowledge: Knowledge | None = None
) -> ReadAmendment:
    """The amendment that an MT707, and the MT708 that continue it, make to a credit.

    Raises:
        MessageRefused: messages that are refused themselves, of another credit, or that delete what
            the credit does not ask for.
    """
    known = knowledge or Knowledge()
    wrong = [found for message in messages for found in errors(examine(message))]
    if wrong:
        raise MessageRefused(wrong)
    message = join(messages)
    if message.mt != "707":
        words = f"MT{message.mt} amends no credit; give an MT707 with what continues it"
        raise MessageRefused([Finding("block 2", "type", words)])
    if message.get("20") != terms.credit_number:
        words = f"is {message.get('20')}; this credit is {terms.credit_number}"
        raise MessageRefused([Finding("20", "credit", words, _line(message, "20"), 1)])
    cancels = message.get("23S") is not None
    notes: list[Finding] = []
    changes = [] if cancels else _changes(message, terms, known, notes)
    if cancels:
        notes += _left_out(message)
    narrative = tuple((message.get("72Z") or "").split("\n")) if message.get("72Z") else ()
    amendment = Amendment(
        credit_number=terms.credit_number,
        number=int(message.get("26E") or "1"),
        issued_on=_day(message, "30"),
        changes=tuple(changes),
        cancels=cancels,
        advised_through=bank_of(bic_of(message.receiver), known.banks),
        narrative=narrative,
        charges=(message.get("71N") or "").replace("\n", " ") or None,
    )
    return ReadAmendment(amendment, tuple(notes))


def _left_out(message: Message) -> list[Finding]:
    """What a cancellation says beside that: it ends the credit, and changes nothing of it."""
    beside = [each for each in message.fields if each.tag not in _OWN or each.tag in _CHANGED]
    words = "is left out: 23S:CANCEL ends the credit; ask the issuing bank which of them it means"
    return [Finding(e.tag, "kept", words, e.line, 1, Severity.WARNING) for e in beside]


def _changes(
    message: Message, terms: Terms, known: Knowledge, notes: list[Finding]
) -> list[Change]:
    found: list[Change] = []
    for tag, action in (("32B", Action.INCREASE), ("33B", Action.DECREASE)):
        if value := message.get(tag):
            by = Amount.parse_swift(value)
            if tag == "33B" and by.currency == terms.amount.currency and by >= terms.amount:
                words = f"takes {by} from a credit for {terms.amount}; where nothing is to be left"
                words += " of it, cancel it by 23S:CANCEL (UCP 600 art. 10(a))"
                raise MessageRefused([Finding(tag, "amendment", words, _line(message, tag), 1)])
            amount = by.encode_json()
            found.append(Change(path="amount", action=action, value=amount))
    for tag in ("45B", *LISTS):
        _refuse_rewording(message, tag)
    if value := message.get("45B"):
        found += _goods(message, value, terms, notes)
    for tag, (_, name) in LISTS.items():
        if value := message.get(tag):
            found += _list_read(message, tag, value, terms, name, notes)
    return found + _structured(message, terms, known)


def _structured(message: Message, terms: Terms, known: Knowledge) -> list[Change]:
    """What the structured fields change: the credit as MT700 read with and without them."""
    new = [field for field in message.fields if field.tag not in _OWN]
    if not new:
        return []
    old = fields_of(terms)
    kept = {tag: value for tag, value in old.items() if not _displaced(tag, old, new)}
    kept |= {field.tag: field.value for field in new}
    before = read_whole(_issue(terms, old), known).terms
    try:
        after = read_whole(_issue(terms, kept), known).terms
    except MessageRefused as refused:
        lines = ((each, _line(message, each.tag)) for each in refused.findings)
        told = [replace(each, line=at, column=each.column if at else 0) for each, at in lines]
        raise MessageRefused(told) from None
    roots = {name for _, name in LISTS.values()} | {"goods", "amount"}
    return [change for change in diff(before, after) if change.path.partition(".")[0] not in roots]


def _displaced(tag: str, old: dict[str, str], new: list[Field]) -> bool:
    """Whether a field of the credit makes way for one of the amendment."""
    said = {field.tag: field.value for field in new}
    if tag[:2] in ("41", "53", "57", "58"):
        return any(other[:2] == tag[:2] for other in said)
    if tag in ("44C", "44D"):
        return "44C" in said or "44D" in said
    if tag[:2] != "42":
        return False
    modes = {mode_of(said), mode_of(old)}
    if len(modes - {""}) > 1 and not modes <= _BY_DRAFT:
        return True
    ways = {_WAYS[other] for other in said if other in _WAYS}
    if ways and _WAYS[tag] not in ways:
        return True
    return tag in ("42A", "42D") and ("42A" in said or "42D" in said)


def _issue(terms: Terms, values: dict[str, str]) -> Message:
    kind = message_type("700")
    slots = kind.sections[0].slots if kind else ()
    fields = tuple((tag, values[tag]) for slot in slots for tag in slot.tags if values.get(tag))
    sender = terms.issuing_bank.bic or "XXXXXXXX"
    to = terms.advising_bank.bic if terms.advising_bank else None
    return compose("700", fields, sender=sender, receiver=to or sender)


def _goods(message: Message, value: str, terms: Terms, notes: list[Finding]) -> list[Change]:
    line = _line(message, "45B")
    amount = terms.amount
    for tag, sign in (("32B", 1), ("33B", -1)):
        if by := message.get(tag):
            amount = Amount(amount.minor + sign * Amount.parse_swift(by).minor, amount.currency)
    tolerance = _tolerance_after(message, terms)
    try:
        changes, told = amended_goods(terms.goods, _coded(value), amount, tolerance)
    except MessageRefused as refused:
        at = (replace(each, line=line, column=1) for each in refused.findings)
        raise MessageRefused(list(at)) from None
    notes.extend(Finding("45B", "kept", each, line, 1, Severity.WARNING) for each in told)
    return changes


def _list_read(
    message: Message, tag: str, value: str, terms: Terms, name: str, notes: list[Finding]
) -> list[Change]:
    held: tuple[Any, ...] = getattr(terms, name)
    texts = texts_of(terms, name)
    found: list[Change] = []
    for code, text in _coded(value):
        for item in items(text):
            if code == "/DELETE/":
                place = next((n for n, each in enumerate(texts) if _same(each, item)), None)
                if place is None:
                    words = f'deletes "{item[:80]}", which the credit does not ask for; word it as'
                    words += " the credit does"
                    raise MessageRefused([Finding(tag, "amendment", words, _line(message, tag), 1)])
                old = encode(held[place])
                found.append(Change(path=name, action=Action.DELETE, value=old))
                continue
            if name == "conditions" and (stated := stated_tolerance(item)):
                _keep_amount(message, terms, tag, item, stated)
            new: Any = item
            if name == "documents":
                document = read_document(item)
                if document.wording is not None:
                    words = f'kept by its wording: "{item}"'
                    line = _line(message, tag)
                    notes.append(Finding(tag, "kept", words, line, 1, Severity.WARNING))
                new = encode(document)
            found.append(Change(path=name, action=Action.ADD, value=new))
        if code == "/REPALL/":
            gone = [Change(path=name, action=Action.DELETE, value=encode(each)) for each in held]
            found = gone + found
    return found


def _refuse_rewording(message: Message, tag: str) -> None:
    """Refuse an addition that says how something else now reads: it would stand beside that."""
    for code, text in _coded(message.get(tag) or ""):
        if code == "/ADD/" and (found := _REWORDS.search(" ".join(text.upper().split()))):
            words = f'adds what rewords or deletes something ("{found[0].strip()}"); write the old'
            words += " words after /DELETE/ and the new after /ADD/, or the whole after /REPALL/"
            raise MessageRefused([Finding(tag, "amendment", words, _line(message, tag), 1)])


def _keep_amount(
    message: Message, terms: Terms, tag: str, item: str, stated: StatedTolerance
) -> None:
    """Refuse a tolerance of the amount in words that no field says: drawings are held to 39A."""
    said = _tolerance_after(message, terms)
    own = Tolerance(plus_percent=stated.plus_percent, minus_percent=stated.minus_percent)
    if stated.of_amount and said != own:
        words = f'"{item[:80]}" is of the amount, which drawings are held to by 39A; say it there'
        words += f": {own.plus_percent:02}/{own.minus_percent:02}"
        raise MessageRefused([Finding(tag, "amendment", words, _line(message, tag), 1)])


def _tolerance_after(message: Message, terms: Terms) -> Tolerance | None:
    """39A as the amendment leaves it."""
    after = message.get("39A")
    if after is None:
        return terms.tolerance
    plus, _, minus = after.partition("/")
    return Tolerance(plus_percent=int(plus), minus_percent=int(minus))


def _same(one: str, other: str) -> bool:
    """The same words, whatever the spacing, or the same document asked for in other words."""
    if one.upper().split() == other.upper().split():
        return True
    first, second = read_document(one), read_document(other)
    return first.wording is None and first == second


def _coded(value: str) -> list[tuple[str, str]]:
    """What each code of the field is followed by."""
    found: list[tuple[str, list[str]]] = []
    for line in value.split("\n"):
        code = next((code for code in _CODES if line.startswith(code)), None)
        if code is not None:
            found.append((code, [line.removeprefix(code)]))
        elif found:
            found[-1][1].append(line)
    return [(code, "\n".join(held)) for code, held in found]


def _day(message: Message, tag: str) -> date:
    return read_date(message.get(tag) or "")


def _line(message: Message, tag: str) -> int:
    return next((found.line for found in message.fields if found.tag == tag), 0)
