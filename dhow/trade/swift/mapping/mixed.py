"""The parts of a mixed payment (42M), both ways.

read_parts("20 PCT AT SIGHT\n80 PCT 60 DAYS AFTER B/L DATE")
    -> 20 per cent at sight, 80 by deferred payment 60 days after the bill of lading date
"""

import re
from decimal import Decimal

from dhow.trade.credit.availability import Availability, Drawee, MixedPart, Mode
from dhow.trade.documents.figures import money
from dhow.trade.records import FieldRefused, plain_decimal
from dhow.trade.swift.mapping.tenors import is_at_sight, read_tenor, tenor_words

_SHARE = (
    r"(?<![\w.,])(?:(?P<percent>\d{1,2}(?:[.,]\d{1,4})?) ?(?:PERCENT|PER CENT|PCT|%)"
    r"|(?P<amount>[A-Z]{3} ?\d[\d,.]*\d,?))(?!\w)"
)
_EACH = re.compile(_SHARE)
_BANKS = {
    "ISSUING BANK": Drawee.ISSUING_BANK,
    "CONFIRMING BANK": Drawee.CONFIRMING_BANK,
    "NOMINATED BANK": Drawee.NOMINATED_BANK,
    "REIMBURSING BANK": Drawee.REIMBURSING_BANK,
}
_ON = {drawee: words for words, drawee in _BANKS.items()}
_PART = re.compile(
    rf"{_SHARE}(?: OF (?:THE )?(?:FULL |TOTAL |GROSS )?(?:INVOICE|CREDIT|L/C|DRAWING)"
    r"(?: (?:VALUE|AMOUNT))?)?(?: (?:IS |TO BE )?(?:PAYABLE|PAID|AVAILABLE|DUE))?"
    r"(?: BY (?P<way>SIGHT PAYMENT|PAYMENT|DEF(?:ERRED)? PAYMENT|ACCEPTANCE|NEGOTIATION)"
    r"(?P<drafts> OF (?:BENEFICIARY'?S )?DRAFTS?)?)?"
    r"(?: (?:BY |AGAINST )?(?P<draft>DRAFTS?))?"
    rf" ?(?P<tenor>.*?)(?: (?:DRAWN )?ON (?:THE )?(?P<bank>{'|'.join(_BANKS)}))?"
    r"[ ,;./]*(?: AND)?[ ,;./]*"
)
_WAYS = {
    **{"SIGHT PAYMENT": Mode.SIGHT, "PAYMENT": Mode.SIGHT, "NEGOTIATION": Mode.NEGOTIATION},
    **{"DEF PAYMENT": Mode.DEFERRED, "DEFERRED PAYMENT": Mode.DEFERRED},
    "ACCEPTANCE": Mode.ACCEPTANCE,
}
_NO_MARK = re.compile(r"(?<![\w.,])(?:\d[.)]|[A-Z]\)|\+|-|AND\b|,|;|/) ?(?=\d|[A-Z]{3} ?\d)")


def read_parts(value: str) -> tuple[MixedPart, ...]:
    """The parts of 42M; empty where they are not all understood, or do not come to the whole.

    A part after some time of which no draft is spoken is deferred payment: acceptance has a draft
    (UCP 600 art. 2). So a part with a draft is understood only where it says on whom.
    """
    text = _NO_MARK.sub("", " ".join(value.upper().split()))
    begins = [found.start() for found in _EACH.finditer(text)]
    if not begins or text[: begins[0]].strip(" :"):
        return ()
    ends = (*begins[1:], len(text))
    parts = [_read_part(text[at:end].strip()) for at, end in zip(begins, ends, strict=True)]
    found = tuple(part for part in parts if part is not None)
    if len(found) < len(parts):
        return ()
    try:
        return Availability(mode=Mode.MIXED, parts=found).parts
    except FieldRefused:
        return ()


def part_words(part: MixedPart) -> str:
    """A part as 42M says it; `read_parts` understands every word of it."""
    share = (
        f"{plain_decimal(part.percent or Decimal(0)).replace('.', ',')} PERCENT"
        if part.amount is None
        else part.amount.swift()
    )
    due = "AT SIGHT" if part.tenor is None else tenor_words(part.tenor)
    words = [share]
    if part.mode is Mode.NEGOTIATION:
        words.append("BY NEGOTIATION")
    if part.drawee is not None:
        words.append("BY DRAFT")
    words.append(due)
    if part.drawee is not None:
        words.append(f"ON {_ON[part.drawee]}")
    return " ".join(words)


def _read_part(text: str) -> MixedPart | None:
    said = _PART.fullmatch(text)
    tenor = read_tenor(said["tenor"]) if said and said["tenor"] else None
    if said is None or (tenor is None and (said["tenor"] or not said["way"])):
        return None
    way = _WAYS.get(said["way"] or "")
    later = tenor is not None and not is_at_sight(tenor)
    drawn = bool(said["draft"] or said["drafts"])
    if drawn != bool(said["bank"]) or (way is Mode.SIGHT and later):
        return None
    if way is None:
        way = Mode.SIGHT if not later else Mode.ACCEPTANCE if drawn else Mode.DEFERRED
    amount = money(said["amount"][:3], said["amount"][3:]) if said["amount"] else None
    if said["amount"] and amount is None:
        return None
    try:
        return MixedPart(
            mode=way,
            percent=Decimal(said["percent"].replace(",", ".")) if said["percent"] else None,
            amount=amount,
            tenor=tenor if later else None,
            drawee=_BANKS[said["bank"]] if said["bank"] else None,
        )
    except FieldRefused:
        return None
