"""What of a document is the same on every copy of it: to know one that was presented before.

Examination looks at the documents of one presentation (UCP 600 art. 14(a)) and cannot see that the
same bill of lading, or the same invoice, was presented under another credit or at another bank.
Marks can be compared without showing anybody a document: each is a keyed token
(`dhow.trade.invoices.fingerprint`) over what a copy cannot change without ceasing to be one.
That two documents share a mark is no discrepancy and no proof of fraud. It is what a bank asks
about before it pays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dhow.trade.credit.examination.wording import mentions, same_name
from dhow.trade.documents import BillOfLading, CharterPartyBill, CommercialInvoice, Document
from dhow.trade.documents.carriage import TransportDocument
from dhow.trade.invoices import Invoice, fingerprint
from dhow.trade.invoices.canonical import (
    Identity,
    canonical_name,
    canonical_number,
    canonical_text,
    canonicalise,
    identities,
)
from dhow.trade.invoices.fingerprint import token
from dhow.trade.invoices.model import COMMERCIAL_INVOICE, LEI_SCHEME, Identifier
from dhow.trade.invoices.model import Party as InvoiceParty
from dhow.trade.members.party import Party


class Kind(StrEnum):
    """What a mark is made of; those of an alias are how a copy that says less would be marked."""

    CARRIAGE = "carriage"  # who carries, and the number of the transport document
    INVOICE = "invoice"  # seller, buyer, number, day, amount, type
    INVOICE_ALIAS = "invoice_alias"
    NUMBER = "number"  # seller, number and year of an invoice
    NUMBER_ALIAS = "number_alias"


class Match(StrEnum):
    """How two documents are alike, gravest first."""

    RECORD = "RECORD"
    """The very same record."""
    TRANSPORT_DOCUMENT = "TRANSPORT_DOCUMENT"
    """The same transport document, in another record."""
    INVOICE = "INVOICE"
    """The same invoice, in another record."""
    INVOICE_NUMBER = "INVOICE_NUMBER"
    """An invoice of the same seller, number and year, for another amount, buyer or day."""


MEETS: Final[tuple[tuple[Kind, frozenset[Kind], Match], ...]] = (
    (Kind.CARRIAGE, frozenset({Kind.CARRIAGE}), Match.TRANSPORT_DOCUMENT),
    (Kind.INVOICE, frozenset({Kind.INVOICE, Kind.INVOICE_ALIAS}), Match.INVOICE),
    (Kind.INVOICE_ALIAS, frozenset({Kind.INVOICE}), Match.INVOICE),
    (Kind.NUMBER, frozenset({Kind.NUMBER, Kind.NUMBER_ALIAS}), Match.INVOICE_NUMBER),
    (Kind.NUMBER_ALIAS, frozenset({Kind.NUMBER}), Match.INVOICE_NUMBER),
)
"""Which kinds of another's marks each kind meets; two aliases that meet prove nothing."""

WORDS: Final = {
    Match.RECORD: "this very record",
    Match.TRANSPORT_DOCUMENT: "the same transport document (carrier and number)",
    Match.INVOICE: "the same invoice (seller, buyer, number, day and amount)",
    Match.INVOICE_NUMBER: "an invoice of the same seller, number and year",
}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One token of a document, 32 bytes."""

    kind: Kind
    token: bytes


def marks(document: Document, secret: bytes) -> frozenset[Mark]:
    """The marks of a document under the registry's `secret` (32 bytes); none of most kinds.

    Raises:
        ValueError: for a secret of another length.
    """
    try:
        if isinstance(document, TransportDocument):
            return frozenset(_carriage(document, secret))
        if isinstance(document, CommercialInvoice):
            return frozenset(_invoice(document, secret))
    except _Unidentified:
        pass
    return frozenset()


class _Unidentified(Exception):
    """A number or a party that identifies nothing: the document cannot be known again by it."""


def _carriage(document: TransportDocument, secret: bytes) -> Iterable[Mark]:
    """One for each name of who carries: a copy may leave the LEI out, or name the ship alone."""
    number = _number(document.number)
    carriers = [*_identities(document.carrier), *_identities(document.issuer)]
    known = [(each.scheme.value, each.value) for each in carriers]
    ship = canonical_name(document.conveyance.name or "")
    if ship:
        known.append(("SHIP", ship))
    for scheme, value in dict.fromkeys(known):
        yield Mark(Kind.CARRIAGE, token(secret, "carriage", (scheme, value, number)))


def _invoice(document: CommercialInvoice, secret: bytes) -> Iterable[Mark]:
    try:
        form = canonicalise(as_invoice(document))
    except ValueError as problem:
        raise _Unidentified from problem
    tokens = fingerprint(form, secret)
    yield Mark(Kind.INVOICE, tokens.fingerprint)
    yield Mark(Kind.NUMBER, tokens.conflict_key)
    yield from (Mark(Kind.INVOICE_ALIAS, each) for each in tokens.aliases)
    yield from (Mark(Kind.NUMBER_ALIAS, each) for each in tokens.conflict_aliases)


def as_invoice(document: CommercialInvoice) -> Invoice:
    """The invoice presented as the registry of invoices knows it.

    Raises:
        ValueError: a number or a party that identifies nothing.
    """
    return Invoice(
        number=document.number,
        issue_date=document.issued_on,
        type_code=COMMERCIAL_INVOICE,
        currency=document.total.currency.code,
        seller=_party(document.issuer),
        buyer=_party(document.buyer),
        total_minor=document.total.minor,
        payable_minor=document.total.minor,
    )


def _party(party: Party) -> InvoiceParty:
    lei = Identifier(party.lei, LEI_SCHEME) if party.lei else None
    return InvoiceParty(name=party.name, country=party.country, legal_id=lei)


def _identities(party: Party | None) -> tuple[Identity, ...]:
    if party is None or not canonical_text(party.name):
        return ()
    found = identities(_party(party))
    return tuple(each for each in found if each.scheme.value != "REGISTER")


def _number(text: str) -> str:
    try:
        return canonical_number(text).joined
    except ValueError as problem:
        raise _Unidentified from problem


def is_anothers(document: Document, presenter: str, lei: str) -> bool:
    """Whether a bill of lading is for others than who presented it.

    Whoever may read a record can name it in a presentation. Only who is its shipper, stands in its
    order or had control of it could deliver it; what another does with a copy is not held against
    them (UCP 600 art. 17(a); MLETR art. 10).

    Args:
        document: the bill, as it is held.
        presenter: the name of who presented it, as the directory has it.
        lei: its LEI.
    """
    if not isinstance(document, BillOfLading | CharterPartyBill):
        return False
    acts = document.control.acts if isinstance(document, BillOfLading) and document.control else ()
    named = [document.shipper.name, *(act.to for act in acts if act.to)]
    is_named = any(same_name(each, presenter) for each in named) or document.shipper.lei == lei
    return not is_named and not mentions(document.consignee, presenter)
