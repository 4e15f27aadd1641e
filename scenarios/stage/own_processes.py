"""A stage on which each organisation has an API process of its own, and a validator of its own.

The network (`dhow network up --begins ...`) is up beforehand. Each process holds its organisation's
keys only and prefers another node; a party's requests go to its own process. What the processes
share is the ledger and one database server, in which each reads what is its own.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import httpx

from api.context import DEVELOPMENT_PASSWORD, development_context
from api.ids import OPERATOR
from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.network.engine import NetworkEngine
from dhow.ledger.network.organisations import PREFIX, organisation_service
from scenarios.stage.parties import Member
from scenarios.stage.stage import Heard, Stage

_CONNECTIONS: Final = 3
_START_SECONDS: Final = 180.0
_ANSWER_SECONDS: Final = 180.0


def _with_few_connections(database: str) -> str:
    """So many processes share one server: a few connections each, unless the address says more."""
    if "pool_size=" in database:
        return database
    return f"{database}{'&' if '?' in database else '?'}pool_size={_CONNECTIONS}"


class OwnProcesses(Stage):
    """One run's world, spread over processes."""

    _engine: NetworkEngine
    _database: str
    _secrets: Path
    _open: AsyncExitStack
    _speaks: dict[str, httpx.AsyncClient]
    _heard: Heard | None

    @classmethod
    @asynccontextmanager
    async def over(
        cls,
        folder: Path,
        database: str,
        currencies: tuple[str, ...],
        heard: Heard | None = None,
    ) -> AsyncIterator[Self]:
        """Deploy on the network, start the operator's process, and stop all processes at the end.

        Args:
            folder: of the network.
            database: of a PostgreSQL server, empty; SQLite serves one process only.
            currencies: ISO 4217 codes of the money the story needs.
            heard: told of every answer of the API.

        Raises:
            BadInputError: a database of one process only, or a clock that cannot be set.
            EnvironmentProblemError: a process does not start.
        """
        if not database.startswith("postgresql"):
            raise BadInputError(
                f"{database} serves one process; give processes of their own a postgresql:// "
                "database"
            )
        async with AsyncExitStack() as stack:
            engine = stack.enter_context(NetworkEngine(folder))
            if not engine.settable:
                raise BadInputError(
                    f"A story takes weeks, and the network in {folder} keeps the true time. Make "
                    "one whose clock can be set: dhow network up --begins 2026-01-01."
                )
            secrets = folder / "stage.secrets"
            context = await asyncio.to_thread(
                development_context,
                engine,
                database,
                currencies=currencies,
                password=DEVELOPMENT_PASSWORD,
                manifest=engine.network.manifest,
                secrets_file=secrets,
            )
            stack.callback(context.store.close)
            client = await stack.enter_async_context(httpx.AsyncClient())
            stage = cls(engine, context, client)
            stage._database, stage._secrets = _with_few_connections(database), secrets
            stage._open, stage._speaks, stage._heard = stack, {}, heard
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
                database=self._database,
                secrets=self._secrets,
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
