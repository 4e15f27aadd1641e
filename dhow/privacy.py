"""What is kept of whom: the words in which ledger and store classify each of their fields.

A classification lies beside what it classifies: `dhow/ledger/privacy.py` for the contracts,
`dhow/store/privacy.py` for the tables. `docs/privacy.md` is made from both, and a test fails for a
field that neither knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a field can tell about somebody."""

    PERSONAL = "personal"
    """About a person, by name or by a number or key that stands for one."""
    COMMERCIAL = "commercial"
    """About a trade or an organisation. A sole trader's are that person's too."""
    PROOF = "proof"
    """A hash: shows that what one has is the same, and tells nothing to who has nothing."""
    SECRET = "secret"  # noqa: S105 - the kind of field
    """Lets in, or could: never shown again."""
    TECHNICAL = "technical"
    """The machinery's own: places, states, counts, times of writing."""


@dataclass(frozen=True)
class Classified:
    """One contract's or table's fields by kind, each kind's names separated by spaces.

    `hidden` has those that are `Kind.SECRET`.

    Attributes:
        readers: who can read it.
        kept: how long.
        words: what a field is, where its name does not say.
    """

    readers: str
    kept: str
    personal: str = ""
    commercial: str = ""
    proof: str = ""
    hidden: str = ""
    technical: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> Iterator[tuple[str, Kind]]:
        """Every field and its kind."""
        for kind, names in (
            (Kind.PERSONAL, self.personal),
            (Kind.COMMERCIAL, self.commercial),
            (Kind.PROOF, self.proof),
            (Kind.SECRET, self.hidden),
            (Kind.TECHNICAL, self.technical),
        ):
            for name in names.split():
                yield name, kind

    def said(self, name: str) -> str:
        """What a field is."""
        return self.words.get(name, "")
