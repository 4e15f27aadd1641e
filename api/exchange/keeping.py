"""Keeping what came from another organisation's process, once it is what the ledger says it is.

What the ledger has a hash of is compared with it. What it has none of (names, shipments, invoices,
whose fingerprint is keyed) is taken from the one whose word it is, and the ledger says who that is.
"""

from collections.abc import Callable, Mapping
from typing import Final

import httpx
from eth_utils.crypto import keccak

from api import records
from api.auth.roles import CAPABILITIES, Role
from api.context import ApiContext
from api.errors import ApiError
from api.exchange import agreeing
from api.exchange import keeping_credits as credits
from api.ids import (
    OPERATOR,
    bytes_text,
    from_hex,
    lei_of,
    org_hex,
    to_hex,
)
from dhow.ledger.bindings.values import (
    DocumentStanding,
    Fingerprint,
    InvoiceStatus,
    OrgId,
    Standing,
    UndertakingState,
)
from dhow.store import (
    InvoiceRow,
    ShipmentEventRow,
    ShipmentRow,
    UndertakingRow,
)
from dhow.store import OrgId as StoreOrgId
from dhow.trade.documents import parse_document
from dhow.trade.records import canonical, load

_UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


def keep(
    context: ApiContext, reader: str, holder: str, kind: str, object_id: str, content: bytes
) -> None:
    """Compare what came with the ledger and keep it.

    Raises:
        agreeing.Unfit: it is something else; nothing is kept.
    """
    try:
        _KEEP[kind](context, reader, holder, object_id, content)
    except _UNREADABLE as problem:
        words = f"answered with no {kind} that can be read ({type(problem).__name__})"
        raise agreeing.Unfit(words) from problem
    except ApiError as problem:
        if problem.status != httpx.codes.UNPROCESSABLE_ENTITY:
            raise
        raise agreeing.Unfit(f"answered with no {kind} that could be ours: {problem}") from problem


def _document(
    context: ApiContext, reader: str, holder: str, document_id: str, content: bytes
) -> None:
    if to_hex(keccak(content)) != document_id:
        raise agreeing.Unfit("answered with something else: its hash is not the one asked for")
    parse_document(content)
    at = context.now()
    with context.store.begin() as work:
        record = records.document(work, document_id)
        if record.standing is DocumentStanding.NONE:
            raise agreeing.Unfit("answered with a document that nobody registered")
        work.documents.receive(
            org_hex(reader),
            document_id=document_id,
            kind=record.kind.name.lower(),
            issuer=org_hex(lei_of(record.issuer)),
            content=content,
            at=at,
            also=() if holder == OPERATOR else (org_hex(holder),),
        )


def _undertaking(
    context: ApiContext, reader: str, holder: str, undertaking_id: str, content: bytes
) -> None:
    del holder
    at = context.now()
    with context.store.read() as work:
        record = records.undertaking(work, undertaking_id)
    if record.state is UndertakingState.NONE or keccak(content) != record.terms.terms_hash:
        raise agreeing.Unfit("answered with other words: their hash is not the one on the ledger")
    agreeing.require_undertaking(context, undertaking_id, content, record)
    obligor, beneficiary = _stored(record.terms.obligor), _stored(record.terms.beneficiary)
    conditions = load(content, "the undertaking")["conditions"]
    named = (each.get("party") for each in conditions)
    parties = (obligor, beneficiary, *(org_hex(each) for each in named if each))
    if org_hex(reader) not in parties:
        raise agreeing.Unfit("answered with an undertaking in which we are not named")
    row = UndertakingRow(undertaking_id, obligor, beneficiary, parties, content, at)
    with context.store.begin() as work:
        work.undertakings.receive(org_hex(reader), row)


def _invoice(
    context: ApiContext, reader: str, holder: str, fingerprint: str, content: bytes
) -> None:
    told = load(content, "the invoice")
    body, conflict_key = str(told["body"]).encode(), str(told["conflict_key"])
    agreeing.require_invoice(body)
    on_ledger = context.ledger.call(
        context.contracts.invoices.invoice(Fingerprint(from_hex(fingerprint)))
    )
    if on_ledger.status is InvoiceStatus.NONE or lei_of(on_ledger.seller) != holder:
        raise agreeing.Unfit("answered with an invoice that it did not register")
    if to_hex(on_ledger.conflict_key) != conflict_key:
        raise agreeing.Unfit("answered with another conflict key than the one on the ledger")
    row = InvoiceRow(fingerprint, conflict_key, org_hex(holder), body, context.now())
    with context.store.begin() as work:
        work.invoices.receive(org_hex(reader), row)


def _shipment(
    context: ApiContext, reader: str, holder: str, shipment_id: str, content: bytes
) -> None:
    told = load(content, "the shipment")
    opened_by, reference = str(told["opened_by"]), str(told["reference"])
    made = keccak(canonical({"carrier": opened_by, "reference": reference}))
    if opened_by != holder or to_hex(made) != shipment_id:
        raise agreeing.Unfit("answered with a shipment that it did not open")
    participants = tuple(org_hex(str(each)) for each in told["participants"])
    if org_hex(reader) not in participants:
        raise agreeing.Unfit("answered with a shipment in which we take no part")
    body = str(told["body"]).encode()
    load(body, "the shipment")
    row = ShipmentRow(
        shipment_id,
        reference,
        org_hex(opened_by),
        participants,
        tuple(str(each) for each in told["subjects"]),
        body,
        int(told["created_at"]),
    )
    events = [
        ShipmentEventRow(
            shipment_id,
            position,
            org_hex(str(each["recorded_by"])),
            str(each["body"]).encode(),
            int(each["recorded_at"]),
        )
        for position, each in enumerate(told["events"], start=1)
    ]
    agreeing.require_shipment(row, events)
    with context.store.begin() as work:
        work.shipments.receive(org_hex(reader), row, events)


def _member(
    context: ApiContext, reader: str, holder: str, organisation: str, content: bytes
) -> None:
    del reader
    told = load(content, "the entry")
    lei = str(told["lei"])
    if holder != OPERATOR or org_hex(lei) != organisation:
        raise agreeing.Unfit("answered with another member's entry")
    bic = told["bic"]
    capabilities = tuple(str(each) for each in told["capabilities"])
    with context.store.begin() as work:
        known = records.organisation(work, lei)
        bitmap = sum(1 << (1 + CAPABILITIES.index(Role(each))) for each in set(capabilities))
        if known.standing is Standing.NONE or (
            (bytes_text(known.bic), bytes_text(known.country), known.capabilities)
            != (bic or "", str(told["country"]), bitmap)
            or known.dual_control is not told["dual_control"]
        ):
            raise agreeing.Unfit("answered with an entry that is not as the ledger has the member")
        if work.organisations.by_lei(StoreOrgId(organisation), lei) is None:
            work.organisations.system_add(
                organisation=StoreOrgId(organisation),
                lei=lei,
                name=str(told["name"]),
                bic=None if bic is None else str(bic),
                country=str(told["country"]),
                capabilities=capabilities,
                dual_control=bool(told["dual_control"]),
                at=context.now(),
            )


def _stored(organisation: OrgId) -> StoreOrgId:
    return StoreOrgId(to_hex(organisation))


_KEEP: Final[Mapping[str, Callable[[ApiContext, str, str, str, bytes], None]]] = {
    "document": _document,
    "credit": credits.credit,
    "amendments": credits.amendments,
    "transfers": credits.transfers,
    "reasons": credits.reasons,
    "presentation": credits.presentation,
    "undertaking": _undertaking,
    "invoice": _invoice,
    "shipment": _shipment,
    "member": _member,
}
