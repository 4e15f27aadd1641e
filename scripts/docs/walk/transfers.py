"""A credit transferred in parts, and the first beneficiary's invoice that goes on, or does not."""

from contextlib import suppress
from datetime import UTC, datetime

from api.client import ApiProblem
from api.client.shapes import AllowAmendment, AskForTransfer, IssueAmendment
from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import (
    ISSUER,
    LINE,
    MUMBAI,
    ORCHARDS,
    PEARL,
    PRICE,
    api_of,
    bill_of_lading,
    commercial_invoice,
    issued,
    party,
    registered,
    salt,
)

NUMBER = "WALK-21"
SHARE = PRICE // 4


async def transferred(stage: Stage) -> None:
    """Three parts of one credit: given back, substituted for, and taken as received."""
    expiry = {"day": "2026-07-30", "place": "INBOM"}
    credit = await issued(stage, NUMBER, "ALLOWED", form="IRREVOCABLE TRANSFERABLE", expiry=expiry)
    orchards, mumbai, pearl = (api_of(stage, each) for each in (ORCHARDS, MUMBAI, PEARL))
    for number in range(1, 5):
        await orchards.credit.ask_for_transfer(credit, _asked(SHARE - number))
    await orchards.credit.withdraw_transfer(credit, 4)
    parts = []
    for number in (1, 2, 3):
        given = await mumbai.credit.transfer(credit, number, {"reference": f"PART-{number}"})
        parts.append(given["transferred"] or "")
    await orchards.credit.read_transfers(credit)
    earlier: IssueAmendment = {
        "amendment": {
            "credit_number": NUMBER,
            "number": 1,
            "issued_on": "2026-06-09",
            "changes": [{"path": "expiry.day", "action": "set", "value": "2026-07-25"}],
        }
    }
    issuer = stage.actor(ISSUER)
    with suppress(ApiProblem):  # the first beneficiary wanted to be asked
        await issuer.bind(lambda api: api.credit.amend(parts[0], earlier))
    (asked,) = await orchards.credit.read_passing_on(parts[0])
    allowed: AllowAmendment = {"amendment": asked["amendment"]}
    await orchards.credit.allow_amendment(parts[0], 1, allowed)
    await issuer.bind(lambda api: api.credit.amend(parts[0], earlier))
    await pearl.credit.answer_amendment(parts[0], 1, {"accepts": False})
    await pearl.credit.give_back(parts[0])
    drawings = [
        await _presented(stage, part, SHARE - number)
        for number, part in enumerate(parts, start=1)
        if number > 1
    ]
    for drawing in drawings:
        await mumbai.credit.demand_substitution(drawing)
    invoice = await registered(stage, ORCHARDS, commercial_invoice(NUMBER, SHARE))
    await orchards.credit.substitute(drawings[0], {"invoice": invoice, "drawing": None})
    stage.at(datetime(2026, 6, 12, 8, tzinfo=UTC))
    await mumbai.credit.take_as_received(drawings[1])
    await mumbai.credit.forward(drawings[1])
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.examine(drawings[1]))
    await bank.bind(lambda api: api.credit.waive(drawings[1]))
    await bank.bind(lambda api: api.credit.honour(drawings[1]))
    await pearl.credit.close_part(parts[2])


def _asked(minor: int) -> AskForTransfer:
    return {
        "transfer": {
            "second_beneficiary": party(PEARL),
            "amount": {"currency": "USD", "minor": minor},
            "amendments": "ask_first",
        }
    }


async def _presented(stage: Stage, part: str, minor: int) -> str:
    """Documents of the second beneficiary, shipped a day late, at the transferring bank."""
    invoice = commercial_invoice(NUMBER, minor) | {
        "number": f"S-{minor}",
        "issuer": party(PEARL),
        "buyer": party(ORCHARDS),
        "salt": salt(NUMBER, "second", str(minor)),
    }
    lading = bill_of_lading(NUMBER, "2026-04-26") | {
        "number": f"BL-{NUMBER}-{minor}",
        "salt": salt(NUMBER, "lading", str(minor)),
    }
    pearl, granted = api_of(stage, PEARL), [stage.lei(PEARL)]
    papers = [
        await pearl.documents.register({"document": invoice, "grant_to": []}),
        await api_of(stage, LINE).documents.register({"document": lading, "grant_to": granted}),
    ]
    made = await pearl.credit.present(
        part,
        {
            "bank": stage.lei(MUMBAI),
            "amount": {"currency": "USD", "minor": minor},
            "documents": [each["hash"] for each in papers],
        },
    )
    return made["id"]
