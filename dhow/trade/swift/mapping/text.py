"""Words between a system that knows every script and lines of 35, 50 or 65 of FIN's characters."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable

from dhow.trade.swift.charsets import CHARSETS
from dhow.trade.swift.findings import Finding, MessageRefused

_NUMBERED = re.compile(r"\d{1,2}[.)] ?|[A-Z]\) ?|\((?:\d{1,2}|[A-Z])\) ?|\* ?|0\d ")
_REPLACED = {
    **dict.fromkeys("\u2018\u2019\u201b`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u00c6": "AE",
    "\u00f8": "o",
    "\u00d8": "O",
    "\u0142": "l",
    "\u0141": "L",
    "\u20ac": "EUR",
    "\u00b0": " DEGREES ",
    "[": "(",
    "]": ")",
    "\t": " ",
}
_NOT_IN_X = {'"': "'", "&": "AND", "%": " PERCENT", "=": "-", ";": ",", "_": "-", "@": "(AT)"}
_NOT_IN_X |= {"#": "NO.", "!": ".", "*": "X"}


def written(text: str, charset: str, tag: str) -> str:
    """The text in the characters of a field: accents off, typographic signs as plain ones.

    Raises:
        MessageRefused: a character has no counterpart; the field and the character are named.
    """
    text = "".join(_REPLACED.get(sign, sign) for sign in text)
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    if charset == "x":
        plain = "".join(_NOT_IN_X.get(sign, sign) for sign in plain)
    allowed = CHARSETS[charset]
    bad = next((sign for sign in plain if sign not in allowed and sign != "\n"), None)
    if bad is not None:
        words = f'"{bad}" cannot be written in a SWIFT message; spell it in Latin letters'
        raise MessageRefused([Finding(tag, charset, words)])
    return plain


def lines(text: str, width: int) -> list[str]:
    """The text in lines of at most this width, broken between words; its own breaks are kept.

    No line begins with `:` or `-`, which would end the field.
    """
    found: list[str] = []
    for paragraph in text.split("\n"):
        found += textwrap.wrap(paragraph, width - 1, break_on_hyphens=False) or []
    return [f" {line}" if line.startswith((":", "-")) else line for line in found]


def unwrapped(value: str, width: int) -> str:
    """A narrative without the line breaks that only its width made.

    Where the next word would still have fitted, or a line begins with a code or a sign of its own,
    the break is the writer's and stays.
    """
    found: list[str] = []
    last = 0
    for line in value.split("\n"):
        text = line.strip()
        word = text.partition(" ")[0]
        if found and word and last + 1 + len(word) > width and not text.startswith(("/", "+")):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
        last = len(line.rstrip())
    return "\n".join(found)


def block(text: str, charset: str, width: int, tag: str) -> str:
    """A narrative in lines."""
    return "\n".join(lines(written(text, charset, tag), width))


def items(value: str) -> list[str]:
    """The items of a narrative: each `+` begins one, or each number or letter with its sign.

    A narrative without such signs is one item.
    """
    found: list[list[str]] = []
    plus = any(line.lstrip().startswith("+") for line in value.split("\n"))
    for line in value.split("\n"):
        text = line.strip()
        begins = text.startswith("+") if plus else _NUMBERED.match(text) is not None
        if begins:
            text = text.lstrip("+ ") if plus else _NUMBERED.sub("", text, count=1)
        if begins or not found:
            found.append([])
        found[-1].append(text)
    return [joined for group in found if (joined := " ".join(filter(None, group)))]


def itemised(texts: Iterable[str], charset: str, width: int, tag: str) -> str:
    """Items as a narrative: each begins with `+`."""
    return "\n".join(
        "\n".join(lines("+" + written(" ".join(text.split()), charset, tag), width))
        for text in texts
    )
