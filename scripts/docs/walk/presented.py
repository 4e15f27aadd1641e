"""What befalls documents presented: amendments they accept, records not readable, letters lost."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from api.client import Client
from api.client.shapes import AskForRecords, IssueAmendment, ReplaceRecords
from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import (
    ISSUER,
    LINE,
    MUMBAI,
    ORCHARDS,
    PRICE,
    api_of,
    bill_of_lading,
    commercial_invoice,
    delivered,
    issued,
    presented,
    registered,
    salt,
    terms,
)

_AWAITED = "WALK-34"


async def accepting(stage: Stage) -> None:
    """Documents that need an amendment accept it: found by the bank, or presented under it."""
    bank, orchards = stage.actor(ISSUER), api_of(stage, ORCHARDS)
    later = {"path": "shipment.latest", "action": "set", "value": "2026-05-06"}
    found = await _amended(stage, "WALK-31", later)
    drawing = await presented(stage, found, "WALK-31", on_board="2026-04-26")
    await bank.bind(lambda api: api.credit.examine(drawing))
    await bank.bind(lambda api: api.credit.accept_by_presentation(drawing, {"number": 1}))
    more = {"path": "amount", "action": "increase", "value": {"currency": "USD", "minor": 500}}
    larger = await _amended(stage, "WALK-32", more)
    documents = [
        await registered(stage, ORCHARDS, commercial_invoice("WALK-32", PRICE + 500)),
        await registered(stage, LINE, bill_of_lading("WALK-32", "2026-04-20")),
    ]
    await orchards.credit.present_under(
        larger,
        1,
        {
            "bank": stage.lei(MUMBAI),
            "amount": {"currency": "USD", "minor": PRICE + 500},
            "documents": documents,
        },
    )


async def unread(stage: Stage) -> None:
    """A record that cannot be read comes again; of another the bank waits in vain."""
    for number in ("WALK-33", _AWAITED):
        credit = await issued(stage, number)
        drawing = await presented(stage, credit, number)
        seen = await api_of(stage, ORCHARDS).credit.read_presentation(drawing)
        lading = seen["documents"][1]["hash"]
        asked: AskForRecords = {"records": [lading]}
        await stage.actor(ISSUER).bind(_asking(drawing, asked))
        if number == _AWAITED:
            continue
        once_more = bill_of_lading(number, "2026-04-20") | {"salt": salt(number, "once more")}
        again = await registered(stage, LINE, once_more)
        instead: ReplaceRecords = {"records": [{"unreadable": lading, "replacement": again}]}
        await api_of(stage, ORCHARDS).credit.replace_records(drawing, instead)


async def awaited_in_vain(stage: Stage) -> None:
    """After the last day for it: what was asked for again was not presented."""
    bank = api_of(stage, ISSUER)
    credits = await bank.credit.read_all()
    (drawing,) = next(each for each in credits if each["number"] == _AWAITED)["presentations"]
    await bank.credit.treat_as_not_presented(drawing)


async def lost(stage: Stage) -> None:
    """Complying documents that the courier lost."""
    credit = await issued(stage, "WALK-35")
    drawing = await delivered(stage, credit, "WALK-35")
    mumbai = api_of(stage, MUMBAI)
    await mumbai.credit.examine(drawing)
    cover = "Our schedule of 8 May 2026, sent by courier under waybill 4471190023."
    await mumbai.credit.report_lost(drawing, {"cover": cover})


async def in_instalments(stage: Stage) -> None:
    """A credit in instalments, the first of which nobody drew."""
    half = {"currency": "USD", "minor": PRICE // 2}
    said = terms("WALK-36", "ALLOWED")
    said["shipment"] |= {
        "latest": "2026-05-20",
        "instalments": [
            {"first": "2026-03-20", "last": "2026-03-26", "amount": half},
            {"first": "2026-05-01", "last": "2026-05-20", "amount": half},
        ],
    }
    credit = await issued(stage, "WALK-36", shipment=said["shipment"])
    await api_of(stage, ORCHARDS).credit.lapse(credit)


async def _amended(stage: Stage, number: str, change: Mapping[str, object]) -> str:
    credit = await issued(stage, number)
    said: IssueAmendment = {
        "amendment": {
            "credit_number": number,
            "number": 1,
            "issued_on": "2026-05-08",
            "changes": [dict(change)],
        }
    }
    await stage.actor(ISSUER).bind(lambda api: api.credit.amend(credit, said))
    return credit


def _asking(drawing: str, asked: AskForRecords) -> Callable[[Client], Awaitable[Any]]:
    return lambda api: api.credit.ask_for_records(drawing, asked)
