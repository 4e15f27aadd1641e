"""SWIFT messages about credits: an MT700 that opens one, and issues it."""

from dataclasses import replace

from api.client.shapes import SendMessage
from dhow.trade.credit import Terms
from dhow.trade.members import Party
from dhow.trade.swift.mapping import write_credit
from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import BEGINS, CAST, ISSUER, JUICE, MUMBAI, api_of, terms


async def opened_by_message(stage: Stage) -> None:
    """A credit applied for by the MT700 it is to become, and issued by it."""
    number = "WALK-13"
    drafted = Terms.from_json(terms(number, "NOT ALLOWED"))
    written = write_credit(
        replace(
            drafted,
            issued_on=BEGINS.date(),
            issuing_bank=_bank(ISSUER),
            advising_bank=_bank(MUMBAI),
            nominated_bank=_bank(MUMBAI),
        )
    )
    message = "\n".join(each.emit() for each in written)
    juice, bank = api_of(stage, JUICE), stage.actor(ISSUER)
    opened = await juice.credit.apply_by_message({"reference": number, "message": message})
    sent: SendMessage = {"message": message}
    await bank.bind(lambda api: api.credit.act_by_message(opened["id"], sent))


def _bank(code: str) -> Party:
    member = next(each for each in CAST if each.code == code)
    return Party(name=member.name, country=member.country, lei=member.lei, bic=member.bic)
