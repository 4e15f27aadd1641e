"""Presentations: who sees one when, and the bank's decision on it.

Seen by the beneficiary; by the nominated bank from presentation, where it was made there; by the
issuing bank from receipt; by the applicant not before the bank asks it for a waiver, which shows it
the findings, or takes the documents up, which gives it the documents (UCP 600 art. 16(b)).

Each step is stored first and sent last; a step asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Sequence
from typing import Any

import orjson

from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import parts, visibility
from api.credit.presentation_schemas import PresentationView
from api.credit.presentation_showing import presentation_view
from api.credit.service import require
from api.errors import not_found
from api.ids import from_hex, org_hex
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from dhow.ledger.bindings.values import (
    PresentationId,
    PresentationState,
)
from dhow.ledger.types import Act, Receipt

_EXAMINED = frozenset((PresentationState.DISCREPANT, PresentationState.REFUSED))


def read(
    context: ApiContext, actor: Actor, presentation_id: str, receipt: Receipt[Any] | None = None
) -> PresentationView:
    """A presentation, as far as the actor may see it.

    Raises:
        ApiError: 404 where not at all.
    """
    return presentation_view(
        context, actor, require_found(context, actor, presentation_id), receipt
    )


def of_credit(
    context: ApiContext, actor: Actor, credit_id: str, asked: Asked = WHOLE_PAGE
) -> Page[PresentationView]:
    """The presentations under a credit which the actor may see, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list, 404 no credit of the actor's.
    """
    _, record = require(context, actor, credit_id)

    def fetch(after: Place | None, limit: int) -> Sequence[int]:
        done = after[0] if after else 0
        return range(done + 1, min(done + limit, record.presentations) + 1)

    def show(numbers: Sequence[int]) -> list[PresentationView | None]:
        return [
            presentation_view(context, actor, each)
            for each in visibility.under(context, actor, credit_id, numbers)
        ]

    return page(
        cursors_of(context.store),
        asked,
        f"presentations under {credit_id}",
        actor.organisation,
        fetch=fetch,
        place=lambda number: (number,),
        show=show,
    )


def forward(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Send documents on to the issuing bank: by the nominated bank. Five banking days begin."""
    found = require_found(context, actor, presentation_id)
    row, record, credit = found.row, found.record, found.credit
    by_way_of_another = org_hex(orjson.loads(row.body)["bank"]) != credit.issuing_bank
    forwarders = (credit.nominated_bank, row.presenter)
    if record.received_at and by_way_of_another and org_hex(actor.organisation) in forwarders:
        return read(context, actor, presentation_id)  # forwarded by an earlier request
    parts.require_settled(context, actor, row)
    receipt = carry_out(
        context, actor, context.contracts.credit_presentations.forward(id_of(presentation_id))
    )
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def preclude(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Declare that the bank let its time pass without notice (art. 16(f)).

    Raises:
        Refusal: the bank still has time.
    """
    act = context.contracts.credit_presentations.preclude(id_of(presentation_id))
    return acted(context, actor, presentation_id, act)


def take_back(context: ApiContext, actor: Actor, presentation_id: str) -> PresentationView:
    """Take back documents that were refused or not yet forwarded: by who has them to claim."""
    act = context.contracts.credit_presentations.take_back(id_of(presentation_id))
    return acted(context, actor, presentation_id, act)


def id_of(presentation_id: str) -> PresentationId:
    """A presentation's id for the ledger's acts."""
    return PresentationId(from_hex(presentation_id))


def acted(
    context: ApiContext, actor: Actor, presentation_id: str, act: Act[None]
) -> PresentationView:
    """The presentation after an act that one key suffices for, by one who may see it."""
    require_found(context, actor, presentation_id)
    return read(context, actor, presentation_id, carry_out(context, actor, act))


def require_found(context: ApiContext, actor: Actor, presentation_id: str) -> visibility.Found:
    """A presentation the actor may see.

    Raises:
        ApiError: 404 for any other.
    """
    found = visibility.find(context, actor, presentation_id)
    if found is None:
        raise not_found("presentation")
    return found


def show_all(context: ApiContext, actor: Actor, presentation_id: str) -> None:
    """After an act: let everybody in who may see the presentation now."""
    found = visibility.find(context, actor, presentation_id)
    if found is not None:
        visibility.show(context, found)
