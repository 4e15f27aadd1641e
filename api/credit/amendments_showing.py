"""An amendment as the parties to its credit may read it."""

from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded
from api.credit.amended import (
    stated,
    words_held,
)
from api.credit.amendment_schemas import AmendmentView
from api.credit.consenting import (
    require_says_the_same,
)
from api.credit.examining import accepted_by
from api.credit.in_force import terms_in_force
from api.credit.service import (
    ledger_record,
    require,
    standing_of,
)
from api.errors import ApiError, conflict
from api.ids import org_hex, to_hex
from api.shown import instant, receipt_view
from dhow.ledger.bindings.values import (
    AmendmentRecord,
    AmendmentState,
)
from dhow.ledger.types import Receipt
from dhow.store import CreditRow, OrgId, UnitOfWork


def existing(
    context: ApiContext, actor: Actor, credit_id: str, number: int
) -> tuple[CreditRow, AmendmentRecord]:
    """An amendment of a credit that the actor sees.

    Raises:
        ApiError: 404 no such credit; 409 no such amendment.
    """
    row, record = require(context, actor, credit_id)
    found = standing_of(context, credit_id, record).amendments.get(number)
    if found is None:
        raise conflict(
            "no-such-amendment",
            f"The credit has no amendment {number}.",
            rule="UCP 600 art. 10",
            next_step="See which there are: GET .../amendments.",
        )
    return row, found


def read_one(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    number: int,
    receipt: Receipt[Any] | None = None,
) -> AmendmentView:
    """An amendment, with its words where they are here."""
    with context.store.read() as work:
        rows = work.amendments.all(_own(actor), row.credit_id)
    body = next((each.body for each in rows if each.number == number), b"")
    return amendment_view(context, actor, row, number, body, receipt)


def require_no_other_words(
    context: ApiContext, actor: Actor, row: CreditRow, number: int, found: AmendmentRecord
) -> None:
    """The words, where they are here and may still be agreed to, say what the ledger changes.

    Raises:
        ApiError: 409 they say something else.
    """
    with context.store.read() as work:
        held = number in words_held(work, _own(actor), row.credit_id)
    if held and found.state is AmendmentState.PENDING:
        before = terms_in_force(context, actor, row, ledger_record(context, row.credit_id))
        require_says_the_same(context, actor, row, number, found, before)


def _warnings(
    context: ApiContext, actor: Actor, row: CreditRow, number: int, found: AmendmentRecord
) -> tuple[str, ...]:
    try:
        require_no_other_words(context, actor, row, number, found)
    except ApiError as problem:
        return (str(problem),)
    return ()


def _stated(
    work: UnitOfWork, reader: OrgId, credit: CreditRow, number: int, by: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """For which presentations banks stated an amendment that changes text as accepted, and what
    their examinations did not find: for the beneficiary and the banks.

    The ledger takes a bank's word that documents accept it, since it reads none, and takes it for
    these documents alone (see `accepting`).

    Args:
        by: the presentation that accepted it for the whole credit; None where none did.
    """
    if reader not in (credit.beneficiary, credit.issuing_bank, credit.nominated_bank):
        return (), ()
    told_of = stated(work, credit.credit_id)
    of = tuple(each.presentation for each in told_of if each.number == number)
    by_a_bank = by is not None and not _is_presented_under(work, credit.credit_id, number, by)
    told = []
    for each in (*of, by) if by is not None and by_a_bank else of:
        row = work.presentations.system_get(each)
        held = [report for report in (row.report, row.finding) if report] if row else []
        if held and not any(number in accepted_by(report) for report in held):
            told.append(
                f"Amendment {number} was stated as accepted by presentation {each},"
                " whose examination did not find that: those documents comply without it, or not"
                " with it either. The beneficiary has not accepted it thereby (UCP 600 art. 10(a),"
                " 10(c))."
            )
    return of, tuple(told)


def _is_presented_under(work: UnitOfWork, credit_id: str, number: int, by: str) -> bool:
    """Whether the beneficiary presented under the amendment, so that its own word accepted it."""
    told = work.ledger.system_told(credit_id, "AmendmentAccepted")
    accepted_at = [each.at for each in told if int(orjson.loads(each.body)["number"]) == number]
    return all(at == records.presentation(work, by).presented_at for at in accepted_at)


def amendment_view(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    number: int,
    body: bytes,
    receipt: Receipt[Any] | None = None,
) -> AmendmentView:
    """An amendment by its words, which count where the ledger has their hash."""
    with context.store.read() as work:
        record = records.credit(work, row.credit_id)
        found = recorded.standing(work, row.credit_id, record).amendments[number]
        by = recorded.accepted_by(work, row.credit_id).get(number)
        accepted_for, unfounded = _stated(work, _own(actor), row, number, by)
    held = bool(body) and keccak(body) == found.changes.text_hash
    warnings = _warnings(context, actor, row, number, found)
    return AmendmentView(
        credit=row.credit_id,
        number=number,
        state=found.state.name,
        extension=found.extension.name,
        advised=found.is_advised,
        advised_on=found.is_advised_on,
        issued_at=instant(found.issued_at),
        cancels=found.changes.cancels,
        text_hash=to_hex(found.changes.text_hash),
        accepted_by=by,
        accepted_for=accepted_for,
        amendment=orjson.loads(body) if held and not warnings else None,
        warnings=(*warnings, *unfounded),
        receipt=receipt_view(receipt) if receipt else None,
    )


def _own(actor: Actor) -> OrgId:
    return org_hex(actor.organisation)
