"""Ports, airports and places as terms and documents name them."""

import re
from dataclasses import dataclass

from dhow.trade.members import identifiers
from dhow.trade.records import FieldRefused, Record

_RANGE = re.compile(r"^\W*any\b|\bports\b|\bairports\b|\(s\)", re.IGNORECASE)


@dataclass(frozen=True)
class Place(Record):
    """A named place, with its UN/LOCODE where it is known.

    In terms, a `country` without a `locode` and `any_in_country` set stands for a range such as
    "any Indian port".
    """

    name: str
    locode: str | None = None
    country: str | None = None
    any_in_country: bool = False

    def __post_init__(self) -> None:
        for field, read in (("locode", identifiers.un_locode), ("country", identifiers.country)):
            value = getattr(self, field)
            if value is None:
                continue
            try:
                object.__setattr__(self, field, read(value))
            except ValueError as error:
                raise FieldRefused(field, str(error)) from None
        if self.country is None and self.locode is not None:
            object.__setattr__(self, "country", self.locode[:2])
        if self.any_in_country and self.country is None:
            raise FieldRefused("country", "is missing; any_in_country needs the country")

    @property
    def is_range_in_words(self) -> bool:
        """Whether it says that any of several will do, and of which nothing here can tell.

        "Any European port": whether Rotterdam is one an examiner knows, and its words do not say.
        """
        told = self.any_in_country or self.locode is not None
        return not told and _RANGE.search(self.name) is not None

    def __str__(self) -> str:
        return f"{self.name} ({self.locode})" if self.locode else self.name
