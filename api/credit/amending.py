"""Amendments: who has agreed to which change (UCP 600 art. 10). Each is answered by itself.

The text is stored first and issued last: it counts where the ledger has its hash. An act asked for
again finds itself done (see `api.acts`).
"""

from typing import Any

from eth_utils.crypto import keccak

from api.acts import bind
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on
from api.credit.accepting import require_not_presented_under
from api.credit.amended import (
    changes_of,
)
from api.credit.amendment_schemas import AmendmentView, AnswerAmendment
from api.credit.amendments_showing import amendment_view, existing, read_one, require_no_other_words
from api.credit.consenting import (
    is_part,
    require_advised,
    require_beside_pending,
    require_says_the_same,
)
from api.credit.in_force import require_on_confirmed, terms_in_force
from api.credit.service import (
    id_of,
    ledger_record,
    require,
    require_agreed,
    standing_of,
)
from api.credit.terms import check_amended
from api.errors import unacceptable
from api.ids import bytes_text, org_hex
from dhow.ledger.bindings.values import (
    AmendmentState,
    ConfirmationState,
    ExtensionState,
)
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.reducible import check_transferred
from dhow.trade.records import canonical


def issue(
    context: ApiContext, actor: Actor, credit_id: str, given: dict[str, Any]
) -> AmendmentView:
    """Issue an amendment, or a cancellation: by the issuing bank, which is bound by it at once.

    Raises:
        ApiError: 422 changes that cannot be made, that the ledger cannot hold, or that make terms
            which no bank may issue. What the bank should think twice about is a warning.
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
    warnings: tuple[str, ...] = ()
    done = number in known and known[number].changes.text_hash == hashed
    if not done:
        before = terms_in_force(context, actor, row, record)
        changes = changes_of(context, record, before, amendment, hashed)
        _require_within_original(context, actor, credit_id, before, amendment)
        if issuing:
            require_beside_pending(context, actor, row, record, before, amendment)
            warnings = check_amended(before, amendment)
    if issuing and (done or number not in known):
        at = context.now()
        with context.store.begin() as work:
            work.amendments.put(org_hex(actor.organisation), credit_id, number, body, at)
    if done:
        return amendment_view(context, actor, row, number, body)  # by an earlier request
    act = context.contracts.credit_amendments.issue_amendment(
        credit=id_of(credit_id), number=number, changes=changes
    )
    what = "Cancel" if amendment.cancels else f"Amend ({number})"
    receipt = bind(context, actor, act, f"{what} credit {bytes_text(record.number)}")
    view = amendment_view(context, actor, row, number, body, receipt)
    return view.model_copy(update={"warnings": (*view.warnings, *warnings)})


def read_all(context: ApiContext, actor: Actor, credit_id: str) -> list[AmendmentView]:
    """The amendments of a credit, by number: for its parties."""
    row, record = require(context, actor, credit_id)
    with context.store.read() as work:
        stored = {
            each.number: each.body
            for each in work.amendments.all(org_hex(actor.organisation), credit_id)
        }
    return [
        amendment_view(context, actor, row, number, stored.get(number, b""))
        for number in standing_of(context, credit_id, record).amendments
    ]


def advise(context: ApiContext, actor: Actor, credit_id: str, number: int) -> AmendmentView:
    """Advise an amendment: by the bank that advised the credit, then by the second one (9(d)).

    A confirming bank that advises it and does not say otherwise extends to it (art. 10(b)).

    Raises:
        ApiError: 409 its words say something else than the ledger would change, or it cannot be
            made in what a confirming bank confirmed.
        Refusal: another bank; or it was advised.
        AwaitsChecker: a maker prepared it, where it binds a confirming bank.
    """
    row, found = existing(context, actor, credit_id, number)
    require_no_other_words(context, actor, row, number, found)
    record = ledger_record(context, credit_id)
    confirmed = standing_of(context, credit_id, record).advice.confirmation
    confirms = row.nominated_bank == org_hex(actor.organisation) and (
        confirmed is ConfirmationState.ADDED
    )
    if confirms and found.extension not in (ExtensionState.EXTENDED, ExtensionState.NOT_EXTENDED):
        require_on_confirmed(context, actor, row, record, number)  # who advises it extends to it
    act = context.contracts.credit_amendments.advise_amendment(
        credit=id_of(credit_id), number=number
    )
    receipt = bind(context, actor, act, f"Advise amendment {number} of credit {credit_id}")
    return read_one(context, actor, row, number, receipt)


def extend(
    context: ApiContext, actor: Actor, credit_id: str, number: int, *, extends: bool
) -> AmendmentView:
    """Say whether the confirmation extends to an amendment: by the confirming bank (10(b)).

    Raises:
        ApiError: 409 it is to extend to words that say something else than the ledger would
            change, or that cannot be made in what the bank confirmed.
        Refusal: another bank; or it has said so.
        AwaitsChecker: a maker prepared it.
    """
    row, record = existing(context, actor, credit_id, number)
    if extends:
        require_no_other_words(context, actor, row, number, record)
    if extends and record.extension is not ExtensionState.EXTENDED:
        require_on_confirmed(context, actor, row, ledger_record(context, credit_id), number)
    said = ExtensionState.EXTENDED if extends else ExtensionState.NOT_EXTENDED
    if row.nominated_bank == org_hex(actor.organisation) and record.extension is said:
        return read_one(context, actor, row, number)  # by an earlier request
    act = context.contracts.credit_amendments.extend_confirmation(
        credit=id_of(credit_id), number=number, extends=extends
    )
    words = "Extend" if extends else "Do not extend"
    receipt = bind(context, actor, act, f"{words} the confirmation to amendment {number}")
    return read_one(context, actor, row, number, receipt)


def answer(
    context: ApiContext, actor: Actor, credit_id: str, number: int, given: AnswerAmendment
) -> AmendmentView:
    """Accept or reject an amendment: by the beneficiary, once. Accepting parts rejects it (10(e)).

    Raises:
        ApiError: 422 parts that the amendment does not have; 409 it is to be accepted before it
            was advised (9(d)), or to be rejected, and documents were presented that rest on it
            (10(c)).
        Refusal: it was answered, or cannot be borne by the credit now.
        AwaitsChecker: a maker prepared it.
    """
    row, record = existing(context, actor, credit_id, number)
    read = given.accepts or given.only  # who rejects it whole need not have its words
    some = bool(read) and is_part(context, actor, row, number, record, given.only)
    parts = given.accepts and some
    whole = given.accepts and not parts
    meant = AmendmentState.ACCEPTED if whole else AmendmentState.REJECTED
    if row.beneficiary == org_hex(actor.organisation) and record.state is meant:
        return read_one(context, actor, row, number)  # by an earlier request
    if whole and record.state is AmendmentState.PENDING:
        before = terms_in_force(context, actor, row, ledger_record(context, credit_id))
        require_says_the_same(context, actor, row, number, record, before)
        require_advised(context, row, number, record)
    if not whole and row.beneficiary == org_hex(actor.organisation):
        require_not_presented_under(context, credit_id, number)
    act = context.contracts.credit_amendments.answer_amendment(
        credit=id_of(credit_id),
        number=number,
        accepts=given.accepts,
        accepted_parts_hash=keccak(canonical(sorted(given.only))) if parts else bytes(32),
    )
    words = "Accept" if whole else "Reject"
    receipt = bind(context, actor, act, f"{words} amendment {number} of credit {credit_id}")
    return read_one(context, actor, row, number, receipt)


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
