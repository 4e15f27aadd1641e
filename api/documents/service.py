"""Registering, reading, granting and revoking documents.

The ledger gets the keccak-256 of the canonical bytes, salt included; the bytes stay in the store,
encrypted. A document is registered by the organisation that issued it, so that its issuer on the
ledger and on its face are the same: by LEI and, since a bank examines the face alone (UCP 600 art.
14(a)) and a credit may name an issuer by name only, by the name it was admitted under. A document
is stored before it is registered, and is there for no reader before its issuer stands for it on the
ledger (`api.acts`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.documents.schemas import DocumentSummary, DocumentView
from api.errors import elsewhere, gone, not_found, unacceptable
from api.ids import OPERATOR, from_hex, lei_of, org_hex, text_bytes, to_hex
from api.members.service import directory_entry
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.shown import instant, receipt_view
from dhow.ledger.bindings.values import (
    DocumentHash,
    DocumentKind,
    DocumentRecord,
    DocumentStanding,
    Standing,
)
from dhow.ledger.types import Receipt
from dhow.store import DocumentRow, OrgId, UnitOfWork
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.documents import Document, parse_document


def register(
    context: ApiContext, actor: Actor, given: dict[str, Any], grant_to: Iterable[str]
) -> DocumentView:
    """Register a document that the actor's organisation issues.

    Raises:
        InvalidInput: it is not a document of a known kind, or a field is wrong.
        ApiError: 422, its issuer is somebody else by LEI or by name, or a grantee is no member.
        Refusal: it is registered already.
    """
    document = parse_document({**given, "salt": given.get("salt") or context.salt()})
    _require_own(context, actor, document)
    content = document.to_json()
    document_id = to_hex(keccak(content))
    organisation = org_hex(actor.organisation)
    act = context.contracts.documents.register(
        document=DocumentHash(from_hex(document_id)),
        kind=DocumentKind.__members__.get(document.kind.upper(), DocumentKind.OTHER),
    )
    grantees: tuple[OrgId, ...] = ()
    if grant_to := tuple(grant_to):
        with context.store.read() as work:
            grantees = require_members(work, organisation, grant_to, "grant_to")
    at = context.now()
    receipt = None
    with context.turns.hold(document_id):
        with context.store.read() as work:
            record = records.document(work, document_id)
            stored = work.documents.get(organisation, document_id) is not None
        new = record.standing is DocumentStanding.NONE
        lost = not stored and not new and lei_of(record.issuer) == actor.organisation
        if new or lost:
            with context.store.begin() as work:
                work.documents.put(
                    organisation,
                    document_id=document_id,
                    kind=document.kind,
                    issuer=organisation,
                    content=content,
                    at=at,
                )
                for grantee in grantees:
                    work.documents.grant(organisation, document_id, grantee, at=at)
        if not lost:
            receipt = carry_out(context, actor, act)
    return read(context, actor, document_id, receipt)


def read(
    context: ApiContext, actor: Actor, document_id: str, receipt: Receipt[Any] | None = None
) -> DocumentView:
    """A document the actor's organisation owns, issued or was granted.

    Raises:
        ApiError: 404 for any other.
    """
    found, record, grantees = _find(context, actor, document_id)
    whole = orjson.loads(found)
    return DocumentView(
        **_summary(document_id, whole["kind"], record),
        document=whole,
        # who else was shown it is the issuer's to know
        grantees=tuple(sorted(lei_of(each) for each in grantees))
        if lei_of(record.issuer) == actor.organisation
        else (actor.organisation,),
        receipt=receipt_view(receipt) if receipt else None,
    )


def read_all(context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE) -> Page[DocumentSummary]:
    """Every document the actor's organisation may read, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: Place | None, limit: int) -> Sequence[DocumentRow]:
        with context.store.read() as work:
            return work.documents.all(organisation, after=after, limit=limit)

    def show(rows: Sequence[DocumentRow]) -> list[DocumentSummary | None]:
        with context.store.read() as work:
            known = records.documents(work, [row.document_id for row in rows])
        return [
            DocumentSummary(**_summary(row.document_id, row.kind, known[row.document_id]))
            if _stands(row, known[row.document_id])
            else None
            for row in rows
        ]

    return page(
        cursors_of(context.store),
        asked,
        "documents",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.created_at, row.document_id),
        show=show,
    )


def content(context: ApiContext, actor: Actor, document_id: str) -> bytes:
    """The canonical bytes, whose keccak-256 is the document's hash.

    Raises:
        ApiError: 404 where the actor may not read it.
    """
    return _find(context, actor, document_id)[0]


