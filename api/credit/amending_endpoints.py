"""Routes of amendments."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.blocking import blocking
from api.credit import accepting, amending
from api.credit.amendment_schemas import (
    AcceptByPresentation,
    AmendmentView,
    AnswerAmendment,
    ExtendConfirmation,
    IssueAmendment,
)
from api.credit.presentation_schemas import PresentationView, PresentDocuments
from api.dependencies import Bank, Context, MemberActor, Presenter
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=999, description="the amendment's number (26E)")]


@router.post(
    "/credits/{credit}/amendments",
    status_code=201,
    summary="Issue an amendment ◆",
    responses=PREPARED,
)
async def amend(
    context: Context, actor: Bank, credit: Hash32, body: IssueAmendment
) -> AmendmentView:
    """Issue an amendment or a cancellation, bound by it at once (UCP 600 art. 10(a), 10(b))."""
    return await blocking(amending.issue, context, actor, credit, body.amendment)


@router.get("/credits/{credit}/amendments", summary="Amendments of a credit")
async def read_amendments(
    context: Context, actor: MemberActor, credit: Hash32
) -> list[AmendmentView]:
    """Every amendment of a credit, by number, and who has answered it: for its parties."""
    return await blocking(amending.read_all, context, actor, credit)


@router.post(
    "/credits/{credit}/amendments/{number}/advice",
    summary="Advise an amendment ◆",
    responses=PREPARED,
)
async def advise_amendment(
    context: Context, actor: Bank, credit: Hash32, number: Number
) -> AmendmentView:
    """Advise it as the credit was advised (UCP 600 art. 9(d)); it binds a confirming bank."""
    return await blocking(amending.advise, context, actor, credit, number)


@router.post(
    "/credits/{credit}/amendments/{number}/extension",
    summary="Extend a confirmation ◆",
    responses=PREPARED,
)
async def extend_confirmation(
    context: Context, actor: Bank, credit: Hash32, number: Number, body: ExtendConfirmation
) -> AmendmentView:
    """Say whether the confirmation extends to it (UCP 600 art. 10(b)): by the confirming bank."""
    return await blocking(amending.extend, context, actor, credit, number, extends=body.extends)


@router.post(
    "/credits/{credit}/amendments/{number}/presentation",
    status_code=201,
    summary="Present under an amendment ◆",
    responses=PREPARED,
)
async def present_under(
    context: Context, actor: Presenter, credit: Hash32, number: Number, body: PresentDocuments
) -> PresentationView:
    """Present documents that need a pending amendment, and accept it thereby: by the beneficiary.

    For a drawing or a day that only the amendment allows (UCP 600 art. 10(c)). It stays accepted
    where the documents are found discrepant.
    """
    return await blocking(accepting.present_under, context, actor, credit, number, body)


@router.post(
    "/presentations/{presentation}/amendment-acceptance",
    summary="State an acceptance by presentation ◆",
    responses=PREPARED,
)
async def accept_by_presentation(
    context: Context, actor: Bank, presentation: Hash32, body: AcceptByPresentation
) -> AmendmentView:
    """State that documents found complying accept an amendment (UCP 600 art. 10(c)).

    By the bank that has them, a nominated one before it sends them on too, where its examination
    `accepts` it: they comply with it and not without. Documents that fit both versions accept
    nothing. One that changes text is accepted for these documents alone (`accepted_for`), until the
    beneficiary accepts it for the credit.
    """
    return await blocking(accepting.accept, context, actor, presentation, body.number)


@router.post(
    "/credits/{credit}/amendments/{number}/answer",
    summary="Answer an amendment ◆",
    responses=PREPARED,
)
async def answer_amendment(
    context: Context, actor: Presenter, credit: Hash32, number: Number, body: AnswerAmendment
) -> AmendmentView:
    """Accept or reject it, once (UCP 600 art. 10(c), 10(e)): by the beneficiary."""
    return await blocking(amending.answer, context, actor, credit, number, body)
