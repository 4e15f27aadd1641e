"""Presenting documents: by the beneficiary, to a bank where the credit is available.

Stored first and sent last; one asked for again finds itself done (see `api.acts`).
"""

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded, sightings, visibility
from api.credit.presentation_schemas import PresentationView, PresentDocuments
from api.credit.presentations import read, show_all
from api.credit.service import ledger_record, organisation_id, require
from api.errors import forbidden, unacceptable
from api.ids import bytes_text, from_hex, org_bytes, org_hex, to_hex
from dhow.ledger.bindings.values import (
    CreditId,
    CreditRecord,
    DocumentHash,
    PresentationId,
    PresentationState,
)
from dhow.ledger.types import Act
from dhow.trade.records import canonical

_ENDED = frozenset(
    (PresentationState.REFUSED, PresentationState.HONOURED, PresentationState.RETURNED)
)


def present(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    given: PresentDocuments,
    under: int | None = None,
) -> PresentationView:
    """Present documents to the nominated or the issuing bank: by the beneficiary.

    Args:
        under: the number of a pending amendment that presenting accepts, a binding act.

    Raises:
        ApiError: 403 another than the beneficiary; 422 another currency, a document the
            beneficiary does not hold, or a bank that only advises.
        Refusal: expired, overdrawn, or not a place for presentation.
        AwaitsChecker: a maker prepared it, under an amendment.
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
    place = _place_for_presentation(record, given.bank)
    act = _act(context, credit_id, given, under)
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
        presentation_id = _open_already(context, credit_id, count, given, under)
        receipt = None
        if presentation_id is None:
            presentation_id = visibility.presentation_id(credit_id, count + 1)
            _put(context, actor, credit_id, presentation_id, given.documents, body)
            if under is None:
                receipt = carry_out(context, actor, act)
            else:
                what = f"Present documents that accept amendment {under} of credit {credit_id}"
                receipt = bind(context, actor, act, what)
            made = to_hex(receipt.result or b"")
            if made != presentation_id:  # the beneficiary's key presented by another way meanwhile
                presentation_id = made
                _put(context, actor, credit_id, made, given.documents, body)
        else:
            _put_if_lost(context, actor, credit_id, presentation_id, given.documents, body)
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def _act(
    context: ApiContext, credit_id: str, given: PresentDocuments, under: int | None
) -> Act[PresentationId]:
    credit, bank = CreditId(from_hex(credit_id)), organisation_id(given.bank)
    documents = [DocumentHash(from_hex(each)) for each in given.documents]
    minor = given.amount.minor
    if under is None:
        return context.contracts.credit_presentations.present(
            credit=credit, bank=bank, amount_minor=minor, documents=documents
        )
    return context.contracts.credit_amendments.present_under(
        credit=credit, number=under, bank=bank, amount_minor=minor, documents=documents
    )


def _place_for_presentation(record: CreditRecord, bank: str) -> str:
    """The place whose banking days count, where the bank is one documents may be presented to."""
    if org_bytes(bank) == record.terms.issuing_bank:
        return bytes_text(record.terms.issuing_place)
    if org_bytes(bank) == record.terms.nominated_bank:
        return bytes_text(record.terms.nominated_place)
    raise unacceptable(
        "bank",
        f"{bank} is neither the nominated nor the issuing bank of this credit",
        rule="UCP 600 art. 6(a), 6(d)",
        next_step="Present to the nominated or the issuing bank.",
    )


def _open_already(
    context: ApiContext, credit_id: str, count: int, given: PresentDocuments, under: int | None
) -> str | None:
    """The open presentation of these documents for this amount to this bank, if there is one.

    Under an amendment: the one that accepted it.
    """
    root = visibility.documents_root(given.documents)
    with context.store.read() as work:
        accepted = recorded.accepted_by(work, credit_id)
    for number in range(count, 0, -1):
        presentation_id = visibility.presentation_id(credit_id, number)
        record = visibility.ledger_record(context, presentation_id)
        if (
            record.state not in _ENDED
            and record.documents_root == root
            and record.amount_minor == given.amount.minor
            and (under is None or accepted.get(under) == presentation_id)
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
