"""One spelling for each element, so that cosmetic changes do not hide a second financing.

The rules are versioned: `RULES_VERSION` is part of every token made from a canonical form, so a
registry that changes them recomputes its tokens and never compares across versions.

What is folded away: case, white space, punctuation, width and compatibility forms (NFKC), accents,
digits of other scripts, Greek and Cyrillic letters that look Latin, leading zeros of a run of
digits. What is kept: a zero inside or after a number (105/12 is not 150/12, nor 15/12), and the
place of a separator *between two digits* (12-3 is not 1-23).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

from stdnum import lei as stdnum_lei
from stdnum import vatin

from dhow.trade.invoices.model import Invoice, Party, TransportDocument

RULES_VERSION: Final = 1

# Letters that decomposition leaves whole.
_LETTERS: Final = str.maketrans(
    {
        "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D",
        "Þ": "TH", "Ħ": "H", "Ŧ": "T", "Ŋ": "N", "ĸ": "K", "Ɖ": "D",
    }
)  # fmt: skip

# Cyrillic, then Greek capitals drawn like a Latin one: an honest number does not mix scripts.
_LOOKALIKES: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABESIJKMHOPCTYXQWYABEZHIKMNOPTYX",
)

# Words that only say which kind of company it is; the same firm is written with and without.
_LEGAL_FORM_WORDS: Final = (
    "AB AG APS AS ASA BHD BV BVBA CO COMPANY CORP CORPORATION CV DMCC EIRL EURL FZCO FZE GBR"
    " GMBH INC INCORPORATED KFT KG KK LDA LIMITED LLC LLP LP LTD LTDA MBH NV OHG OU OY OYJ PLC"
    " PRIVATE PTE PTY PUBLIC PVT SA SARL SAS SDN SE SL SLU SP SPA SRL SRO UG WLL ZOO"
)
_LEGAL_FORMS: Final = frozenset(_LEGAL_FORM_WORDS.split())

# Countries whose tax administration prefixes a VAT number with letters other than ISO 3166's.
_VAT_PREFIX: Final = {"GR": "EL"}
_PREFIXED: Final = re.compile(r"[A-Z]{2}")


def fold(text: str) -> str:
    """Upper-case text without accents, width or script tricks; punctuation still in place."""
    upper = unicodedata.normalize("NFKC", text).upper().translate(_LETTERS)
    # Upper-casing can compose again, hence the decomposition afterwards.
    bare = "".join(c for c in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(c))
    return "".join(_ascii_digit(c) for c in bare.upper().translate(_LETTERS).translate(_LOOKALIKES))


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def canonical_text(text: str) -> str:
    """Letters and digits of `fold(text)`, nothing else."""
    return "".join(c for c in fold(text) if c.isalnum())


@dataclass(frozen=True, slots=True)
class CanonicalNumber:
    """A document number in the two spellings that are compared.

    `segmented` strips leading zeros from each run of digits and keeps one stroke where something
    stood between two digits: INV-2024-0012 is INV2024/12. `joined` takes punctuation out before it
    strips zeros: INV20240012. They agree unless digits were separated.
    """

    segmented: str
    joined: str


_RUN: Final = re.compile(r"[0-9]+|[^\W\d_]+|[^\W_]")


def canonical_number(text: str) -> CanonicalNumber:
    """The canonical forms of an invoice, order or transport document number.

    Raises:
        ValueError: when the text holds no letter and no digit.
    """
    folded = fold(text)
    if not any(c.isalnum() for c in folded):
        raise ValueError(f"{text[:40]!r} has no letter and no digit, so it identifies nothing")
    return CanonicalNumber(_segmented(folded), _segmented(canonical_text(text)))


def _segmented(folded: str) -> str:
    parts: list[str] = []
    for match in _RUN.finditer(folded):
        run = match.group()
        if run[0] in "0123456789":
            if parts and parts[-1][-1] in "0123456789":
                parts.append("/")
            run = run.lstrip("0") or "0"
        parts.append(run)
    return "".join(parts)


def canonical_vat(vat: str, country: str | None) -> str:
    """A VAT number with its country: 'NL8200.98.395.B.01' is NL820098395B01.

    A number that passes its country's check is spelled as the national rules spell it
    (python-stdnum); any other keeps its letters and digits. Leading zeros are part of it.
    """
    text = canonical_text(vat)
    if not _PREFIXED.match(text) and country:
        text = country + text
    prefix = _VAT_PREFIX.get(text[:2])
    if prefix is not None:
        text = prefix + text[2:]
    try:
        return canonical_text(vatin.compact(text)) if vatin.is_valid(text) else text
    except Exception:
        return text


def canonical_name(name: str) -> str:
    """A firm's name without legal form: 'Enexis B.V.' and 'ENEXIS BV' are ENEXIS."""
    # A full stop or apostrophe belongs inside a word; anything else parts words.
    words = re.findall(r"[^\W_]+", re.sub(r"[.'\u2019`]", "", fold(name)))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "".join(words)


