"""An amendment as MT707 with its MT708, both ways.

What an MT707 says of a structured field is its new value; of goods, documents and conditions it
says what is added, what deleted, or everything anew. So that words and structure agree, both ways
go through the credit as MT700: what differs there is what is amended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dhow.trade.credit.amendment import Action, Amendment, Change, apply, diff
from dhow.trade.credit.stipulations import DocumentRequired
from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import encode
from dhow.trade.swift.findings import Finding, MessageRefused, Severity, errors
from dhow.trade.swift.mapping.credit import Knowledge, fields_of, read_whole
from dhow.trade.swift.mapping.documents import document_words, read_document
from dhow.trade.swift.mapping.goods import read_goods
from dhow.trade.swift.mapping.parties import bank_of
from dhow.trade.swift.mapping.text import block, items, lines, written
from dhow.trade.swift.message import Field, Message, bic_of, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.series import join, split
from dhow.trade.swift.types import message_type
from dhow.trade.swift.values import read_date, write_date

_LISTS = {
    "46B": ("46A", "documents"),
    "47B": ("47A", "conditions"),
    "49M": ("49G", "special_payment_conditions"),
    "49N": ("49H", "special_payment_conditions_for_bank"),
}
"""Field of the amendment, field of the credit, name in the terms."""

_CODES = ("/ADD/", "/DELETE/", "/REPALL/")
_OWN = frozenset(("27", "20", "21", "23", "52A", "52D", "50B", "31C", "26E", "30", "22A", "23S"))
_OWN |= frozenset(("32B", "33B", "45B", "71N", "72Z", *_LISTS))
_WAYS = {"42C": "drafts", "42A": "drafts", "42D": "drafts", "42M": "mixed", "42P": "deferred"}
"""Which way of payment a field belongs to; an amendment to another way displaces the old one."""


@dataclass(frozen=True)
class ReadAmendment:
    """An amendment from messages, and what was kept word for word."""

    amendment: Amendment
    notes: tuple[Finding, ...]


def write_amendment(
    terms: Terms,
    amendment: Amendment,
    *,
    receiver_reference: str = "NONREF",
    receiver: Party | None = None,
) -> tuple[Message, ...]:
    """The messages of an amendment to a credit on these terms.

    Args:
        terms: the credit as it stands before.
        amendment: what changes.
        receiver_reference: the receiver's own reference of the credit (21).
        receiver: the bank that advises it; the advising bank unless given.

    Raises:
        MessageRefused: a change that an MT707 has no field for; the field is named.
        InvalidInput: the amendment is of another credit, or cannot be made.
    """
    if terms.issued_on is None:
        raise MessageRefused([Finding("31C", "mandatory", "the terms have no date of issue")])
    values = {
        "27": "1/1",
        "20": terms.credit_number,
        "21": receiver_reference,
        "23": terms.credit_number,
        "31C": write_date(terms.issued_on),
        "26E": f"{amendment.number:03}",
        "30": write_date(amendment.issued_on),
        "22A": "ISSU",
    }
    if amendment.cancels:
        values["23S"] = "CANCEL"
    else:
        values |= _changed(terms, apply(terms, amendment))
    if amendment.charges:
        values["71N"] = _charges(amendment.charges)
    if amendment.narrative:
        values["72Z"] = block("\n".join(amendment.narrative), "z", 36, "72Z")
    to = receiver or amendment.advised_through or terms.advising_bank
    if terms.issuing_bank.bic is None or to is None or to.bic is None:
        words = "issuing and advising bank need a BIC; a message goes from BIC to BIC"
        raise MessageRefused([Finding("block 1", "mandatory", words)])
    values["52A"] = terms.issuing_bank.bic
    kind = message_type("707")
    slots = kind.sections[0].slots if kind else ()
    ordered = tuple((tag, values[tag]) for slot in slots for tag in slot.tags if values.get(tag))
    whole = compose("707", ordered, sender=terms.issuing_bank.bic, receiver=to.bic)
    parts = split(whole)
    if wrong := [found for part in parts for found in errors(examine(part))]:
        raise MessageRefused(wrong)
    return parts


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


def _changed(before: Terms, after: Terms) -> dict[str, str]:
    """The fields of the amendment: what differs between the two credits as MT700."""
    old, new = fields_of(before), fields_of(after)
    for name in ("50", "59"):
        if old[name] == new[name]:
            del new[name]
    values = {
        tag: value
        for tag, value in new.items()
        if old.get(tag) != value and tag not in ("32B", "45A", "46A", "47A", "49G", "49H", "27")
    }
    difference = after.amount.minor - before.amount.minor
    if difference:
        by = Amount(abs(difference), after.amount.currency)
        values["32B" if difference > 0 else "33B"] = by.swift()
    if old["45A"] != new["45A"]:
        values["45B"] = f"/REPALL/\n{new['45A']}"
    for tag, (_, name) in _LISTS.items():
        text = _list_changes(_texts(before, name), _texts(after, name), tag)
        if text:
            values[tag] = text
    if _mode(old) != _mode(new):
        # another way of payment is said whole, so that nothing of the old one is left over
        values |= {tag: value for tag, value in new.items() if tag[:2] in ("41", "42")}
    gone = [tag for tag in old if tag not in new and not _said_anew(tag, old, new)]
    if gone:
        words = "is taken away, which an MT707 cannot say; give another value, or say it in 47B"
        raise MessageRefused([Finding(tag, "amendment", words) for tag in gone])
    return values


def _said_anew(tag: str, old: dict[str, str], new: dict[str, str]) -> bool:
    """Whether a field that is gone is told in another way: as a list, an option, another mode."""
    if tag in {held for held, _ in _LISTS.values()} or tag in ("50", "59"):
        return True
    if tag in ("44C", "44D"):
        return "44C" in new or "44D" in new
    if tag[:2] == "42":
        return _mode(old) != _mode(new)
    return any(tag[:2] == other[:2] and tag[:2] in ("41", "53", "57", "58") for other in new)


def _mode(values: dict[str, str]) -> str:
    """The code of 41a."""
    available = values.get("41A") or values.get("41D") or ""
    return available.rpartition("\n")[2]


def _texts(terms: Terms, name: str) -> list[str]:
    held: tuple[Any, ...] = getattr(terms, name)
    return [document_words(each) if isinstance(each, DocumentRequired) else each for each in held]


def _list_changes(old: list[str], new: list[str], tag: str) -> str:
    parts = [("/DELETE/", text) for text in old if text not in new]
    parts += [("/ADD/", text) for text in new if text not in old]
    found: list[str] = []
    for code, text in parts:
        found += lines(f"{code}+{written(' '.join(text.split()), 'z', tag)}", 66)
    return "\n".join(found)


def _changes(
    message: Message, terms: Terms, known: Knowledge, notes: list[Finding]
) -> list[Change]:
    found: list[Change] = []
    for tag, action in (("32B", Action.INCREASE), ("33B", Action.DECREASE)):
        if value := message.get(tag):
            amount = Amount.parse_swift(value).encode_json()
            found.append(Change(path="amount", action=action, value=amount))
    if value := message.get("45B"):
        found += _goods(message, value, terms, notes)
    for tag, (_, name) in _LISTS.items():
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
    after = read_whole(_issue(terms, kept), known).terms
    roots = {name for _, name in _LISTS.values()} | {"goods", "amount"}
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
    if _mode(said) not in ("", _mode(old)):
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
    parts = _coded(value)
    if [code for code, _ in parts] == ["/REPALL/"]:
        goods = read_goods(parts[0][1])
        return [
            Change(path=f"goods.{name}", value=new)
            for name, new in encode(goods).items()
            if encode(terms.goods).get(name) != new
        ]
    description = terms.goods.description
    for code, text in parts:
        bare = text.strip().removeprefix("+").strip()
        if code == "/ADD/":
            description = f"{description}\n{bare}"
        elif bare and bare in description:
            description = description.replace(bare, "", 1).strip("\n ")
        else:
            words = f'deletes "{bare[:60]}", which the description of goods does not have'
            raise MessageRefused([Finding("45B", "amendment", words, _line(message, "45B"), 1)])
    words = "kept in the description by its wording; quantity and price stay as they are"
    line = _line(message, "45B")
    notes.append(Finding("45B", "kept", words, line, 1, Severity.WARNING))
    return [Change(path="goods.description", value=description)]


def _list_read(
    message: Message, tag: str, value: str, terms: Terms, name: str, notes: list[Finding]
) -> list[Change]:
    held: tuple[Any, ...] = getattr(terms, name)
    texts = _texts(terms, name)
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


def _charges(text: str) -> str:
    """71N: a code where it is one, else OTHR with the words."""
    code, _, words = text.partition(" ")
    if code in ("APPL", "BENE") and not words:
        return code
    told = words if code == "OTHR" else text
    return "OTHR\n" + block(told, "z", 36, "71N")


def _day(message: Message, tag: str) -> date:
    return read_date(message.get(tag) or "")


def _line(message: Message, tag: str) -> int:
    return next((found.line for found in message.fields if found.tag == tag), 0)
