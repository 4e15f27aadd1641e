"""SWIFT messages as the interface takes and gives them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.credit.schemas import ShortReference
from api.schemas import Answer, Bic, Hash32, Lei, Locode, Minor, ReceiptView, Request

PlaceName = Annotated[str, StringConstraints(min_length=1, max_length=65, strip_whitespace=True)]
FinText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100_000),
    Field(description="FIN messages with their blocks, one after the other"),
]


class ApplyByMessage(Request):
    """An application as the MT700 it is to become, and the MT701s that continue it.

    What the messages have no field for stands beside them. `beneficiary` is left out where the
    directory knows one member by the name in field 59; `banks` says which member a BIC is that the
    directory does not know; `places` which UN/LOCODE a place means that is named in words.
    """

    reference: ShortReference = Field(description="the applicant's own, once for this bank")
    message: FinText
    beneficiary: Lei | None = None
    banks: dict[Bic, Lei] = Field(default_factory=dict)
    places: dict[PlaceName, Locode] = Field(default_factory=dict)
    issuing_place: Locode | None = None
    nominated_place: Locode | None = None


class MessageView(Answer):
    """A message that banks exchange about a credit, made of an act on the ledger.

    `messages` are the FIN texts: one, or an MT700, 707 or 710 with those that continue it. Where
    none can be written, because a bank has no BIC or words do not fit, it is empty and `problem`
    says why.
    """

    mt: str
    act: str = Field(description="the event on the ledger that it tells of")
    at: datetime
    sender: str
    receiver: str
    presentation: Hash32 | None
    messages: tuple[str, ...]
    problem: str | None


class SendMessage(Request):
    """A message of your bank's, with those that continue it, as the act it stands for.

    What a message has no field for stands beside it: `places` which UN/LOCODE a place means that an
    amendment names in words; `issue_by` and `full_details_to_follow` of a pre-advice (MT705);
    `stated_day` of an undertaking, `advance_minor` and `with_recourse` of a negotiation (MT754), as
    their own routes take them.
    """

    message: FinText
    places: dict[PlaceName, Locode] = Field(default_factory=dict)
    issue_by: date | None = None
    full_details_to_follow: bool = True
    stated_day: date | None = None
    advance_minor: Minor | None = None
    with_recourse: bool = False


class MessageActView(Answer):
    """The act that a message was taken as; the thing it is about is read by its own route.

    `receipt` is null where an earlier request did it, or where the message tells of what the record
    has by another act.
    """

    mt: str
    act: str
    credit: Hash32
    presentation: Hash32 | None
    amendment: int | None
    transfer: int | None = None
    receipt: ReceiptView | None = None
