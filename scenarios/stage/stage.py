"""The stage: a chain, the contracts, the API and an oracle network, put up for one run.

Stories act through the API only. The stage itself reads the ledger for the record of a run, and
holds the clock: the chain's time is the story's time.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final, Literal, NotRequired, Self, TypedDict

import httpx

from api.app import create_app
from api.client import ApiProblem, Client
from api.client.shapes import CalendarView, EvidenceView, NewUser, PublishCalendar
from api.context import DEVELOPMENT_PASSWORD, ApiContext, development_context
from api.exchange.asking import signed_request
from api.ids import org_bytes
from dhow.errors import BadInputError
from dhow.ledger.engines import Engine, open_engine
from dhow.trade.members import BankingCalendar, Party, make_calendar
from dhow.trade.members.calendar import days_in_year
from dhow.trade.money import Amount
from dhow.trade.oracles.reports import ArrivalReport, Domain
from oracles.arrival.samples import terminal_registry
from oracles.devices.registry import DeviceRegistry
from oracles.gateway import Gateway
from oracles.network import OracleNetwork, SignedReport, development_keys
from scenarios.stage.actors import Actor, Tally
from scenarios.stage.cold_chain import SEED, ColdChain
from scenarios.stage.hours import next_open
from scenarios.stage.ledger_record import LedgerRecord, plain, record_of
from scenarios.stage.parties import Member
from scenarios.stage.shown import Check

NODES = 4
_WORK: Final = timedelta(hours=1)
DUTIES: Final[tuple[Literal["maker", "checker"], ...]] = ("maker", "checker")
_CONTRACTS: Final[tuple[Literal["credit", "undertaking", "invoices"], ...]] = (
    "credit",
    "undertaking",
    "invoices",
)
NOT_FOR_YOU = (403, 404)  # wrong role, or not there for this organisation
UNLIMITED_MINOR = 10**15  # allowance a bank gives once; each payment is still an act of its own


class Acting(TypedDict):
    """Who acts for an organisation, as it is admitted with them."""

    users: list[NewUser]
    settlement_account: NotRequired[str]


Heard = Callable[[httpx.Response], Awaitable[None]]
"""Told of an answer of the API, with the request it answers."""


class Stage:
    """One run's world. Open it with `Stage.open`.

    Attributes:
        http: speaks to the API.
        context: what the API stands on; stories leave it alone.
    """

    network: OracleNetwork
    gateway: Gateway

    def __init__(self, engine: Engine, context: ApiContext, client: httpx.AsyncClient) -> None:
        """Put the parts together; `Stage.open` makes them."""
        self.chain_name = engine.name
        self.tally = Tally()
        self._engine = engine
        self.context = context
        self.http = client
        self.operator_password = DEVELOPMENT_PASSWORD
        self._actors: dict[str, Actor] = {}
        self._operators: dict[str, Actor] = {}
        self._ledger = context.ledger
        self._first_block = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls, chain: str, currencies: tuple[str, ...], heard: Heard | None = None
    ) -> AsyncIterator[Self]:
        """Start the chain, deploy, open the API, and take everything down again at the end.

        Args:
            chain: `embedded`, `anvil` or a URL.
            currencies: ISO 4217 codes of the money the story needs.
            heard: told of every answer of the API.
        """
        with open_engine(chain) as engine:
            if not (engine.controls_time or getattr(engine, "settable", False)):
                raise BadInputError(
                    f"A story takes weeks, and the clock of {chain} cannot be set. Play it on "
                    "--chain embedded or --chain anvil."
                )
            context = development_context(engine, currencies=currencies)
            transport = httpx.ASGITransport(app=create_app(context))
            async with httpx.AsyncClient(
                transport=transport,
                base_url="http://dhow.test",
                event_hooks={"response": [heard] if heard else []},
            ) as client:
                yield cls(engine, context, client)

    # ------------------------------------------------------------------ the clock

    def at(self, when: datetime) -> None:
        """Let the next act happen at this instant (UTC); an instant already past is let be."""
        unix = int(when.timestamp())
        if unix > self._engine.now():
            self._engine.set_time(unix)

    def in_hours(self, bank: str, when: datetime) -> datetime:
        """Let a bank act at this instant, or as soon as it is open at its place; says when.

        Work takes time: it acts an hour after what came before, at the earliest.
        """
        member = self._actors[bank].member
        if member is None or member.place is None:
            raise ValueError(f"{bank} has no place at which it keeps hours")
        came_before = datetime.fromtimestamp(self.now(), UTC).replace(second=0)
        acts = next_open(member.place, max(when, came_before + _WORK))
        self.at(acts)
        return acts

    def now(self) -> int:
        """The chain's time, UTC seconds."""
        return self._engine.now()

    # ------------------------------------------------------------------ the parties

    async def admit(
        self, members: Sequence[Member], years: Sequence[int], begins: datetime
    ) -> None:
        """Admit the parties, publish the banks' calendars, hand out what they start with."""
        self.at(begins)
        registrar = await self.operator("registrar")
        agent = await self.operator("agent")
        for member in members:
            await registrar.api.members.admit(
                {
                    "lei": member.lei,
                    "name": member.name,
                    "bic": member.bic,
                    "country": member.country,
                    "capabilities": list(member.capabilities),
                    "dual_control": member.dual_control,
                    **self.who_acts_for(member),
                }
            )
            actor = Actor(member, self.speaks_to(member), self.tally)
            password = await self.password_of(member)
            for duty in DUTIES:
                await actor.sign_in(duty, f"{member.lei}/{duty}", password)
            self._actors[member.code] = actor
            for currency, minor in member.opening:
                await agent.api.money.issue(
                    currency,
                    {
                        "organisation": member.lei,
                        "minor": minor,
                        "reference": f"opening-{member.code}-{currency}"[:31],
                    },
                )
        for member in members:
            await self._equip(member, years)

    def who_acts_for(self, member: Member) -> Acting:
        """A party's users, as it is admitted with them."""
        password = _password(member)
        return {"users": [{"name": duty, "duty": duty, "password": password} for duty in DUTIES]}

    async def password_of(self, member: Member) -> str:
        """With what a party's users sign in, once they can."""
        return _password(member)

    def speaks_to(self, member: Member) -> httpx.AsyncClient:
        """The API as this party reaches it."""
        del member
        return self.http

    async def _equip(self, member: Member, years: Sequence[int]) -> None:
        """A bank publishes its banking days; whoever pays through contracts allows them to."""
        actor = self._actors[member.code]
        if member.place is not None:
            calendar = make_calendar(member.place, list(years))
            for year in years:
                request = _calendar_request(calendar, member.place, year)
                await actor.bind(partial(_publish, request))
        if {"bank", "financier"} & set(member.capabilities):
            for currency, _ in member.opening:
                for contract in _CONTRACTS:
                    await actor.api.money.allow(
                        currency,
                        {"contract": contract, "minor": UNLIMITED_MINOR},
                    )

    async def operator(self, user: str) -> Actor:
        """The network's operator: `registrar` or `agent`."""
        if user not in self._operators:
            actor = Actor(None, self.http, self.tally)
            await actor.sign_in("checker", f"OPERATOR/{user}", self.operator_password)
            self._operators[user] = actor
        return self._operators[user]

    def actor(self, code: str) -> Actor:
        """A party of the story."""
        return self._actors[code]

    def name_of(self, code: str) -> str:
        """A party's name."""
        return self._actors[code].name

    def party(self, code: str) -> Party:
        """A party as terms and documents name it."""
        member = self._actors[code].member
        if member is None:
            message = f"{code} is not an organisation of the story"
            raise KeyError(message)
        return member.party

    def lei(self, code: str) -> str:
        """A party's legal entity identifier."""
        member = self._actors[code].member
        if member is None:
            message = f"{code} is not an organisation of the story"
            raise KeyError(message)
        return member.lei

    def forget_preparation(self) -> None:
        """Count from here: what was done to put the stage up is not part of the story."""
        self.tally.clear()
        self._first_block = self._ledger.block_number() + 1

    # ------------------------------------------------------------------ the oracles

    async def adopt_oracles(self, operator: str, *chains: ColdChain) -> None:
        """Four nodes that know these containers' loggers; their keys go on the ledger."""
        keys = development_keys(SEED, NODES)
        registrar = await self.operator("registrar")
        adopted = await registrar.api.oracles.adopt_signers(
            {"signers": [key.address for key in keys], "faulty": (NODES - 1) // 3}
        )
        devices = DeviceRegistry.of(*(chain.logger for chain in chains))
        domain = Domain(adopted["chain_id"], adopted["verifying_contract"])
        self.network = OracleNetwork.development(
            SEED, domain, devices, terminal_registry(SEED), size=NODES, epoch=adopted["epoch"]
        )
        self.gateway = Gateway(devices)
        self.actor(operator)  # a story names the organisation that runs the nodes

    async def submit(self, operator: str, signed: SignedReport) -> EvidenceView:
        """Bring a signed report to the ledger; anyone may, here the operator does."""
        body: Any = {
            "report": plain(asdict(signed.report)),
            "signer_bitmap": signed.signer_bitmap,
            "signatures": "0x" + signed.joined_signatures.hex(),
        }
        oracles = self.actor(operator).api.oracles
        if isinstance(signed.report, ArrivalReport):
            return await oracles.submit_arrival(body)
        return await oracles.submit_temperature(body)

    def asks_for(self, reader: str, document: str, owner: str) -> dict[str, Any]:
        """What a party's process sends to another's to be handed a document."""
        asked, _ = signed_request(
            self.context, self.lei(reader), self.lei(owner), "document", document
        )
        return asked.model_dump(mode="json")

    # ------------------------------------------------------------------ what there is

    async def balance(self, code: str, currency: str) -> int:
        """What lies on a party's settlement account, minor units."""
        rows = await self.actor(code).unseen.money.balances()
        return next((int(row["balance"]) for row in rows if row["currency"] == currency), 0)

    async def balances(self) -> Mapping[str, Mapping[str, int]]:
        """Every party's money that is not nought."""
        found: dict[str, Mapping[str, int]] = {}
        for code, actor in self._actors.items():
            rows = await actor.unseen.money.balances()
            found[code] = {row["currency"]: row["balance"] for row in rows if row["balance"]}
        return found

    async def may_see(self, code: str, read: Callable[[Client], Awaitable[object]]) -> bool:
        """Whether a party may read something."""
        try:
            await read(self.actor(code).unseen)
        except ApiProblem as problem:
            if problem.status not in NOT_FOR_YOU:
                raise
            return False
        return True

    async def solvency_checks(self) -> list[Check]:
        """What the contracts owe against what they hold, in every currency."""
        contracts = self.context.contracts
        checks = []
        for name, contract in (
            ("collateral", contracts.credit_collateral),
            ("undertaking", contracts.undertaking),
        ):
            found = []
            for currency, token in contracts.money.items():
                owed = self._ledger.call(contract.owed_minor(token.address))
                held = self._ledger.call(token.balance_of(contract.address))
                found.append((Amount.of(currency, owed), Amount.of(currency, held)))
            words = "; ".join(f"owes {owed}, holds {held}" for owed, held in found)
            whole = all(owed == held for owed, held in found)
            checks.append(Check(f"the {name} contract holds what it owes", whole, words))
        return checks

    def ledger_record(self) -> LedgerRecord:
        """What is on the ledger since the curtain went up, and what each party sent."""
        whose = {
            org_bytes(actor.member.lei): code
            for code, actor in self._actors.items()
            if actor.member
        }
        return record_of(self._ledger, self._first_block, whose)


def _password(member: Member) -> str:
    return f"{member.code} in development"


async def _publish(request: PublishCalendar, api: Client) -> CalendarView:
    return await api.members.publish_calendar(request)


def _calendar_request(calendar: BankingCalendar, place: str, year: int) -> PublishCalendar:
    known = calendar.year(year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range(days_in_year(year)))
    return {
        "place": place,
        "year": year,
        "closed": [day.isoformat() for day in days if known.is_closed(day)],
        "utc_offset_minutes": known.utc_offset_minutes,
        "opens_minute": known.opens_minute,
        "closes_minute": known.closes_minute,
        "summer_from": known.summer_from,
        "summer_until": known.summer_until,
        "summer_shift_minutes": known.summer_shift_minutes,
    }
