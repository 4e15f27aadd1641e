"""Which presentations there are and who sees them: as the ledger has it.

A presentation is stored before it is made on the ledger, and others are let in after the act that
lets them in. So a row counts only where the ledger has the same presentation; its report and notice
only where the ledger has their hashes; and who may see it follows from its state there. What the
store lacks of that (the process ended between act and entry) is entered when they ask. So is a
presentation that was made past this interface: a bank sees whatever the ledger says was made to it,
with or without its documents, since its five days run all the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import orjson
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import parts, recorded
from api.ids import bytes_text, from_hex, lei_of, org_bytes, org_hex, to_hex
from dhow.ledger.bindings.values import (
    CreditState,
    HandlingRecord,
    OrgId,
    PresentationRecord,
    PresentationState,
    WaiverAnswer,
)
from dhow.store import CreditRow, PresentationRow, UnitOfWork
from dhow.store import OrgId as StoreOrgId
from dhow.trade.records import canonical

_LASTING: Final = (CreditState.ISSUED, CreditState.ADVISED)


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
        found, lacks = _look(context, work, reader, presentation_id, record, handling)
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
        seen = [
            _look(context, work, organisation, each, known[each], handled[each]) for each in ids
        ]
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
            work,
            found.row,
            found.credit,
            _entitled(work, found.row, record, handling, found.credit),
        )
    _show(context, found.row, whom)
    parts.pass_documents(context, found.row, record)


def finding_for(reader: StoreOrgId, found: Found) -> bytes | None:
    """What the nominated or confirming bank found, where the reader may have it."""
    return found.row.finding if hears_of_finding(reader, found) else None


def hears_of_finding(reader: StoreOrgId, found: Found) -> bool:
    """Whether the reader is told what the nominated or confirming bank found.

    That bank itself; the presenter, for whom it examined; and the issuing bank, which is told with
    the documents. The applicant is a stranger to what banks tell one another (UCP 600 art. 4).
    """
    told = reader in (found.credit.nominated_bank, found.row.presenter)
    return told or (reader == found.credit.issuing_bank and bool(found.record.received_at))


def not_held(work: UnitOfWork, reader: StoreOrgId, found: Found) -> tuple[str, ...]:
    """Documents presented which the reader is to have, and whose content never came here."""
    row, record = found.row, found.record
    if not _entitled(work, row, record, found.handling, found.credit).get(reader, False):
        return ()
    held = {each: work.documents.get(reader, each) for each in row.documents}
    return tuple(each for each, known in held.items() if known is None or known.erased)


def _look(
    context: ApiContext,
    work: UnitOfWork,
    organisation: StoreOrgId,
    presentation_id: str,
    record: PresentationRecord,
    handling: HandlingRecord,
) -> tuple[Found | None, Mapping[StoreOrgId, bool]]:
    """What an organisation may see of a presentation, and what the store lacks for it to."""
    credit = work.credits.get(organisation, to_hex(record.credit))
    if credit is None or record.state is PresentationState.NONE:
        return None, {}
    stored = work.presentations.system_get(presentation_id)
    here = stored is not None and stands(work, stored, record)
    row = stored if here else _as_made(context, work, presentation_id, record, stored)
    if row is None:
        return None, {}
    shown = here and work.presentations.get(organisation, presentation_id) is not None
    entitled = parts.entitled(work, row, credit, _entitled(work, row, record, handling, credit))
    if organisation not in entitled and not shown:  # the applicant, not asked for a waiver
        return None, {}
    found = Found(_as_recorded(row, record, handling), record, credit, handling)
    documents = entitled.get(organisation)
    if documents is None:
        return found, {}
    holds = all(work.documents.get(organisation, each) for each in row.documents)
    complete = shown and (holds or not documents)
    return found, {} if complete else {organisation: documents}


def stands(work: UnitOfWork, row: PresentationRow, record: PresentationRecord) -> bool:
    """Whether the ledger has this very presentation, made to this very bank."""
    body = orjson.loads(row.body)
    return (
        record.state is not PresentationState.NONE
        and record.documents_root == documents_root(row.documents)
        and record.amount_minor == body["amount"]["minor"]
        and records.presented_to(work, row.presentation_id) == org_bytes(body["bank"])
    )


def _as_made(
    context: ApiContext,
    work: UnitOfWork,
    presentation_id: str,
    record: PresentationRecord,
    stored: PresentationRow | None,
) -> PresentationRow | None:
    """A presentation as the ledger tells of it, where what is stored is none or another."""
    told = work.ledger.system_told(presentation_id, "Presented", "RecordsReplaced")
    bank = records.presented_to(work, presentation_id)
    if not told or bank is None:
        return None
    made = told[-1]  # with the records that came again
    credit_id = to_hex(record.credit)
    terms = records.credit(work, credit_id).terms
    place = terms.issuing_place if bank == terms.issuing_bank else terms.nominated_place
    amount = {"currency": context.currency_of(terms.money), "minor": record.amount_minor}
    body = {"bank": lei_of(OrgId(bank)), "place": bytes_text(place), "amount": amount}
    return PresentationRow(
        presentation_id,
        credit_id,
        StoreOrgId(to_hex(terms.beneficiary)),
        tuple(orjson.loads(made.body)["documents"]),
        canonical(body),
        stored.report if stored else None,
        stored.notice if stored else None,
        record.presented_at,
        stored.finding if stored else None,
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
    work: UnitOfWork,
    row: PresentationRow,
    record: PresentationRecord,
    handling: HandlingRecord,
    credit: CreditRow,
) -> dict[StoreOrgId, bool]:
    """Who may see the presentation, and whether with its documents (UCP 600 art. 15, 16(b))."""
    entitled = {row.presenter: True, org_hex(orjson.loads(row.body)["bank"]): True}
    if record.received_at:
        entitled[credit.issuing_bank] = True
    elif _may_still_waive(work, record, handling):
        entitled[credit.issuing_bank] = False
    if record.state in (PresentationState.HONOURED, PresentationState.UNDERTAKEN):
        entitled[credit.applicant] = True
    elif record.state is PresentationState.WAIVED or handling.waiver is not WaiverAnswer.NONE:
        entitled[credit.applicant] = False
    return entitled


def _may_still_waive(
    work: UnitOfWork, record: PresentationRecord, handling: HandlingRecord
) -> bool:
    """Whether the issuing bank's word alone is left: refused by a confirming bank, and over."""
    if not handling.is_with_confirming_bank or record.state is not PresentationState.REFUSED:
        return False
    return records.credit(work, to_hex(record.credit)).state not in _LASTING


def _show(context: ApiContext, row: PresentationRow, whom: Mapping[StoreOrgId, bool]) -> None:
    at = context.now()
    with context.store.begin() as work:
        _keep(work, row, at)
        for organisation, with_documents in whom.items():
            work.presentations.reveal(
                row.presenter,
                row.presentation_id,
                organisation,
                at=at,
                with_documents=with_documents,
            )


def _keep(work: UnitOfWork, row: PresentationRow, at: int) -> None:
    """Enter a presentation that was made past this interface; its documents may be nowhere."""
    stored = work.presentations.system_get(row.presentation_id)
    if stored is not None and (stored.documents, stored.body) == (row.documents, row.body):
        return
    for document_id, document in records.documents(work, row.documents).items():
        work.documents.note(
            document_id=document_id,
            kind=document.kind.name.lower(),
            issuer=org_hex(lei_of(document.issuer)),
            at=at,
        )
    work.presentations.receive(row.presenter, row)


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
