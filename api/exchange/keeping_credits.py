"""Keeping what came of credits: their terms, the words of amendments, presentations.

Each is compared with the ledger before it is kept; what is something else is not.
"""

from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.context import ApiContext
from api.credit import amended, parts, passed_on, passing_on, recorded, visibility
from api.credit import reasons as giving
from api.credit.part_terms import part_reference
from api.errors import ApiError
from api.exchange import agreeing
from api.ids import lei_of, org_hex, text_bytes, to_hex
from dhow.ledger.bindings.values import CreditState, OrgId
from dhow.store import (
    AmendmentRow,
    CreditRow,
    PresentationRow,
    ReasonRow,
    TransferRow,
    UnitOfWork,
)
from dhow.store import OrgId as StoreOrgId
from dhow.trade.credit.amendment import Amendment
from dhow.trade.records import load


def credit(context: ApiContext, reader: str, holder: str, credit_id: str, content: bytes) -> None:
    """Terms whose hash is the ledger's, and that say what the ledger enforces.

    Raises:
        agreeing.Unfit: they are others, or say something else.
    """
    del holder
    told = load(content, "the credit")
    terms, reference = str(told["terms"]).encode(), str(told["reference"])
    with context.store.read() as work:
        record = records.credit(work, credit_id)
        known = record.state is not CreditState.NONE
        if not known or keccak(terms) != record.terms.terms_hash:
            raise agreeing.Unfit(
                "answered with other terms: their hash is not the one on the ledger"
            )
        standing = recorded.standing(work, credit_id, record)
        applied = recorded.as_applied(work, credit_id, record.terms)
        part = passed_on.part_row(work, credit_id)
        first = parts.first_beneficiary(work, part) if part is not None else None
    clauses = standing.clauses
    agreeing.require_credit(context, applied, clauses, terms, is_part=part is not None)
    named = context.ledger.call(
        context.contracts.credit.credit_id_of(
            issuing_bank=record.terms.issuing_bank,
            applicant=record.terms.applicant,
            application_reference=text_bytes(reference, 16)
            if part is None
            else part_reference(part["original"], text_bytes(reference, 16)),
        )
    )
    if to_hex(named) != credit_id:
        raise agreeing.Unfit("answered with another application's reference")
    parties = record.terms
    nominated = parties.nominated_bank
    advising = [
        _stored(each) for each in (clauses.advising_bank, clauses.second_advising_bank) if any(each)
    ]
    row = CreditRow(
        credit_id,
        reference,
        _stored(parties.applicant),
        _stored(parties.beneficiary),
        _stored(parties.issuing_bank),
        _stored(nominated) if any(nominated) else None,
        terms,
        context.now(),
    )
    with context.store.begin() as work:
        work.credits.receive(org_hex(reader), row, advising, first_beneficiary=first)


def amendments(
    context: ApiContext, reader: str, holder: str, credit_id: str, content: bytes
) -> None:
    """Words of amendments: those in force, then what would change the terms as these left them.

    One that the ledger does not have, or not yet, is left aside; one that is something else keeps
    no other from being kept. But for what the bank that issues them asks to be let pass on.

    Raises:
        agreeing.Unfit: some are others, or say something else.
    """
    told = load(content, "the amendments")["amendments"]
    organisation = org_hex(reader)
    at = context.now()
    with context.store.read() as work:
        first = amended.accepted(work, credit_id)  # of these the others are amendments
    unfit: Exception | None = None
    for number in sorted(map(int, told), key=lambda each: (each not in first, each)):
        words = str(told[str(number)]).encode()
        with context.store.begin() as work:
            if passing_on.is_asked(work, organisation, holder, credit_id, number):
                asked = AmendmentRow(credit_id, number, words, at)
                unfit = unfit or _keep_asked(work, organisation, asked)
                continue
            if number not in amended.wanting(work, organisation, credit_id):
                continue
            try:
                agreeing.require_amendment(context, work, organisation, credit_id, number, words)
            except (agreeing.Unfit, ApiError, ValueError) as problem:
                unfit = unfit or problem
            else:
                work.amendments.receive(organisation, AmendmentRow(credit_id, number, words, at))
    if unfit is not None:
        raise unfit


