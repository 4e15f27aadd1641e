"""A stage on which each organisation has an API process of its own, and a validator of its own.

The network (`dhow network up --begins ...`) is up beforehand. Each process holds its organisation's
keys and its own database only and prefers another node; a party's requests go to its own process.
What the processes share is the ledger; all else they tell one another.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import httpx

from api.context import development_context
from api.exchange.joining import to_be_admitted
from api.exchange.peers import Apart
from api.ids import OPERATOR
from api.operator_password import MEMBERS, password_file
from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.network.engine import NetworkEngine
from dhow.ledger.network.organisations import PREFIX, organisation_service, own_database
from scenarios.stage.parties import Member
from scenarios.stage.stage import Acting, Heard, Stage

_START_SECONDS: Final = 180.0
_JOIN_SECONDS: Final = 60.0
_ANSWER_SECONDS: Final = 180.0
_PAUSE_SECONDS: Final = 0.2


class OwnProcesses(Stage):
    """One run's world, spread over processes that share nothing but the ledger."""

    _engine: NetworkEngine
    _open: AsyncExitStack
    _speaks: dict[str, httpx.AsyncClient]
    _heard: Heard | None

    @classmethod
    @asynccontextmanager
    async def over(
        cls, folder: Path, currencies: tuple[str, ...], heard: Heard | None = None
    ) -> AsyncIterator[Self]:
        """Take the network up, start the operator's process, and stop all processes at the end.

        The contracts are deployed where they are not yet.

        Args:
            folder: of the network.
            currencies: ISO 4217 codes of the money the story needs.
            heard: told of every answer of the API.

        Raises:
            BadInputError: a clock that cannot be set, money that the network has not, or an
                operator's password that is not the first any more.
            EnvironmentProblemError: a process does not start.
        """
        async with AsyncExitStack() as stack:
            engine = stack.enter_context(NetworkEngine(folder))
            if not engine.settable:
                raise BadInputError(
                    f"A story takes weeks, and the network in {folder} keeps the true time. Make "
                    "one whose clock can be set: dhow network up --begins 2026-01-01."
                )
            manifest = engine.network.manifest
            database = own_database(engine.network, "operator", (OPERATOR,))
            if not manifest.exists():
                deployed = await asyncio.to_thread(
                    development_context, engine, database, currencies=currencies, manifest=manifest
                )
                deployed.store.close()
            # what the stage itself knows of the ledger: a reader that nobody tells anything
            context = await asyncio.to_thread(
                development_context, engine, manifest=manifest, apart=Apart(frozenset(), {})
            )
            stack.callback(context.store.close)
            if missing := sorted(set(currencies) - set(context.contracts.money)):
                raise BadInputError(
                    f"The network in {folder} has no {', '.join(missing)}, and the story needs it."
                    " Make another: dhow network up --currencies ..."
                )
            client = await stack.enter_async_context(httpx.AsyncClient())
            stage = cls(engine, context, client)
            stage._open, stage._speaks, stage._heard = stack, {}, heard
            stage.operator_password = _first_password(password_file(database))
            stack.push_async_callback(stage._stop)
            await stage._start({"operator": (OPERATOR,)})
            stage.http = stage._speaks["operator"]
            yield stage

    async def admit(
        self, members: Sequence[Member], years: Sequence[int], begins: datetime
    ) -> None:
        """Start every party's process, then admit the parties."""
        await self._start({member.code: (member.lei,) for member in members})
        await super().admit(members, years, begins)

    def who_acts_for(self, member: Member) -> Acting:
        """A party's users by their keys: they sign in at its own process."""
        keys = to_be_admitted(self.context, member.lei)
        return {"users": keys["users"], "settlement_account": keys["settlement_account"]}

    async def password_of(self, member: Member) -> str:
        """What the party's process has written down, once it has joined."""
        database = own_database(self._engine.network, member.code, (member.lei,))
        place = password_file(database, suffix=MEMBERS)
        deadline = time.monotonic() + _JOIN_SECONDS
        while True:
            found = place.read_text(encoding="ascii").strip() if place and place.exists() else ""
            if found and await self._signs_in(member, found):
                return found
            if time.monotonic() > deadline:
                log = self._engine.network.log(PREFIX + member.code)
                raise EnvironmentProblemError(f"the process of {member.code} does not join; {log}")
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _signs_in(self, member: Member, password: str) -> bool:
        form = {"username": f"{member.lei}/checker", "password": password}
        return (await self._speaks[member.code].post("/auth/token", data=form)).is_success

    def speaks_to(self, member: Member) -> httpx.AsyncClient:
        """The process of this party."""
        return self._speaks[member.code]

    async def restart(self, code: str, *, killed: bool = True) -> None:
        """Kill a party's process (or ask it to end) and start it again."""
        network = self._engine.network
        end = network.kill if killed else network.stop
        await asyncio.to_thread(end, PREFIX + code)
        await asyncio.to_thread(network.start, PREFIX + code)
        await self._await_answer(code)

    async def _start(self, wanted: dict[str, tuple[str, ...]]) -> None:
        network = self._engine.network
        for code, organisations in wanted.items():
            service = organisation_service(
                network,
                code,
                organisations,
                number=len(self._speaks),
            )
            network.add_service(service)
            self._speaks[code] = await self._open.enter_async_context(
                httpx.AsyncClient(
                    base_url=f"http://127.0.0.1:{service.port}",
                    event_hooks={"response": [self._heard] if self._heard else []},
                    timeout=_ANSWER_SECONDS,
                    trust_env=False,
                )
            )
        for code in wanted:
            await self._await_answer(code)

    async def _await_answer(self, code: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                if (await self._speaks[code].get("/openapi.json")).is_success:
                    return
            except httpx.TransportError:
                pass
            running = {name: runs for name, runs, _ in self._engine.network.status().services}
            if not running[PREFIX + code] or time.monotonic() > deadline:
                log = self._engine.network.log(PREFIX + code)
                raise EnvironmentProblemError(f"the process of {code} does not start; see {log}")
            await asyncio.sleep(0.2)

    async def _stop(self) -> None:
        for code in self._speaks:
            await asyncio.to_thread(self._engine.network.stop, PREFIX + code)


def _first_password(place: Path | None) -> str:
    try:
        return place.read_text(encoding="ascii").strip() if place is not None else ""
    except OSError as problem:
        raise BadInputError(
            f"The operator's first password is not in {place} any more, and the story signs in"
            " with it. Play on a network of its own."
        ) from problem
