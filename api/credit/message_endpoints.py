"""Routes of SWIFT messages about credits."""

from fastapi import APIRouter

from api.blocking import blocking
from api.credit import applying_by_message
from api.credit.message_schemas import ApplyByMessage
from api.credit.schemas import CreditView
from api.dependencies import Context, Importer

router = APIRouter()


@router.post("/credits/applications/mt700", status_code=201, summary="Apply by MT700")
async def apply_by_message(context: Context, actor: Importer, body: ApplyByMessage) -> CreditView:
    """Apply for the credit that an MT700, and the MT701s after it, say: its bank's file as draft.

    What was kept word for word since it is not understood stands in `warnings`.
    """
    return await blocking(applying_by_message.apply_for, context, actor, body)
