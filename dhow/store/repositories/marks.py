"""Marks of documents presented, and the presentations and invoices that share one.

No row here says who may see anything: what meets is told to a bank in words, by who has looked on
the ledger what stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, and_, delete, insert, or_, select

from dhow.store.ids import check_id, to_hex
from dhow.store.projections.tables import ledger_timeline
from dhow.store.tables import invoice_tokens, presentation_documents, presentation_marks
from dhow.trade.credit.presented_before import MEETS, Kind, Mark, Match

_REGISTERED = ((Kind.INVOICE, ("strong", "alias")), (Kind.INVOICE_ALIAS, ("strong",)))


_NAMES_DOCUMENTS = ("Presented", "RecordsReplaced")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A document of one presentation is alike one of another presentation."""

    document_id: str
    match: Match
    presentation_id: str


class Marks:
    """Inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open transaction."""
        self._connection = connection

    def put(self, presentation_id: str, document_id: str, marks: Iterable[Mark]) -> None:
        """Keep the marks of a document presented, in place of any it had there."""
        check_id(presentation_id, "the presentation")
        check_id(document_id, "the document")
        table = presentation_marks
        self._connection.execute(
            delete(table).where(
                table.c.presentation_id == presentation_id, table.c.document_id == document_id
            )
        )
        rows = [
            {
                "presentation_id": presentation_id,
                "document_id": document_id,
                "kind": mark.kind.value,
                "token": to_hex(mark.token),
            }
            for mark in sorted(marks)
        ]
        if rows:
            self._connection.execute(insert(table), rows)

    def system_forget(self, document_id: str) -> None:
        """Take away every mark of a document, as its content goes."""
        self._connection.execute(
            delete(presentation_marks).where(presentation_marks.c.document_id == document_id)
        )

    def system_meetings(self, presentation_id: str) -> tuple[Meeting, ...]:
        """What meets the documents of a presentation, whoever's it is, each by its gravest match.

        Rows mean nothing until the ledger has their presentation: that is for the caller to ask.
        """
        found: dict[tuple[str, str], Meeting] = {}
        for meeting in (*self._same_record(presentation_id), *self._same_marks(presentation_id)):
            found.setdefault((meeting.document_id, meeting.presentation_id), meeting)
        return tuple(found.values())

    def system_registered(self, presentation_id: str) -> tuple[tuple[str, str], ...]:
        """Invoices of a presentation that are in the registry too: document id, fingerprint."""
        ours = presentation_marks
        rows = self._connection.execute(
            select(ours.c.document_id, invoice_tokens.c.fingerprint)
            .join(invoice_tokens, invoice_tokens.c.token == ours.c.token)
            .where(
                ours.c.presentation_id == presentation_id,
                or_(
                    *(
                        and_(ours.c.kind == kind.value, invoice_tokens.c.kind.in_(kinds))
                        for kind, kinds in _REGISTERED
                    )
                ),
            )
            .order_by(ours.c.document_id, invoice_tokens.c.fingerprint)
            .distinct()
        )
        return tuple((row.document_id, row.fingerprint) for row in rows)

    def _same_record(self, presentation_id: str) -> list[Meeting]:
        """As the ledger tells of it: of presentations too that another's process has, not ours."""
        ours, told = presentation_documents.c, ledger_timeline.c
        rows = self._connection.execute(
            select(ours.document_id, told.body)
            .join_from(presentation_documents, ledger_timeline, told.subject == ours.document_id)
            .where(ours.presentation_id == presentation_id, told.event.in_(_NAMES_DOCUMENTS))
            .order_by(ours.position, told.block_number, told.log_index)
        )
        met = dict.fromkeys((row.document_id, _presentation(row.body)) for row in rows)
        return [
            Meeting(document_id, Match.RECORD, other)
            for document_id, other in met
            if other != presentation_id
        ]

    def _same_marks(self, presentation_id: str) -> list[Meeting]:
        ours, theirs = presentation_marks.alias("ours"), presentation_marks.alias("theirs")
        rows = self._connection.execute(
            select(
                ours.c.document_id,
                ours.c.kind,
                theirs.c.presentation_id,
                theirs.c.kind.label("met"),
            )
            .join(theirs, theirs.c.token == ours.c.token)
            .where(
                ours.c.presentation_id == presentation_id,
                theirs.c.presentation_id != presentation_id,
            )
            .order_by(ours.c.document_id, theirs.c.presentation_id)
        ).all()
        return [
            Meeting(row.document_id, match, row.presentation_id)
            for kind, kinds, match in MEETS
            for row in rows
            if row.kind == kind and row.met in kinds
        ]


def _presentation(body: str) -> str:
    return str(orjson.loads(body)["presentation"])
