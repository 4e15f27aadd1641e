"""Presentations: who sees one when, and the bank's decision on it.

Seen by the beneficiary; by the nominated bank from presentation, where it was made there; by the
issuing bank from receipt; by the applicant not before the bank asks it for a waiver, which shows it
the findings, or takes the documents up, which gives it the documents (UCP 600 art. 16(b)).

Each step is stored first and sent last; a step asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Sequence
from typing import Any

import orjson

from api import records
from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import parts, sightings, visibility
from api.credit.presentation_showing import presentation_view
from api.credit.schemas import PresentationView, PresentDocuments
from api.credit.service import ledger_record, organisation_id, require
from api.credit.terms import receives_presentations
from api.errors import forbidden, not_found, unacceptable
from api.ids import bytes_text, from_hex, org_bytes, org_hex, to_hex
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from dhow.ledger.bindings.values import (
    CreditId,
    CreditRecord,
    DocumentHash,
    PresentationId,
    PresentationState,
)
from dhow.ledger.types import Act, Receipt
from dhow.store import CreditRow
from dhow.trade.credit import Terms
from dhow.trade.records import canonical

_ENDED = frozenset(
    (PresentationState.REFUSED, PresentationState.HONOURED, PresentationState.RETURNED)
)
_EXAMINED = frozenset((PresentationState.DISCREPANT, PresentationState.REFUSED))


def present(
    context: ApiContext, actor: Actor, credit_id: str, given: PresentDocuments
) -> PresentationView:
    """Present documents to the nominated or the issuing bank: by the beneficiary.

    Raises:
        ApiError: 403 another than the beneficiary; 422 another currency, a document the
            beneficiary does not hold, or a bank that only advises.
        Refusal: expired, overdrawn, or not a place for presentation.
    """
    row, record = require(context, actor, credit_id)
    organisation = org_hex(actor.organisation)
    if row.beneficiary != organisation:
        raise forbidden("Documents are presented by the beneficiary.", rule="UCP 600 art. 2")
    currency = context.currency_of(record.terms.money)
    if given.amount.currency != currency:
        raise unacceptable(
            "amount.currency", f"is {given.amount.currency}; the credit is in {currency}"
        )
    place = _place_for_presentation(row, record, given.bank)
    act = context.contracts.credit_presentations.present(
        credit=CreditId(from_hex(credit_id)),
        bank=organisation_id(given.bank),
        amount_minor=given.amount.minor,
        documents=[DocumentHash(from_hex(each)) for each in given.documents],
    )
    body = canonical(
        {"bank": given.bank, "place": place, "amount": given.amount.model_dump(mode="json")}
    )
    with context.store.read() as work:
        for document_id in given.documents:
            held = work.documents.get(organisation, document_id)
            if held is None:
                raise unacceptable("documents", f"{document_id} is no document you hold")
            if held.erased:
                raise unacceptable("documents", f"{document_id} was erased by its issuer")
    if len(set(given.documents)) != len(given.documents):
        raise unacceptable("documents", "names a document twice")
    with context.turns.hold(credit_id):
        count = ledger_record(context, credit_id).presentations
        presentation_id = _open_already(context, credit_id, count, given)
        receipt = None
        if presentation_id is None:
            presentation_id = visibility.presentation_id(credit_id, count + 1)
            _put(context, actor, credit_id, presentation_id, given.documents, body)
            receipt = carry_out(context, actor, act)
            made = to_hex(receipt.result or b"")
            if made != presentation_id:  # the beneficiary's key presented by another way meanwhile
                presentation_id = made
                _put(context, actor, credit_id, made, given.documents, body)
        else:
            _put_if_lost(context, actor, credit_id, presentation_id, given.documents, body)
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


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
    """Take back documents that were refused or not yet forwarded: by the beneficiary."""
    act = context.contracts.credit_presentations.take_back(id_of(presentation_id))
    return acted(context, actor, presentation_id, act)


def id_of(presentation_id: str) -> PresentationId:
    """A presentation's id for the ledger's acts."""
    return PresentationId(from_hex(presentation_id))


def _place_for_presentation(row: CreditRow, record: CreditRecord, bank: str) -> str:
    """The place whose banking days count, where the bank is one documents may be presented to."""
    if org_bytes(bank) == record.terms.issuing_bank:
        return bytes_text(record.terms.issuing_place)
    named = org_bytes(bank) == record.terms.nominated_bank
    if named and receives_presentations(Terms.from_json(row.terms)):
        return bytes_text(record.terms.nominated_place)
    raise unacceptable(
        "bank",
        f"{bank} is neither the nominated nor the issuing bank of this credit",
        rule="UCP 600 art. 6(a), 6(d)",
        next_step="Present to the nominated or the issuing bank.",
    )


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


def _open_already(
    context: ApiContext, credit_id: str, count: int, given: PresentDocuments
) -> str | None:
    """The open presentation of these documents for this amount to this bank, if there is one."""
    root = visibility.documents_root(given.documents)
    for number in range(count, 0, -1):
        presentation_id = visibility.presentation_id(credit_id, number)
        record = visibility.ledger_record(context, presentation_id)
        if (
            record.state not in _ENDED
            and record.documents_root == root
            and record.amount_minor == given.amount.minor
            and _made_to(context, presentation_id) == org_bytes(given.bank)
        ):
            return presentation_id
    return None


def _made_to(context: ApiContext, presentation_id: str) -> bytes | None:
    """The bank a presentation was made to, which the ledger tells in the event alone."""
    with context.store.read() as work:
        return records.presented_to(work, presentation_id)


def _put_if_lost(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    presentation_id: str,
    documents: tuple[str, ...],
    body: bytes,
) -> None:
    with context.store.read() as work:
        row = work.presentations.get(org_hex(actor.organisation), presentation_id)
        record = records.presentation(work, presentation_id)
        kept = row is not None and row.body == body and visibility.stands(work, row, record)
    if not kept:
        _put(context, actor, credit_id, presentation_id, documents, body)


def _put(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    presentation_id: str,
    documents: tuple[str, ...],
    body: bytes,
) -> None:
    at = context.now()
    with context.store.begin() as work:
        work.presentations.put(
            org_hex(actor.organisation),
            presentation_id=presentation_id,
            credit_id=credit_id,
            documents=documents,
            body=body,
            at=at,
        )
        sightings.keep(context, work, org_hex(actor.organisation), presentation_id, documents)
