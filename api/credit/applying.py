"""An application for a credit: by the applicant, on terms that a bank may issue.

One asked for again finds itself done (see `api.acts`).
"""

from typing import Any

from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import instalments, recorded
from api.credit import terms as drafting
from api.credit.clauses import ledger_clauses
from api.credit.instalments_standing import state_instalments
from api.credit.schemas import ApplyForCredit, CreditView
from api.credit.service import ledger_record, read, standing_of, stands
from api.documents.service import require_members
from api.errors import unacceptable
from api.ids import org_hex, text_bytes, to_hex
from dhow.ledger.bindings.values import CreditState
from dhow.trade.credit import Terms
from dhow.trade.records import InvalidInput, Problem


def apply_for(context: ApiContext, actor: Actor, given: ApplyForCredit) -> CreditView:
    """Apply for a credit: by the applicant.

    Raises:
        ApiError: 422 terms no bank may issue, or parties who are not members.
        Refusal: the ledger's own checks, or the reference was used before.
    """
    terms = _read_terms(given.terms)
    warnings = drafting.check_terms(terms)
    drafting.require_banks(context, actor, terms)
    warnings += drafting.directory_warnings(context, actor, terms)
    warnings += instalments.warnings(terms)
    parties = drafting.parties_of(terms)
    if parties.applicant != actor.organisation:
        raise unacceptable("terms.applicant.lei", f"is {parties.applicant}; apply in your own name")
    organisation = org_hex(actor.organisation)
    on_ledger = drafting.ledger_terms(context, terms, given.issuing_place, given.nominated_place)
    clauses = ledger_clauses(terms, parties)
    reference = text_bytes(given.reference, 16)
    register = context.contracts.credit
    act = (
        register.apply_for(terms=on_ledger, application_reference=reference)
        if clauses is None
        else register.apply_for_with(
            terms=on_ledger, clauses=clauses, application_reference=reference
        )
    )
    credit_id = to_hex(
        context.ledger.call(
            context.contracts.credit.credit_id_of(
                issuing_bank=on_ledger.issuing_bank,
                applicant=on_ledger.applicant,
                application_reference=reference,
            )
        )
    )
    with context.store.read() as work:
        nominated = parties.nominated_bank
        (beneficiary,) = require_members(
            work, organisation, (parties.beneficiary,), "terms.beneficiary.lei"
        )
        (issuing,) = require_members(
            work, organisation, (parties.issuing_bank,), "terms.issuing_bank.lei"
        )
        second = require_members(
            work, organisation, (nominated,) if nominated else (), "terms.nominated_bank.lei"
        )
        advising = require_members(work, organisation, parties.advising, "terms.advising_bank.lei")
        reimbursing = parties.reimbursing_bank
        require_members(
            work,
            organisation,
            (reimbursing,) if reimbursing else (),
            "terms.reimbursing_bank.lei",
        )
    at = context.now()
    receipt = None
    with context.turns.hold(credit_id):
        record = ledger_record(context, credit_id)
        new = record.state is CreditState.NONE
        applied_before = (
            not new
            and record.terms == on_ledger
            and standing_of(context, credit_id, record).clauses == (clauses or recorded.NO_CLAUSES)
        )
        if new or applied_before:
            with context.store.begin() as work:
                stored = work.credits.get(organisation, credit_id)
                if stored is None or not stands(stored, record):
                    work.credits.put(
                        organisation,
                        credit_id=credit_id,
                        reference=given.reference,
                        applicant=organisation,
                        beneficiary=beneficiary,
                        issuing_bank=issuing,
                        nominated_bank=second[0] if second else None,
                        terms=terms.to_json(),
                        at=at,
                        advising=advising,
                    )
        if not applied_before:
            receipt = carry_out(context, actor, act)
        standing = standing_of(context, credit_id, ledger_record(context, credit_id))
        state_instalments(context, actor, credit_id, terms, standing)
    view = read(context, actor, credit_id, receipt)
    return view.model_copy(update={"warnings": (*view.warnings, *warnings)})


def _read_terms(given: dict[str, Any]) -> Terms:
    try:
        return Terms.from_json(given)
    except InvalidInput as problem:
        # the paths are the terms' own; in the request they stand under `terms`
        raise InvalidInput(
            problem.what,
            tuple(Problem(f"terms.{each.path}", each.words) for each in problem.problems),
        ) from None
