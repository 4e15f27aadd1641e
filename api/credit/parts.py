"""What is particular to a presentation under a transferred credit (UCP 600 art. 38).

The first beneficiary sees that it was made, and for how much, and not its documents. What was
taken up reaches the original's applicant without the second beneficiary's invoice and draft: with
the first's in their place, unless the right to substitute was lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on
from api.credit.presentation_schemas import SubstitutionView
from api.errors import conflict
from api.ids import is_zero, org_hex, to_hex
from api.shown import instant_or_none
from dhow.ledger.bindings.values import PresentationRecord, PresentationState, SubstitutionState
from dhow.store import CreditRow, OrgId, PresentationRow, UnitOfWork
from dhow.store.projections.credit_reading import Values
from dhow.trade.credit import DrawnBefore, Presentation, Presented, Terms
from dhow.trade.documents import parse_document
from dhow.trade.money import Amount

REPLACED: Final = frozenset(("commercial_invoice", "draft"))
"""The kinds of document that the first beneficiary puts its own in the place of."""

_TAKEN_UP = frozenset((PresentationState.HONOURED, PresentationState.UNDERTAKEN))
_ANSWERED = frozenset((SubstitutionState.SUBSTITUTED, SubstitutionState.AS_RECEIVED))


def entitled(
    work: UnitOfWork, row: PresentationRow, credit: CreditRow, by_rule: Mapping[OrgId, bool]
) -> dict[OrgId, bool]:
    """Who may see a presentation, and whether with its documents, under a part or not."""
    part = passed_on.part_row(work, row.credit_id)
    if part is None:
        return dict(by_rule)
    rest = {each: whole for each, whole in by_rule.items() if each != credit.applicant}
    return {**rest, first_beneficiary(work, part): False}


def first_beneficiary(work: UnitOfWork, part: Values) -> OrgId:
    """Whose credit a part was transferred of."""
    original = work.ledger.system_current("credit", (part["original"],))[part["original"]]
    return OrgId(original["beneficiary"])


def pass_documents(context: ApiContext, row: PresentationRow, record: PresentationRecord) -> None:
    """After an act: the documents, as they go on, to the banks and the original's applicant."""
    at = context.now()
    with context.store.begin() as work:
        part = passed_on.part_row(work, row.credit_id)
        if part is None:
            return
        original = work.ledger.system_current("credit", (part["original"],))[part["original"]]
        found = passed_on.substitution(work, row.presentation_id)
        taken_up = record.state in _TAKEN_UP
        applicant = [OrgId(original["applicant"])] if taken_up else []
        as_received = found.state is SubstitutionState.AS_RECEIVED
        banks = [OrgId(part["transferring_bank"])]
        banks += [OrgId(original["issuing_bank"])] if record.received_at else []
        for each in row.documents if taken_up else ():
            holder = _holder(work, each, (row.presenter, *banks))
            held = holder and work.documents.get(holder, each)
            if holder and held and (as_received or held.kind not in REPLACED):
                work.documents.pass_on(holder, each, applicant[0], at)
        if is_zero(found.invoice):
            return
        invoice = to_hex(found.invoice)
        holder = _holder(work, invoice, (OrgId(original["beneficiary"]), *banks))
        if holder is None:
            return
        for organisation in (*banks, *applicant):
            work.documents.pass_on(holder, invoice, organisation, at)


def _holder(work: UnitOfWork, document_id: str, hands: Iterable[OrgId]) -> OrgId | None:
    """Through whose hands a document is here: where processes are apart, not all of them."""
    return next((each for each in hands if work.documents.get(each, document_id)), None)


def amount_shown(
    work: UnitOfWork, reader: OrgId, credit: CreditRow, row: PresentationRow, minor: int
) -> int:
    """What a presentation is for, minor units: to the applicant, with the second's share.

    The difference alone would tell it what its seller buys for.
    """
    if reader != credit.applicant:
        return minor
    under = work.ledger.system_substituting(row.presentation_id)
    return minor if under is None else minor + records.presentation(work, under).amount_minor


def require_settled(context: ApiContext, actor: Actor, row: PresentationRow) -> None:
    """Before the transferring bank sends on: the first beneficiary was asked for its invoice.

    Raises:
        ApiError: 409 it was not, or has time still.
    """
    with context.store.read() as work:
        part = passed_on.part_row(work, row.credit_id)
        state = passed_on.substitution(work, row.presentation_id).state
    own = org_hex(actor.organisation)
    if part is None or part["transferring_bank"] != own or state in _ANSWERED:
        return
    asked = state is SubstitutionState.DEMANDED
    raise conflict(
        "invoice-awaited",
        "The first beneficiary may still put its own invoice in the place of the second's.",
        rule="UCP 600 art. 38(h), 38(i)",
        next_step="Wait for its invoice, or take the documents as received once its time is over."
        if asked
        else "Ask for its invoice: POST .../substitution-demand.",
    )


def completed(
    work: UnitOfWork,
    reader: OrgId,
    row: PresentationRow,
    presentation: Presentation,
    drawn_before_minor: int,
) -> Presentation:
    """A first beneficiary's own drawing with what it belongs to: the second's documents.

    The set that goes on under the original is the first beneficiary's invoice, and whatever else
    the second presented, for both shares together; any other presentation stays as it is.
    """
    under = work.ledger.system_substituting(row.presentation_id)
    if under is None:
        return presentation
    second = work.presentations.system_get(under)
    if second is None:
        return presentation
    record = records.presentation(work, under)
    documents = list(presentation.documents)
    for each in second.documents:
        content = work.documents.content(reader, each)
        if content is not None and (document := parse_document(content)).kind not in REPLACED:
            documents.append(Presented(document=document))
    share = Amount(record.amount_minor, presentation.drawn.currency)
    part = work.credits.system_get(second.credit_id)
    before = drawn_before_minor - (record.amount_minor if record.state in _TAKEN_UP else 0)
    return replace(
        presentation,
        documents=tuple(documents),
        drawn=presentation.drawn + share,
        second_beneficiary=None if part is None else Terms.from_json(part.terms).beneficiary,
        before=DrawnBefore(amount=Amount(before, presentation.drawn.currency))
        if before > 0
        else DrawnBefore(),
    )


def substitution_view(
    work: UnitOfWork, reader: OrgId, row: PresentationRow
) -> SubstitutionView | None:
    """Whose invoice goes on, for the first beneficiary and the banks; None for anyone else.

    The second beneficiary, who presented, is not told what its buyer does with it.
    """
    part = passed_on.part_row(work, row.credit_id)
    if part is None or reader == row.presenter:
        return None
    record = passed_on.substitution(work, row.presentation_id)
    return SubstitutionView(
        presentation=row.presentation_id,
        original=part["original"],
        state=record.state.name,
        answer_by=instant_or_none(record.answer_by),
        invoice=None if is_zero(record.invoice) else to_hex(record.invoice),
        drawing=None if is_zero(record.own) else to_hex(record.own),
    )
