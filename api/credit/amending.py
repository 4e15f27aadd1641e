"""Amendments: who has agreed to which change (UCP 600 art. 10). Each is answered by itself.

The text is stored first and issued last: it counts where the ledger has its hash. An act asked for
again finds itself done (see `api.acts`).
"""

from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.acts import bind
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on, recorded
from api.credit.amended import (
    accepted,
    changes_of,
    in_force,
    words_held,
)
from api.credit.consenting import (
    held_words,
    is_part,
    require_beside_pending,
    require_says_the_same,
)
from api.credit.schemas import AmendmentView, AnswerAmendment
from api.credit.service import (
    id_of,
    ledger_record,
    require,
    require_agreed,
    standing_of,
)
from api.errors import ApiError, conflict, unacceptable
from api.ids import bytes_text, org_hex, to_hex
from api.shown import instant, receipt_view
from dhow.ledger.bindings.values import (
    AmendmentRecord,
    AmendmentState,
    CreditRecord,
    ExtensionState,
)
from dhow.ledger.types import Receipt
from dhow.store import CreditRow, OrgId
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.reducible import check_transferred
from dhow.trade.records import canonical


def issue(
    context: ApiContext, actor: Actor, credit_id: str, given: dict[str, Any]
) -> AmendmentView:
    """Issue an amendment, or a cancellation: by the issuing bank, which is bound by it at once.

    Raises:
        ApiError: 422 changes that cannot be made, or that the ledger cannot hold.
        Refusal: out of turn, or terms no credit could have.
        AwaitsChecker: a maker prepared it.
    """
    amendment = Amendment.from_json(given)
    with context.turns.hold(credit_id):  # of two at once under one number the second is out of turn
        return _issue(context, actor, credit_id, amendment)


def _issue(
    context: ApiContext, actor: Actor, credit_id: str, amendment: Amendment
) -> AmendmentView:
    row, record = require_agreed(context, actor, credit_id)
    body = amendment.to_json()
    hashed = keccak(body)
    number = amendment.number
    known = standing_of(context, credit_id, record).amendments
    issuing = row.issuing_bank == org_hex(actor.organisation)
    done = number in known and known[number].changes.text_hash == hashed
    if not done:
        before = terms_in_force(context, actor, row, record)
        changes = changes_of(context, record, before, amendment, hashed)
        _require_within_original(context, actor, credit_id, before, amendment)
        if issuing:
            require_beside_pending(context, actor, row, record, before, amendment)
    if issuing and (done or number not in known):
        at = context.now()
        with context.store.begin() as work:
            work.amendments.put(org_hex(actor.organisation), credit_id, number, body, at)
    if done:
        return _view(context, actor, row, number, body)  # by an earlier request
    act = context.contracts.credit_amendments.issue_amendment(
        credit=id_of(credit_id), number=number, changes=changes
    )
    what = "Cancel" if amendment.cancels else f"Amend ({number})"
    receipt = bind(context, actor, act, f"{what} credit {bytes_text(record.number)}")
    return _view(context, actor, row, number, body, receipt)


def read_all(context: ApiContext, actor: Actor, credit_id: str) -> list[AmendmentView]:
    """The amendments of a credit, by number: for its parties."""
    row, record = require(context, actor, credit_id)
    with context.store.read() as work:
        stored = {each.number: each.body for each in work.amendments.all(_own(actor), credit_id)}
    return [
        _view(context, actor, row, number, stored.get(number, b""))
        for number in standing_of(context, credit_id, record).amendments
    ]


def advise(context: ApiContext, actor: Actor, credit_id: str, number: int) -> AmendmentView:
    """Advise an amendment: by the bank that advised the credit, then by the second one (9(d)).

    Raises:
        ApiError: 409 its words say something else than the ledger would change.
        Refusal: another bank; or it was advised.
        AwaitsChecker: a maker prepared it, where it binds a confirming bank.
    """
    row, found = _existing(context, actor, credit_id, number)
    _require_no_other_words(context, actor, row, number, found)
    act = context.contracts.credit_amendments.advise_amendment(
        credit=id_of(credit_id), number=number
    )
    receipt = bind(context, actor, act, f"Advise amendment {number} of credit {credit_id}")
    return _read(context, actor, row, number, receipt)


