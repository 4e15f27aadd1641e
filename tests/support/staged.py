"""Stages whose parties were admitted once in a test process, for stories that are played often.

Admitting ten parties with their keys, calendars and money takes as long as a third of their story.
A stage of `begun` takes up a copy of chain and database as they were when the same parties had been
admitted by a stage of the usual kind; then they sign in. The chain is the same to the last byte.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any, Final

import httpx

from api.app import create_app
from scenarios.stage.actors import Actor
from scenarios.stage.parties import Member
from scenarios.stage.stage import DUTIES, Stage
from tests.support.founding import Founding

_KEPT: Final[dict[Any, Founding]] = {}


@asynccontextmanager
async def begun(currencies: tuple[str, ...]) -> AsyncIterator[Stage]:
    """As `Stage.open` on the embedded chain; what there is on it begins with `admit`."""
    async with AsyncExitStack() as over:
        yield _Begun(over, currencies)


class _Begun(Stage):
    def __init__(self, over: AsyncExitStack, currencies: tuple[str, ...]) -> None:
        self._over = over
        self._currencies = currencies

    async def admit(
        self, members: Sequence[Member], years: Sequence[int], begins: datetime
    ) -> None:
        same = repr((self._currencies, members, years, begins))
        if same not in _KEPT:
            async with Stage.open("embedded", self._currencies) as first:
                await first.admit(members, years, begins)
                engine: Any = first._engine
                _KEPT[same] = Founding(engine, first.context, self._currencies)
        engine, context = self._over.enter_context(_KEPT[same].begun())
        client = await self._over.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=create_app(context)),
                base_url="http://dhow.test",
            )
        )
        super().__init__(engine, context, client)
        for member in members:
            actor = Actor(member, self.speaks_to(member), self.tally)
            for duty in DUTIES:
                await actor.sign_in(duty, f"{member.lei}/{duty}", await self.password_of(member))
            self._actors[member.code] = actor
