"""Letters of credit and presentations: terms, documents presented, reports of examination."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from dhow.store.errors import NotEntitled, NotFound, StoreError
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.repositories.documents import Documents
from dhow.store.rows import CreditRow, PresentationRow
from dhow.store.tables import credits, presentation_documents, presentations
from dhow.store.vault import Vault


class Credits(Repository):
    """Credits, seen by their parties."""

    capability = "credit"

    def add(
        self,
        actor: OrgId,
        *,
        credit_id: str,
        reference: str,
        applicant: OrgId,
        beneficiary: OrgId,
        issuing_bank: OrgId,
        nominated_bank: OrgId | None,
        terms: bytes,
        at: int,
    ) -> CreditRow:
        """Store a credit's terms for all its parties.

        Raises:
            NotEntitled: when the actor is not one of them.
            AlreadyStored: when the id is taken.
        """
        check_id(credit_id, "the credit")
        parties = [applicant, beneficiary, issuing_bank]
        if nominated_bank is not None:
            parties.append(nominated_bank)
        if actor not in parties:
            raise NotEntitled("a credit is stored by one of its parties")
        sealed = self._seal(credit_id, terms)
        self._insert(
            credits,
            credit_id,
            credit_id=credit_id,
            reference=reference,
            number=None,
            applicant=applicant,
            beneficiary=beneficiary,
            issuing_bank=issuing_bank,
            nominated_bank=nominated_bank,
            terms=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._allow(actor, credit_id, parties, at)
        return CreditRow(
            credit_id,
            reference,
            None,
            applicant,
            beneficiary,
            issuing_bank,
            nominated_bank,
            terms,
            at,
        )

    def get(self, actor: OrgId, credit_id: str) -> CreditRow | None:
        """A credit the actor is a party to."""
        row = self._connection.execute(
            select(credits).where(
                credits.c.credit_id == credit_id, self._visible(credits.c.credit_id, actor)
            )
        ).first()
        return self._credit(row) if row else None

    def all(self, actor: OrgId) -> tuple[CreditRow, ...]:
        """The actor's credits, oldest first."""
        rows = self._connection.execute(
            select(credits)
            .where(self._visible(credits.c.credit_id, actor))
            .order_by(credits.c.created_at, credits.c.credit_id)
        )
        return tuple(self._credit(row) for row in rows)

    def set_number(self, actor: OrgId, credit_id: str, number: str) -> None:
        """Record the number under which the issuing bank issued it.

        Raises:
            NotFound: when the actor may not see the credit.
            NotEntitled: unless the actor is the issuing bank.
        """
        row = self.get(actor, credit_id)
        if row is None:
            raise NotFound(self.capability, credit_id)
        if row.issuing_bank != actor:
            raise NotEntitled("a credit is numbered by its issuing bank")
        self._connection.execute(
            update(credits).where(credits.c.credit_id == credit_id).values(number=number)
        )

    def _credit(self, row: Row[Any]) -> CreditRow:
        return CreditRow(
            row.credit_id,
            row.reference,
            row.number,
            OrgId(row.applicant),
            OrgId(row.beneficiary),
            OrgId(row.issuing_bank),
            OrgId(row.nominated_bank) if row.nominated_bank else None,
            self._open(row.credit_id, row.terms, row.wrapped_key),
            row.created_at,
        )


