"""The SWIFT messages that banks exchange about a credit, made of the ledger's record and the terms.

A message is told to the bank that sends it and the bank that receives it, and to nobody else; one
about a presentation not before that bank may see the presentation. The reimbursing bank, which
sees neither terms nor documents, has its authority and what is claimed of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import agreed, passed_on, recorded, visibility
from api.credit.fin import party_of
from api.credit.message_schemas import MessageView
from api.credit.part_terms import stored
from api.credit.service import require
from api.errors import ApiError, not_found
from api.events.shown import values_of
from api.ids import from_hex, is_zero, lei_of, org_bytes
from api.shown import instant
from dhow.ledger.bindings.values import OrgId
from dhow.store import CreditRow, UnitOfWork
from dhow.store.projections.credit_reading import Values
from dhow.store.projections.feed import BEGINNING, FeedEvent
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment
from dhow.trade.members import Party
from dhow.trade.swift.correspondence import (
    ACTS,
    BANKS,
    Case,
    Happened,
    Presented,
    Told,
    messages_of,
    presentation_reference,
)
from dhow.trade.swift.mapping.acts import discrepancy_line

_AT_ONCE = 500
_NEEDED = ACTS | {"Examined", "Precluded", "PresentationReceived", "Presented"}
# told to the bank that is to pay at once, before it has any documents
_AT_ONCE_TOLD = frozenset(
    (
        "HonouredOnNomination",
        "Negotiated",
        "ReimbursementClaimed",
        "Reimbursed",
        "ReimbursedAtSight",
        "Refunded",
        "UndertakingIncurredOnNomination",
    )
)


def read_all(context: ApiContext, actor: Actor, credit_id: str) -> list[MessageView]:
    """The messages that the actor's bank sends or receives under a credit, oldest first.

    Raises:
        ApiError: 404 for a credit that it is no party to, and does not reimburse under.
    """
    row = require_concerned(context, actor, credit_id)
    case = case_of(context, row)
    seen = _seen(context, actor, case)
    return [
        _view(told)
        for told in messages_of(case, actor.organisation)
        if told.presentation is None or told.act in _AT_ONCE_TOLD or told.presentation in seen
    ]


def require_concerned(context: ApiContext, actor: Actor, credit_id: str) -> CreditRow:
    """A credit that the actor is a party to, or reimburses under once it is issued.

    Raises:
        ApiError: 404 for any other.
    """
    try:
        return require(context, actor, credit_id)[0]
    except ApiError:
        with context.store.read() as work:
            row = work.credits.system_get(credit_id)
            record = records.credit(work, credit_id)
            named = recorded.standing(work, credit_id, record).clauses.reimbursing_bank
        issued = record.issued_at and row is not None
        if issued and row is not None and named == org_bytes(actor.organisation):
            return row
        raise not_found("credit") from None


def as_seen(context: ApiContext, actor: Actor, case: Case) -> Case:
    """The same without the presentations that the actor is not to know of."""
    own = actor.organisation
    known = _seen(context, actor, case) | {
        each.presentation
        for each in case.happened
        if each.name in _AT_ONCE_TOLD
        and own in (case.issuing_bank.lei, each.values.get("reimbursing_bank"))
    }
    return replace(
        case,
        happened=tuple(
            each for each in case.happened if not each.presentation or each.presentation in known
        ),
    )


def case_of(context: ApiContext, row: CreditRow) -> Case:
    """What happened under a credit, for whoever writes its messages.

    Raises:
        ApiError: 409 its words say something else than the ledger enforces.
    """
    credit_id = row.credit_id
    with context.store.read() as work:
        record = records.credit(work, credit_id)
        standing = recorded.standing(work, credit_id, record)
        agreed.require(
            context,
            standing.applied,
            standing.clauses,
            row.terms,
            is_part=standing.part is not None,
        )
        happened = tuple(_happened(event) for event in _events(work, credit_id))
        first = standing.clauses.advising_bank
        advising = record.terms.nominated_bank if is_zero(first) else first
        second = standing.clauses.second_advising_bank
        clearing = standing.clauses.reimbursing_bank
        banks = (record.terms.issuing_bank, record.terms.nominated_bank, first, second, clearing)
        part = passed_on.part_row(work, credit_id)
        terms = _dated(work, Terms.from_json(row.terms), part)
        parties = _parties(work, row, terms, banks)
        return Case(
            terms=terms,
            parties=parties,
            happened=happened,
            advising_bank=parties.get(lei_of(advising)),
            second_advising_bank=parties.get(lei_of(second)),
            reimbursing_bank=parties.get(lei_of(clearing)),
            # a credit is transferred by the bank that the ledger has as nominated (art. 38(b))
            transferring_bank=parties.get(lei_of(record.terms.nominated_bank))
            or parties.get(lei_of(record.terms.issuing_bank))
            if part is not None
            else None,
            second_beneficiarys_bank=_advised_through(work, part),
            own_reference=row.reference if part is not None else "",
            amendments={
                each.number: Amendment.from_json(each.body)
                for each in work.amendments.all(row.issuing_bank, credit_id)
                if each.number in standing.amendments
                and keccak(each.body) == standing.amendments[each.number].changes.text_hash
            },
            presentations={
                each: _presented(work, each)
                for each in dict.fromkeys(one.presentation for one in happened)
                if each
            },
        )


def _dated(work: UnitOfWork, terms: Terms, part: Values | None) -> Terms:
    """The terms of a part with the day on which its original was issued, if they say none."""
    if part is None or terms.issued_on is not None:
        return terms
    issued_at = records.credit(work, part["original"]).issued_at
    return replace(terms, issued_on=instant(issued_at).date())


def _advised_through(work: UnitOfWork, part: Values | None) -> Party | None:
    """The second beneficiary's bank, where the request for a part named one and is held here."""
    if part is None:
        return None
    held = work.transfers.all(part["transferring_bank"], part["original"])
    asked = next((each for each in held if each.number == int(part["number"])), None)
    return stored(asked.body).request.advise_through if asked is not None else None


