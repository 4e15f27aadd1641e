"""A transferable credit, a trader between its buyer and two suppliers, for tests over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.development import Newcomer
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    lei,
    open_network,
    salt,
    terms,
)

GROWER, PACKER = lei("growers"), lei("packers")
SUPPLIERS = {GROWER: "Deccan Growers", PACKER: "Konkan Packers"}
WHOLE = 10_000_000
SHARE, SOLD = 5_000_000, 6_000_000  # what the supplier invoices, and the trader to its buyer


@contextmanager
def open_with_suppliers() -> Iterator[Network]:
    """The usual network, and two exporters more."""
    more = tuple(
        Newcomer(lei=each, name=name, country="IN", capabilities=("exporter",))
        for each, name in SUPPLIERS.items()
    )
    with open_network(more) as network:
        yield network


def usd(minor: int) -> Json:
    return {"currency": "USD", "minor": minor}


def supplier(code: str) -> Json:
    return {"name": SUPPLIERS[code], "country": "IN", "lei": code}


def transferable(network: Network, number: str, **changed: Any) -> str:
    """A transferable credit that allows parts, issued and advised."""
    stated = terms(number, WHOLE) | {"form": "IRREVOCABLE TRANSFERABLE"} | changed
    stated["shipment"] = stated["shipment"] | {"partial_shipments": "ALLOWED"}
    asked = {"reference": number, "terms": stated}
    credit: str = network.post("/credits/applications", IMPORTER, asked)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    return credit


def asked(to: str, minor: int = SHARE, **changed: Any) -> Json:
    """What the trader asks for: a smaller amount, earlier days, its own name as applicant."""
    return {
        "transfer": {
            "second_beneficiary": supplier(to),
            "amount": usd(minor),
            "amendments": "advise_all",
            "expiry": "2026-05-22",
            "latest_shipment": "2026-04-23",
            **changed,
        }
    }


def transferred(network: Network, credit: str, to: str, reference: str, **how: Any) -> str:
    """A part asked for by the trader and transferred by the nominated bank; its id."""
    path = f"/credits/{credit}/transfers"
    number = network.post(path, EXPORTER, asked(to, **how))["number"]
    given = network.post(f"{path}/{number}/consent", NOMINATED, {"reference": reference})
    part: str = given["transferred"]
    return part


def shipped(network: Network, number: str, by: str, minor: int = SHARE) -> list[str]:
    """A supplier's invoice to the trader, and the carrier's bill of lading for its goods."""
    invoice = commercial_invoice(
        number,
        minor,
        issuer=supplier(by),
        buyer={"name": "Orchards", "country": "IN", "lei": EXPORTER},
        salt=salt(number, by),
    ) | {"number": f"S-{number}-{by[-2:]}"}
    lading = bill_of_lading(number, shipper=supplier(by), salt=salt(number, by, "bl"))
    lading |= {"number": f"BL-{number}-{by[-2:]}"}
    return [
        network.post("/documents", by, {"document": invoice, "grant_to": []})["hash"],
        network.post("/documents", CARRIER, {"document": lading, "grant_to": [by]})["hash"],
    ]


SENT = "one set of copies was sent to the applicant"


def certified(network: Network, number: str, by: str) -> str:
    """A supplier's certificate that it sent copies, which the credit has the beneficiary state."""
    document = {
        "kind": "beneficiary_certificate",
        "number": f"BC-{number}-{by[-2:]}",
        "issuer": supplier(by),
        "issued_on": "2026-04-20",
        "salt": salt(number, by, "bc"),
        "signature": {"name": SUPPLIERS[by]},
        "statements": [f"We certify that {SENT}."],
    }
    made: str = network.post("/documents", by, {"document": document, "grant_to": []})["hash"]
    return made


def own_invoice(
    network: Network, number: str, minor: int = SOLD, name: str = "T", currency: str = "USD"
) -> str:
    """The trader's invoice to its buyer."""
    document = commercial_invoice(number, minor, salt=salt(number, name))
    document |= {"number": f"{name}-{number}", "total": {"currency": currency, "minor": minor}}
    made: str = network.post("/documents", EXPORTER, {"document": document, "grant_to": []})["hash"]
    return made


def delivered(
    network: Network, credit: str, by: str, documents: list[str], minor: int = SHARE
) -> str:
    """Documents presented to the nominated bank."""
    body = {"bank": NOMINATED, "amount": usd(minor), "documents": documents}
    made: str = network.post(f"/credits/{credit}/presentations", by, body)["id"]
    return made


def paid(network: Network, presentation: str) -> None:
    """The nominated bank sends it on; the issuing bank examines and honours."""
    network.post(f"/presentations/{presentation}/forward", NOMINATED)
    seen = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert seen["examination"]["complying"], seen["examination"]["findings"]
    network.bind(f"/presentations/{presentation}/honour", ISSUER)


def balance(network: Network, organisation: str) -> int:
    """Minor units of dollars on a settlement account, also where there were never any."""
    found = network.get("/money/balances", organisation)
    return next((each["balance"] for each in found if each["currency"] == "USD"), 0)
