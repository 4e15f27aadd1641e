"""The life of a credit, from its issue to its end.

A credit is seen by its parties, advising banks among them; an application by applicant and bank
alone, since there is no credit yet; neither by anyone before the ledger has it, on these very
terms. An issue asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Sequence
from typing import Any

from eth_utils.crypto import keccak

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import agreed, recorded
from api.credit.instalments_standing import state_instalments
from api.credit.schemas import CreditView
from api.credit.showing import shown
from api.errors import not_found, unacceptable
from api.ids import bytes_text, from_hex, org_bytes, org_hex, text_bytes
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from dhow.ledger.bindings.values import CreditId, CreditRecord, CreditState, OrgId
from dhow.ledger.types import Act, Receipt
from dhow.store import CreditRow, UnitOfWork
from dhow.trade.credit import Terms

_NOT_YET_CREDITS = frozenset((CreditState.APPLIED, CreditState.WITHDRAWN, CreditState.DECLINED))


def read(
    context: ApiContext, actor: Actor, credit_id: str, receipt: Receipt[Any] | None = None
) -> CreditView:
    """A credit the actor is a party to.

    Raises:
        ApiError: 404 for any other.
    """
    row, record, standing = _seen(context, actor, credit_id)
    return shown(context, actor, row, record, standing, receipt)


def read_all(context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE) -> Page[CreditView]:
    """The actor's credits and applications, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: Place | None, limit: int) -> Sequence[CreditRow]:
        with context.store.read() as work:
            return work.credits.all(organisation, after=after, limit=limit)

    def show(rows: Sequence[CreditRow]) -> list[CreditView | None]:
        with context.store.read() as work:
            known = records.credits(work, [row.credit_id for row in rows])
            standing = recorded.standings(work, known)
        return [
            shown(context, actor, row, known[row.credit_id], standing[row.credit_id])
            if _may_see(context, actor, row, known[row.credit_id], standing[row.credit_id])
            else None
            for row in rows
        ]

    return page(
        cursors_of(context.store),
        asked,
        "credits",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.created_at, row.credit_id),
        show=show,
    )


def withdraw(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Take an application back: by the applicant. Collateral returns."""
    act = context.contracts.credit.withdraw_application(id_of(credit_id))
    return acted(context, actor, credit_id, act)


def decline(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Decline an application: by the bank applied to. Collateral returns."""
    act = context.contracts.credit.decline_application(id_of(credit_id))
    return acted(context, actor, credit_id, act)


def issue(context: ApiContext, actor: Actor, credit_id: str, number: str) -> CreditView:
    """Issue the terms applied for, irrevocably: by the issuing bank.

    Raises:
        ApiError: 409 the words say something else than the ledger was asked for; 422 the number is
            not the one in the terms.
        Refusal: the number was used before, or the calendars the clock needs are missing.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require_agreed(context, actor, credit_id)
    terms = Terms.from_json(row.terms)
    if terms.credit_number != number:
        raise unacceptable(
            "number", f"is not {terms.credit_number}, the number in the terms applied for"
        )
    act = context.contracts.credit.issue(
        credit=id_of(credit_id),
        terms_hash=keccak(row.terms),
        number=text_bytes(number, 16),
    )
    if row.issuing_bank == org_hex(actor.organisation) and bytes_text(record.number) == number:
        return read(context, actor, credit_id)  # issued by an earlier request
    state_instalments(context, actor, credit_id, terms, standing_of(context, credit_id, record))
    receipt = bind(context, actor, act, f"Issue credit {number} for {terms.amount}")
    return read(context, actor, credit_id, receipt)


def expire(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Close a credit after its expiry with nothing open. Collateral is settled."""
    return acted(context, actor, credit_id, context.contracts.credit.expire(id_of(credit_id)))


def lapse(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """End a credit of which an instalment was missed, with nothing open (art. 32).

    Raises:
        Refusal: none was missed, or a presentation is open.
    """
    return acted(context, actor, credit_id, context.contracts.credit.lapse(id_of(credit_id)))


def require(context: ApiContext, actor: Actor, credit_id: str) -> tuple[CreditRow, CreditRecord]:
    """A credit the actor may see, here and on the ledger.

    Raises:
        ApiError: 404 for any other.
    """
    row, record, _ = _seen(context, actor, credit_id)
    return row, record


def require_agreed(
    context: ApiContext, actor: Actor, credit_id: str
) -> tuple[CreditRow, CreditRecord]:
    """A credit the actor may see, whose words say what the ledger enforces.

    Raises:
        ApiError: 404 for any other; 409 where they say something else.
    """
    row, record, standing = _seen(context, actor, credit_id)
    agreed.require(
        context, standing.applied, standing.clauses, row.terms, is_part=standing.part is not None
    )
    return row, record


def find(work: UnitOfWork, actor: Actor, credit_id: str) -> CreditRow:
    """A credit the actor is a party to.

    Raises:
        ApiError: 404 for any other.
    """
    row = work.credits.get(org_hex(actor.organisation), credit_id)
    if row is None:
        raise not_found("credit")
    return row


def standing_of(context: ApiContext, credit_id: str, record: CreditRecord) -> recorded.Standing:
    """What the ledger has of a credit besides its register."""
    with context.store.read() as work:
        return recorded.standing(work, credit_id, record)


def ledger_record(context: ApiContext, credit_id: str) -> CreditRecord:
    """A credit as the ledger has it."""
    with context.store.read() as work:
        return records.credit(work, credit_id)


def id_of(credit_id: str) -> CreditId:
    """A credit's id for the ledger's acts."""
    return CreditId(from_hex(credit_id))


def _seen(
    context: ApiContext, actor: Actor, credit_id: str
) -> tuple[CreditRow, CreditRecord, recorded.Standing]:
    with context.store.read() as work:
        row = find(work, actor, credit_id)
        record = records.credit(work, credit_id)
        standing = recorded.standing(work, credit_id, record)
    if not _may_see(context, actor, row, record, standing):
        raise not_found("credit")
    return row, record, standing


def acted(context: ApiContext, actor: Actor, credit_id: str, act: Act[None]) -> CreditView:
    """The credit after an act that one key suffices for, by a party to it."""
    require(context, actor, credit_id)
    return read(context, actor, credit_id, carry_out(context, actor, act))


def stands(row: CreditRow, record: CreditRecord) -> bool:
    """Whether the ledger has this credit, or its application, on these very terms."""
    return record.state is not CreditState.NONE and keccak(row.terms) == record.terms.terms_hash


def _may_see(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    record: CreditRecord,
    standing: recorded.Standing,
) -> bool:
    if not stands(row, record):
        return False
    if record.state in _NOT_YET_CREDITS:
        return org_hex(actor.organisation) in (row.applicant, row.issuing_bank)
    if agreed.differences(
        context, standing.applied, standing.clauses, row.terms, is_part=standing.part is not None
    ):
        # words made it a party, and the words are not the credit
        return org_bytes(actor.organisation) in agreed.parties(record.terms, standing.clauses)
    return True


def organisation_id(lei: str) -> OrgId:
    """An organisation's id for the ledger's acts."""
    return OrgId(org_bytes(lei))