class IdentityScheme(Enum):
    """What a party is known by, strongest first."""

    LEI = "LEI"
    VAT = "VAT"
    REGISTER = "REGISTER"
    NAME = "NAME"


@dataclass(frozen=True, slots=True)
class Identity:
    """A party's identity in one scheme; by NAME it is weak, for names are shared and changed."""

    scheme: IdentityScheme
    value: str

    @property
    def weak(self) -> bool:
        """Whether only a name and a country stand for the party."""
        return self.scheme is IdentityScheme.NAME


def identities(party: Party) -> tuple[Identity, ...]:
    """Every identity the party states, strongest first: LEI, VAT, national register, name.

    Raises:
        ValueError: when nothing in the party identifies it.
    """
    found: list[Identity] = []
    country = party.country or ""
    if party.lei and stdnum_lei.is_valid(party.lei):
        found.append(Identity(IdentityScheme.LEI, canonical_text(party.lei)))
    if party.vat and canonical_text(party.vat):
        found.append(Identity(IdentityScheme.VAT, canonical_vat(party.vat, party.country)))
    if party.legal_id and canonical_text(party.legal_id.value):
        register = canonical_text(party.legal_id.value)
        # Register numbers are unique within a country only; some carry its letters, some do not.
        found.append(Identity(IdentityScheme.REGISTER, country + register.removeprefix(country)))
    if party.name and canonical_name(party.name):
        found.append(Identity(IdentityScheme.NAME, f"{country}:{canonical_name(party.name)}"))
    if not found:
        raise ValueError("the party has no name and no identifier")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Collateral:
    """A cargo an invoice is drawn on, by its transport document."""

    carrier: str  # SCAC, '' where the number does not begin with one
    number: str


_CARRIER: Final = re.compile(r"([A-Z]{4})(?=[A-Z0-9]*[0-9])(.+)")


def collateral(document: TransportDocument) -> Collateral:
    """The carrier's SCAC and the number apart: 'MAEU 123-4567' is (MAEU, 1234567)."""
    text = canonical_number(document.number).joined
    match = _CARRIER.fullmatch(text)
    return Collateral(match.group(1), match.group(2)) if match else Collateral("", text)


@dataclass(frozen=True, slots=True)
class CanonicalInvoice:
    """An invoice's identifying elements, each in its one spelling."""

    seller: tuple[Identity, ...]
    buyer: tuple[Identity, ...]
    number: CanonicalNumber
    issue_date: str  # ISO 8601
    type_code: str
    currency: str
    total_minor: int
    due_date: str | None
    purchase_order: str | None
    contract: str | None
    despatch_advice: str | None
    collateral: tuple[Collateral, ...]

    @property
    def issue_year(self) -> str:
        """The year of issue, four digits."""
        return self.issue_date[:4]

    @property
    def weak_elements(self) -> tuple[str, ...]:
        """Parties known by name only: a match that rests on one deserves a second look."""
        return tuple(
            role
            for role, party in (("seller", self.seller), ("buyer", self.buyer))
            if party[0].weak
        )


def canonicalise(invoice: Invoice) -> CanonicalInvoice:
    """The canonical form of `invoice` under `RULES_VERSION`.

    Raises:
        ValueError: when the number or a party identifies nothing.
    """
    return CanonicalInvoice(
        seller=identities(invoice.seller),
        buyer=identities(invoice.buyer),
        number=canonical_number(invoice.number),
        issue_date=invoice.issue_date.isoformat(),
        type_code=canonical_text(invoice.type_code),
        currency=invoice.currency,
        total_minor=invoice.total_minor,
        due_date=invoice.due_date.isoformat() if invoice.due_date else None,
        purchase_order=_reference(invoice.purchase_order),
        contract=_reference(invoice.contract),
        despatch_advice=_reference(invoice.despatch_advice),
        collateral=tuple(
            collateral(d) for d in invoice.transport_documents if canonical_text(d.number)
        ),
    )


def _reference(text: str | None) -> str | None:
    """A reference's canonical form; a filler such as 'n/a' or '-' refers to nothing."""
    canonical = canonical_text(text or "")
    if canonical in ("", "NA", "NONE", "NULL", "NIL"):
        return None
    return canonical_number(text or "").segmented
