"""Runs the examination over what was presented, and writes the notice of refusal.

The report depends on terms, documents and the ledger's record as of presentation alone, so that
maker and checker, run one after the other, put the same hash on the ledger; evidence recorded later
changes nothing. Two things are taken as they stand when it is examined: whether another bank still
has the bill of lading, and amendments accepted since, which may only help. What changes between
maker and checker is for the maker to prepare anew. The report says; the bank decides (UCP 600
art. 14(a)).
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import orjson
from eth_utils.crypto import keccak

from api import records
from api.context import ApiContext
from api.credit import sightings
from api.credit.instalments_shipped import shipped_before
from api.credit.presentation_schemas import ExaminationView, FindingView, ObservationView
from api.errors import conflict
from api.ids import bytes_text, to_hex
from api.members.service import banking_year
from api.oracles.service import recorded_reports
from api.schemas import MoneyView
from api.shown import instant, iso
from dhow.ledger.bindings.values import (
    CreditRecord,
    Disposal,
    PresentationRecord,
)
from dhow.store import OrgId, PresentationRow, UnitOfWork
from dhow.trade.credit import (
    DrawnBefore,
    ExaminationReport,
    NoticeOfCompleteness,
    Observation,
    Presentation,
    Presented,
    Terms,
)
from dhow.trade.credit.accepted_since import Standing, examine_as_it_stood
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.examination.revocation import revoked_after_presentation
from dhow.trade.credit.presentation import ElectronicRecord
from dhow.trade.documents import parse_document
from dhow.trade.members import BankingCalendar, MissingCalendarYear
from dhow.trade.money import Amount
from dhow.trade.oracles.reports import Report
from dhow.trade.records import InvalidInput

DISPOSALS = {
    Disposal.HOLDING_FOR_INSTRUCTIONS: (
        "We are holding the documents pending your further instructions. (art. 16(c)(iii)(a))"
    ),
    Disposal.HOLDING_FOR_WAIVER: (
        "We are holding the documents until we receive a waiver from the applicant and agree to "
        "accept it, or receive your further instructions before that. (art. 16(c)(iii)(b))"
    ),
    Disposal.RETURNING: "We are returning the documents. (art. 16(c)(iii)(c))",
    Disposal.PRIOR_INSTRUCTIONS: (
        "We are acting in accordance with instructions received from you earlier."
        " (art. 16(c)(iii)(d))"
    ),
}


def as_presented(
    work: UnitOfWork,
    reader: OrgId,
    terms: Terms,
    row: PresentationRow,
    record: PresentationRecord,
    drawn_before_minor: int,
    *,
    awaited: bool = False,
) -> Presentation:
    """What was presented, as the examination takes it: the documents the reader was given.

    Args:
        awaited: a document that is not here may still come.

    Raises:
        ApiError: 409 one is awaited.
    """
    body = orjson.loads(row.body)
    elsewhere = sightings.delivered_before(work, reader, row)
    documents = []
    undelivered = []
    for document_id in row.documents:
        content = work.documents.content(reader, document_id)
        if content is None and awaited:
            raise conflict(
                "document-not-held",
                f"Document {document_id} was presented and is not held here.",
                next_step="Ask the presenter for it. What has not come in three days is"
                " examined as not delivered.",
            )
        if content is None:
            undelivered.append(document_id)
            continue
        delivered = ElectronicRecord(delivered_before=True) if document_id in elsewhere else None
        documents.append(Presented(document=parse_document(content), record=delivered))
    presented_at = datetime.fromtimestamp(record.presented_at, UTC)
    before = DrawnBefore(
        amount=Amount(drawn_before_minor, terms.amount.currency) if drawn_before_minor else None,
        parts=shipped_before(work, reader, terms, row),
    )
    return Presentation(
        credit_number=terms.credit_number,
        documents=tuple(documents),
        undelivered=tuple(undelivered),
        drawn=Amount.of(body["amount"]["currency"], body["amount"]["minor"]),
        presented_at=presented_at,
        place=body["place"],
        presented_to=body["bank"],
        notice_of_completeness=NoticeOfCompleteness(
            credit_number=terms.credit_number, received_at=presented_at
        ),
        before=before,
        credit_id=row.credit_id,
    )


def run(
    context: ApiContext,
    stood: Sequence[Standing],
    presentation: Presentation,
    bank: str,
    pending: Sequence[Amendment] = (),
) -> ExaminationReport:
    """Examine a presentation by the banking days of the bank it was made to.

    Args:
        stood: the credit when the presentation was made, and after each acceptance since.
        pending: amendments still to be answered, which the presentation may accept.

    Raises:
        ApiError: 409 where a year of that bank's calendar is missing.
    """
    year = presentation.presented_at.year
    wanted = {year - 1, year, year + 1}
    for terms in (each for at in stood for each in (at.terms, at.confirmed) if each is not None):
        wanted.add(terms.expiry.day.year)
        for each in pending:
            with suppress(InvalidInput):  # one that cannot stand on these terms
                wanted.add(apply(terms, each).expiry.day.year)
    known = {
        each: found
        for each in sorted(wanted)
        if (found := banking_year(context, bank, presentation.place, each)) is not None
    }
    try:
        calendar = BankingCalendar(presentation.place, known)
        reports = _reports(context, presentation)
        days = {presentation.place: calendar}
        return examine_as_it_stood(stood, pending, presentation, days, reports)
    except (MissingCalendarYear, ValueError) as problem:
        if known and not isinstance(problem, MissingCalendarYear):
            raise
        raise conflict(
            "calendars-not-published",
            f"The banking days of {bank} at {presentation.place} are not known for every year the"
            " examination needs.",
            rule="UCP 600 art. 2, 14(b)",
            next_step="Have the bank publish them: POST /members/calendars.",
        ) from None


def _reports(context: ApiContext, presentation: Presentation) -> dict[str, Report]:
    """What the ledger held, as the documents were presented, of the evidence they name."""
    named = {getattr(each.document, "evidence_id", None) for each in presentation.documents}
    return recorded_reports(
        context,
        {evidence for evidence in named if evidence is not None},
        until=int(presentation.presented_at.timestamp()),
    )


def view_of(report: bytes, since: Iterable[Observation] = ()) -> ExaminationView:
    """A stored report as the interface shows it, with what was observed `since`."""
    whole = orjson.loads(report)
    found = tuple(FindingView.model_validate(each) for each in whole["findings"])
    number = whole["credit_number"]
    heading = (
        f"Credit {number}: complying presentation; honour is due."
        if whole["complying"]
        else f"Credit {number}: {len(found)} discrepanc{'y' if len(found) == 1 else 'ies'}."
    )
    observations = tuple(
        ObservationView.model_validate(each)
        for each in (*whole.get("observations", ()), *(each.as_dict() for each in since))
    )
    return ExaminationView(
        complying=whole["complying"],
        findings=found,
        observations=observations,
        last_day_for_presentation=whole["last_day_for_presentation"],
        amount_to_honour=MoneyView.model_validate(whole["amount_to_honour"]),
        accepts=accepted_by(report),
        words=(heading, *(f"{n}. {each.words}" for n, each in enumerate(found, 1))),
        hash=to_hex(keccak(report)),
    )


def accepted_by(report: bytes) -> tuple[int, ...]:
    """The amendments that a presentation accepts by complying with them alone, by its report."""
    return tuple(orjson.loads(report).get("accepts", ()))


def revocations(context: ApiContext, revoked: Mapping[str, bytes]) -> tuple[Observation, ...]:
    """What to say of documents presented and withdrawn since, given by id with their content."""
    with context.store.read() as work:
        known = records.documents(work, revoked)
    return tuple(
        revoked_after_presentation(
            str(parse_document(content)), instant(known[document_id].revoked_at)
        )
        for document_id, content in revoked.items()
    )


def discrepancy_names(report: bytes) -> list[bytes]:
    """One short name for each discrepancy, as the ledger keeps them."""
    codes = [finding["code"] for finding in orjson.loads(report)["findings"]]
    return [code.encode("ascii")[:32].ljust(32, b"\x00") for code in codes]


def notice_text(
    report: bytes, credit: CreditRecord, record: PresentationRecord, disposal: Disposal
) -> str:
    """The single notice of refusal (UCP 600 art. 16(c)): that, why in full, and the documents."""
    whole = orjson.loads(report)
    findings = whole["findings"]
    received_at = record.received_at or record.presented_at  # a confirming bank has them at once
    drawing = Amount.of(whole["amount_to_honour"]["currency"], record.amount_minor)
    lines = [
        f"NOTICE OF REFUSAL under documentary credit {bytes_text(credit.number)}",
        f"Documents received by us at {iso(received_at)}, drawing of {drawing}.",
        "We refuse to honour. (UCP 600 art. 16(c)(i))",
        "Each discrepancy in respect of which we refuse (art. 16(c)(ii)):",
        *(f"{n}. {each['words']}" for n, each in enumerate(findings, 1)),
        DISPOSALS[disposal],
    ]
    return "\n".join(lines) + "\n"
