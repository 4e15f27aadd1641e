"""A party to a trade as it is named in terms and documents."""

from dataclasses import dataclass

from dhow.trade.members import identifiers
from dhow.trade.records import FieldRefused, Record


@dataclass(frozen=True, kw_only=True)
class Party(Record):
    """Name, address lines, ISO 3166 country, and the identifiers the party has.

    `contacts` (telephone, e-mail) are kept apart from the address because examination ignores them
    (UCP 600 art. 14(j)).
    """

    name: str
    country: str | None = None
    address: tuple[str, ...] = ()
    lei: str | None = None
    bic: str | None = None
    contacts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field, lines in (("name", (self.name,)), ("address", self.address)):
            if not all(line.isprintable() for line in lines):
                words = "has a line break or another sign that is not printed"
                raise FieldRefused(field, f"{words}; give each line of an address by itself")
        for field in ("lei", "bic", "country"):
            value = getattr(self, field)
            if value is None:
                continue
            try:
                compact = getattr(identifiers, field)(value)
            except ValueError as error:
                raise FieldRefused(field, str(error)) from None
            object.__setattr__(self, field, compact)

    def __str__(self) -> str:
        return self.name
