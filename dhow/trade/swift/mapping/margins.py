"""Tolerances in the words of 45A and 47A: of the quantity, and of the amount where 39A is silent.

quantity_tolerance(" (+/-2 PCT) SHRIMP", None)     -> 2 and 2 per cent, " SHRIMP"
quantity_tolerance(" SHRIMP, GRAIN +/-2 PCT", None) -> None, the words as they are
"""

import re
from collections.abc import Callable, Sequence

from dhow.trade.credit.terms import Goods, Tolerance
from dhow.trade.credit.tolerances import (
    MARGIN,
    WHOSE,
    StatedTolerance,
    speaks_of_tolerance,
    stated_tolerance,
    tolerance_in,
)

_OF_QUANTITY = re.compile(rf"[ ,]*\(?{MARGIN}{WHOSE}\)?(?!\w)")
_LINE = re.compile(
    rf"^(?:(?:QUANTITY )?TOLERANCE *[:.-]* *)?\(?{MARGIN}{WHOSE}\)?[ .]*$", re.MULTILINE
)
_ASK = "ask the issuing bank what it means"
Note = Callable[[str, str, str], None]
"""Told of a field by its tag, in words, and of which item of it."""


def quantity_tolerance(text: str, amount: Tolerance | None) -> tuple[Tolerance | None, str]:
    """The tolerance of a quantity from the text after it, and the text without it.

    It stands with the quantity, in a line of its own, or says that it is of the quantity. One that
    is of the amount too is taken where 39A says the same.

    Args:
        amount: the tolerance of the amount (39A).
    """
    first = _OF_QUANTITY.match(text)
    places = [*_LINE.finditer(text), *([first] if first else [])]
    places += [each for each in _OF_QUANTITY.finditer(text) if tolerance_in(each).of_quantity]
    found: Tolerance | None = None
    taken: list[tuple[int, int]] = []
    for each in sorted(places, key=lambda place: (place.start(), -place.end())):
        stated = tolerance_in(each)
        own = _of(stated)
        if (taken and each.start() < taken[-1][1]) or (stated.of_amount and own != amount):
            continue
        if stated.of_amount and not stated.of_quantity:
            taken.append(each.span())
        elif found in (None, own):
            found = own
            taken.append(each.span())
    for start, end in reversed(taken):
        text = text[:start] + text[end:]
    return found, text


def amount_tolerance(
    said: Tolerance | None, goods: str, conditions: Sequence[str], note: Note
) -> Tolerance | None:
    """The tolerance of the amount: 39A, else what 45A and 47A say of the amount in words.

    What they say otherwise than 39A, or of no figure that there is, is told.
    """
    stated = [("45A", each[0].strip(" ,"), tolerance_in(each), "") for each in _in_goods(goods)]
    for condition in conditions:
        read = stated_tolerance(condition)
        if read is not None:
            stated.append(("47A", condition, read, condition))
    for tag, words, each, item in stated:
        own = _of(each)
        if each.of_amount and said is None:
            said = own
            note(tag, f'"{words}" is of the amount: taken for 39A, which is silent', item)
        elif each.of_amount and said != own:
            note(tag, f'"{words}" is not what 39A says; drawings are held to 39A: {_ASK}', item)
    return said


def untaken(conditions: Sequence[str], goods: Goods) -> list[tuple[str, str]]:
    """What conditions say of tolerance that no figure is held to, in words, and each condition."""
    told: list[tuple[str, str]] = []
    for condition in conditions:
        read = stated_tolerance(condition)
        if read is None and speaks_of_tolerance(condition):
            told.append((f'"{condition}" is no tolerance that is understood: {_ASK}', condition))
        elif read is not None and not read.of_amount and not read.of_quantity:
            words = f'"{condition}" is neither of the amount nor of the quantity: {_ASK}'
            told.append((words, condition))
        elif read is not None and read.of_quantity and goods.quantity is None:
            words = f'"{condition}" is of a quantity, which 45A does not say in one figure'
            told.append((words, condition))
    return told


def _in_goods(text: str) -> list[re.Match[str]]:
    return [each for each in _OF_QUANTITY.finditer(text) if tolerance_in(each).of_amount]


def _of(stated: StatedTolerance) -> Tolerance:
    return Tolerance(plus_percent=stated.plus_percent, minus_percent=stated.minus_percent)