def is_awaited(context: ApiContext, actor: Actor, document_id: str) -> bool:
    """Whether a document is here for the actor, and not (or no more) on the ledger as it stands."""
    with context.store.read() as work:
        row = work.documents.get(org_hex(actor.organisation), document_id)
        return row is not None and not _stands(row, records.document(work, document_id))


def grant(context: ApiContext, actor: Actor, document_id: str, grantee: str) -> DocumentView:
    """Let another member read a document: by its issuer.

    Raises:
        ApiError: 404 where the actor may not read it, 422 where the grantee is no member.
        NotEntitled: the actor was itself only granted it.
    """
    organisation = org_hex(actor.organisation)
    _find(context, actor, document_id)
    at = context.now()
    with context.store.begin() as work:
        (member,) = require_members(work, organisation, (grantee,), "organisation")
        work.documents.grant(organisation, document_id, member, at=at)
    return read(context, actor, document_id)


def revoke(context: ApiContext, actor: Actor, document_id: str, reason: str) -> DocumentView:
    """Withdraw a document: by its issuer. What was done on it before stays done.

    Raises:
        ApiError: 404 where the actor may not read it.
        Refusal: the actor is not its issuer, or it was revoked before.
    """
    content(context, actor, document_id)
    act = context.contracts.documents.revoke(
        document=DocumentHash(from_hex(document_id)), reason=text_bytes(reason, 32)
    )
    return read(context, actor, document_id, carry_out(context, actor, act))


def summaries(work: UnitOfWork, kinds: Mapping[str, str]) -> tuple[DocumentSummary, ...]:
    """What the ledger knows of documents, given by hash with their kind, in their order.

    Whoever calls has checked that they may be seen.
    """
    known = records.documents(work, kinds)
    return tuple(
        DocumentSummary(**_summary(document_id, kind, known[document_id]))
        for document_id, kind in kinds.items()
    )


def require_members(
    work: UnitOfWork, actor: OrgId, leis: Iterable[str], path: str
) -> tuple[OrgId, ...]:
    """The ids of members named by LEI.

    Raises:
        ApiError: 422 naming the one that is no member.
    """
    found = []
    for lei in dict.fromkeys(leis):
        row = work.organisations.by_lei(actor, lei)
        if row is None:
            if records.organisation(work, lei).standing is not Standing.NONE:
                raise elsewhere("the directory's entry of " + lei, OPERATOR)
            raise unacceptable(path, f"{lei} is no member of this network")
        found.append(row.organisation)
    return tuple(found)


def _require_own(context: ApiContext, actor: Actor, document: Document) -> None:
    """The issuer on the face is the actor: its LEI, and the name the directory has for it."""
    named = document.issuer.lei
    if named != actor.organisation:
        found = f"is {named}" if named else "is missing"
        raise unacceptable(
            "document.issuer.lei",
            f"{found}; a document is registered by the organisation that issues it,"
            f" here {actor.organisation}",
            rule="UCP 600 art. 14(f)",
        )
    admitted = directory_entry(context, actor).name
    if not same_name(document.issuer.name, admitted):
        raise unacceptable(
            "document.issuer.name",
            f"is {document.issuer.name}; {named} is in the directory as {admitted}",
            rule="UCP 600 art. 14(d), 14(f)",
            next_step=f"Issue the document in the name of {admitted}, or have its issuer register"
            " it.",
        )


def _find(
    context: ApiContext, actor: Actor, document_id: str
) -> tuple[bytes, DocumentRecord, Sequence[OrgId]]:
    """A document the actor may read: its bytes, what the ledger says of it, who may read it too.

    Raises:
        ApiError: 404 for any other, 410 where its content was erased.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = work.documents.get(organisation, document_id)
        found = work.documents.content(organisation, document_id)
        record = records.document(work, document_id)
        grantees = work.documents.grantees(organisation, document_id) if row else ()
    if row is None or not _stands(row, record):
        raise not_found("document")
    if found is None:
        raise gone("document")
    return found, record, grantees


def _stands(row: DocumentRow, record: DocumentRecord) -> bool:
    """Whether its issuer stands for the document on the ledger, or did before revoking it."""
    return (
        record.standing is not DocumentStanding.NONE
        and org_hex(lei_of(record.issuer)) == row.issuer
    )


def _summary(document_id: str, kind: str, record: DocumentRecord) -> dict[str, Any]:
    return {
        "hash": document_id,
        "kind": kind,
        "issuer": lei_of(record.issuer),
        "standing": record.standing.name,
        "registered_at": instant(record.registered_at),
    }