class Presentations(Repository):
    """Presentations, seen by those through whose hands they go."""

    capability = "presentation"

    def __init__(
        self, connection: Connection, vault: Vault, credit: Credits, document: Documents
    ) -> None:
        super().__init__(connection, vault)
        self._credits = credit
        self._documents = document

    def add(
        self,
        actor: OrgId,
        *,
        presentation_id: str,
        credit_id: str,
        presented_to: OrgId,
        documents: Iterable[str],
        body: bytes,
        at: int,
    ) -> PresentationRow:
        """Store a presentation; the bank it is made to may read it and its documents.

        Raises:
            NotFound: when the actor may not see the credit or one of the documents.
            StoreError: when no document is presented, or one twice.
            AlreadyStored: when the id is taken.
        """
        check_id(presentation_id, "the presentation")
        listed = tuple(documents)
        if not listed or len(set(listed)) != len(listed):
            raise StoreError("a presentation has at least one document, and none twice")
        if self._credits.get(actor, credit_id) is None:
            raise NotFound("credit", credit_id)
        for document_id in listed:
            if self._documents.get(actor, document_id) is None:
                raise NotFound("document", document_id)
        sealed = self._seal(presentation_id, body)
        self._insert(
            presentations,
            presentation_id,
            presentation_id=presentation_id,
            credit_id=credit_id,
            presenter=actor,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._connection.execute(
            insert(presentation_documents),
            [
                {"presentation_id": presentation_id, "position": n, "document_id": document_id}
                for n, document_id in enumerate(listed, start=1)
            ],
        )
        self._allow(actor, presentation_id, (actor,), at)
        self.reveal(actor, presentation_id, presented_to, at=at)
        return PresentationRow(
            presentation_id, credit_id, actor, listed, body, report=None, notice=None, created_at=at
        )

    def get(self, actor: OrgId, presentation_id: str) -> PresentationRow | None:
        """A presentation the actor made or was shown."""
        row = self._connection.execute(
            select(presentations).where(
                presentations.c.presentation_id == presentation_id,
                self._visible(presentations.c.presentation_id, actor),
            )
        ).first()
        return self._presentation(row) if row else None

    def of_credit(self, actor: OrgId, credit_id: str) -> tuple[PresentationRow, ...]:
        """Those under one credit which the actor may see, oldest first."""
        rows = self._connection.execute(
            select(presentations)
            .where(
                presentations.c.credit_id == credit_id,
                self._visible(presentations.c.presentation_id, actor),
            )
            .order_by(presentations.c.created_at, presentations.c.presentation_id)
        ).all()
        return tuple(self._presentation(row) for row in rows)

    def reveal(
        self,
        actor: OrgId,
        presentation_id: str,
        organisation: OrgId,
        *,
        at: int,
        with_documents: bool = True,
    ) -> None:
        """Show a presentation to another organisation: forwarding, or asking for a waiver.

        Raises:
            NotFound: when the actor may not see it.
        """
        row = self.get(actor, presentation_id)
        if row is None:
            raise NotFound(self.capability, presentation_id)
        self._allow(actor, presentation_id, (organisation,), at)
        for document_id in row.documents if with_documents else ():
            self._documents.pass_on(actor, document_id, organisation, at)

    def record_report(self, actor: OrgId, presentation_id: str, report: bytes) -> None:
        """Keep the report of an examination (canonical JSON); a later one replaces it.

        Raises:
            NotFound: when the actor may not see the presentation.
            NotEntitled: unless the actor is the credit's issuing or nominated bank.
        """
        self._record(actor, presentation_id, "report", report)

    def record_notice(self, actor: OrgId, presentation_id: str, notice: bytes) -> None:
        """Keep the notice of refusal (UCP 600 art. 16(c)).

        Raises:
            As `record_report`; StoreError when a notice was given, for there is one only.
        """
        row = self.get(actor, presentation_id)
        if row is not None and row.notice is not None:
            raise StoreError("a notice of refusal was given; UCP 600 art. 16(c) allows one")
        self._record(actor, presentation_id, "notice", notice)

    def _record(self, actor: OrgId, presentation_id: str, part: str, content: bytes) -> None:
        row = self.get(actor, presentation_id)
        if row is None:
            raise NotFound(self.capability, presentation_id)
        credit = self._credits.get(actor, row.credit_id)
        if credit is None or actor not in (credit.issuing_bank, credit.nominated_bank):
            raise NotEntitled(f"the {part} is a bank's, under the credit")
        key = self._connection.execute(
            select(presentations.c.wrapped_key).where(
                presentations.c.presentation_id == presentation_id
            )
        ).scalar_one()
        sealed = self._vault.seal_more(key, content, self._bound(presentation_id), part)
        self._connection.execute(
            update(presentations)
            .where(presentations.c.presentation_id == presentation_id)
            .values({part: sealed})
        )

    def _bound(self, presentation_id: str) -> str:
        return f"{self.capability}:{presentation_id}"

    def _presentation(self, row: Row[Any]) -> PresentationRow:
        listed = self._connection.execute(
            select(presentation_documents.c.document_id)
            .where(presentation_documents.c.presentation_id == row.presentation_id)
            .order_by(presentation_documents.c.position)
        ).scalars()
        return PresentationRow(
            row.presentation_id,
            row.credit_id,
            OrgId(row.presenter),
            tuple(listed),
            self._open(row.presentation_id, row.body, row.wrapped_key),
            self._part(row, "report"),
            self._part(row, "notice"),
            row.created_at,
        )

    def _part(self, row: Row[Any], part: str) -> bytes | None:
        sealed = getattr(row, part)
        if sealed is None:
            return None
        return self._vault.open_more(
            row.wrapped_key, sealed, self._bound(row.presentation_id), part
        )
