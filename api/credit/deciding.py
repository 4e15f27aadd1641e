"""What a bank decides on documents: examination, refusal, waiver, taking up (UCP 600 art. 14, 16).

The issuing bank decides on what it has received; before it a confirming bank, on what was presented
to it; a nominated bank that did not confirm examines too, and binds nobody by that (art. 12(c)).

Each step is stored first and sent last; a step asked for again finds itself done (see `api.acts`).
"""

import orjson
from eth_utils.crypto import keccak

from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import accepting, awaiting, befallen, examining, parts, sightings
from api.credit.in_force import as_it_stood
from api.credit.presentation_schemas import PresentationView
from api.credit.presentations import acted, id_of, read, require_found, show_all
from api.credit.service import ledger_record
from api.credit.visibility import Found
from api.errors import ApiError, conflict, forbidden
from api.exchange import arrivals
from api.ids import bytes_text, is_zero, org_hex
from dhow.ledger.bindings.values import (
    Disposal,
    PresentationState,
    WaiverAnswer,
)
from dhow.trade.credit import ExaminationReport, Presentation, Terms

_DISCREPANT = frozenset((PresentationState.DISCREPANT, PresentationState.REFUSED))


def examine(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Examine what was received and record the outcome: by a bank that holds the documents.

    Raises:
        ApiError: 403 another than a bank to which they came; 409 its banking days are not
            published.
        Refusal: it was examined before, or too late.
        AwaitsChecker: a maker prepared it.
    """
    with context.turns.hold(presentation_id):
        found = require_found(context, actor, presentation_id)
        first = _examines_first(found, actor)
        if not first:
            require_issuing_bank(found, actor)
        row, record = found.row, found.record
        if (row.finding if first else row.report) is not None:
            return read(context, actor, presentation_id)  # examined by an earlier request
        _require_none_awaited(context, found)
        organisation = org_hex(actor.organisation)
        terms, report = report_on(context, actor, found)
        content, hashed = report.to_json(), keccak(report.to_json())
        known = found.handling.nominated_finding_hash if first else record.examination_hash
        if is_zero(known) or hashed == known:
            with context.store.begin() as work:
                stored = work.presentations
                keep = stored.record_finding if first else stored.record_report
                keep(organisation, presentation_id, content)
                sightings.keep(context, work, organisation, presentation_id, row.documents)
            if not is_zero(known):  # its report was lost, and is found again
                return read(context, actor, presentation_id)
        contract = context.contracts.credit_presentations
        by_nominated = first and not found.handling.is_with_confirming_bank
        recorded_by = contract.examine_as_nominated if by_nominated else contract.examine
        act = recorded_by(
            presentation=id_of(presentation_id), complying=report.complying, examination_hash=hashed
        )
        outcome = "complying" if report.complying else f"{len(report.findings)} discrepancies"
        receipt = bind(
            context, actor, act, f"Record examination under {terms.credit_number}: {outcome}"
        )
        return read(context, actor, presentation_id, receipt)


def _require_none_awaited(context: ApiContext, found: Found) -> None:
    if found.record.state is not PresentationState.CORRUPTED:
        return
    with context.store.read() as work:
        asked = befallen.unread(work, found.row.presentation_id)
    named = "; ".join(asked.words) if asked else "Records are awaited."
    raise conflict(
        "records-awaited",
        f"The examination stands still. {named}",
        rule="eUCP art. e12(b)",
        next_step="Wait for them; after the last day: POST .../non-presentation.",
    )


def report_on(context: ApiContext, actor: Actor, found: Found) -> tuple[Terms, ExaminationReport]:
    """What the examination finds in the documents that the actor holds, and on which terms.

    Raises:
        ApiError: 503 a document is awaited from a process that does not answer now; 409 from one
            that does, or the bank's banking days are not published.
    """
    on_ledger = ledger_record(context, found.credit.credit_id)
    stood = as_it_stood(context, actor, found, on_ledger)
    terms = next((each.terms for each in stood if each.terms.shipment.instalments), stood[0].terms)
    try:
        presentation = _as_presented(context, actor, found, terms, on_ledger.drawn_minor)
    except ApiError as problem:
        held = found.row.presentation_id
        if problem.code != "document-not-held" or not arrivals.bring(
            context, actor.organisation, "presentation", held
        ):
            raise
        presentation = _as_presented(context, actor, found, terms, on_ledger.drawn_minor)
    awaited = awaiting.words(context, found.record)
    now = stood[-1].terms
    pending = accepting.pending_for(context, actor, found, on_ledger, now, awaited=awaited)
    bank = presentation.presented_to or ""
    return terms, examining.run(context, stood, presentation, bank, pending)


def _as_presented(
    context: ApiContext, actor: Actor, found: Found, terms: Terms, drawn_minor: int
) -> Presentation:
    with context.store.read() as work:
        presentation = examining.as_presented(
            work,
            org_hex(actor.organisation),
            terms,
            found.row,
            found.record,
            drawn_minor,
            awaited=awaiting.documents(context, found.record),
        )
        return parts.completed(
            work, org_hex(actor.organisation), found.row, presentation, drawn_minor
        )


def refuse(
    context: ApiContext, actor: Actor, presentation_id: str, disposal: str
) -> PresentationView:
    """Refuse, once, with every discrepancy of the examination: by the bank that decides.

    Raises:
        ApiError: 403 another bank; 409 not examined.
        Refusal: too late, or not discrepant.
        AwaitsChecker: a maker prepared it.
    """
    with context.turns.hold(presentation_id):
        found = require_found(context, actor, presentation_id)
        confirms = _examines_first(found, actor) and not is_zero(found.handling.confirming_bank)
        if not confirms:
            require_issuing_bank(found, actor)
        record = found.record
        report = found.row.finding if confirms else found.row.report
        if report is None:
            raise conflict(
                "not-examined",
                "The documents have not been examined.",
                rule="UCP 600 art. 16(c)(ii)",
                next_step="Examine them first: POST .../examination.",
            )
        on_ledger = ledger_record(context, found.credit.credit_id)
        chosen = Disposal[disposal]
        notice = examining.notice_text(report, on_ledger, record, chosen).encode()
        if record.notice_hash == keccak(notice):
            if found.row.notice is None:  # another's words stood in its place
                _keep_notice(context, actor, presentation_id, notice)
            return read(context, actor, presentation_id)  # refused by an earlier request
        if is_zero(record.notice_hash):
            _keep_notice(context, actor, presentation_id, notice)
        act = context.contracts.credit_presentations.refuse(
            presentation=id_of(presentation_id),
            discrepancies=examining.discrepancy_names(report),
            disposal=chosen,
            notice_hash=keccak(notice),
        )
        receipt = bind(
            context,
            actor,
            act,
            f"Refuse documents under {bytes_text(on_ledger.number)}: {disposal}",
        )
        return read(context, actor, presentation_id, receipt)


def ask_for_waiver(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Ask the applicant for a waiver: by the issuing bank, in its sole judgement (art. 16(b)).

    Shows the applicant the presentation and its findings, not the documents. The clock runs on.

    Raises:
        ApiError: 403 another than the issuing bank; 409 nothing to waive.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    require_issuing_bank(found, actor)
    if found.handling.waiver is not WaiverAnswer.NONE:
        return read(context, actor, presentation_id)  # asked by an earlier request
    if found.record.state not in _DISCREPANT:
        raise conflict(
            "nothing-to-waive",
            "There is no discrepancy to be waived.",
            rule="UCP 600 art. 16(b)",
        )
    act = context.contracts.credit_presentations.ask_waiver(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Ask for a waiver of discrepancies, {presentation_id}")
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def answer_waiver(
    context: ApiContext, actor: Actor, presentation_id: str, *, waives: bool
) -> PresentationView:
    """Answer the bank: by the applicant that was asked, once. It binds nobody (art. 16(b)).

    Raises:
        ApiError: 409 the applicant has answered otherwise.
        Refusal: another than the applicant; or it was not asked.
    """
    found = require_found(context, actor, presentation_id)
    answered = WaiverAnswer.WAIVES if waives else WaiverAnswer.DECLINES
    if found.credit.applicant == org_hex(actor.organisation):
        if found.handling.waiver is answered:
            return read(context, actor, presentation_id)  # by an earlier request
        if found.handling.waiver in (WaiverAnswer.WAIVES, WaiverAnswer.DECLINES):
            raise conflict(
                "waiver-answered",
                f"You have answered already: {found.handling.waiver.name}.",
                rule="UCP 600 art. 16(b)",
                next_step="Tell the issuing bank by itself: it decides in its own judgement, and"
                " your answer binds nobody.",
            )
    act = context.contracts.credit_presentations.answer_waiver(
        presentation=id_of(presentation_id), waives=waives
    )
    return read(context, actor, presentation_id, carry_out(context, actor, act))


def waive(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Take up discrepant documents: the issuing bank's own judgement (art. 16(b)).

    Raises:
        Refusal: nothing to waive, or refused documents that are not held for a waiver.
        AwaitsChecker: a maker prepared it.
    """
    require_issuing_bank(require_found(context, actor, presentation_id), actor)
    act = context.contracts.credit_presentations.waive(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Take up discrepant documents, {presentation_id}")
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def agree(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Agree to honour or negotiate: by the nominated bank, which binds itself (art. 12(a)).

    Raises:
        ApiError: 409 the documents rest on an amendment that is still to be accepted.
        Refusal: it is not its to agree to, or was agreed to.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    own = found.credit.nominated_bank == org_hex(actor.organisation)
    if own and found.handling.bound_at:
        return read(context, actor, presentation_id)  # by an earlier request
    if own:
        accepting.require_stated(context, actor, found)
    act = context.contracts.credit_presentations.agree_to_act(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Agree to honour or negotiate {presentation_id}")
    return read(context, actor, presentation_id, receipt)


def return_documents(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Return refused documents to the presenter: by the bank that refused (art. 16(e))."""
    act = context.contracts.credit_presentations.return_documents(id_of(presentation_id))
    return acted(context, actor, presentation_id, act)


def _keep_notice(context: ApiContext, actor: Actor, presentation_id: str, notice: bytes) -> None:
    with context.store.begin() as work:
        work.presentations.record_notice(org_hex(actor.organisation), presentation_id, notice)


def require_issuing_bank(found: Found, actor: Actor) -> None:
    """The actor is the issuing bank.

    Raises:
        ApiError: 403 for another.
    """
    if found.credit.issuing_bank != org_hex(actor.organisation):
        raise not_its_own()


def not_its_own() -> ApiError:
    """What a bank is told that would decide on another's."""
    return forbidden("This is the issuing bank's to decide.", rule="UCP 600 art. 7, 14(a), 16")


def _examines_first(found: Found, actor: Actor) -> bool:
    """Whether the actor is the nominated bank, to which the documents were presented."""
    own = org_hex(actor.organisation)
    presented_to = org_hex(orjson.loads(found.row.body)["bank"])
    return own == found.credit.nominated_bank == presented_to
