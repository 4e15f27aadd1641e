"""Who takes part in the walk, and the short trade that several of its parts begin with."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from api.client import Client
from api.client.shapes import CreditView
from scenarios.stage.parties import Member
from scenarios.stage.stage import Stage

BEGINS = datetime(2026, 4, 1, 6, tzinfo=UTC)
CURRENCIES = ("USD", "EUR")
OPENING = (("USD", 200_000_000),)
PRICE = 10_000_000

ORCHARDS, JUICE, ISSUER, MUMBAI = "orchards", "juice", "issuer", "mumbai"
CLEARING, COURT = "clearing", "court"
LINE, TERMINAL, FACTORS, PEARL = "line", "terminal", "factors", "pearl"

CAST = (
    Member(
        code=ORCHARDS,
        name="Konkan Orchards",
        country="IN",
        city="Ratnagiri",
        capabilities=("exporter",),
        opening=OPENING,
    ),
    Member(
        code=JUICE,
        name="Al Mina Juice Works",
        country="AE",
        city="Dubai",
        capabilities=("importer",),
        opening=OPENING,
    ),
    Member(
        code=ISSUER,
        name="Creek Bank",
        country="AE",
        city="Dubai",
        capabilities=("bank",),
        bic="CRKBAEAD",
        dual_control=True,
        place="AEDXB",
        opening=OPENING,
    ),
    Member(
        code=MUMBAI,
        name="Banco Levante",
        country="IN",
        city="Mumbai",
        capabilities=("bank",),
        bic="LVNTINBB",
        place="INBOM",
        opening=OPENING,
    ),
    Member(
        code=CLEARING,
        name="Bank of Liberty Island",
        country="US",
        city="New York",
        capabilities=("bank",),
        bic="BKLIUS33",
        opening=OPENING,
    ),
    Member(
        code=COURT,
        name="Registry of the Commercial Court",
        country="AE",
        city="Dubai",
        capabilities=("regulator",),
    ),
    Member(
        code=LINE,
        name="Malabar Line",
        country="IN",
        city="Mumbai",
        capabilities=("carrier",),
    ),
    Member(
        code=TERMINAL,
        name="Jebel Ali Terminal",
        country="AE",
        city="Dubai",
        capabilities=("terminal",),
    ),
    Member(
        code=FACTORS,
        name="Deira Factors",
        country="AE",
        city="Dubai",
        capabilities=("financier",),
        opening=OPENING,
    ),
    Member(
        code=PEARL,
        name="Pearl Traders",
        country="AE",
        city="Dubai",
        capabilities=("exporter",),
    ),
)


def api_of(stage: Stage, code: str) -> Client:
    """Calls in the name of a party of the walk."""
    return stage.actor(code).api


# ------------------------------------------------------------------ a trade


async def applied(
    stage: Stage, number: str, partial: str = "NOT ALLOWED", **changed: Any
) -> CreditView:
    """A credit applied for; `changed` are fields of its terms."""
    return await api_of(stage, JUICE).credit.apply_for(
        {"reference": number, "terms": terms(number, partial) | changed}
    )


async def issued(stage: Stage, number: str, partial: str = "NOT ALLOWED", **changed: Any) -> str:
    """A credit issued by maker and checker, and advised."""
    credit = (await applied(stage, number, partial, **changed))["id"]
    bank = stage.actor(ISSUER)
    if number == "WALK-03":  # once, so that somebody sees what awaits a checker
        await bank.prepare(lambda api: api.credit.issue(credit, {"number": number}))
        await bank.api.members.acts()
        await bank.api.credit.issue(credit, {"number": number})
    else:
        await bank.bind(lambda api: api.credit.issue(credit, {"number": number}))
    await api_of(stage, MUMBAI).credit.advise(credit)
    return credit


async def presented(
    stage: Stage, credit: str, number: str, *, on_board: str = "2026-04-20", minor: int = PRICE
) -> str:
    """Documents presented to the nominated bank and forwarded to the issuing bank."""
    presentation = await delivered(stage, credit, number, on_board=on_board, minor=minor)
    await api_of(stage, MUMBAI).credit.forward(presentation)
    return presentation


async def delivered(
    stage: Stage, credit: str, number: str, *, on_board: str = "2026-04-20", minor: int = PRICE
) -> str:
    """Documents presented to the nominated bank."""
    documents = [
        await registered(stage, ORCHARDS, commercial_invoice(number, minor)),
        await registered(stage, LINE, bill_of_lading(number, on_board)),
    ]
    stage.at(datetime(2026, 4, 28, 8, tzinfo=UTC))
    presentation = await api_of(stage, ORCHARDS).credit.present(
        credit,
        {
            "bank": stage.lei(MUMBAI),
            "amount": {"currency": "USD", "minor": minor},
            "documents": documents,
        },
    )
    return presentation["id"]


async def registered(stage: Stage, issuer: str, document: dict[str, Any]) -> str:
    """A document registered by its issuer, for the exporter to read; its hash."""
    granted: Iterable[str] = () if issuer == ORCHARDS else (stage.lei(ORCHARDS),)
    answer = await api_of(stage, issuer).documents.register(
        {"document": document, "grant_to": list(granted)}
    )
    return answer["hash"]


def party(code: str) -> dict[str, str]:
    """A party as documents name it."""
    member = next(each for each in CAST if each.code == code)
    return {"name": member.name, "country": member.country, "lei": member.lei}


def salt(*words: str) -> str:
    """A salt of its own for each document."""
    return hashlib.sha256("/".join(words).encode()).hexdigest()[:32]


def terms(number: str, partial: str) -> dict[str, Any]:
    """Terms of a credit at sight, with the nominated bank."""
    return {
        "credit_number": number,
        "issuing_bank": party(ISSUER),
        "applicant": party(JUICE),
        "beneficiary": party(ORCHARDS),
        "nominated_bank": party(MUMBAI),
        "rules": "EUCP LATEST VERSION",
        "eucp_version": "2.1",
        "amount": {"currency": "USD", "minor": PRICE},
        "availability": {"mode": "sight", "with_bank": "nominated_bank"},
        "expiry": {"day": "2026-05-29", "place": "INBOM"},
        "goods": {
            "description": "FRESH ALPHONSO MANGOES",
            "incoterm": {"rule": "CFR", "place": "Jebel Ali", "version": 2020},
        },
        "shipment": {
            "port_of_loading": [{"name": "Nhava Sheva", "locode": "INNSA"}],
            "port_of_discharge": [{"name": "Jebel Ali", "locode": "AEJEA"}],
            "latest": "2026-04-25",
            "partial_shipments": partial,
        },
        "documents": [
            {"kind": "commercial_invoice"},
            {"kind": "bill_of_lading", "transport": {"freight": "prepaid"}},
        ],
    }


def commercial_invoice(number: str, minor: int) -> dict[str, Any]:
    """An invoice for the goods."""
    return {
        "kind": "commercial_invoice",
        "number": f"INV-{number}",
        "issuer": party(ORCHARDS),
        "issued_on": "2026-04-18",
        "salt": salt(number, "invoice"),
        "credit_number": number,
        "buyer": party(JUICE),
        "goods": "FRESH ALPHONSO MANGOES",
        "total": {"currency": "USD", "minor": minor},
        "incoterm": {"rule": "CFR", "place": "Jebel Ali", "version": 2020},
    }


def bill_of_lading(number: str, on_board: str) -> dict[str, Any]:
    """A bill of lading for them."""
    return {
        "kind": "bill_of_lading",
        "number": f"BL-{number}",
        "issuer": party(LINE),
        "issued_on": on_board,
        "salt": salt(number, "lading", on_board),
        "credit_number": number,
        "signature": {"name": "Malabar Line", "capacity": "carrier"},
        "carrier": party(LINE),
        "shipper": party(ORCHARDS),
        "consignee": "TO ORDER",
        "vessel": "MV MALABAR PEARL",
        "port_of_loading": {"name": "Nhava Sheva", "locode": "INNSA"},
        "port_of_discharge": {"name": "Jebel Ali", "locode": "AEJEA"},
        "goods": "MANGOES",
        "on_board_on": on_board,
        "freight": "prepaid",
        "endorsed_in_blank": True,
    }
