"""Which presentations there are and who sees them: as the ledger has it.

A presentation is stored before it is made on the ledger, and others are let in after the act that
lets them in. So a row counts only where the ledger has the same presentation; its report and notice
only where the ledger has their hashes; and who may see it follows from its state there. What the
store lacks of that (the process ended between act and entry) is entered when they ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import orjson
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import parts, recorded
from api.ids import from_hex, org_hex, to_hex
from dhow.ledger.bindings.values import (
    HandlingRecord,
    PresentationRecord,
    PresentationState,
    WaiverAnswer,
)
from dhow.store import CreditRow, OrgId, PresentationRow, UnitOfWork


@dataclass(frozen=True)
class Found:
    """A presentation that stands on the ledger.

    Attributes:
        row: what the store has; report, finding and notice are None unless the ledger has their
            hashes.
        handling: what befell it besides the issuing bank's decision.
    """

    row: PresentationRow
    record: PresentationRecord
    credit: CreditRow
    handling: HandlingRecord


def find(context: ApiContext, actor: Actor, presentation_id: str) -> Found | None:
    """A presentation as the actor may see it; None where there is none for it."""
    with context.store.read() as work:
        record = records.presentation(work, presentation_id)
        handling = recorded.handling(work, presentation_id)
        reader = org_hex(actor.organisation)
        found, lacks = _look(work, reader, presentation_id, record, handling)
    if found is not None and lacks:
        _show(context, found.row, lacks)
    return found


def under(context: ApiContext, actor: Actor, credit_id: str, numbers: Iterable[int]) -> list[Found]:
    """Those of a credit's presentations, by number from 1, which the actor may see."""
    ids = [presentation_id(credit_id, each) for each in numbers]
    if not ids:
        return []
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        known = records.presentations(work, ids)
        handled = recorded.handlings(work, ids)
        seen = [_look(work, organisation, each, known[each], handled[each]) for each in ids]
    for found, lacks in seen:
        if found is not None and lacks:
            _show(context, found.row, lacks)
    return [found for found, _ in seen if found is not None]


def show(context: ApiContext, found: Found) -> None:
    """After an act: let everybody in who may see the presentation as the ledger has it now."""
    with context.store.read() as work:
        record = records.presentation(work, found.row.presentation_id)
        handling = recorded.handling(work, found.row.presentation_id)
        whom = parts.entitled(
            work, found.row, found.credit, _entitled(found.row, record, handling, found.credit)
        )
    _show(context, found.row, whom)
    parts.pass_documents(context, found.row, record)


def finding_for(reader: OrgId, found: Found) -> bytes | None:
    """What the nominated or confirming bank found, where the reader may have it.

    That bank itself; the presenter, for whom it examined; and the issuing bank, which is told with
    the documents. The applicant is a stranger to what banks tell one another (UCP 600 art. 4).
    """
    told = reader in (found.credit.nominated_bank, found.row.presenter)
    sent_on = reader == found.credit.issuing_bank and bool(found.record.received_at)
    return found.row.finding if told or sent_on else None


def _look(
    work: UnitOfWork,
    organisation: OrgId,
    presentation_id: str,
    record: PresentationRecord,
    handling: HandlingRecord,
) -> tuple[Found | None, Mapping[OrgId, bool]]:
    """What an organisation may see of a presentation, and what the store lacks for it to."""
    row = work.presentations.system_get(presentation_id)
    credit = work.credits.get(organisation, row.credit_id) if row else None
    if row is None or credit is None or not stands(row, record):
        return None, {}
    shown = work.presentations.get(organisation, presentation_id) is not None
    entitled = parts.entitled(work, row, credit, _entitled(row, record, handling, credit))
    if organisation not in entitled and not shown:  # the applicant, not asked for a waiver
        return None, {}
    found = Found(_as_recorded(row, record, handling), record, credit, handling)
    documents = entitled.get(organisation)
    if documents is None:
        return found, {}
    holds = all(work.documents.get(organisation, each) for each in row.documents)
    complete = shown and (holds or not documents)
    return found, {} if complete else {organisation: documents}


def stands(row: PresentationRow, record: PresentationRecord) -> bool:
    """Whether the ledger has this very presentation."""
    return (
        record.state is not PresentationState.NONE
        and record.documents_root == documents_root(row.documents)
        and record.amount_minor == orjson.loads(row.body)["amount"]["minor"]
    )


def documents_root(documents: tuple[str, ...]) -> bytes:
    """The hash the ledger keeps of the documents presented, in their order."""
    return keccak(encode(["bytes32[]"], [[from_hex(each) for each in documents]]))


def presentation_id(credit_id: str, number: int) -> str:
    """The id of a credit's presentation, by number from 1, as the ledger makes it."""
    return to_hex(keccak(encode(["bytes32", "uint32"], [from_hex(credit_id), number])))


def ledger_record(context: ApiContext, presentation_id_: str) -> PresentationRecord:
    """A presentation as the ledger has it."""
    with context.store.read() as work:
        return records.presentation(work, presentation_id_)


def _entitled(
    row: PresentationRow, record: PresentationRecord, handling: HandlingRecord, credit: CreditRow
) -> dict[OrgId, bool]:
    """Who may see the presentation, and whether with its documents (UCP 600 art. 15, 16(b))."""
    entitled = {row.presenter: True, org_hex(orjson.loads(row.body)["bank"]): True}
    if record.received_at:
        entitled[credit.issuing_bank] = True
    if record.state in (PresentationState.HONOURED, PresentationState.UNDERTAKEN):
        entitled[credit.applicant] = True
    elif record.state is PresentationState.WAIVED or handling.waiver is not WaiverAnswer.NONE:
        entitled[credit.applicant] = False
    return entitled


def _show(context: ApiContext, row: PresentationRow, whom: Mapping[OrgId, bool]) -> None:
    at = context.now()
    with context.store.begin() as work:
        for organisation, with_documents in whom.items():
            work.presentations.reveal(
                row.presenter,
                row.presentation_id,
                organisation,
                at=at,
                with_documents=with_documents,
            )


def _as_recorded(
    row: PresentationRow, record: PresentationRecord, handling: HandlingRecord
) -> PresentationRow:
    report, notice, finding = row.report, row.notice, row.finding
    return replace(
        row,
        report=report if report and keccak(report) == record.examination_hash else None,
        notice=notice if notice and keccak(notice) == record.notice_hash else None,
        finding=finding if finding and keccak(finding) == handling.nominated_finding_hash else None,
    )
