"""Two invoices side by side: the same, in conflict, alike, or different, and why.

The registry compares tokens; a person who holds both invoices compares them here, by the same
rules, and sees the elements.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from dhow.trade.invoices.canonical import (
    CanonicalInvoice,
    Identity,
    canonical_name,
    canonical_number,
    canonical_text,
    canonicalise,
)
from dhow.trade.invoices.fingerprint import SECRET_BYTES, InvoiceTokens, fingerprint
from dhow.trade.invoices.model import ASSIGNED_TYPES, Invoice, Party


class Match(Enum):
    """How two invoices stand to each other, the gravest first."""

    DUPLICATE = "DUPLICATE"  # the strong key is equal: the same invoice
    CONFLICT = "CONFLICT"  # same seller, number and year, something else differs: to be reviewed
    NEAR = "NEAR"  # enough elements agree that the trader is asked to explain
    DIFFERENT = "DIFFERENT"


class Alert(Enum):
    """What a financier must hear whatever the match."""

    ASSIGNED = "ASSIGNED"  # someone other than the seller is to be paid: already sold
    COLLATERAL_CONFLICT = "COLLATERAL_CONFLICT"  # the same cargo under two invoices
    CREDIT_NOTE = "CREDIT_NOTE"  # one of the two lowers what the other claims
    WEAK_IDENTITY = "WEAK_IDENTITY"  # a party is known by its name only


# What agreement on an element is worth as evidence that two papers bill the same sale. The number
# of an invoice and its seller weigh most; amount alone is common and weighs little.
_POINTS: Final = {
    "number": 3,
    "seller": 3,
    "buyer": 2,
    "amount": 2,
    "issue_date": 2,
    "purchase_order": 2,
    "despatch_advice": 3,
    "transport_document": 3,
    "due_date": 1,
    "contract": 1,
}
NEAR_POINTS: Final = 9
"""From here two invoices are NEAR: a monthly invoice of one supplier to one buyer, for the same
amount under one contract, has 8 and is not."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The class of a match with the elements that agree, those that differ, and the alerts.

    An element one of the two does not state is in neither list.
    """

    match: Match
    matching: tuple[str, ...]
    differing: tuple[str, ...]
    alerts: tuple[Alert, ...]
    points: int

    def words(self) -> str:
        """One sentence for a person: what it is, by which elements, and what else to heed."""
        text = f"{_MEANING[self.match]}. The same: {_listed(self.matching)}"
        text += f"; not the same: {_listed(self.differing)}." if self.differing else "."
        return text + "".join(f" {_HEED[alert]}." for alert in self.alerts)


_MEANING: Final = {
    Match.DUPLICATE: "The same invoice",
    Match.CONFLICT: "One seller, number and year, yet not the same invoice: to be reviewed",
    Match.NEAR: "Much alike: ask for an explanation",
    Match.DIFFERENT: "Different invoices",
}
_HEED: Final = {
    Alert.ASSIGNED: "Already assigned: one of them is payable to someone other than its seller",
    Alert.COLLATERAL_CONFLICT: "Both bill the same cargo",
    Alert.CREDIT_NOTE: "One is a credit note on the other",
    Alert.WEAK_IDENTITY: "A party is known by its name only",
}


def _listed(elements: tuple[str, ...]) -> str:
    return ", ".join(elements).replace("_", " ") or "nothing"


def is_assigned(invoice: Invoice) -> bool:
    """Whether the invoice itself says that the receivable was sold (BG-10, UNTDID 1001 393, 396).

    A payee that is the seller under another of its identities is no assignment.
    """
    if invoice.type_code in ASSIGNED_TYPES:
        return True
    return invoice.payee is not None and not _same_firm(invoice.payee, invoice.seller)


def _same_firm(payee: Party, seller: Party) -> bool:
    """By any identifier stated for both, else by name: payees rarely carry a country."""
    if payee.vat and seller.vat:
        return payee.vat == seller.vat
    if payee.legal_id and seller.legal_id:
        return payee.legal_id.value == seller.legal_id.value
    if payee.name and (seller.name or seller.trading_name):
        known = {canonical_name(n) for n in (seller.name, seller.trading_name) if n}
        return canonical_name(payee.name) in known
    theirs = {identifier.value for identifier in payee.identifiers}
    return bool(theirs & {identifier.value for identifier in seller.identifiers})


def credits(note: Invoice, invoice: Invoice) -> bool:
    """Whether `note` is a credit note that names `invoice` (BT-25) from the same seller."""
    if not note.is_credit_note or invoice.is_credit_note:
        return False
    ours, theirs = canonicalise(note), canonicalise(invoice)
    if not _same_party(ours.seller, theirs.seller):
        return False
    return any(
        canonical_text(reference.number)
        and canonical_number(reference.number).segmented == theirs.number.segmented
        and reference.issue_date in (None, invoice.issue_date)
        for reference in note.preceding
    )


def compare(first: Invoice, second: Invoice) -> Comparison:
    """The match of two invoices; symmetric in its arguments.

    Raises:
        ValueError: when a number or a party identifies nothing.
    """
    a, b = canonicalise(first), canonicalise(second)
    agreement = _agreement(a, b)
    matching = tuple(name for name, agrees in agreement.items() if agrees)
    differing = tuple(name for name, agrees in agreement.items() if agrees is False)
    points = sum(_POINTS.get(name, 0) for name in matching)
    # Equality of tokens does not depend on the secret, so that any will do for a comparison.
    ours, theirs = fingerprint(a, bytes(SECRET_BYTES)), fingerprint(b, bytes(SECRET_BYTES))
    match = _match(ours, theirs, points)
    alerts = []
    if is_assigned(first) or is_assigned(second):
        alerts.append(Alert.ASSIGNED)
    if match is not Match.DUPLICATE and ours.collateral & theirs.collateral:
        alerts.append(Alert.COLLATERAL_CONFLICT)
    if credits(first, second) or credits(second, first):
        alerts.append(Alert.CREDIT_NOTE)
    if match is not Match.DIFFERENT and (a.weak_elements or b.weak_elements):
        alerts.append(Alert.WEAK_IDENTITY)
    return Comparison(match, matching, differing, tuple(alerts), points)


def _match(a: InvoiceTokens, b: InvoiceTokens, points: int) -> Match:
    if a.duplicates(b):
        return Match.DUPLICATE
    if a.conflicts(b):
        return Match.CONFLICT
    return Match.NEAR if points >= NEAR_POINTS else Match.DIFFERENT


def _agreement(a: CanonicalInvoice, b: CanonicalInvoice) -> dict[str, bool | None]:
    """Each element: agrees, differs, or None where one of the two does not state it."""
    cargo = {c.number for c in a.collateral}, {c.number for c in b.collateral}
    return {
        "seller": _same_party(a.seller, b.seller) or _same_name(a.seller, b.seller),
        "seller_identifier": _same_identifier(a.seller, b.seller),
        "buyer": _same_party(a.buyer, b.buyer) or _same_name(a.buyer, b.buyer),
        "buyer_identifier": _same_identifier(a.buyer, b.buyer),
        "number": a.number.segmented == b.number.segmented or a.number.joined == b.number.joined,
        "issue_date": a.issue_date == b.issue_date,
        "amount": (a.currency, a.total_minor) == (b.currency, b.total_minor),
        "type": a.type_code == b.type_code,
        "due_date": _stated(a.due_date, b.due_date),
        "purchase_order": _stated(a.purchase_order, b.purchase_order),
        "contract": _stated(a.contract, b.contract),
        "despatch_advice": _stated(a.despatch_advice, b.despatch_advice),
        "transport_document": bool(cargo[0] & cargo[1]) if all(cargo) else None,
    }


def _stated(a: str | None, b: str | None) -> bool | None:
    return None if a is None or b is None else a == b


def _same_party(a: tuple[Identity, ...], b: tuple[Identity, ...]) -> bool:
    """By the strongest scheme both state."""
    theirs = {identity.scheme: identity.value for identity in b}
    for identity in a:
        if identity.scheme in theirs:
            return identity.value == theirs[identity.scheme]
    return False


def _same_identifier(a: tuple[Identity, ...], b: tuple[Identity, ...]) -> bool | None:
    """False where one name stands beside two identifiers of one scheme; else nothing to say."""
    return False if _same_name(a, b) and _other_identifier(a, b) else None


def _other_identifier(a: tuple[Identity, ...], b: tuple[Identity, ...]) -> bool:
    theirs = {identity.scheme: identity.value for identity in b if not identity.weak}
    return any(
        identity.value != theirs[identity.scheme]
        for identity in a
        if not identity.weak and identity.scheme in theirs
    )


def _same_name(a: tuple[Identity, ...], b: tuple[Identity, ...]) -> bool:
    """Firms of one name count as alike for NEAR even where their tax numbers differ."""
    names = ({i.value.partition(":")[2] for i in party if i.weak} for party in (a, b))
    first, second = names
    return bool(first & second)
