"""The goods of a credit as an amendment changes them (45B): the whole anew, or line by line.

What is deleted are words of 45A as our messages write it, with its quantity, price and trade term;
what is added stands where something was deleted, else at the end. The whole is then read again, so
that no figure stays that is not said any more.
"""

import re
from collections.abc import Sequence
from dataclasses import fields

from dhow.trade.credit.amendment import Change
from dhow.trade.credit.terms import Goods, Tolerance
from dhow.trade.money import Amount
from dhow.trade.records import encode
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.goods import read_goods, unread, written_goods
from dhow.trade.swift.mapping.text import items, unwrapped

_GONE = "\0"
_WIDTH = 65
_SHOWN = 60  # characters of what is quoted


def amended_goods(
    goods: Goods, parts: Sequence[tuple[str, str]], amount: Amount, tolerance: Tolerance | None
) -> tuple[list[Change], list[str]]:
    """The changes to the goods, and what of them is kept by its wording.

    Args:
        parts: each code of 45B with what follows it.
        amount: of the credit as amended (32B, 33B); a total that is the same says nothing more.
        tolerance: of the amount as amended (39A).

    Raises:
        MessageRefused: words are deleted that the credit does not have, or all of them.
    """
    if [code for code, _ in parts] == ["/REPALL/"]:
        anew = read_goods(parts[0][1], amount, tolerance)
        return _changes(goods, anew), unread(anew)
    written = unwrapped(written_goods(goods), _WIDTH)
    if read_goods(written, amount, tolerance) != goods:
        return _in_description(goods, parts)
    for code, text in parts:
        if code == "/DELETE/":
            written = _deleted(written, text, goods)
    for code, text in parts:
        if code == "/ADD/":
            bare = text.strip().removeprefix("+").strip()
            at = _GONE if _GONE in written else ""
            written = written.replace(at, bare, 1) if at else f"{written}\n{bare}"
    lines = [line.strip(" ,") for line in written.replace(_GONE, "").split("\n")]
    written = "\n".join(line for line in lines if line.strip(" +,."))
    after = read_goods(written, amount, tolerance) if written else None
    if after is None or not _describes(after, written):
        words = "leaves no description of the goods; add one in the same message, or write /REPALL/"
        raise _refused(words)
    told = unread(after)
    if after.quantity is None and goods.quantity is not None and not told:
        told = ["the quantity is taken away: what is shipped is not held to one"]
    changes = _changes(goods, after)
    if {change.path for change in changes} == {"goods.description"}:
        told.append("kept in the description by its wording; quantity and price stay as they are")
    return changes, told


def _describes(goods: Goods, text: str) -> bool:
    """Whether there is a description, and not a price or a trade term alone."""
    found = (goods.quantity, goods.unit_price, goods.incoterm, goods.country_of_origin)
    return all(each is None for each in found) or goods.description != text.strip()


def _deleted(written: str, text: str, goods: Goods) -> str:
    """The text with what is deleted marked as gone, whole or item by item."""
    whole = _without(written, text)
    if whole is not None:
        return whole
    for item in items(text):
        less = _without(written, item)
        if less is None:
            has = " / ".join(unwrapped(written_goods(goods), _WIDTH).split("\n"))
            words = f'deletes "{item[:_SHOWN]}", which the description of goods does not have: '
            raise _refused(f'{words}it is "{has}"')
        written = less
    return written


def _without(written: str, text: str) -> str | None:
    words = text.strip(" +.,\n").split()
    if not words:
        return None
    said = r"\s+".join(map(re.escape, words))
    pattern = rf"(?<![\w.,/])\+?{said}(?!\w|[.,/]\d)"
    found = re.search(pattern, written, re.IGNORECASE)
    if found is None:
        return None
    return f"{written[: found.start()]}{_GONE}{written[found.end() :]}"


def _in_description(
    goods: Goods, parts: Sequence[tuple[str, str]]
) -> tuple[list[Change], list[str]]:
    """Changes to the description alone, where the goods are not as any message would say them."""
    description = goods.description
    for code, text in parts:
        bare = text.strip().removeprefix("+").strip()
        if code == "/ADD/":
            description = f"{description}\n{bare}"
        elif bare and bare in description:
            description = description.replace(bare, "", 1).strip("\n ")
        else:
            words = f'deletes "{bare[:_SHOWN]}", which the description of goods does not have'
            raise _refused(words)
    told = ["kept in the description by its wording; quantity and price stay as they are"]
    return [Change(path="goods.description", value=description)], told


def _changes(before: Goods, after: Goods) -> list[Change]:
    old, new = encode(before), encode(after)
    return [
        Change(path=f"goods.{each.name}", value=new.get(each.name))
        for each in fields(before)
        if old.get(each.name) != new.get(each.name)
    ]


def _refused(words: str) -> MessageRefused:
    return MessageRefused([Finding("45B", "amendment", words)])
