"""What a presentation says of amendments still to be answered (UCP 600 art. 10(c)).

A presentation that complies with an amendment, and not without it, accepts it, and no other; one
that fits both says nothing. A bank finds it as it examines, and states it on the ledger before it
pays, a nominated bank that confirms nothing too. Of an amendment that changes text the ledger takes
that for the presentation alone (see `ICreditAmendments`). An amendment that takes something away is
accepted by nobody's finding.
"""

from eth_utils.crypto import keccak

from api import records
from api.acts import bind
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import examining
from api.credit.amended import stated, words_held
from api.credit.amendment_schemas import AmendmentView
from api.credit.amendments_showing import existing, read_one
from api.credit.consenting import held_words, require_says_the_same
from api.credit.in_force import terms_in_force
from api.credit.presentation_schemas import PresentationView, PresentDocuments
from api.credit.presentations import id_of, require_found
from api.credit.presenting import present
from api.credit.service import ledger_record, standing_of
from api.credit.visibility import Found
from api.errors import ApiError, conflict, forbidden
from api.ids import is_zero, org_hex
from dhow.ledger.bindings.values import (
    AmendmentChanges,
    AmendmentRecord,
    AmendmentState,
    CreditRecord,
    CreditTerms,
    ExtensionState,
    PartialDrawings,
    PresentationState,
)
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment

_RULE = "UCP 600 art. 10(c)"
_AT_NOMINATED = frozenset((PresentationState.WITH_NOMINATED_BANK, PresentationState.ACTED_UPON))


def pending_for(
    context: ApiContext,
    actor: Actor,
    found: Found,
    on_ledger: CreditRecord,
    terms: Terms,
    *,
    awaited: bool,
) -> list[Amendment]:
    """The amendments that a presentation may accept, by number.

    Issued when it was made, not answered, giving and not taking away, in words that say what the
    ledger would change; to a confirming bank those to which it extended its confirmation.

    Args:
        terms: those in force.
        awaited: words that are not here may still come.

    Raises:
        ApiError: 503 they are awaited.
    """
    known = standing_of(context, found.credit.credit_id, on_ledger).amendments
    may = {
        number: each
        for number, each in known.items()
        if _may_be_accepted(each, found, on_ledger.terms)
    }
    if not may:
        return []
    with context.store.read() as work:
        words = words_held(work, org_hex(actor.organisation), found.credit.credit_id)
    pending = []
    for number, each in may.items():
        if number not in words:
            if awaited:
                held_words(context, found.credit, words, number, each)
            continue
        try:
            require_says_the_same(context, actor, found.credit, number, each, terms)
        except ApiError:
            continue  # nobody agrees to words that the ledger does not mean
        pending.append(Amendment.from_json(words[number]))
    return pending


