"""Routes of what a bank decides on documents."""

from fastapi import APIRouter

from api.blocking import blocking
from api.credit import deciding
from api.credit.presentation_schemas import AnswerWaiver, PresentationView, Refuse
from api.dependencies import Bank, Context, Importer
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()


@router.post(
    "/presentations/{presentation}/agreement", summary="Agree to act ◆", responses=PREPARED
)
async def agree(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Bind oneself to honour or negotiate (UCP 600 art. 12(a)): by the nominated bank."""
    return await blocking(deciding.agree, context, actor, presentation)


@router.post("/presentations/{presentation}/examination", summary="Examine ◆", responses=PREPARED)
async def examine(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Examine the documents on their face and record the outcome (UCP 600 art. 14).

    By the issuing bank; before it by the confirming or nominated bank they were presented to.
    """
    return await blocking(deciding.examine, context, actor, presentation)


@router.post("/presentations/{presentation}/refusal", summary="Refuse ◆", responses=PREPARED)
async def refuse(
    context: Context, actor: Bank, presentation: Hash32, body: Refuse
) -> PresentationView:
    """Refuse in one notice with every discrepancy, in time (UCP 600 art. 16(c), 16(d)).

    By the issuing bank, or the confirming bank while it is its to decide.
    """
    return await blocking(deciding.refuse, context, actor, presentation, body.disposal)


@router.post(
    "/presentations/{presentation}/waiver-enquiry",
    summary="Ask for a waiver ◆",
    responses=PREPARED,
)
async def ask_for_waiver(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Ask the applicant for a waiver; the clock runs on (UCP 600 art. 16(b))."""
    return await blocking(deciding.ask_for_waiver, context, actor, presentation)


@router.post(
    "/presentations/{presentation}/waiver", summary="Take up documents ◆", responses=PREPARED
)
async def waive(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Take up discrepant documents, in the bank's sole judgement (UCP 600 art. 16(b))."""
    return await blocking(deciding.waive, context, actor, presentation)


@router.post("/presentations/{presentation}/waiver-answer", summary="Answer about a waiver")
async def answer_waiver(
    context: Context, actor: Importer, presentation: Hash32, body: AnswerWaiver
) -> PresentationView:
    """Say whether one would accept the documents (UCP 600 art. 16(b)): by the applicant asked."""
    return await blocking(deciding.answer_waiver, context, actor, presentation, waives=body.waives)


@router.post("/presentations/{presentation}/documents-return", summary="Return documents")
async def return_documents(context: Context, actor: Bank, presentation: Hash32) -> PresentationView:
    """Return refused documents to the presenter (UCP 600 art. 16(e)): by the bank that refused."""
    return await blocking(deciding.return_documents, context, actor, presentation)
