"""Keyed tokens of an invoice: what the ledger and the registry compare instead of its fields.

**What the key protects.** Invoice fields are guessable: four in five plain hashes of real invoices
fall to a dictionary in seconds. A token is therefore HMAC-SHA-256 under the registry's secret.
Whoever reads the ledger cannot test a guess; neither can a member, because only the registry's
service holds the secret and members send it the invoice. It does not protect against that service,
nor against a member who asks it about many guessed invoices; it can meter and log those questions.
A threshold oblivious function (RFC 9497, several key holders) is the planned replacement, behind
the same names.

**Encoding.** A token is HMAC over: one version byte, then the purpose and each field as a four-byte
big-endian length and its UTF-8 bytes. No two distinct tuples share an encoding. The rules' version
is inside, so tokens of two versions never meet.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NewType

from dhow.trade.invoices.canonical import (
    RULES_VERSION,
    CanonicalInvoice,
    Collateral,
    Identity,
    canonicalise,
)
from dhow.trade.invoices.model import Invoice

Fingerprint = NewType("Fingerprint", bytes)
"""32 bytes that stand for an invoice, or for a part of one, on the ledger."""

SECRET_BYTES: Final = 32
"""Length of the registry's secret; HMAC pads shorter keys, so that two could be the same."""


@dataclass(frozen=True, slots=True)
class InvoiceTokens:
    """Everything the registry keeps of an invoice.

    An invoice may be copied with less said about it: the LEI left out, 2024-0012 typed 20240012.
    `aliases` are the strong keys such a poorer copy would have; `conflict_aliases` the same for the
    weak key. Two invoices match where a primary key of one meets a primary key or an alias of the
    other; two aliases that meet prove nothing (12-3 and 1-23 both join to 123).
    """

    fingerprint: Fingerprint  # K2, the invoice's id on the ledger
    conflict_key: Fingerprint  # K1: same seller, number and year
    aliases: frozenset[Fingerprint]
    conflict_aliases: frozenset[Fingerprint]
    collateral: frozenset[Fingerprint]  # one for each transport document
    purchase_order: Fingerprint | None
    weak_elements: tuple[str, ...]  # "seller", "buyer": known by name only

    def duplicates(self, other: "InvoiceTokens") -> bool:
        """Whether both are the same invoice: seller, buyer, number, day, amount, type."""
        return (
            self.fingerprint == other.fingerprint
            or self.fingerprint in other.aliases
            or other.fingerprint in self.aliases
        )

    def conflicts(self, other: "InvoiceTokens") -> bool:
        """Whether both claim the same seller, number and year."""
        return (
            self.conflict_key == other.conflict_key
            or self.conflict_key in other.conflict_aliases
            or other.conflict_key in self.conflict_aliases
        )


def encode(purpose: str, fields: Iterable[str]) -> bytes:
    """The bytes a token is made of: version byte, then length-prefixed purpose and fields."""
    parts = [bytes([RULES_VERSION])]
    for text in (purpose, *fields):
        encoded = text.encode()
        parts.append(len(encoded).to_bytes(4, "big") + encoded)
    return b"".join(parts)


def token(secret: bytes, purpose: str, fields: Iterable[str]) -> Fingerprint:
    """HMAC-SHA-256 of `encode(purpose, fields)`: 32 bytes.

    Raises:
        ValueError: when the secret has not `SECRET_BYTES`.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(
            f"the registry's secret has {len(secret)} bytes; give exactly {SECRET_BYTES} random"
            " ones, or fingerprints could be guessed"
        )
    return Fingerprint(hmac.digest(secret, encode(purpose, fields), "sha256"))


def fingerprint(invoice: Invoice | CanonicalInvoice, secret: bytes) -> InvoiceTokens:
    """The tokens of an invoice under the registry's `secret` (32 bytes).

    Raises:
        ValueError: for a secret of another length, or a number or party that identifies nothing.
    """
    form = invoice if isinstance(invoice, CanonicalInvoice) else canonicalise(invoice)
    numbers = tuple(dict.fromkeys((form.number.segmented, form.number.joined)))
    strong = [
        token(secret, "strong", _strong_fields(form, seller, buyer, number))
        for seller in form.seller
        for buyer in form.buyer
        for number in numbers
    ]
    # The weak key joins digits first, so that a separator moved or dropped is still looked at.
    weak = [
        token(secret, "weak", (*_party(seller), number, form.issue_year))
        for seller in form.seller
        for number in reversed(numbers)
    ]
    order = form.purchase_order
    return InvoiceTokens(
        fingerprint=strong[0],
        conflict_key=weak[0],
        aliases=frozenset(strong[1:]) - {strong[0]},
        conflict_aliases=frozenset(weak[1:]) - {weak[0]},
        collateral=frozenset(collateral_key(cargo, secret) for cargo in form.collateral),
        purchase_order=token(secret, "order", (*_party(form.buyer[0]), order)) if order else None,
        weak_elements=form.weak_elements,
    )


def collateral_key(cargo: Collateral, secret: bytes) -> Fingerprint:
    """The token of a transport document: the same cargo under two invoice numbers shares it."""
    return token(secret, "transport", (cargo.carrier, cargo.number))


def _party(identity: Identity) -> tuple[str, str]:
    return identity.scheme.value, identity.value


def _strong_fields(
    form: CanonicalInvoice, seller: Identity, buyer: Identity, number: str
) -> tuple[str, ...]:
    return (
        *_party(seller),
        *_party(buyer),
        number,
        form.issue_date,
        form.currency,
        str(form.total_minor),
        form.type_code,
    )
