"""Admission, the directory and banking calendars."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from eth_utils.address import to_checksum_address

from api import records
from api.acts import bind, carry_out, signer_of
from api.auth.roles import CAPABILITIES, Actor, Role
from api.context import ApiContext
from api.errors import ApiError, not_found, unacceptable
from api.ids import OPERATOR, org_bytes, org_hex, text_bytes
from api.members.schemas import (
    AdmitMember,
    CalendarView,
    MemberView,
    MeView,
    NewUser,
    PublishCalendar,
)
from api.money.service import settlement_account
from api.pages import WHOLE_PAGE, Asked, Page, cursors_of, page
from api.shown import receipt_view
from dhow.ledger.bindings.values import (
    Duty,
    Organisation,
    OrgId,
    Place,
    Standing,
    YearCalendar,
)
from dhow.ledger.types import Address as LedgerAddress
from dhow.ledger.types import Receipt
from dhow.store import AlreadyStored, OrganisationRow
from dhow.trade.members import BankingYear

_LOW_DAYS = 256  # of a year, in the ledger's first bitmap


def me(context: ApiContext, actor: Actor) -> MeView:
    """Who is signed in, with which key."""
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = work.organisations.get(organisation, organisation)
    return MeView(
        organisation=actor.organisation,
        name=row.name if row else "",
        user=actor.user,
        duty=actor.duty,
        roles=tuple(sorted(actor.roles)),
        key=signer_of(context, actor).address,
        settlement_account=None
        if actor.organisation == OPERATOR
        else settlement_account(context, actor.organisation),
    )


def directory(context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE) -> Page[MemberView]:
    """Every member, by name.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: tuple[Any, ...] | None, limit: int) -> Sequence[OrganisationRow]:
        with context.store.read() as work:
            return work.organisations.all(organisation, after=after, limit=limit)

    def show(rows: Sequence[OrganisationRow]) -> list[MemberView | None]:
        with context.store.read() as work:
            members = [row.lei for row in rows if row.lei != OPERATOR]
            known = records.organisations(work, members)
        return [None if row.lei == OPERATOR else _view(row, known[row.lei]) for row in rows]

    return page(
        cursors_of(context.store),
        asked,
        "members",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.name, row.organisation),
        show=show,
    )


def member(
    context: ApiContext, actor: Actor, lei: str, receipt: Receipt[Any] | None = None
) -> MemberView:
    """One member.

    Raises:
        ApiError: 404 for no member.
    """
    with context.store.read() as work:
        row = work.organisations.by_lei(org_hex(actor.organisation), lei)
        known = records.organisation(work, lei)
    if row is None or row.lei == OPERATOR:
        raise not_found("member")
    return _view(row, known, receipt)


def directory_entry(context: ApiContext, actor: Actor) -> OrganisationRow:
    """The actor's own organisation as it was admitted: the name its papers must bear.

    Raises:
        ApiError: 404 where it is not in the directory.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = work.organisations.get(organisation, organisation)
    if row is None:
        raise not_found("member")
    return row


def admit(context: ApiContext, actor: Actor, new: AdmitMember) -> MemberView:
    """Admit an organisation with its users: on the ledger and here, or not at all.

    The first checker's key starts it; the registrar adds the keys of the others. Here the ledger
    comes first: nobody may sign in for a member that it does not have. Admission asked for again,
    after a process died half-way, adds what is missing.

    Raises:
        Refusal: it is admitted already with other particulars, or its LEI is wrong.
        AlreadyStored: it is a member, or its BIC is another member's.
    """
    org = OrgId(org_bytes(new.lei))
    members = context.contracts.members
    first = next(user for user in new.users if user.duty == "checker")
    details = Organisation(
        settlement_account=_address(new.settlement_account)
        or context.keys.account(new.lei).address,
        capabilities=_bitmap(new.capabilities),
        standing=Standing.NONE,
        dual_control=new.dual_control,
        bic=text_bytes(new.bic or "", 11),
        country=text_bytes(new.country, 2),
    )
    first_key = _key_of(context, new.lei, first)
    at = context.now()
    receipt = None
    with context.turns.hold("admission"):
        _require_new(context, actor, new)
        known = context.ledger.call(members.organisation(org))
        if known != replace(details, standing=Standing.ADMITTED):
            act = members.admit(org=org, details=details, first_checker=first_key)
            receipt = carry_out(context, actor, act)
        for user in new.users:
            key = _key_of(context, new.lei, user)
            if context.ledger.call(members.key_record(key)).duty is Duty.NONE:
                duty = Duty[user.duty.upper()]
                carry_out(context, actor, members.restore_key(org=org, key=key, duty=duty))
        administrators = new.administrators()
        with context.store.begin() as work:
            work.organisations.system_add(
                organisation=org_hex(new.lei),
                lei=new.lei,
                name=new.name,
                bic=new.bic,
                country=new.country,
                capabilities=new.capabilities,
                dual_control=new.dual_control,
                at=at,
            )
            for user in new.users:
                if user.password is None:
                    continue  # signs in at its organisation's own process
                work.users.system_add(
                    organisation=org_hex(new.lei),
                    name=user.name,
                    duty=user.duty,
                    password=user.password,
                    at=at,
                    administrator=user.name in administrators,
                )
    return member(context, actor, new.lei, receipt)


def _key_of(context: ApiContext, lei: str, user: NewUser) -> LedgerAddress:
    """The key by which a user acts: its organisation's own process's, or one that is kept here."""
    return _address(user.key) or context.keys.user(lei, user.name).address


def _address(given: str | None) -> LedgerAddress | None:
    return None if given is None else LedgerAddress(to_checksum_address(given))


def _require_new(context: ApiContext, actor: Actor, new: AdmitMember) -> None:
    """Raises AlreadyStored where LEI or BIC is a member's."""
    reader = org_hex(actor.organisation)
    with context.store.read() as work:
        if work.organisations.by_lei(reader, new.lei) is not None:
            raise AlreadyStored("organisation", new.lei)
        if new.bic is not None and work.organisations.by_bic(reader, new.bic) is not None:
            raise AlreadyStored("organisation", new.bic)