def accept(context: ApiContext, actor: Actor, presentation_id: str, number: int) -> AmendmentView:
    """State that a presentation accepts an amendment: by the bank that found it complying.

    That is the bank that has the documents, a nominated one too before it sends them on.

    Raises:
        ApiError: 403 another bank; 409 not examined, or not what the examination found.
        Refusal: the amendment was answered.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    report = _finding_report(found, actor)
    row, record = existing(context, actor, found.credit.credit_id, number)
    if number not in examining.accepted_by(report):
        raise conflict(
            "not-accepted-by-presentation",
            f"The examination did not find that these documents accept amendment {number}:"
            " they comply without it, or not with it either.",
            rule=_RULE,
            next_step="The beneficiary accepts it in words: POST .../amendments/{number}/answer.",
        )
    seen = read_one(context, actor, row, number)
    if seen.accepted_by == presentation_id or number in _stated_for(context, found):
        return seen  # by an earlier request
    if record.state is AmendmentState.PENDING:
        on_ledger = ledger_record(context, row.credit_id)
        before = terms_in_force(context, actor, row, on_ledger)
        require_says_the_same(context, actor, row, number, record, before)
    act = context.contracts.credit_amendments.accept_by_presentation(
        presentation=id_of(presentation_id), number=number, finding_hash=keccak(report)
    )
    receipt = bind(
        context, actor, act, f"Amendment {number} was accepted by presentation {presentation_id}"
    )
    return read_one(context, actor, row, number, receipt)


def present_under(
    context: ApiContext, actor: Actor, credit_id: str, number: int, given: PresentDocuments
) -> PresentationView:
    """Present documents that need a pending amendment, which that accepts: by the beneficiary.

    Raises:
        ApiError: as `presenting.present`; 409 no such amendment, or words of it that say
            something else than the ledger would change.
        Refusal: it was answered, it gives nothing, or the documents cannot be presented; neither
            is done then.
        AwaitsChecker: a maker prepared it.
    """
    row, record = existing(context, actor, credit_id, number)
    if record.state is AmendmentState.PENDING:
        before = terms_in_force(context, actor, row, ledger_record(context, credit_id))
        require_says_the_same(context, actor, row, number, record, before)
    return present(context, actor, credit_id, given, under=number)


def require_stated(context: ApiContext, actor: Actor, found: Found) -> None:
    """Before a bank pays: what the presentation accepts is on the ledger, where it can be.

    Later the beneficiary could have rejected what its own documents relied on; and a nominated bank
    that does not confirm is reimbursed for documents that comply with the credit (art. 7(c)).

    Raises:
        ApiError: 409 an amendment is still to be stated as accepted.
    """
    nominated = _is_nominated(found, actor)
    if nominated and found.handling.is_still_bound:
        return  # it confirmed, found so and was gone past: it owes, whoever states what (art. 8(a))
    report = found.row.finding if nominated else _own_report(found, actor)
    accepts = examining.accepted_by(report) if report else ()
    if not accepts:
        return
    on_ledger = ledger_record(context, found.credit.credit_id)
    known = standing_of(context, found.credit.credit_id, on_ledger)
    said = _stated_for(context, found)
    for number in accepts if known.part is None else ():
        if number in said:
            continue
        each = known.amendments.get(number)
        if nominated and each is not None and each.state is AmendmentState.REJECTED:
            raise conflict(
                "amendment-rejected",
                f"The documents comply by amendment {number} alone, and the beneficiary has"
                " rejected it since: the issuing bank would find them discrepant.",
                rule=_RULE,
                next_step="Do not pay against them. Forward them: POST .../forward.",
            )
        if each is not None and _may_be_accepted(each, found, on_ledger.terms):
            raise conflict(
                "amendment-not-stated",
                f"The documents comply by amendment {number} alone and so accept it; the ledger"
                " has it as not answered.",
                rule=_RULE,
                next_step=f"State it first: POST .../amendment-acceptance with number {number}.",
            )


def require_not_presented_under(context: ApiContext, credit_id: str, number: int) -> None:
    """Before a beneficiary rejects: no presentation of its own rests on the amendment.

    Documents that a bank found to comply by it alone have accepted it, as of their presentation.

    Raises:
        ApiError: 409 one does, and was not refused or given back unpaid.
    """
    with context.store.read() as work:
        under = work.ledger.system_presentations((credit_id,)).get(credit_id, ())
        standing = [each["presentation_id"] for each in under if records.is_set_aside(each)]
        rows = [work.presentations.system_get(each) for each in standing]
    for row in rows:
        reports = [each for each in (row.finding, row.report) if each] if row else []
        if row and any(number in examining.accepted_by(each) for each in reports):
            raise conflict(
                "accepted-by-presentation",
                f"Presentation {row.presentation_id} complies by amendment {number} alone: that"
                " has accepted it.",
                rule=_RULE,
                next_step='Say so in words: "accepts": true.',
            )


def _finding_report(found: Found, actor: Actor) -> bytes:
    """What the actor found as the bank that has the documents.

    Raises:
        ApiError: 403 it has not; 409 it has not examined.
    """
    own, credit = org_hex(actor.organisation), found.credit
    if own != (credit.nominated_bank if _is_at_nominated(found) else credit.issuing_bank):
        raise forbidden("The bank that has the documents states this.", rule=_RULE)
    report = _own_report(found, actor)
    if report is None:
        raise conflict(
            "not-examined",
            "The documents have not been examined.",
            rule="UCP 600 art. 14(a)",
            next_step="Examine them first: POST .../examination.",
        )
    return report


def _own_report(found: Found, actor: Actor) -> bytes | None:
    own = org_hex(actor.organisation)
    if _is_at_nominated(found):
        return found.row.finding if own == found.credit.nominated_bank else None
    if own != found.credit.issuing_bank:
        return None
    lost = is_zero(found.record.examination_hash) and found.handling.is_found_complying
    return found.row.finding if lost else found.row.report  # lost ones it honours unexamined


def _stated_for(context: ApiContext, found: Found) -> frozenset[int]:
    """Amendments that change text which a bank has stated these documents to accept."""
    with context.store.read() as work:
        told = stated(work, found.credit.credit_id)
    presented = found.row.presentation_id
    return frozenset(each.number for each in told if each.presentation == presented)


def _is_at_nominated(found: Found) -> bool:
    """Whether a confirming or nominated bank has the documents, and has not sent them on."""
    return _confirms(found) or found.record.state in _AT_NOMINATED


def _is_nominated(found: Found, actor: Actor) -> bool:
    """Whether it acts as a nominated bank that does not confirm."""
    return org_hex(actor.organisation) == found.credit.nominated_bank and not _confirms(found)


def _confirms(found: Found) -> bool:
    return found.handling.is_with_confirming_bank


def _may_be_accepted(each: AmendmentRecord, found: Found, terms: CreditTerms) -> bool:
    """Whether the ledger would take a bank's word that a presentation accepts it."""
    extended = each.extension is ExtensionState.EXTENDED or not _confirms(found)
    return (
        each.state is AmendmentState.PENDING
        and extended
        and found.record.presented_at >= each.issued_at
        and _gives(each.changes, terms)
        and not _takes(each.changes, terms)
    )


def _gives(changes: AmendmentChanges, terms: CreditTerms) -> bool:
    return not changes.cancels and (
        changes.changes_text
        or changes.amount_delta_minor > 0
        or changes.tolerance_delta_bps > 0
        or changes.expiry_day > terms.expiry_day
        or changes.latest_shipment_day > terms.latest_shipment_day
        or (changes.partial_drawings is PartialDrawings.ALLOWED and not terms.partial_shipments)
    )


def _takes(changes: AmendmentChanges, terms: CreditTerms) -> bool:
    return (
        changes.amount_delta_minor < 0
        or changes.tolerance_delta_bps < 0
        or 0 < changes.expiry_day < terms.expiry_day
        or 0 < changes.latest_shipment_day < terms.latest_shipment_day
        or (changes.partial_drawings is PartialDrawings.PROHIBITED and terms.partial_shipments)
    )
