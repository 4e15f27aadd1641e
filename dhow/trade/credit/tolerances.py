"""A tolerance in words, and what it is of: "10 PCT MORE OR LESS IN AMOUNT AND QUANTITY ALLOWED".

stated_tolerance("10 PCT MORE OR LESS IN AMOUNT AND QUANTITY ALLOWED") -> 10 and 10, of both
stated_tolerance("TOLERANCE OF +5/-2 PCT IN QUANTITY IS ACCEPTABLE")   -> 5 and 2, of the quantity
stated_tolerance("MOISTURE +/-2 PCT")                                  -> None

A figure of the credit is held to what is said of it, and art. 30 speaks where nothing is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER = r"(?<![\w.,])\d{1,2}"
_PERCENT = r"(?: ?\([A-Z]+\))? ?(?:PCT|PERCENT|PER CENT|%)"  # 10 (TEN) PERCENT
_BOTH_WAYS = (
    r"(?:MORE OR LESS|MORE/LESS|PLUS OR MINUS|PLUS/MINUS|\+ ?/ ?-|MOL(?:OO|SO|BO|CO)?)(?!\w)"
)
MARGIN = (
    rf"(?:(?:\+ ?(?:/|OR)? ?-\)?|-/\+|\bPLUS ?(?:/|OR|AND)? ?MINUS|\bMORE OR LESS(?: BY)?) ?"
    rf"(?P<each>\d{{1,2}}){_PERCENT}"
    rf"|(?:\+|\bPLUS) ?(?P<more>\d{{1,2}})(?:{_PERCENT})?(?: ?/ ?| AND | OR | )(?:-|MINUS) ?"
    rf"(?P<less>\d{{1,2}}){_PERCENT}"
    rf"|(?P<either>{_NUMBER}){_PERCENT} {_BOTH_WAYS}"
    rf"|(?P<above>{_NUMBER}){_PERCENT} MORE (?:OR|AND) (?P<below>\d{{1,2}}){_PERCENT} LESS)"
)
"""So many per cent more or less, as a part of a pattern."""
_FIGURE = (
    r"(?:BOTH )?(?:(?:IN|OF|ON|FOR) )?(?:BOTH )?(?:THE )?"
    r"(?:(?:TOTAL|CREDIT|L/C|LC|INVOICE|DRAWING) )?(?:QUANTITY|QTY|AMOUNT|VALUE)"
    r"(?: OF (?:THE )?(?:GOODS|CREDIT|L/C|SHIPMENT))?\b"
)
_ALLOWED = (
    r"(?:(?:IS|ARE|WILL BE|SHALL BE|TO BE) )?(?:ALSO )?"
    r"(?:ACCEPTABLE|ALLOWED|ACCEPTED|PERMITTED|ALLOWABLE)\b"
)
_OPTION = (
    r"(?:(?:AT|IN) )?(?:THE )?(?:SELLER|BUYER|SHIPPER|OWNER|VESSEL|CHARTERER|APPLICANT"
    r"|BENEFICIARY)(?:'S|S'|S)? OPTION\b"
)
"""Whose choice it is, which leaves the figures as they are."""
WHOSE = (
    rf"(?P<whose>(?:(?:,? | ?/ ?)(?:AND )?"
    rf"(?:(?:OPERATIONAL )?TOLERANCE\b|{_FIGURE}|{_ALLOWED}|{_OPTION}|\({_OPTION}\)))*)"
)
"""What stands after a margin: of which figures it is, at whose option, and that it is allowed."""
_CONDITION = re.compile(
    rf"(?P<before>(?:(?:AND )?(?:(?:A |THE )?(?:TOLERANCE|VARIATION|VARIANCE)(?: OF)?|{_FIGURE})"
    rf"(?: ?[:,/] ?| ))*)"
    rf"\(?(?:{MARGIN}|(?:(?<=TOLERANCE )|(?<=TOLERANCE OF ))(?P<plain>\d{{1,2}}){_PERCENT})\)?"
    rf"{WHOSE}[ .]*"
)
_SPEAKS = re.compile(rf"{MARGIN}|\bTOLERANCE\b")
_LONGEST = 200  # characters


@dataclass(frozen=True)
class StatedTolerance:
    """So many per cent more and less, of the amount, the quantity, both, or it is not said."""

    plus_percent: int
    minus_percent: int
    of_amount: bool
    of_quantity: bool


def stated_tolerance(condition: str) -> StatedTolerance | None:
    """What a condition says of tolerance where that is all that it says; else None."""
    words = " ".join(condition.upper().split())
    found = _CONDITION.fullmatch(words) if len(words) <= _LONGEST else None
    return None if found is None else tolerance_in(found, found["before"])


def tolerance_in(found: re.Match[str], before: str = "") -> StatedTolerance:
    """The tolerance of a match of `MARGIN` with `WHOSE` after it."""
    each = found["each"] or found["either"] or found.groupdict().get("plain")
    plus = each or found["more"] or found["above"]
    minus = each or found["less"] or found["below"]
    said = before + found["whose"]
    return StatedTolerance(
        plus_percent=int(plus),
        minus_percent=int(minus),
        of_amount="AMOUNT" in said or "VALUE" in said,
        of_quantity="QUANTITY" in said or "QTY" in said,
    )


def of_quantity(conditions: Iterable[str]) -> StatedTolerance | None:
    """The first tolerance of the quantity that conditions state."""
    said = map(stated_tolerance, conditions)
    return next((each for each in said if each is not None and each.of_quantity), None)


def speaks_of_tolerance(condition: str) -> bool:
    """Whether a condition has a tolerance in it, understood or not."""
    return _SPEAKS.search(condition.upper()) is not None