def extend(
    context: ApiContext, actor: Actor, credit_id: str, number: int, *, extends: bool
) -> AmendmentView:
    """Say whether the confirmation extends to an amendment: by the confirming bank (10(b)).

    Raises:
        ApiError: 409 it is to extend to words that say something else than the ledger would change.
        Refusal: another bank; or it has said so.
        AwaitsChecker: a maker prepared it.
    """
    row, record = _existing(context, actor, credit_id, number)
    if extends:
        _require_no_other_words(context, actor, row, number, record)
    said = ExtensionState.EXTENDED if extends else ExtensionState.NOT_EXTENDED
    if row.nominated_bank == org_hex(actor.organisation) and record.extension is said:
        return _read(context, actor, row, number)  # by an earlier request
    act = context.contracts.credit_amendments.extend_confirmation(
        credit=id_of(credit_id), number=number, extends=extends
    )
    words = "Extend" if extends else "Do not extend"
    receipt = bind(context, actor, act, f"{words} the confirmation to amendment {number}")
    return _read(context, actor, row, number, receipt)


def answer(
    context: ApiContext, actor: Actor, credit_id: str, number: int, given: AnswerAmendment
) -> AmendmentView:
    """Accept or reject an amendment: by the beneficiary, once. Accepting parts rejects it (10(e)).

    Raises:
        ApiError: 422 parts that the amendment does not have.
        Refusal: it was answered, or cannot be borne by the credit now.
        AwaitsChecker: a maker prepared it.
    """
    row, record = _existing(context, actor, credit_id, number)
    read = given.accepts or given.only  # who rejects it whole need not have its words
    some = bool(read) and is_part(context, actor, row, number, record, given.only)
    parts = given.accepts and some
    whole = given.accepts and not parts
    meant = AmendmentState.ACCEPTED if whole else AmendmentState.REJECTED
    if row.beneficiary == org_hex(actor.organisation) and record.state is meant:
        return _read(context, actor, row, number)  # by an earlier request
    if whole and record.state is AmendmentState.PENDING:
        before = terms_in_force(context, actor, row, ledger_record(context, credit_id))
        require_says_the_same(context, actor, row, number, record, before)
    act = context.contracts.credit_amendments.answer_amendment(
        credit=id_of(credit_id),
        number=number,
        accepts=given.accepts,
        accepted_parts_hash=keccak(canonical(sorted(given.only))) if parts else bytes(32),
    )
    words = "Accept" if whole else "Reject"
    receipt = bind(context, actor, act, f"{words} amendment {number} of credit {credit_id}")
    return _read(context, actor, row, number, receipt)


def terms_in_force(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord
) -> Terms:
    """The terms as issued, with every amendment that was accepted (art. 10(c)).

    Raises:
        ApiError: 409 the text of one is not held here; 503 it has not come here yet.
    """
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        order = accepted(work, row.credit_id)
        rows = work.amendments.all(_own(actor), row.credit_id) if order else ()
    stored = {each.number: each.body for each in rows}
    return in_force(
        Terms.from_json(row.terms),
        [held_words(context, row, stored, number, known[number]) for number in order],
    )


def _require_within_original(
    context: ApiContext, actor: Actor, credit_id: str, before: Terms, amendment: Amendment
) -> None:
    """A part that was transferred stays within the original as amended (art. 38(g))."""
    with context.store.read() as work:
        part = passed_on.part_row(work, credit_id)
    if part is None or amendment.cancels:
        return
    row, record = require(context, actor, part["original"])
    original = terms_in_force(context, actor, row, record)
    faults = check_transferred(original, apply(before, amendment))
    if faults:
        fault = faults[0]
        raise unacceptable(f"amendment.{fault.field}", fault.words, rule=fault.article)


def _existing(
    context: ApiContext, actor: Actor, credit_id: str, number: int
) -> tuple[CreditRow, AmendmentRecord]:
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


def _read(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    number: int,
    receipt: Receipt[Any] | None = None,
) -> AmendmentView:
    with context.store.read() as work:
        rows = work.amendments.all(_own(actor), row.credit_id)
    body = next((each.body for each in rows if each.number == number), b"")
    return _view(context, actor, row, number, body, receipt)


def _require_no_other_words(
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
        _require_no_other_words(context, actor, row, number, found)
    except ApiError as problem:
        return (str(problem),)
    return ()


def _view(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    number: int,
    body: bytes,
    receipt: Receipt[Any] | None = None,
) -> AmendmentView:
    with context.store.read() as work:
        record = records.credit(work, row.credit_id)
        found = recorded.standing(work, row.credit_id, record).amendments[number]
        by = recorded.accepted_by(work, row.credit_id).get(number)
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
        amendment=orjson.loads(body) if held and not warnings else None,
        warnings=warnings,
        receipt=receipt_view(receipt) if receipt else None,
    )


def _own(actor: Actor) -> OrgId:
    return org_hex(actor.organisation)
