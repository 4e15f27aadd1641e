"""Whether two transport documents show one means of conveyance (UCP 600 art. 31(b), 31(c))."""

import re

from dhow.trade.credit.examination.places import same_place
from dhow.trade.credit.examination.wording import letters_and_figures, same_vessel
from dhow.trade.documents.carriage import Conveyance

_VOYAGE = re.compile(
    r"(?<=\w)(?:[\s,./-]+(?:voyage|voy|v)\b[\s.:#-]*(?:number|no)?[\s.:#-]*|\s*/\s*)"
    r"(?P<number>[a-z]{0,3}\d+[a-z]{0,3})\s*$",
    re.IGNORECASE,
)

_LEFT_OPEN = re.compile(
    r"\W*(?:(?:as )?(?:per|on|see) (?:the )?(?:attached )?"
    r"(?:b/?l|bills? of lading|shipping documents?)|"
    r"to be (?:advised|declared|named|nominated|confirmed)|t\.?b\.?[adn]\.?|"
    r"any (?:approved )?vessel|by (?:sea|ship|vessel|steamer)|"
    r"(?:ocean|approved|seagoing) vessel|not (?:yet )?known|n/a)\W*",
    re.IGNORECASE,
)
_OR_ANOTHER = re.compile(
    r"\W? (?:and/)?or (?:(?:any|other|approved|held) )*(?:substitutes?|others?|steamers?|vessels?|"
    r"covered)\W*$",
    re.IGNORECASE,
)


def ship_and_voyage(text: str) -> tuple[str, str | None]:
    """The ship's name, and the voyage where it is written behind: "MV KONKAN STAR V.018W"."""
    found = _VOYAGE.search(text)
    if found is None or text[: found.start()].casefold().strip(" ./") in ("m", "mv", "m.v", "ms"):
        return text, None
    return text[: found.start()], found["number"]


def may_be_ship(shipped: str, told: str) -> bool:
    """Whether a document that carries nothing may mean the ship that a transport document names.

    It may leave the ship open ("as per bill of lading", "to be advised") or add another to it ("or
    substitute"), as insurers write before goods are shipped.
    """
    if same_ship(shipped, told) or _LEFT_OPEN.fullmatch(told):
        return True
    alternative = _OR_ANOTHER.search(told)
    return alternative is not None and same_ship(shipped, told[: alternative.start()])


def same_ship(left: str, right: str) -> bool:
    """Whether two texts name one ship, with or without a voyage behind the name."""
    return same_vessel(ship_and_voyage(left)[0], ship_and_voyage(right)[0])


def same_conveyance(left: Conveyance, right: Conveyance) -> bool:
    """Same mode, ship or vehicle, journey and destination; what one does not show is no difference.

    Ships go by their IMO number where both documents have it. Receipts of one courier or post
    office, stamped at one place on one day for one destination, are one shipment (art. 31(c)).
    """
    if left.means is not right.means or left.posted != right.posted:
        return False
    if left.imo and right.imo:
        named = left.imo == right.imo
    else:
        named = not (left.name and right.name) or same_ship(left.name, right.name)
    journey = not (left.journey and right.journey) or same_journey(left.journey, right.journey)
    there = (
        left.destination is None
        or right.destination is None
        or same_place(left.destination, right.destination)
    )
    return named and journey and there


def same_journey(left: str, right: str) -> bool:
    """Whether two voyage numbers are one, however they are written."""
    return _plain(left) == _plain(right)


def _plain(journey: str) -> str:
    """A voyage number without what people write around it: "Voy. 018-E" is 018e."""
    text = letters_and_figures(journey)
    return text.removeprefix("voyage").removeprefix("voy").removeprefix("no").lstrip("0")