def _events(work: UnitOfWork, credit_id: str) -> Iterator[FeedEvent]:
    place, more = BEGINNING, True
    while more:
        told = work.feed.system_events(place, limit=_AT_ONCE, subject=credit_id)
        yield from (event for event in told.events if event.name in _NEEDED)
        place, more = told.place, told.more


def _happened(event: FeedEvent) -> Happened:
    values = values_of(event.name, event.body)
    return Happened(
        name=event.name,
        at=instant(event.at),
        reference=presentation_reference(event.transaction_hash),
        presentation=next(
            (
                each
                for kind, each in event.subjects
                if kind == "presentation" and not is_zero(from_hex(each))
            ),
            "",
        ),
        values=values,
    )


def _parties(
    work: UnitOfWork, row: CreditRow, terms: Terms, banks: Iterable[OrgId]
) -> dict[str, Party]:
    """The banks by LEI as the directory has them; the BIC from the terms where it has none."""
    named = (getattr(terms, name) for name in BANKS)
    bics = {each.lei: each.bic for each in named if each is not None}
    found = {}
    for lei in dict.fromkeys(lei_of(each) for each in banks if not is_zero(each)):
        member = work.organisations.by_lei(row.issuing_bank, lei)
        if member is not None:
            found[lei] = party_of(member, bics.get(lei))
    return found


def _presented(work: UnitOfWork, presentation_id: str) -> Presented:
    """What was found, where the ledger has the hash of what the store holds."""
    row = work.presentations.system_get(presentation_id)
    if row is None:
        return Presented()
    record = records.presentation(work, presentation_id)
    handling = recorded.handling(work, presentation_id)
    report = _true(row.report, record.examination_hash)
    finding = _true(row.finding, handling.nominated_finding_hash)
    return Presented(
        found=_lines(report),
        found_first=_lines(finding),
        examined_on=date.fromisoformat(report["presentation_day"]) if report else None,
    )


def _true(content: bytes | None, hashed: bytes) -> Mapping[str, Any] | None:
    if content is None or keccak(content) != hashed:
        return None
    found: Mapping[str, Any] = orjson.loads(content)
    return found


def _lines(report: Mapping[str, Any] | None) -> tuple[str, ...]:
    return tuple(discrepancy_line(each) for each in report["findings"]) if report else ()


def _seen(context: ApiContext, actor: Actor, case: Case) -> frozenset[str]:
    """The presentations that the actor may see."""
    named = dict.fromkeys(each.presentation for each in case.happened if each.presentation)
    return frozenset(each for each in named if visibility.find(context, actor, each) is not None)


def _view(told: Told) -> MessageView:
    return MessageView(
        mt=told.mt,
        act=told.act,
        at=told.at,
        sender=told.sender.lei or told.sender.name,
        receiver=told.receiver.lei or told.receiver.name,
        presentation=told.presentation,
        messages=tuple(each.emit() for each in told.messages),
        problem=told.problem,
    )
