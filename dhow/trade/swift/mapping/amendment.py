"""An amendment written as MT707 with its MT708.

What an MT707 says of a structured field is its new value; of goods, documents and conditions it
says what is added, what deleted, or everything anew. So that words and structure agree, it is made
from the credit as MT700 before and after: what differs there is what is amended.
"""

from typing import Any

from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.stipulations import DocumentRequired
from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.swift.findings import Finding, MessageRefused, errors
from dhow.trade.swift.mapping.document_words import document_words
from dhow.trade.swift.mapping.issue import fields_of
from dhow.trade.swift.mapping.text import block, lines, written
from dhow.trade.swift.message import Message, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.series import split
from dhow.trade.swift.types import message_type
from dhow.trade.swift.values import write_date

LISTS = {
    "46B": ("46A", "documents"),
    "47B": ("47A", "conditions"),
    "49M": ("49G", "special_payment_conditions"),
    "49N": ("49H", "special_payment_conditions_for_bank"),
}
"""Field of the amendment, field of the credit, name in the terms."""


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
    for tag, (_, name) in LISTS.items():
        text = _list_changes(texts_of(before, name), texts_of(after, name), tag)
        if text:
            values[tag] = text
    if mode_of(old) != mode_of(new):
        # another way of payment is said whole, so that nothing of the old one is left over
        values |= {tag: value for tag, value in new.items() if tag[:2] in ("41", "42")}
    gone = [tag for tag in old if tag not in new and not _said_anew(tag, old, new)]
    if gone:
        words = "is taken away, which an MT707 cannot say; give another value, or say it in 47B"
        raise MessageRefused([Finding(tag, "amendment", words) for tag in gone])
    return values


def _said_anew(tag: str, old: dict[str, str], new: dict[str, str]) -> bool:
    """Whether a field that is gone is told in another way: as a list, an option, another mode."""
    if tag in {held for held, _ in LISTS.values()} or tag in ("50", "59"):
        return True
    if tag in ("44C", "44D"):
        return "44C" in new or "44D" in new
    if tag[:2] == "42":
        return mode_of(old) != mode_of(new)
    return any(tag[:2] == other[:2] and tag[:2] in ("41", "53", "57", "58") for other in new)


def mode_of(values: dict[str, str]) -> str:
    """The code of 41a."""
    available = values.get("41A") or values.get("41D") or ""
    return available.rpartition("\n")[2]


def texts_of(terms: Terms, name: str) -> list[str]:
    """The items of a list of the terms, each in the words of the credit."""
    held: tuple[Any, ...] = getattr(terms, name)
    return [document_words(each) if isinstance(each, DocumentRequired) else each for each in held]


def _list_changes(old: list[str], new: list[str], tag: str) -> str:
    parts = [("/DELETE/", text) for text in old if text not in new]
    parts += [("/ADD/", text) for text in new if text not in old]
    found: list[str] = []
    for code, text in parts:
        found += lines(f"{code}+{written(' '.join(text.split()), 'z', tag)}", 66)
    return "\n".join(found)


def _charges(text: str) -> str:
    """71N: a code where it is one, else OTHR with the words."""
    code, _, words = text.partition(" ")
    if code in ("APPL", "BENE") and not words:
        return code
    told = words if code == "OTHR" else text
    return "OTHR\n" + block(told, "z", 36, "71N")
