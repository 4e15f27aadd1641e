"""Electronic documents: content-addressed, encrypted, seen by owner, issuer and whom they grant."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select, update

from dhow.store.errors import NotEntitled, NotFound
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Place, Repository
from dhow.store.rows import DocumentRow
from dhow.store.tables import documents


class Documents(Repository):
    """Documents by the hash of their bytes."""

    capability = "document"

    def put(
        self, actor: OrgId, *, document_id: str, kind: str, issuer: OrgId, content: bytes, at: int
    ) -> DocumentRow:
        """Store a document owned by the actor; its issuer sees it too, and nobody it was granted.

        The caller has checked that `document_id` is the ledger's hash of `content`. Put before it
        is registered on the ledger, and nothing until then.

        Raises:
            NotEntitled: when another stored a document with this hash.
        """
        stored = self._connection.execute(
            select(documents.c.owner).where(documents.c.document_id == document_id)
        ).scalar()
        if stored not in (None, actor):
            raise NotEntitled("a document is stored by its owner")
        row = DocumentRow(
            check_id(document_id, "the document"),
            kind,
            OrgId(check_id(actor, "the acting organisation")),
            OrgId(check_id(issuer, "the issuer")),
            at,
        )
        sealed = self._seal(document_id, content)
        self._put(
            documents,
            document_id,
            document_id=document_id,
            kind=kind,
            owner=actor,
            issuer=issuer,
            content=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._allow(actor, document_id, (actor, issuer), at)
        return row

    def receive(
        self,
        actor: OrgId,
        *,
        document_id: str,
        kind: str,
        issuer: OrgId,
        content: bytes,
        at: int,
        also: Iterable[OrgId] = (),
    ) -> None:
        """Keep a copy that came from another's process; it goes on being its issuer's.

        As with `put`, the caller has checked the hash.

        Args:
            also: who has it besides, so that it can be passed on in their name.
        """
        check_id(actor, "the acting organisation")
        sealed = self._seal(check_id(document_id, "the document"), content)
        self._receive(
            documents,
            actor,
            document_id,
            (actor, issuer, *also),
            at,
            document_id=document_id,
            kind=kind,
            owner=issuer,
            issuer=issuer,
            content=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )

    def note(self, *, document_id: str, kind: str, issuer: OrgId, at: int) -> None:
        """Know of a document that is not here: a presentation names it. Nobody sees it."""
        known = select(documents.c.document_id).where(documents.c.document_id == document_id)
        if self._connection.execute(known).first() is None:
            self._insert(
                documents,
                document_id,
                document_id=check_id(document_id, "the document"),
                kind=kind,
                owner=issuer,
                issuer=issuer,
                content=b"",
                wrapped_key=b"",
                created_at=at,
            )

    def get(self, actor: OrgId, document_id: str) -> DocumentRow | None:
        """A document the actor owns, issued or was granted."""
        row = self._find(actor, document_id)
        return _document(row) if row else None

    def system_get(self, document_id: str) -> DocumentRow | None:
        """A document whosever it is: to find out from the ledger who may hear of it."""
        row = self._connection.execute(
            select(documents).where(documents.c.document_id == document_id)
        ).first()
        return _document(row) if row else None

    def content(self, actor: OrgId, document_id: str) -> bytes | None:
        """Its bytes, on the same terms as `get`; None where they are erased too."""
        row = self._find(actor, document_id)
        if row is None or _is_erased(row):
            return None
        return self._open(document_id, row.content, row.wrapped_key)

    def erase(self, actor: OrgId, document_id: str) -> None:
        """Destroy a document's content and the only key to it: by its owner. There is no way back.

        The row stays, so that presentations still name the document and its hash can be compared.
        Whether it may go yet is for the caller to have asked: the ledger tells what was presented.

        Raises:
            NotFound: when the actor may not see it.
            NotEntitled: when the actor does not own it.
        """
        row = self.get(actor, document_id)
        if row is None:
            raise NotFound(self.capability, document_id)
        if actor != row.owner:
            raise NotEntitled(f"document {document_id} is erased by its owner only")
        self._connection.execute(
            update(documents)
            .where(documents.c.document_id == document_id)
            .values(content=b"", wrapped_key=b"")
        )

    def all(
        self,
        actor: OrgId,
        *,
        kind: str | None = None,
        after: Place | None = None,
        limit: int | None = None,
    ) -> tuple[DocumentRow, ...]:
        """Every document the actor may see, oldest first: those after a place, at most so many."""
        place = (documents.c.created_at, documents.c.document_id)
        query = select(documents).where(
            self._visible(documents.c.document_id, actor), self._beyond(after, *place)
        )
        if kind is not None:
            query = query.where(documents.c.kind == kind)
        rows = self._connection.execute(query.order_by(*place).limit(limit))
        return tuple(_document(row) for row in rows)

    def grant(self, actor: OrgId, document_id: str, organisation: OrgId, *, at: int) -> None:
        """Let another organisation read a document: by its owner or issuer.

        Raises:
            NotFound: when the actor may not see it.
            NotEntitled: when the actor was itself only granted it.
        """
        row = self.get(actor, document_id)
        if row is None:
            self._require(actor, document_id)
        elif actor not in (row.owner, row.issuer):
            raise NotEntitled(f"document {document_id} may be granted by its owner or issuer only")
        else:
            self._allow(actor, document_id, (organisation,), at)

    def grantees(self, actor: OrgId, document_id: str) -> tuple[OrgId, ...]:
        """Who may read a document, owner and issuer among them.

        Raises:
            NotFound: when the actor may not see it.
        """
        self._require(actor, document_id)
        return self._allowed(document_id)

    def pass_on(self, actor: OrgId, document_id: str, organisation: OrgId, at: int) -> None:
        """For presentations: who was presented a document presents it onwards with the rest."""
        self._require(actor, document_id)
        self._allow(actor, document_id, (organisation,), at)

    def _find(self, actor: OrgId, document_id: str) -> Row[Any] | None:
        return self._connection.execute(
            select(documents).where(
                documents.c.document_id == document_id,
                self._visible(documents.c.document_id, actor),
            )
        ).first()


def _document(row: Row[Any]) -> DocumentRow:
    return DocumentRow(
        row.document_id,
        row.kind,
        OrgId(row.owner),
        OrgId(row.issuer),
        row.created_at,
        _is_erased(row),
    )


def _is_erased(row: Row[Any]) -> bool:
    return not row.wrapped_key
