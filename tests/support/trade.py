"""A trade in progress, with one object of every kind, and who may see each of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.api import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    ORACLE,
    TERMINAL,
    Network,
    commercial_invoice,
    issued_credit,
    open_network,
    registered_documents,
)

NOBODYS = "0x" + "0f" * 32
PARTIES = frozenset((EXPORTER, IMPORTER, ISSUER, NOMINATED))

SEES: Mapping[str, frozenset[str]] = {
    "credit": PARTIES,
    "presentation": frozenset((EXPORTER, NOMINATED)),  # not forwarded yet
    "document": frozenset((CARRIER, EXPORTER, NOMINATED)),  # the bill of lading
    "shipment": frozenset((CARRIER, CUSTOMS)),
    "fingerprint": frozenset((EXPORTER, FINANCIER)),
    "undertaking": frozenset((ISSUER, EXPORTER, TERMINAL)),
    "subject": PARTIES | {ORACLE},  # the credit, asked for its evidence
    "operation": frozenset((EXPORTER,)),
    "token": frozenset((EXPORTER,)),
    "user": frozenset((EXPORTER,)),
    "webhook": frozenset((EXPORTER,)),
    "key": frozenset((EXPORTER,)),
    "transaction": frozenset((EXPORTER,)),
}
"""Objects by the name that paths give them, and who sees the one of `Trade`."""


@dataclass
class Trade:
    """Documents presented to the nominated bank and not yet forwarded, and what is beside them.

    Attributes:
        ids: one object of each kind in `SEES`.
    """

    network: Network
    ids: dict[str, str]


@contextmanager
def open_trade() -> Iterator[Trade]:
    """A network with a trade in progress."""
    with open_network() as network:
        ids = {
            **objects_of_a_trade(network),
            "operation": _operation(network),
            "token": network.post(
                "/service-tokens", EXPORTER, {"name": "books", "user": "maker", "days": 30}
            )["id"],
            "user": network.post(
                "/users", EXPORTER, {"name": "clerk", "duty": "maker", "password": "a clerk's own"}
            )["name"],
            "key": network.get("/members/keys", EXPORTER)[0]["key"],
            "transaction": network.post(
                "/documents", EXPORTER, {"document": commercial_invoice("ISO-TX")}
            )["receipt"]["transaction"],
            "webhook": network.post("/webhooks", EXPORTER, {"url": "https://books.example/dhow"})[
                "id"
            ],
        }
        yield Trade(network, ids)


def objects_of_a_trade(network: Network) -> dict[str, str]:
    """Documents presented and not yet forwarded, and an object of each other kind of the trade."""
    number = "LC-ISOLATION"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    presentation = network.post(
        f"/credits/{credit}/presentations",
        EXPORTER,
        {
            "bank": NOMINATED,
            "amount": {"currency": "USD", "minor": 10_000_000},
            "documents": documents,
        },
    )["id"]
    return {
        "credit": credit,
        "presentation": presentation,
        "document": documents[1],  # the bill of lading: the carrier's, granted to the exporter
        "shipment": _shipment(network),
        "fingerprint": _invoice(network),
        "undertaking": _undertaking(network),
        "subject": credit,
    }


def _shipment(network: Network) -> str:
    made: str = network.post(
        "/goods/shipments",
        CARRIER,
        {
            "reference": "ISOLATED",
            "participants": [CUSTOMS],
            "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
        },
    )["id"]
    return made


def _invoice(network: Network) -> str:
    fingerprint: str = network.post(
        "/invoices",
        EXPORTER,
        {
            "number": "ISO-1",
            "issue_date": "2026-03-30",
            "currency": "USD",
            "seller": {"name": "Orchards", "lei": EXPORTER},
            "buyer": {"name": "Juice Works", "lei": IMPORTER},
            "total_minor": 1_000,
        },
    )["fingerprint"]
    network.post(
        f"/invoices/{fingerprint}/offers",
        EXPORTER,
        {
            "financier": FINANCIER,
            "advance": {"currency": "USD", "minor": 900},
            "reserved_until": network.context.now() + 86_400,
        },
    )
    return fingerprint


def _undertaking(network: Network) -> str:
    made: str = network.bind(
        "/undertakings",
        ISSUER,
        {
            "reference": "ISO",
            "beneficiary": EXPORTER,
            "amount": {"currency": "USD", "minor": 10},
            "expires_at": network.context.now() + 86_400,
            "conditions": [{"kind": "ATTESTATION", "party": TERMINAL, "statement": "here"}],
        },
    )["id"]
    return made


def _operation(network: Network) -> str:
    """One that its party asked for with a key."""
    body = {"contract": "credit", "minor": 0}
    network.post("/money/USD/allowances", EXPORTER, body, headers={"Idempotency-Key": "isolated"})
    (kept, *_) = network.get("/operations", EXPORTER)
    identifier: str = kept["id"]
    return identifier
