"""Handing over to another organisation's process what its organisation may read here.

What it may read is asked of the same services as for a reader of one's own house.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

from api.auth.roles import Actor, Duty
from api.context import ApiContext
from api.credit import amended, passing_on, reasons, transferring, visibility
from api.credit import service as credits
from api.documents import service as documents
from api.errors import ApiError, not_found, unacceptable
from api.exchange import signing
from api.exchange.elsewhere import require_kept_here
from api.exchange.schemas import AskForContent, SealedContent
from api.exchange.sealing import sealed_to
from api.ids import OPERATOR, from_hex, lei_of, org_hex, to_hex
from api.invoices import service as invoices
from api.undertaking import service as undertakings
from dhow.trade.records import canonical

USER: Final = "exchange"
"""Whom another organisation's process acts as here."""


def hand_over(context: ApiContext, asked: AskForContent) -> SealedContent:
    """Something for another organisation's process, sealed to its request.

    Raises:
        ApiError: 401 where the request is not the reader's, is too old or was answered; 404 where
            the reader may not read it, or it is not here; 429 where it asks too often.
    """
    signing.require_timely(context, asked.deadline)
    signing.require_signed(
        context, signing.typed_request(context, asked), asked.signature, asked.reader
    )
    require_share(context, asked.reader)
    if not stands_for(context, asked.holder):
        raise not_found(asked.kind)
    if not context.answered.first(from_hex(asked.nonce), asked.deadline, context.now()):
        raise signing.not_shown("This request was answered before.", "Sign a new one.")
    content = content_for(context, asked.reader, asked.kind, asked.object)
    bound = from_hex(asked.object) + from_hex(asked.nonce)
    try:
        ephemeral, ciphertext = sealed_to(from_hex(asked.seal_to), content, bound)
    except ValueError:
        raise unacceptable("seal_to", "is no X25519 public key that can be sealed to") from None
    deadline = context.now() + signing.VALID_SECONDS
    said = signing.typed_answer(context, asked, content, deadline)
    return SealedContent(
        object=asked.object,
        ephemeral=to_hex(ephemeral),
        ciphertext=to_hex(ciphertext),
        deadline=deadline,
        signature=to_hex(signing.speaker(context, asked.holder).sign_typed_data(said)),
    )


def require_share(context: ApiContext, organisation: str) -> None:
    """Raises 429 where an organisation's process has had its share for this minute."""
    if context.answered.too_many(organisation, time.monotonic()):
        raise too_often(organisation)


def too_often(organisation: str) -> ApiError:
    """429: an organisation's process is to wait."""
    return ApiError(
        429,
        "too-many-requests",
        "Too many requests",
        f"The process of {organisation} has asked too often within a minute, or too much at once.",
        next_step="Wait a minute, then ask again.",
        headers={"Retry-After": "60"},
    )


def stands_for(context: ApiContext, organisation: str) -> bool:
    """Whether this process speaks for an organisation."""
    if context.apart is not None:
        return organisation in context.apart.organisations
    if organisation == OPERATOR:
        return True
    with context.store.read() as work:
        return bool(work.users.all(org_hex(organisation)))


def content_for(context: ApiContext, reader: str, kind: str, object_id: str) -> bytes:
    """What an organisation may read of a thing that is here, as it goes to its process.

    Raises:
        ApiError: 404 where nothing, 410 where a document was erased.
    """
    actor = Actor(reader, USER, Duty.CHECKER, frozenset())
    return _CONTENT[kind](context, actor, object_id)


def _credit(context: ApiContext, reader: Actor, credit_id: str) -> bytes:
    row, _ = credits.require(context, reader, credit_id)
    return canonical({"reference": row.reference, "terms": row.terms.decode()})


def _amendments(context: ApiContext, reader: Actor, credit_id: str) -> bytes:
    """The words of a credit's amendments, by number: those that the ledger has the hashes of.

    And those that a first beneficiary is asked to let pass on, to it.
    """
    credits.require(context, reader, credit_id)
    organisation = org_hex(reader.organisation)
    with context.store.read() as work:
        held = passing_on.proposed(work, organisation, credit_id)
        held |= amended.words_held(work, organisation, credit_id)
    if not held:
        raise not_found("amendment")
    return canonical({"amendments": {str(each): held[each].decode() for each in sorted(held)}})


