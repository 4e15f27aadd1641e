"""Whether words from another organisation's process say what the ledger enforces of them.

A hash on the ledger shows that these are the words its sender put there, and no more: who sends
through a process of its own can hash one thing and have the ledger enforce another. So what words
and ledger both say is compared, and what could not be shown to their reader is not kept.
"""

from typing import Final

from eth_utils.crypto import keccak
from pydantic import TypeAdapter

from api import records
from api.context import ApiContext
from api.credit import agreed, amended, examining, part_terms, recorded
from api.goods import service as goods
from api.ids import bytes_text, from_hex, org_bytes
from api.schemas import Hash32, Money
from api.shown import instant
from api.undertaking import service as undertakings
from dhow.ledger.bindings.values import (
    AmendmentState,
    CreditClauses,
    CreditTerms,
    TransferRecord,
    UndertakingId,
    UndertakingRecord,
)
from dhow.store import OrgId, PresentationRow, ShipmentEventRow, ShipmentRow, UnitOfWork
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment
from dhow.trade.invoices import Invoice, canonicalise
from dhow.trade.records import load

_IDS: Final = TypeAdapter(tuple[Hash32, ...])


class Unfit(Exception):
    """What came is not what was asked for; in words, of the one who sent it."""


def ids(told: object) -> tuple[str, ...]:
    """Ids of the ledger.

    Raises:
        ValueError: one is none.
    """
    return _IDS.validate_python(told)


def require_credit(
    context: ApiContext,
    applied: CreditTerms | None,
    clauses: CreditClauses,
    words: bytes,
    *,
    is_part: bool = False,
) -> None:
    """The terms name the ledger's parties, amount, places, days and clauses, as applied for.

    Args:
        is_part: they are of a credit as transferred.

    Raises:
        Unfit: they say something else.
    """
    if agreed.differences(context, applied, clauses, words, is_part=is_part):
        raise Unfit("answered with terms that say something else than the ledger enforces")


def require_transfer(
    context: ApiContext, work: UnitOfWork, credit_id: str, known: TransferRecord, words: bytes
) -> None:
    """The words ask for what the ledger was told.

    Raises:
        Unfit: they ask for something else.
        InvalidInput: they are no request.
        ApiError: they ask for what the ledger cannot have.
    """
    asked = part_terms.stored(words)
    if keccak(asked.terms.to_json()) != known.asked.terms_hash:
        raise Unfit("answered with another transfer: its terms are not those on the ledger")
    record = records.credit(work, credit_id)
    clauses = recorded.standing(work, credit_id, record).clauses
    if part_terms.on_ledger(context, asked, record, clauses) != known.asked:
        raise Unfit("answered with a transfer that asks for something else than the ledger has")


def require_amendment(
    context: ApiContext,
    work: UnitOfWork,
    reader: OrgId,
    credit_id: str,
    number: int,
    words: bytes,
) -> None:
    """The words are the ledger's; while nobody accepted them, they change what the ledger changes.

    Raises:
        Unfit: they say something else, or change what is not held here.
        InvalidInput: they are no amendment, or of another credit.
        ApiError: they change what stands on the ledger for good.
    """
    record = records.credit(work, credit_id)
    found = recorded.standing(work, credit_id, record).amendments[number]
    if keccak(words) != found.changes.text_hash:
        raise Unfit(
            f"answered with another text of amendment {number}: its hash is not the one on the"
            " ledger"
        )
    amendment = Amendment.from_json(words)
    row = work.credits.get(reader, credit_id)
    if amendment.number != number or row is None:
        raise Unfit(f"answered with the text of amendment {amendment.number} for {number}")
    if found.state is not AmendmentState.PENDING:
        return
    held = amended.words_held(work, reader, credit_id)
    order = amended.accepted(work, credit_id)
    if not held.keys() >= set(order):
        raise Unfit(f"answered with amendment {number}, and not with all that it amends")
    before = amended.in_force(Terms.from_json(row.terms), [held[each] for each in order])
    if not amended.says_the_same(context, record, before, amendment, found.changes):
        raise Unfit(
            f"answered with a text of amendment {number} that changes something else than the"
            " ledger does"
        )


def require_undertaking(
    context: ApiContext, undertaking_id: str, words: bytes, record: UndertakingRecord
) -> None:
    """The words name the ledger's parties, amount, days and conditions.

    Raises:
        Unfit: they say something else.
        ValueError: they are no undertaking.
    """
    obligor, given = undertakings.from_words(words)
    terms, conditions = undertakings.on_ledger(context, obligor, given)
    same = terms == record.terms and len(conditions) == record.conditions
    view = context.contracts.undertaking.condition
    named = UndertakingId(from_hex(undertaking_id))
    if not same or any(
        context.ledger.call(view(id=named, index=index)) != condition
        for index, condition in enumerate(conditions)
    ):
        raise Unfit("answered with words that say something else than the ledger enforces")


def require_presentation(context: ApiContext, work: UnitOfWork, row: PresentationRow) -> None:
    """It names the ledger's bank, place and currency, and what banks said of it can be read.

    Raises:
        Unfit: it says something else.
        ValueError: it cannot be shown.
    """
    told = load(row.body, "the presentation")
    terms = records.credit(work, row.credit_id).terms
    bank = org_bytes(str(told["bank"]))
    place = terms.issuing_place if bank == terms.issuing_bank else terms.nominated_place
    if (
        records.presented_to(work, row.presentation_id) != bank
        or told["place"] != bytes_text(place)
        or Money.model_validate(told["amount"]).currency != context.currency_of(terms.money)
    ):
        raise Unfit("answered with another presentation than the one on the ledger")
    for report in (row.report, row.finding):
        if report is not None:
            examining.view_of(report)
    if row.notice is not None:
        row.notice.decode()


def require_shipment(row: ShipmentRow, events: list[ShipmentEventRow]) -> None:
    """It can be shown, and what it is for are ids.

    Raises:
        ValueError: it cannot.
    """
    _IDS.validate_python(row.subjects)
    instant(row.created_at)
    goods.view_of(row, events)


def require_invoice(body: bytes) -> None:
    """It can be read and compared with others.

    Raises:
        ValueError: it cannot.
    """
    canonicalise(Invoice.from_json(load(body, "the invoice")))
