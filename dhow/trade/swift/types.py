"""The messages of category 7 (SRU 2025): which fields in which order, and which must be there.

A field is written with its options, `51[AD]`, and a `!` where it is mandatory; `-` among options is
the field without a letter. A name before a colon begins a sequence; one in brackets may be left
out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_SLOT = re.compile(r"(\d\d)(?:\[([A-Z-]+)\]|([A-Z]?))(!?)")

_SHIPMENT = "44A 44E 44F 44B 44C 44D"
_DRAWING = "42C 42[AD] 42M 42P"
_TERMS = "45A 46A 47A 49G 49H"
_CREDIT = f"32B! 39A 39C 41[AD]! {_DRAWING} 43P 43T {_SHIPMENT} {_TERMS} 71D 48 49!"
_CHANGES = "45B 46B 47B 49M 49N"
_EXTENSION = "23F 78 26E 31S"
_DELIVERY = "24E 24G"

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "700": (
        "Issue of a documentary credit",
        f"27! 40A! 20! 23 31C! 40E! 31D! 51[AD] 50! 59! {_CREDIT} 58[AD] 53[AD] 78 57[ABD] 72Z",
    ),
    "701": ("Issue of a documentary credit, continued", f"27! 20! {_TERMS}"),
    "705": (
        "Pre-advice of a documentary credit",
        f"40A! 20! 31D! 50! 59! 32B! 39A 39C 41[AD] {_SHIPMENT} 45A 57[ABD] 79Z 72Z",
    ),
    "707": (
        "Amendment to a documentary credit",
        "27! 20! 21! 23! 52[AD] 50B 31C! 26E! 30! 22A! 23S 40A 40E 31D 50 59 32B 33B 39A 39C "
        f"41[AD] {_DRAWING} 43P 43T {_SHIPMENT} {_CHANGES} 71D 71N 48 49 58[AD] 53[AD] 78 "
        "57[ABD] 72Z",
    ),
    "708": ("Amendment to a documentary credit, continued", f"27! 20! 21! 23! 26E! 30! {_CHANGES}"),
    "710": (
        "Advice of a third bank's documentary credit",
        "27! 40B! 20! 21! 23 31C! 40E! 31D! 52[AD] 50B 51[AD] 50! 59! "
        f"{_CREDIT} 58[AD] 53[AD] 78 78D 57[ABD] 72Z",
    ),
    "711": ("Advice of a third bank's documentary credit, continued", f"27! 20! 21! {_TERMS}"),
    "720": (
        "Transfer of a documentary credit",
        f"27! 40B! 20! 21! 31C! 40E! 31D! 52[AD] 50B 50! 59! {_CREDIT} 58[AD] 78 78D 57[ABD] 72Z",
    ),
    "721": ("Transfer of a documentary credit, continued", f"27! 20! 21! {_TERMS}"),
    "730": ("Acknowledgement", "20! 21! 25 30! 32[BD] 57[AD] 71D 72Z 79Z"),
    "732": ("Advice of discharge", "20! 21! 30! 32B! 72Z"),
    "734": ("Advice of refusal", "20! 21! 32A! 73A 33[AB] 57[ABD] 72Z 77J! 77B!"),
    "740": (
        "Authorisation to reimburse",
        f"20! 25 40F! 31D 58[AD] 59 32B! 39A 39C 41[AD]! {_DRAWING} 71A 71D 72Z",
    ),
    "742": (
        "Reimbursement claim",
        "20! 21! 31C 52[AD]! 32B! 33B 71D 34[AB]! 57[ABD] 58[AD] 72Z",
    ),
    "744": (
        "Notice of non-conforming reimbursement claim",
        "20! 21! 52[AD]! 21A! 31C 34[AB]! 73R! 73S! 71D 72Z",
    ),
    "747": (
        "Amendment to an authorisation to reimburse",
        "20! 21 30! 31E 32B 33B 34B 39A 39C 72Z 77",
    ),
    "750": ("Advice of discrepancy", "20! 21! 32B! 33B 71D 73A 34B 57[ABD] 72Z 77J!"),
    "752": (
        "Authorisation to pay, accept or negotiate",
        "20! 21! 23! 30! 32B 71D 33[AB] 53[ABD] 54[ABD] 72Z 79Z",
    ),
    "754": (
        "Advice of payment, acceptance or negotiation",
        "20! 21! 32[AB]! 33B 71D 73A 34[AB] 53[ABD] 57[ABD] 58[AD] 72Z 77",
    ),
    "756": ("Advice of reimbursement or payment", "20! 21! 32B! 33A! 53[ABD] 54[ABD] 72Z 79Z"),
    "759": ("Ancillary trade structured message", "27! 20! 21 22D! 23 52[AD] 23H! 45D! 23X"),
    "760": (
        "Issue of a demand guarantee or standby letter of credit",
        "A: 15A! 27! 22A! 72Z 23X "
        "B: 15B! 20! 30! 22D! 40C! 23B! 31E 35G 50 51 52[AD]! 59[-A]! 56[AD] 23 57[AD] 32B! 39F "
        f"41[FG] 71D 45C 77U! 49 58[AD] 44[HJ] {_EXTENSION} 48B 48D 39E 45L {_DELIVERY} "
        "(C): 15C! 31C 22D! 40C! 22K 23B! 31E 35G 50! 51 52[AD] 59! 32B! 39F 41[FG] 71D 45C 77L "
        f"22Y 40D 44[HJ] {_EXTENSION} 48B 48D 39E 45L! {_DELIVERY}",
    ),
    "761": (
        "Issue of a demand guarantee or standby letter of credit, continued",
        "27! 20! 52[AD]! 77U 77L",
    ),
    "765": (
        "Demand under a guarantee or standby letter of credit",
        "20! 21! 23 52[AD]! 59[-A] 31L 22G! 32B! 78 49A 77 31E 31R 56[ABD] 57[ABD] 72Z 23X",
    ),
    "767": (
        "Amendment to a demand guarantee or standby letter of credit",
        "A: 15A! 27! 21! 22A! 23S 72Z 23X "
        "B: 15B! 20! 26E! 30! 52[AD]! 23 32B 33B 23B 31E 35G 59[-A] 77U 24E 24G "
        "(C): 15C! 32B 33B 23B 31E 35G 59 77L 24E 24G",
    ),
    "768": (
        "Acknowledgement of a guarantee or standby message",
        "20! 21! 25 30! 32[BD] 57[ABD] 71D 72Z 23X",
    ),
    "769": (
        "Advice of reduction or release",
        "20! 21! 25 30! 32[BD] 33B 34B 39[CD] 57[ABD] 71D 72Z 23X",
    ),
    "775": (
        "Amendment to a demand guarantee or standby letter of credit, continued",
        "27! 20! 21! 26E! 52[AD]! 77U 77L",
    ),
    "785": (
        "Non-extension notification",
        "20! 21 52[AD]! 31C! 59[-A]! 56[AD] 57[AD] 31E 72Z 23X",
    ),
    "786": ("Demand refusal", "20! 21 52[AD]! 30! 32B! 77J! 77B 72Z 23X"),
    "787": ("Amendment response", "20! 21! 52[AD]! 26E! 23R! 72Z 23X"),
    "799": ("Free format message", "20! 21 79!"),
}


@dataclass(frozen=True)
class Slot:
    """A place for a field: `tags` are those that may stand there, one of them at most once."""

    number: str
    tags: tuple[str, ...]
    mandatory: bool

    @property
    def name(self) -> str:
        """As the handbook writes it: `42a` where there are options."""
        return self.tags[0] if len(self.tags) == 1 else f"{self.number}a"


@dataclass(frozen=True)
class Section:
    """A sequence of a message; one without a name is the whole text."""

    name: str
    mandatory: bool
    slots: tuple[Slot, ...]

    @property
    def opening(self) -> str | None:
        """The field that begins it, 15A and the like."""
        return self.slots[0].tags[0] if self.name else None


@dataclass(frozen=True)
class MessageType:
    """A message of category 7."""

    mt: str
    name: str
    sections: tuple[Section, ...]

    @property
    def tags(self) -> frozenset[str]:
        """Every tag that may stand in it."""
        return frozenset(
            tag for section in self.sections for slot in section.slots for tag in slot.tags
        )


@cache
def message_type(mt: str) -> MessageType | None:
    """A message of category 7 by its number; None where it is not one of those known here."""
    if mt not in _MESSAGES:
        return None
    name, written = _MESSAGES[mt]
    sections: list[Section] = []
    title, mandatory, slots = "", True, list[Slot]()
    for word in written.split():
        if word.endswith(":"):
            if slots:
                sections.append(Section(title, mandatory, tuple(slots)))
            title, mandatory, slots = word.strip("():"), not word.startswith("("), []
            continue
        slots.append(_slot(word))
    sections.append(Section(title, mandatory, tuple(slots)))
    return MessageType(mt, name, tuple(sections))


def _slot(word: str) -> Slot:
    found = _SLOT.fullmatch(word)
    if found is None:  # pragma: no cover - the table is ours and read whole by a test
        raise ValueError(f"{word} is no field of the table")
    number, options, option, mandatory = found.groups()
    letters = options or option or "-"
    tags = tuple(number + ("" if letter == "-" else letter) for letter in letters)
    return Slot(number, tags, bool(mandatory))


MESSAGE_TYPES: tuple[str, ...] = tuple(_MESSAGES)
"""Every message known here, by number."""