def _transfers(context: ApiContext, reader: Actor, credit_id: str) -> bytes:
    """What was asked of the transferring bank, by number: as far as the reader may know of it."""
    held = transferring.words_for(context, reader, credit_id)
    if not held:
        raise not_found("transfer")
    return canonical({"transfers": {str(each): held[each].decode() for each in sorted(held)}})


def _reasons(context: ApiContext, reader: Actor, credit_id: str) -> bytes:
    """Why payment is stopped, why a bank will not advise: as far as the reader is told."""
    with context.store.read() as work:
        told = reasons.for_reader(work, reader.organisation, credit_id)
        held = work.reasons.system_held(credit_id, told)
    if not held:
        raise not_found("reason")
    return canonical({"reasons": [held[each].decode() for each in sorted(held)]})


def _presentation(context: ApiContext, reader: Actor, presentation_id: str) -> bytes:
    found = visibility.find(context, reader, presentation_id)
    if found is None:
        raise not_found("presentation")
    row = found.row
    parts = {
        "report": row.report,
        "notice": row.notice,
        "finding": visibility.finding_for(org_hex(reader.organisation), found),
    }
    return canonical(
        {
            "credit": row.credit_id,
            "body": row.body.decode(),
            "documents": list(row.documents),
            **{name: part.decode() if part is not None else None for name, part in parts.items()},
        }
    )


def _undertaking(context: ApiContext, reader: Actor, undertaking_id: str) -> bytes:
    undertakings.read(context, reader, undertaking_id)
    with context.store.read() as work:
        row = work.undertakings.get(org_hex(reader.organisation), undertaking_id)
    if row is None:
        raise not_found("undertaking")
    return row.body


def _invoice(context: ApiContext, reader: Actor, fingerprint: str) -> bytes:
    invoices.read(context, reader, fingerprint)
    with context.store.read() as work:
        row = work.invoices.get(org_hex(reader.organisation), fingerprint)
    if row is None:
        raise not_found("invoice")
    return canonical({"body": row.body.decode(), "conflict_key": row.conflict_key})


def _shipment(context: ApiContext, reader: Actor, shipment_id: str) -> bytes:
    require_kept_here(context, shipment_id)
    organisation = org_hex(reader.organisation)
    with context.store.read() as work:
        row = work.shipments.get(organisation, shipment_id)
        events = work.shipments.events(organisation, shipment_id)
    if row is None:
        raise not_found("shipment")
    return canonical(
        {
            "reference": row.reference,
            "opened_by": lei_of(row.opened_by),
            "participants": [lei_of(each) for each in row.participants],
            "subjects": list(row.subjects),
            "body": row.body.decode(),
            "created_at": row.created_at,
            "events": [
                {
                    "recorded_by": lei_of(each.recorded_by),
                    "recorded_at": each.recorded_at,
                    "body": each.body.decode(),
                }
                for each in events
            ],
        }
    )


def _member(context: ApiContext, reader: Actor, organisation: str) -> bytes:
    """An entry of the directory, which is open to every member."""
    with context.store.read() as work:
        row = work.organisations.by_lei(org_hex(reader.organisation), lei_of(organisation))
    if row is None or row.lei == OPERATOR:
        raise not_found("member")
    return canonical(
        {
            "lei": row.lei,
            "name": row.name,
            "bic": row.bic,
            "country": row.country,
            "capabilities": list(row.capabilities),
            "dual_control": row.dual_control,
        }
    )


_CONTENT: Final[Mapping[str, Callable[[ApiContext, Actor, str], bytes]]] = {
    "document": documents.content,
    "credit": _credit,
    "amendments": _amendments,
    "transfers": _transfers,
    "reasons": _reasons,
    "presentation": _presentation,
    "undertaking": _undertaking,
    "invoice": _invoice,
    "shipment": _shipment,
    "member": _member,
}
