"""Routes of SWIFT messages about credits."""

from fastapi import APIRouter

from api.blocking import blocking
from api.credit import applying_by_message, correspondence, message_acts
from api.credit.message_schemas import (
    ApplyByMessage,
    MessageActView,
    MessageView,
    SendMessage,
)
from api.credit.schemas import CreditView
from api.dependencies import Bank, Context, Importer, MemberActor
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()


@router.post("/credits/applications/mt700", status_code=201, summary="Apply by MT700")
async def apply_by_message(context: Context, actor: Importer, body: ApplyByMessage) -> CreditView:
    """Apply for the credit that an MT700, and the MT701s after it, say: its bank's file as draft.

    What was kept word for word since it is not understood stands in `warnings`.
    """
    return await blocking(applying_by_message.apply_for, context, actor, body)


@router.get("/credits/{credit}/messages", summary="SWIFT messages about a credit")
async def read_messages(context: Context, actor: MemberActor, credit: Hash32) -> list[MessageView]:
    """The messages that your bank sends or receives under a credit, made of its acts, in order.

    Others than its banks find none. The reimbursing bank reads what goes between it and the others.
    """
    return await blocking(correspondence.read_all, context, actor, credit)


@router.post("/credits/{credit}/messages", summary="Act by a SWIFT message ◆", responses=PREPARED)
async def act_by_message(
    context: Context, actor: Bank, credit: Hash32, body: SendMessage
) -> MessageActView:
    """Do what a message of your bank's stands for, as its own route would.

    MT705 pre-advises, 700 issues, 707 amends, 710 and 730 advise, 720 transfers, 750 and 734 find
    and refuse, 732 and 752 take up, 754 acts on a nomination, 756 pays, 742 claims, 759 says in
    words what has no message of its own. What 740, 747 and 730 tell of another act is held against
    the record. What contradicts it is refused by tag and rule.
    """
    return await blocking(message_acts.act_on, context, actor, credit, body)
