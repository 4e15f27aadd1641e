"""Route and time of shipment, partial shipments, instalments (UCP 600 art. 3, 29 to 32)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

from dhow.trade.credit.periods import Window, shipment_window
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record


class Permission(Enum):
    """Partial shipments (43P) and transhipment (43T)."""

    ALLOWED = "ALLOWED"
    NOT_ALLOWED = "NOT ALLOWED"
    CONDITIONAL = "CONDITIONAL"


@dataclass(frozen=True, kw_only=True)
class Instalment(Record):
    """A part to be shipped within a period, both days included (UCP 600 art. 32)."""

    first: date
    last: date
    quantity: Quantity | None = None
    amount: Amount | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise FieldRefused("last", "comes before first")

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(self.first, self.last)


@dataclass(frozen=True, kw_only=True)
class Shipment(Record):
    """Route and time of shipment (44A to 44F, 43P, 43T).

    A port may be one of several, or any of a country. `latest` is 44C; `period` (44D) is a phrase
    of art. 3 such as "on or about 10 June 2026"; not both. Instalments are in order of time.
    """

    taking_in_charge: Place | None = None
    port_of_loading: tuple[Place, ...] = ()
    port_of_discharge: tuple[Place, ...] = ()
    final_destination: Place | None = None
    latest: date | None = None
    period: str | None = None
    partial_shipments: Permission | None = None
    transhipment: Permission | None = None
    instalments: tuple[Instalment, ...] = ()

    def __post_init__(self) -> None:
        if self.latest is not None and self.period is not None:
            raise FieldRefused("period", "44C and 44D exclude each other; give one (error D06)")
        if self.period is not None:
            try:
                shipment_window(self.period)
            except ValueError as error:
                raise FieldRefused("period", str(error)) from None
        for i, (earlier, later) in enumerate(pairwise(self.instalments), 1):
            if later.first <= earlier.last:
                raise FieldRefused(f"instalments[{i}].first", "is not after the one before it")

    @property
    def window(self) -> Window:
        """The days on which goods may be shipped, from 44C or the phrase in 44D; neither rolls."""
        return shipment_window(self.period) if self.period else Window(None, self.latest)

    @property
    def partial_allowed(self) -> bool:
        """Partial shipments are allowed unless the credit says otherwise (art. 31(a))."""
        return self.partial_shipments is not Permission.NOT_ALLOWED
