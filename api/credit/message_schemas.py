"""SWIFT messages as the interface takes and gives them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.credit.schemas import ShortReference
from api.schemas import Bic, Lei, Locode, Request

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
