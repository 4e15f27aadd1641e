"""Evidence: signed reports, kept whole beside their digest on the ledger."""

from collections.abc import Iterable

from sqlalchemy import select

from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.rows import EvidenceRow
from dhow.store.tables import evidence


class Evidence(Repository):
    """Reports about a subject, seen by whom they were shown to."""

    capability = "evidence"

    def add(
        self,
        actor: OrgId,
        *,
        evidence_id: str,
        subject: str,
        kind: str,
        body: bytes,
        visible_to: Iterable[OrgId],
        at: int,
    ) -> EvidenceRow:
        """Store a report for the actor and the parties to its subject.

        Raises:
            AlreadyStored: when this report is stored.
        """
        check_id(evidence_id, "the evidence")
        check_id(subject, "the subject")
        sealed = self._seal(evidence_id, body)
        self._insert(
            evidence,
            evidence_id,
            evidence_id=evidence_id,
            subject=subject,
            kind=kind,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._allow(actor, evidence_id, (actor, *visible_to), at)
        return EvidenceRow(evidence_id, subject, kind, body, at)

    def of_subject(self, actor: OrgId, subject: str) -> tuple[EvidenceRow, ...]:
        """The reports about a subject which the actor may see, oldest first."""
        rows = self._connection.execute(
            select(evidence)
            .where(evidence.c.subject == subject, self._visible(evidence.c.evidence_id, actor))
            .order_by(evidence.c.created_at, evidence.c.evidence_id)
        )
        return tuple(
            EvidenceRow(
                row.evidence_id,
                row.subject,
                row.kind,
                self._open(row.evidence_id, row.body, row.wrapped_key),
                row.created_at,
            )
            for row in rows
        )

    def reveal(self, actor: OrgId, evidence_id: str, organisation: OrgId, *, at: int) -> None:
        """Show a report to another organisation.

        Raises:
            NotFound: when the actor may not see it.
        """
        self._require(actor, evidence_id)
        self._allow(actor, evidence_id, (organisation,), at)
