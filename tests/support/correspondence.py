"""What the banks of a run told each other by SWIFT, read at its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.context import ApiContext
from api.credit.correspondence import case_of
from api.ids import lei_of
from dhow.trade.swift.correspondence import Told, messages_of
from scenarios.stage.stage import Stage


@asynccontextmanager
async def overheard(currencies: tuple[str, ...], into: list[Told]) -> AsyncIterator[Stage]:
    """A stage on an embedded chain; what was told on it goes `into` a list at its end."""
    async with Stage.open("embedded", currencies) as stage:
        yield stage
        into += told_of(stage.context)


def told_of(context: ApiContext) -> list[Told]:
    """Every message under every credit, each once."""
    with context.store.read() as work:
        banks = [each.organisation for each in work.organisations.system_able("bank")]
        rows = {row.credit_id: row for bank in banks for row in work.credits.all(bank)}
    found: list[Told] = []
    for row in rows.values():
        case = case_of(context, row)
        for bank in banks:
            lei = lei_of(bank)
            found += [each for each in messages_of(case, lei) if each.sender.lei == lei]
    return found
