"""Letters of credit and presentations: terms, documents presented, reports of examination.

What is put here is put before the act it belongs to is sent to the ledger. Until that act has
happened the row means nothing: whoever reads compares it with the ledger, and `put` replaces it.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from dhow.store.errors import NotEntitled, NotFound, StoreError
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Place, Repository
from dhow.store.repositories.documents import Documents
from dhow.store.rows import CreditRow, PresentationRow
from dhow.store.tables import credits, presentation_documents, presentations
from dhow.store.vault import Vault


class Credits(Repository):
    """Credits, seen by their parties."""

    capability = "credit"

    def put(
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
        advising: Iterable[OrgId] = (),
    ) -> CreditRow:
        """Store a credit's terms for all its parties, in place of any under its id.

        Args:
            advising: banks that only advise it, and see it as the nominated bank does.

        Raises:
            NotEntitled: unless the actor is the applicant, of a stored one too.
        """
        check_id(credit_id, "the credit")
        parties = [applicant, beneficiary, issuing_bank]
        if nominated_bank is not None:
            parties.append(nominated_bank)
        parties += advising
        stored = self._connection.execute(
            select(credits.c.applicant).where(credits.c.credit_id == credit_id)
        ).scalar()
        if actor != applicant or stored not in (None, applicant):
            raise NotEntitled("a credit's terms are stored by its applicant")
        sealed = self._seal(credit_id, terms)
        self._put(
            credits,
            credit_id,
            credit_id=credit_id,
            reference=reference,
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
            applicant,
            beneficiary,
            issuing_bank,
            nominated_bank,
            terms,
            at,
        )

    def put_part(self, actor: OrgId, row: CreditRow, first_beneficiary: OrgId) -> None:
        """Store a credit as transferred, for those it concerns: not the original's applicant.

        Raises:
            NotEntitled: unless the actor is the bank that transfers it, or another's is stored.
        """
        bank = row.nominated_bank or row.issuing_bank
        stored = self.system_get(check_id(row.credit_id, "the credit"))
        if actor != bank or (stored is not None and stored.issuing_bank != row.issuing_bank):
            raise NotEntitled("a credit is transferred by the transferring bank")
        sealed = self._seal(row.credit_id, row.terms)
        self._put(
            credits,
            row.credit_id,
            credit_id=row.credit_id,
            reference=row.reference,
            applicant=row.applicant,
            beneficiary=row.beneficiary,
            issuing_bank=row.issuing_bank,
            nominated_bank=row.nominated_bank,
            terms=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=row.created_at,
        )
        parties = (row.beneficiary, first_beneficiary, row.issuing_bank, bank)
        self._allow(actor, row.credit_id, parties, row.created_at)

    def receive(
        self,
        actor: OrgId,
        row: CreditRow,
        advising: Iterable[OrgId] = (),
        *,
        first_beneficiary: OrgId | None = None,
    ) -> None:
        """Keep terms that came from another party's process, for all the parties.

        The caller has compared them with the ledger.

        Args:
            first_beneficiary: of a credit as transferred, which is not its applicant's to see.
        """
        check_id(actor, "the acting organisation")
        sealed = self._seal(check_id(row.credit_id, "the credit"), row.terms)
        known = first_beneficiary or row.applicant
        parties = (known, row.beneficiary, row.issuing_bank, row.nominated_bank)
        self._receive(
            credits,
            actor,
            row.credit_id,
            [*(each for each in parties if each is not None), *advising],
            row.created_at,
            credit_id=row.credit_id,
            reference=row.reference,
            applicant=row.applicant,
            beneficiary=row.beneficiary,
            issuing_bank=row.issuing_bank,
            nominated_bank=row.nominated_bank,
            terms=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=row.created_at,
        )

    def get(self, actor: OrgId, credit_id: str) -> CreditRow | None:
        """A credit the actor is a party to."""
        row = self._connection.execute(
            select(credits).where(
                credits.c.credit_id == credit_id, self._visible(credits.c.credit_id, actor)
            )
        ).first()
        return self._credit(row) if row else None

    def system_get(self, credit_id: str) -> CreditRow | None:
        """A credit whosever it is: to find out from the ledger who may hear of it."""
        row = self._connection.execute(
            select(credits).where(credits.c.credit_id == credit_id)
        ).first()
        return self._credit(row) if row else None

    def all(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> tuple[CreditRow, ...]:
        """The actor's credits, oldest first: those after a place, at most so many."""
        place = (credits.c.created_at, credits.c.credit_id)
        rows = self._connection.execute(
            select(credits)
            .where(self._visible(credits.c.credit_id, actor), self._beyond(after, *place))
            .order_by(*place)
            .limit(limit)
        )
        return tuple(self._credit(row) for row in rows)

    def _credit(self, row: Row[Any]) -> CreditRow:
        return CreditRow(
            row.credit_id,
            row.reference,
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

    def put(
        self,
        actor: OrgId,
        *,
        presentation_id: str,
        credit_id: str,
        documents: Iterable[str],
        body: bytes,
        at: int,
    ) -> PresentationRow:
        """Store a presentation, seen by its presenter alone, in place of any under its id.

        Raises:
            NotFound: when the actor may not see the credit or one of the documents.
            NotEntitled: when another's is stored under the id.
            StoreError: when no document is presented, or one twice.
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
        stored = self.system_get(presentation_id)
        if stored is not None and stored.presenter != actor:
            raise NotEntitled("a presentation is stored by its presenter")
        sealed = self._seal(presentation_id, body)
        self._put(
            presentations,
            presentation_id,
            presentation_id=presentation_id,
            credit_id=credit_id,
            presenter=actor,
            body=sealed.ciphertext,
            report=None,
            notice=None,
            finding=None,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._list(presentation_id, listed)
        self._allow(actor, presentation_id, (actor,), at)
        return PresentationRow(
            presentation_id, credit_id, actor, listed, body, report=None, notice=None, created_at=at
        )

    def receive(self, actor: OrgId, row: PresentationRow) -> None:
        """Keep a presentation that came from another's process, as far as it was shown.

        The caller has compared it with the ledger, and noted or received the documents it names.
        """
        check_id(actor, "the acting organisation")
        presentation_id = check_id(row.presentation_id, "the presentation")
        sealed = self._seal(presentation_id, row.body)
        parts = {
            part: self._vault.seal_more(
                sealed.wrapped_key, content, self._bound(presentation_id), part
            )
            if content is not None
            else None
            for part, content in (
                ("report", row.report),
                ("notice", row.notice),
                ("finding", row.finding),
            )
        }
        self._receive(
            presentations,
            actor,
            presentation_id,
            (actor, row.presenter),
            row.created_at,
            presentation_id=presentation_id,
            credit_id=row.credit_id,
            presenter=row.presenter,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=row.created_at,
            **parts,
        )
        self._list(presentation_id, row.documents)

    def get(self, actor: OrgId, presentation_id: str) -> PresentationRow | None:
        """A presentation the actor made or was shown."""
        row = self._connection.execute(
            select(presentations).where(
                presentations.c.presentation_id == presentation_id,
                self._visible(presentations.c.presentation_id, actor),
            )
        ).first()
        return self._presentation(row) if row else None

    def system_get(self, presentation_id: str) -> PresentationRow | None:
        """A presentation whoever made it: to find out from the ledger who may see it."""
        row = self._connection.execute(
            select(presentations).where(presentations.c.presentation_id == presentation_id)
        ).first()
        return self._presentation(row) if row else None

    def reveal(
        self,
        actor: OrgId,
        presentation_id: str,
        organisation: OrgId,
        *,
        at: int,
        with_documents: bool = True,
    ) -> None:
        """Show a presentation to another organisation: the bank it is made or forwarded to, or the
        applicant, asked for a waiver or given the documents.

        Raises:
            NotFound: when the actor may not see it.
        """
        row = self.get(actor, presentation_id)
        if row is None:
            raise NotFound(self.capability, presentation_id)
        self._allow(actor, presentation_id, (organisation,), at)
        for document_id in row.documents if with_documents else ():
            if self._documents.get(actor, document_id) is not None:  # or it is another process's
                self._documents.pass_on(actor, document_id, organisation, at)

    def record_report(self, actor: OrgId, presentation_id: str, report: bytes) -> None:
        """Keep the report of an examination (canonical JSON); a later one replaces it.

        Raises:
            NotFound: when the actor may not see the presentation.
            NotEntitled: unless the actor is the credit's issuing or nominated bank.
        """
        self._record(actor, presentation_id, "report", report)

    def record_finding(self, actor: OrgId, presentation_id: str, report: bytes) -> None:
        """Keep the nominated or confirming bank's own examination; a later one replaces it.

        Raises:
            As `record_report`.
        """
        self._record(actor, presentation_id, "finding", report)

    def record_notice(self, actor: OrgId, presentation_id: str, notice: bytes) -> None:
        """Keep the notice of refusal to be given (UCP 600 art. 16(c)); a later one replaces it.

        That one only is given, is the ledger's to see to.

        Raises:
            As `record_report`.
        """
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

    def _list(self, presentation_id: str, listed: Iterable[str]) -> None:
        self._connection.execute(
            delete(presentation_documents).where(
                presentation_documents.c.presentation_id == presentation_id
            )
        )
        self._connection.execute(
            insert(presentation_documents),
            [
                {"presentation_id": presentation_id, "position": n, "document_id": document_id}
                for n, document_id in enumerate(listed, start=1)
            ],
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
            self._part(row, "finding"),
        )

    def _part(self, row: Row[Any], part: str) -> bytes | None:
        sealed = getattr(row, part)
        if sealed is None:
            return None
        return self._vault.open_more(
            row.wrapped_key, sealed, self._bound(row.presentation_id), part
        )
