"""Erasing a document's content for good: what is owed to people named in it, and what to the law.

The content and the only key to it are destroyed; the row, and the hash on the ledger, stay. So
every proof goes on to verify: the hash of a copy that somebody kept, the root over the documents of
a presentation, the hash of the examination's report, which is kept by itself. None of them can be
turned back into the content: each document has a salt of its own, which is erased with it.

What was presented is a record of a payment. It is kept for five years after the bank's time to
decide on it (FATF Recommendation 11), and a request to erase it before then is refused (in the
manner of Regulation (EU) 2016/679 art. 17(3)(b)).
"""

from datetime import UTC, datetime
from typing import Final

import orjson

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit.visibility import ledger_record
from api.errors import conflict, forbidden, not_found
from api.ids import org_hex
from dhow.ledger.bindings.values import PresentationState

KEPT_YEARS: Final = 5
_ENDED: Final = frozenset(
    (PresentationState.HONOURED, PresentationState.REFUSED, PresentationState.RETURNED)
)


def erase(context: ApiContext, actor: Actor, document_id: str) -> None:
    """Erase a document that the actor's organisation issued. Erasing it again changes nothing.

    Raises:
        ApiError: 404 where the actor may not read it, 403 where it did not issue it, 409 while it
            is under examination or must be kept.
    """
    organisation = org_hex(actor.organisation)
    with context.turns.hold(document_id):
        with context.store.read() as work:
            row = work.documents.get(organisation, document_id)
            # As the ledger tells: what a key presented, or in the place of another record, is in no
            # row here before somebody has read of it.
            told = work.ledger.system_told(document_id, "Presented", "RecordsReplaced")
        if row is None:
            raise not_found("document")
        if row.owner != organisation:
            raise forbidden(
                "Only the organisation that issued a document may erase it.",
                "Ask its issuer.",
            )
        for presentation_id in dict.fromkeys(
            orjson.loads(each.body)["presentation"] for each in told
        ):
            _require_over(context, presentation_id)
        with context.store.begin() as work:
            work.documents.erase(organisation, document_id)
            work.marks.system_forget(document_id)
        context.store.scrub()


def _require_over(context: ApiContext, presentation_id: str) -> None:
    """The presentation has ended, and what it was is to be kept no longer."""
    record = ledger_record(context, presentation_id)
    if record.state not in _ENDED:
        raise conflict(
            "document-in-use",
            "The document was presented, and the presentation has not ended.",
            rule="UCP 600 art. 14, 16",
            next_step="Wait until the bank has honoured it, or take the documents back.",
        )
    ended = max(record.presented_at, record.received_at, record.decide_by)
    until = datetime.fromtimestamp(ended, UTC)
    until = until.replace(year=until.year + KEPT_YEARS, day=min(until.day, 28))
    if context.now() < int(until.timestamp()):
        raise conflict(
            "document-kept-by-law",
            f"The document was presented under a credit and is kept until {until:%Y-%m-%d}.",
            rule="FATF Recommendation 11",
            next_step="Ask again after that day; until then it is read by its parties only.",
        )