def suspend(context: ApiContext, actor: Actor, lei: str, reason: str) -> MemberView:
    """Stop a member from acting; payments due to it stay payable."""
    member(context, actor, lei)
    act = context.contracts.members.suspend(
        org=OrgId(org_bytes(lei)), reason=text_bytes(reason, 32)
    )
    return member(context, actor, lei, carry_out(context, actor, act))


def reinstate(context: ApiContext, actor: Actor, lei: str) -> MemberView:
    """Let a suspended member act again."""
    member(context, actor, lei)
    act = context.contracts.members.reinstate(OrgId(org_bytes(lei)))
    return member(context, actor, lei, carry_out(context, actor, act))


def publish_calendar(context: ApiContext, actor: Actor, given: PublishCalendar) -> CalendarView:
    """Publish a year's banking days of the actor's bank at a place, for good.

    Raises:
        ApiError: the days or hours cannot be so.
        Refusal: published already, or closed for longer than any bank is.
        AwaitsChecker: a maker prepared it.
    """
    try:
        year = BankingYear.with_closed_days(
            given.year,
            given.closed,
            given.utc_offset_minutes,
            opens_minute=given.opens_minute,
            closes_minute=given.closes_minute,
            summer_from=given.summer_from,
            summer_until=given.summer_until,
            summer_shift_minutes=given.summer_shift_minutes,
        )
    except ValueError as problem:
        raise unacceptable("closed", str(problem), rule="UCP 600 art. 2") from None
    encoded = year.to_ledger()
    act = context.contracts.calendars.publish(
        bank=OrgId(org_bytes(actor.organisation)),
        place=Place(text_bytes(given.place, 5)),
        year=given.year,
        year_calendar=YearCalendar(
            closed_low=encoded.closed_low,
            closed_high=encoded.closed_high,
            utc_offset_minutes=encoded.utc_offset_minutes,
            summer_from=encoded.summer_from,
            summer_until=encoded.summer_until,
            summer_shift_minutes=encoded.summer_shift_minutes,
            opens_minute=encoded.opens_minute,
            closes_minute=encoded.closes_minute,
        ),
    )
    receipt = bind(
        context, actor, act, f"Publish the banking days of {given.year} at {given.place}"
    )
    return calendar(context, actor.organisation, given.place, given.year, receipt)


def calendar(
    context: ApiContext,
    bank: str,
    place: str,
    year: int,
    receipt: Receipt[Any] | None = None,
) -> CalendarView:
    """A year's banking days of a bank at a place; open to every member.

    Raises:
        ApiError: 404 where none is published.
    """
    known = banking_year(context, bank, place, year)
    if known is None:
        raise ApiError(
            404,
            "calendars-not-published",
            "Not published",
            f"{bank} has published no banking days for {year} at {place}.",
            rule="UCP 600 art. 2",
            next_step="The bank publishes them: POST /members/calendars.",
        )
    first = date(year, 1, 1)
    return CalendarView(
        bank=bank,
        place=place,
        year=year,
        closed=tuple(
            first + timedelta(days=n)
            for n in range(known.closed.bit_length())
            if known.closed >> n & 1
        ),
        utc_offset_minutes=known.utc_offset_minutes,
        opens_minute=known.opens_minute,
        closes_minute=known.closes_minute,
        summer_from=known.summer_from,
        summer_until=known.summer_until,
        summer_shift_minutes=known.summer_shift_minutes,
        receipt=receipt_view(receipt) if receipt else None,
    )


def banking_year(context: ApiContext, bank: str, place: str, year: int) -> BankingYear | None:
    """A bank's year as the ledger has it; None where not published."""
    with context.store.read() as work:
        found = records.calendar(work, bank, place, year)
    if found is None:
        return None
    return BankingYear(
        year,
        found.closed_low | found.closed_high << _LOW_DAYS,
        found.utc_offset_minutes,
        opens_minute=found.opens_minute,
        closes_minute=found.closes_minute,
        summer_from=found.summer_from,
        summer_until=found.summer_until,
        summer_shift_minutes=found.summer_shift_minutes,
    )


def _bitmap(capabilities: tuple[str, ...]) -> int:
    return sum(1 << (1 + CAPABILITIES.index(Role(name))) for name in set(capabilities))


def _view(
    row: OrganisationRow, found: Organisation, receipt: Receipt[Any] | None = None
) -> MemberView:
    return MemberView(
        lei=row.lei,
        name=row.name,
        bic=row.bic,
        country=row.country,
        capabilities=row.capabilities,
        dual_control=row.dual_control,
        standing=found.standing.name,
        receipt=receipt_view(receipt) if receipt else None,
    )