def _keep_asked(work: UnitOfWork, reader: StoreOrgId, row: AmendmentRow) -> Exception | None:
    """Keep what is still to be issued, for who is asked about it; the fault of what is no words."""
    try:
        told = Amendment.from_json(orjson.loads(row.body))
        if (told.number, told.to_json()) != (row.number, row.body):
            raise agreeing.Unfit(f"answered with other words than those of amendment {row.number}")
    except (agreeing.Unfit, ValueError) as problem:
        return problem
    work.amendments.receive(reader, row)
    return None


def transfers(
    context: ApiContext, reader: str, holder: str, credit_id: str, content: bytes
) -> None:
    """What the first beneficiary asked of the transferring bank, where the ledger was told so.

    Raises:
        agreeing.Unfit: some ask for something else.
    """
    del holder
    told = load(content, "the transfers")["transfers"]
    organisation = org_hex(reader)
    at = context.now()
    unfit: Exception | None = None
    for number in sorted(map(int, told)):
        words = str(told[str(number)]).encode()
        with context.store.begin() as work:
            known = passed_on.transfers(work, credit_id).get(number)
            if known is None:  # the ledger does not have it, or not yet
                continue
            try:
                agreeing.require_transfer(context, work, credit_id, known, words)
            except (agreeing.Unfit, ApiError, ValueError, LookupError) as problem:
                unfit = unfit or problem
            else:
                work.transfers.receive(organisation, TransferRow(credit_id, number, words, at))
    if unfit is not None:
        raise unfit


def reasons(context: ApiContext, reader: str, holder: str, credit_id: str, content: bytes) -> None:
    """Reasons whose hashes are on the ledger, and that the reader is to be told.

    One that the ledger does not have of who gives it, or not yet, is left aside.

    Raises:
        agreeing.Unfit: it is no reason.
    """
    del holder
    told = [str(each).encode() for each in load(content, "the reasons")["reasons"]]
    at = context.now()
    with context.store.begin() as work:
        due = giving.for_reader(work, reader, credit_id)
        for body in told:
            given_by, hashed = giving.giver_of(body), to_hex(keccak(body))
            if (given_by, hashed) in due:
                giving.words_of(body, given_by)
                work.reasons.put(ReasonRow(credit_id, hashed, given_by, body, at))


def presentation(
    context: ApiContext, reader: str, holder: str, presentation_id: str, content: bytes
) -> None:
    """Documents presented, by their hashes, and what banks said of them as the ledger has it.

    Raises:
        agreeing.Unfit: it is another presentation, or other words.
    """
    del holder
    told = load(content, "the presentation")
    organisation = org_hex(reader)
    at = context.now()
    with context.store.begin() as work:
        record = records.presentation(work, presentation_id)
        credit = work.credits.get(organisation, to_hex(record.credit))
        if credit is None or told["credit"] != credit.credit_id:
            raise agreeing.Unfit("answered with a presentation under another credit")
        known = work.presentations.system_get(presentation_id)
        handled = recorded.handling(work, presentation_id).nominated_finding_hash
        body = str(told["body"]).encode()
        row = PresentationRow(
            presentation_id,
            credit.credit_id,
            credit.beneficiary,
            agreeing.ids(told["documents"]),
            body,
            _part(told["report"], record.examination_hash, known.report if known else None),
            _part(told["notice"], record.notice_hash, known.notice if known else None),
            known.created_at if known else at,
            _part(told["finding"], handled, known.finding if known else None),
        )
        if not visibility.stands(work, row, record):
            raise agreeing.Unfit("answered with another presentation than the one on the ledger")
        agreeing.require_presentation(context, work, row)
        named = records.documents(work, row.documents)
        for document_id, document in named.items():
            issuer = org_hex(lei_of(document.issuer))
            kind = document.kind.name.lower()
            work.documents.note(document_id=document_id, kind=kind, issuer=issuer, at=at)
        work.presentations.receive(organisation, row)


def _part(told: Any, wanted: bytes, known: bytes | None) -> bytes | None:
    """A bank's words: what came where it is the ledger's, else what is here already."""
    if told is None:
        return known
    content = str(told).encode()
    if keccak(content) != wanted:
        raise agreeing.Unfit("answered with other words of a bank than those on the ledger")
    return content


def _stored(organisation: OrgId) -> StoreOrgId:
    return StoreOrgId(to_hex(organisation))
