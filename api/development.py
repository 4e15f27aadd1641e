"""Fills a fresh network: members, users, calendars, opening balances, allowances.

Everything goes through the same services a party's request goes through, signed by the same keys;
there is no way around the rules, in development either.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from api.acts import AwaitsChecker
from api.auth.roles import OPERATOR_ROLES, Actor, Duty
from api.auth.session import read_actor
from api.auth.tokens import Claims
from api.context import DEVELOPMENT_PASSWORD, ApiContext
from api.ids import OPERATOR
from api.members import service as members
from api.members.schemas import AdmitMember, CapabilityName, NewUser, PublishCalendar
from api.money import service as money
from api.money.schemas import ContractName
from dhow.trade.members import BankingCalendar, make_calendar
from dhow.trade.members.calendar import days_in_year

UNLIMITED_MINOR = 10**15
"""An allowance a bank gives once; each payment is still an act of its own."""

_CONTRACTS: tuple[ContractName, ...] = ("credit", "undertaking", "invoices")


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """An organisation to be admitted.

    Attributes:
        capabilities: as `POST /members` names them.
        places: UN/LOCODEs at which a bank keeps a calendar.
        opening: ISO 4217 code and minor units on its account at the start.
    """

    lei: str
    name: str
    country: str
    capabilities: tuple[CapabilityName, ...]
    bic: str | None = None
    dual_control: bool = False
    places: tuple[str, ...] = ()
    opening: tuple[tuple[str, int], ...] = ()


def seed(
    context: ApiContext,
    newcomers: Iterable[Newcomer],
    *,
    years: tuple[int, ...],
    password: str = DEVELOPMENT_PASSWORD,
) -> None:
    """Admit organisations with a maker and a checker each, and give them what they start with.

    Args:
        years: for which banks publish their calendars.
        password: every user's.

    Raises:
        AlreadyStored: one of them is a member already.
        Refusal: the ledger refuses one.
    """
    for newcomer in newcomers:
        admit(context, newcomer, password)
        for place in newcomer.places:
            publish_calendar(context, newcomer.lei, make_calendar(place, list(years)))
        for currency, minor in newcomer.opening:
            open_balance(context, newcomer.lei, currency, minor)
        if {"bank", "financier"} & set(newcomer.capabilities):
            allow_contracts(context, newcomer.lei)


def operator(user: str) -> Actor:
    """The network's operator as an actor: `registrar` or `agent`."""
    return Actor(OPERATOR, user, Duty.CHECKER, OPERATOR_ROLES)


def actor(context: ApiContext, lei: str, user: str = "checker") -> Actor:
    """A seeded user as an actor, without signing in."""
    return read_actor(context, Claims(lei, user))


def admit(context: ApiContext, newcomer: Newcomer, password: str) -> None:
    """Admit one organisation."""
    request = AdmitMember(
        lei=newcomer.lei,
        name=newcomer.name,
        country=newcomer.country,
        capabilities=newcomer.capabilities,
        bic=newcomer.bic,
        dual_control=newcomer.dual_control,
        users=(
            NewUser(name="maker", duty="maker", password=password),
            NewUser(name="checker", duty="checker", password=password),
        ),
    )
    members.admit(context, operator("registrar"), request)


def publish_calendar(context: ApiContext, bank: str, calendar: BankingCalendar) -> None:
    """Publish every year of a calendar: maker and checker where the bank has dual control."""
    for year in calendar.years.values():
        first = date(year.year, 1, 1)
        days = (first + timedelta(days=n) for n in range(days_in_year(year.year)))
        request = PublishCalendar(
            place=calendar.place,
            year=year.year,
            closed=tuple(day for day in days if not calendar.is_banking_day(day)),
            utc_offset_minutes=year.utc_offset_minutes,
            opens_minute=year.opens_minute,
            closes_minute=year.closes_minute,
            summer_from=year.summer_from,
            summer_until=year.summer_until,
            summer_shift_minutes=year.summer_shift_minutes,
        )
        checker = actor(context, bank)
        if members.member(context, checker, bank).dual_control:
            with suppress(AwaitsChecker):
                members.publish_calendar(context, actor(context, bank, "maker"), request)
        members.publish_calendar(context, checker, request)


def open_balance(context: ApiContext, lei: str, currency: str, minor: int) -> None:
    """Put an opening balance on an organisation's account, once a currency."""
    money.issue(context, operator("agent"), currency, lei, minor, f"opening-{lei[-12:]}-{currency}")


def allow_contracts(context: ApiContext, lei: str) -> None:
    """Let the contracts take money of an organisation's account, in every currency."""
    for currency in sorted(context.contracts.money):
        for contract in _CONTRACTS:
            money.allow(context, actor(context, lei), currency, contract, UNLIMITED_MINOR)
