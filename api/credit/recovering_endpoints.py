"""Routes of documents lost on their way, and of records that cannot be read."""

from fastapi import APIRouter

from api.blocking import blocking
from api.credit import recovering
from api.credit.presentation_schemas import (
    AskForRecords,
    PresentationView,
    ReplaceRecords,
    ReportLoss,
)
from api.dependencies import Bank, Context, CreditParty, Forwarder
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()


@router.post(
    "/presentations/{presentation}/loss", summary="Report documents lost ◆", responses=PREPARED
)
async def report_lost(
    context: Context, actor: Bank, presentation: Hash32, body: ReportLoss
) -> PresentationView:
    """Tell that complying documents were lost on their way (UCP 600 art. 35).

    By the nominated bank that found them complying and sent them; the issuing bank must honour.
    """
    return await blocking(recovering.report_lost, context, actor, presentation, body.cover)


@router.post(
    "/presentations/{presentation}/unreadable-records",
    summary="Ask for records again ◆",
    responses=PREPARED,
)
async def ask_for_records(
    context: Context, actor: Bank, presentation: Hash32, body: AskForRecords
) -> PresentationView:
    """Ask for records again that cannot be read, once, all of them (eUCP 2.1 art. e12(b)).

    By the bank that examines, under a credit that incorporates the eUCP. Its time stands still
    until they come, at most thirty days and not beyond the last day for presentation.
    """
    return await blocking(recovering.ask_again, context, actor, presentation, body.records)


@router.post("/presentations/{presentation}/replacement-records", summary="Present records again")
async def replace_records(
    context: Context, actor: Forwarder, presentation: Hash32, body: ReplaceRecords
) -> PresentationView:
    """Present records again, one for each that could not be read.

    By the beneficiary, or by the nominated bank where it acted upon them and was not repaid. What
    was left of the bank's five banking days runs on (eUCP 2.1 art. e12(b)).
    """
    return await blocking(recovering.replace, context, actor, presentation, body)


@router.post("/presentations/{presentation}/non-presentation", summary="Treat as not presented")
async def treat_as_not_presented(
    context: Context, actor: CreditParty, presentation: Hash32
) -> PresentationView:
    """Treat documents as not presented whose records did not come again in time (eUCP e12(b))."""
    return await blocking(recovering.treat_as_not_presented, context, actor, presentation)
