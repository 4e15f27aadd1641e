"""Whether two transport documents show one means of conveyance (UCP 600 art. 31(b), 31(c))."""

from dhow.trade.credit.examination.places import same_place
from dhow.trade.credit.examination.wording import same_vessel
from dhow.trade.documents.carriage import Conveyance


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
        named = not (left.name and right.name) or same_vessel(left.name, right.name)
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
    text = "".join(c for c in journey.casefold() if c.isalnum())
    return text.removeprefix("voyage").removeprefix("voy").removeprefix("no").lstrip("0")
