"""What both syntaxes read the same way."""

from typing import Final

from dhow.trade.invoices.model import COUNTRY, Party, TransportDocument
from dhow.trade.invoices.readers.xml import Node
from dhow.trade.money import Currency

# UNTDID 1153 qualifiers that name a transport document.
TRANSPORT_SCHEMES: Final = frozenset(
    {"BM", "MB", "BH", "BN", "AWB", "MWB", "HWB", "AAS", "AAM", "CMR"}
)


def currency_of(node: Node) -> Currency:
    """The ISO 4217 currency in an element; the error lists nothing but the code found."""
    try:
        return Currency(node.text())
    except ValueError as error:
        raise node.wrong(str(error)) from None


def require_named(party: Party, node: Node, role: str) -> Party:
    """The party, unless nothing in it says who it is or its country is no ISO 3166 code."""
    if party.country is not None and not COUNTRY.fullmatch(party.country):
        raise node.wrong(
            f"the country is {party.country[:20]!r}, expected two letters such as AE (ISO 3166-1)"
        )
    if not (party.name or party.vat or party.legal_id or party.lei):
        raise node.wrong(f"the {role} has neither a name nor an identifier")
    return party


def transport_document(node: Node, scheme: str | None) -> TransportDocument | None:
    """BT-18 where its scheme is a transport document's; None for any other object."""
    number = node.text()
    if scheme is None or scheme not in TRANSPORT_SCHEMES or not number:
        return None
    return TransportDocument(scheme, number)
