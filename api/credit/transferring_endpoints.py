"""Routes of transfer, and of the first beneficiary's invoice in the place of the second's."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.blocking import blocking
from api.credit import passing_on, substituting, transferring, transfers_kept
from api.credit.presentation_schemas import SubstitutionView
from api.credit.schemas import CreditView
from api.credit.transfer_schemas import (
    AllowAmendment,
    AmendmentAllowedView,
    AmendmentToPassOnView,
    AskForTransfer,
    SubstituteInvoice,
    TransferCredit,
    TransferView,
)
from api.dependencies import Bank, Context, CreditParty, MemberActor, Presenter
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=65_535, description="the transfer's number")]
AmendmentNumber = Annotated[int, Path(ge=1, le=999, description="the amendment's number (26E)")]


@router.post(
    "/credits/{credit}/transfers",
    status_code=201,
    summary="Ask for a transfer ◆",
    responses=PREPARED,
)
async def ask_for_transfer(
    context: Context, actor: Presenter, credit: Hash32, body: AskForTransfer
) -> TransferView:
    """Ask for a transfer to a second beneficiary (UCP 600 art. 38): by the first beneficiary.

    Nothing may differ from the credit but what art. 38(g) lists.
    """
    return await blocking(transferring.ask, context, actor, credit, body.transfer)


@router.get("/credits/{credit}/transfers", summary="Transfers of a credit")
async def read_transfers(
    context: Context, actor: MemberActor, credit: Hash32
) -> list[TransferView]:
    """Those you may know of: first beneficiary and transferring bank all, the applicant none."""
    return await blocking(transfers_kept.read_all, context, actor, credit)


@router.post(
    "/credits/{credit}/transfers/{number}/withdrawal", summary="Withdraw a request to transfer"
)
async def withdraw_transfer(
    context: Context, actor: Presenter, credit: Hash32, number: Number
) -> TransferView:
    """Take a request back that the bank has not granted: by the first beneficiary."""
    return await blocking(transferring.withdraw, context, actor, credit, number)


@router.post(
    "/credits/{credit}/transfers/{number}/consent",
    summary="Transfer as asked ◆",
    responses=PREPARED,
)
async def transfer(
    context: Context, actor: Bank, credit: Hash32, number: Number, body: TransferCredit
) -> TransferView:
    """Transfer to the extent and in the manner asked for (art. 38(a)): by the transferring bank.

    The second beneficiary has a credit of its own from then on.
    """
    return await blocking(transferring.consent, context, actor, credit, number, body.reference)


@router.post(
    "/credits/{credit}/transfer-return",
    summary="Give a transferred credit back ◆",
    responses=PREPARED,
)
async def give_back(context: Context, actor: Presenter, credit: Hash32) -> CreditView:
    """Give what is left back to the first beneficiary (art. 38(d)): by the second."""
    return await blocking(transferring.give_back, context, actor, credit)


@router.post("/credits/{credit}/transfer-closing", summary="Close a transferred credit")
async def close_part(context: Context, actor: CreditParty, credit: Hash32) -> CreditView:
    """Give what is left of one that has ended back to the original: by any party to it."""
    return await blocking(transferring.close, context, actor, credit)


@router.get("/credits/{credit}/passing-on", summary="Amendments asked to be passed on")
async def read_passing_on(
    context: Context, actor: MemberActor, credit: Hash32
) -> list[AmendmentToPassOnView]:
    """What the issuing bank means to issue, for a first beneficiary that wanted to be asked.

    Its words, before they are issued (art. 38(e)): for the first beneficiary and the banks.
    """
    return await blocking(passing_on.asked_for, context, actor, credit)


@router.post("/credits/{credit}/amendments/{number}/passing-on", summary="Let an amendment pass on")
async def allow_amendment(
    context: Context,
    actor: Presenter,
    credit: Hash32,
    number: AmendmentNumber,
    body: AllowAmendment,
) -> AmendmentAllowedView:
    """Let an amendment reach the second beneficiary (art. 38(e)): by the first, asked for each.

    Before it is issued, and in these words alone: whoever means to issue others asks again.
    """
    return await blocking(passing_on.allow, context, actor, credit, number, body.amendment)


@router.post(
    "/presentations/{presentation}/substitution-demand", summary="Ask for the first's invoice"
)
async def demand_substitution(
    context: Context, actor: Bank, presentation: Hash32
) -> SubstitutionView:
    """Ask the first beneficiary for its invoice, once (art. 38(i)): by the transferring bank."""
    return await blocking(substituting.demand, context, actor, presentation)


@router.post("/presentations/{presentation}/substitution", summary="Substitute your invoice")
async def substitute(
    context: Context, actor: Presenter, presentation: Hash32, body: SubstituteInvoice
) -> SubstitutionView:
    """Put your invoice in the place of the second beneficiary's (art. 38(h)).

    The difference is a presentation of your own under the original, made to the same bank before.
    """
    return await blocking(substituting.substitute, context, actor, presentation, body)


@router.post(
    "/presentations/{presentation}/as-received",
    summary="Take documents as received ◆",
    responses=PREPARED,
)
async def take_as_received(context: Context, actor: Bank, presentation: Hash32) -> SubstitutionView:
    """Send them on as they are, after a first demand that was not met (art. 38(i))."""
    return await blocking(substituting.take_as_received, context, actor, presentation)
