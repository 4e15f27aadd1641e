"""The ledger's records as the tables that follow it have them, field for field.

Each function answers what the contract's own view would answer at the block that the tables have
reached (a test compares them whole), from the unit of work of the caller: what else it reads there
is of the same moment. Who may see a thing is decided by who calls.

An invoice's conflict key is the one thing no event tells; it stands in the store's own row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

import orjson

from api.ids import from_hex, org_bytes
from dhow.ledger.bindings.values import (
    ArrivalReport,
    CollateralRecord,
    CreditId,
    CreditRecord,
    CreditState,
    CreditTerms,
    Day,
    Disposal,
    DocumentKind,
    DocumentRecord,
    DocumentStanding,
    Duty,
    EvidenceKind,
    Fingerprint,
    InvoiceRecord,
    InvoiceStatus,
    KeyRecord,
    Organisation,
    OrgId,
    Place,
    PresentationRecord,
    PresentationState,
    Standing,
    TemperatureReport,
    UndertakingRecord,
    UndertakingState,
    UndertakingTerms,
    YearCalendar,
)
from dhow.ledger.types import ZERO_ADDRESS, Address
from dhow.store import UnitOfWork

_NOTHING: Final = bytes(32)
_NOBODY: Final = OrgId(_NOTHING)
_LOW_DAYS: Final = 256  # of a year, in the ledger's first bitmap
_FREED: Final = frozenset(("REFUSED", "RETURNED"))
_NOT_ACTED: Final = (None, "NONE")

Values = Mapping[str, Any]

_NO_TERMS: Final = CreditTerms(
    applicant=_NOBODY,
    beneficiary=_NOBODY,
    issuing_bank=_NOBODY,
    nominated_bank=_NOBODY,
    amount_minor=0,
    tolerance_plus_bps=0,
    partial_shipments=False,
    issuing_place=Place(bytes(5)),
    nominated_place=Place(bytes(5)),
    money=ZERO_ADDRESS,
    expiry_day=Day(0),
    latest_shipment_day=Day(0),
    terms_hash=_NOTHING,
)
NO_CREDIT: Final = CreditRecord(_NO_TERMS, CreditState.NONE, bytes(16), 0, 0, 0, 0, 0)
NO_COLLATERAL: Final = CollateralRecord(0, 0)
NO_PRESENTATION: Final = PresentationRecord(
    credit=CreditId(_NOTHING),
    state=PresentationState.NONE,
    disposal=Disposal.NONE,
    amount_minor=0,
    presented_day=Day(0),
    presented_at=0,
    forward_by=0,
    received_at=0,
    decide_by=0,
    documents_root=_NOTHING,
    examination_hash=_NOTHING,
    notice_hash=_NOTHING,
)
NO_UNDERTAKING: Final = UndertakingRecord(
    UndertakingTerms(_NOBODY, _NOBODY, ZERO_ADDRESS, 0, 0, 0, 0, _NOTHING, _NOTHING),
    UndertakingState.NONE,
    0,
    0,
    0,
)
NO_INVOICE: Final = InvoiceRecord(
    _NOBODY, _NOBODY, Fingerprint(_NOTHING), ZERO_ADDRESS, 0, InvoiceStatus.NONE, 0, 0
)
NO_DOCUMENT: Final = DocumentRecord(_NOBODY, 0, 0, DocumentKind.OTHER, DocumentStanding.NONE)
NO_ORGANISATION: Final = Organisation(ZERO_ADDRESS, 0, Standing.NONE, False, bytes(11), bytes(2))
NO_KEY: Final = KeyRecord(_NOBODY, Duty.NONE)


def credits(work: UnitOfWork, ids: Iterable[str]) -> dict[str, CreditRecord]:
    """Credits by id; `NO_CREDIT` where there is none."""
    wanted = tuple(ids)
    rows = work.ledger.system_current("credit", wanted)
    under = work.ledger.system_presentations(rows)
    parts = _parts(work, rows)
    return {
        each: _credit(rows[each], under.get(each, ()), parts) if each in rows else NO_CREDIT
        for each in wanted
    }


def credit(work: UnitOfWork, credit_id: str) -> CreditRecord:
    """One credit."""
    return credits(work, (credit_id,))[credit_id]


def collateral(work: UnitOfWork, credit_id: str) -> CollateralRecord:
    """What is held for a credit, and what the bank has taken of it."""
    row = work.ledger.system_current("credit", (credit_id,)).get(credit_id)
    if row is None:
        return NO_COLLATERAL
    return CollateralRecord(row["collateral_minor"], row["reimbursed_minor"])


def available_minor(work: UnitOfWork, credit_id: str, record: CreditRecord) -> int:
    """What can still be drawn, as `Credit.availableMinor` has it (UCP 600 art. 30(a), 31(a)).

    Of a credit that allows one drawing, the first beneficiary's share of it stays beside a part
    (art. 38(h)).
    """
    if record.state not in (CreditState.ISSUED, CreditState.ADVISED):
        return 0
    if record.reserved_minor and not record.terms.partial_shipments:
        parts = _parts(work, (credit_id,))
        own = [each for each in parts if each["original"] == credit_id]
        if record.reserved_minor != sum(_set_aside(each) for each in own):
            return 0
    amount = record.terms.amount_minor
    return amount + amount * record.terms.tolerance_plus_bps // 10_000 - record.reserved_minor


def presentations(work: UnitOfWork, ids: Iterable[str]) -> dict[str, PresentationRecord]:
    """Presentations by id; `NO_PRESENTATION` where there is none."""
    wanted = tuple(ids)
    rows = work.ledger.system_current("presentation", wanted)
    return {each: _presentation(rows[each]) if each in rows else NO_PRESENTATION for each in wanted}


def presentation(work: UnitOfWork, presentation_id: str) -> PresentationRecord:
    """One presentation."""
    return presentations(work, (presentation_id,))[presentation_id]


def presented_to(work: UnitOfWork, presentation_id: str) -> bytes | None:
    """The bank a presentation was made to; None where there is no such presentation."""
    row = work.ledger.system_current("presentation", (presentation_id,)).get(presentation_id)
    return None if row is None else from_hex(row["bank"])


def undertakings(work: UnitOfWork, ids: Iterable[str]) -> dict[str, UndertakingRecord]:
    """Undertakings by id; `NO_UNDERTAKING` where there is none."""
    wanted = tuple(ids)
    rows = work.ledger.system_current("undertaking", wanted)
    return {each: _undertaking(rows[each]) if each in rows else NO_UNDERTAKING for each in wanted}


def undertaking(work: UnitOfWork, undertaking_id: str) -> UndertakingRecord:
    """One undertaking."""
    return undertakings(work, (undertaking_id,))[undertaking_id]


def invoices(work: UnitOfWork, fingerprints: Iterable[str]) -> dict[str, InvoiceRecord]:
    """Invoices by fingerprint, without their conflict key; `NO_INVOICE` where there is none."""
    wanted = tuple(fingerprints)
    rows = work.ledger.system_current("invoice", wanted)
    return {each: _invoice(rows[each]) if each in rows else NO_INVOICE for each in wanted}


def invoice(work: UnitOfWork, fingerprint: str) -> InvoiceRecord:
    """One invoice."""
    return invoices(work, (fingerprint,))[fingerprint]


def documents(work: UnitOfWork, ids: Iterable[str]) -> dict[str, DocumentRecord]:
    """Documents by hash; `NO_DOCUMENT` where there is none."""
    wanted = tuple(ids)
    rows = work.ledger.system_current("document", wanted)
    return {each: _document(rows[each]) if each in rows else NO_DOCUMENT for each in wanted}


def document(work: UnitOfWork, document_id: str) -> DocumentRecord:
    """One document."""
    return documents(work, (document_id,))[document_id]


def organisations(work: UnitOfWork, leis: Iterable[str]) -> dict[str, Organisation]:
    """Organisations by LEI; `NO_ORGANISATION` where there is none."""
    by_id = {"0x" + org_bytes(lei).hex(): lei for lei in leis}
    rows = work.ledger.system_current("organisation", by_id)
    return {
        lei: _organisation(rows[each]) if each in rows else NO_ORGANISATION
        for each, lei in by_id.items()
    }


def organisation(work: UnitOfWork, lei: str) -> Organisation:
    """One organisation."""
    return organisations(work, (lei,))[lei]


def key(work: UnitOfWork, address: str) -> KeyRecord:
    """Whose a key (checksummed address) is; `NO_KEY` where nobody's."""
    row = work.ledger.system_current("key", (address,)).get(address)
    if row is None:
        return NO_KEY
    return KeyRecord(_org(row["organisation"]), Duty[row["duty"]])


def calendar(work: UnitOfWork, bank: str, place: str, year: int) -> YearCalendar | None:
    """A year's banking days with the closures announced since; None where not published.

    Args:
        bank: its LEI.
        place: UN/LOCODE.
    """
    organisation_id = "0x" + org_bytes(bank).hex()
    row = work.ledger.calendar(organisation_id, place, year)
    if row is None:
        return None
    values = {each.name: row[each.name] for each in fields(YearCalendar)}
    first = (date(year, 1, 1) - date(1970, 1, 1)).days
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    for day in work.ledger.closures(organisation_id, place):
        if 0 <= day - first < length:
            low, number = divmod(day - first, _LOW_DAYS)
            name = "closed_high" if low else "closed_low"
            values[name] |= 1 << number
    return YearCalendar(**values)


def report_of(row: Values) -> TemperatureReport | ArrivalReport:
    """The report behind a row of evidence."""
    whole: dict[str, Any] = {
        name: from_hex(value) if isinstance(value, str) else value
        for name, value in orjson.loads(row["report"]).items()
    }
    if row["kind"] == EvidenceKind.TEMPERATURE.name:
        return TemperatureReport(**whole)
    return ArrivalReport(**whole)


def signers(work: UnitOfWork) -> tuple[int, tuple[Address, ...], int]:
    """Epoch, signers and how many of them may be faulty; zeros before the first set."""
    row = work.ledger.system_current("signers", ("Oracles",)).get("Oracles")
    if row is None:
        return 0, (), 0
    return row["epoch"], tuple(orjson.loads(row["signers"])), row["faulty"]


def _credit(row: Values, under: Iterable[Values], parts: Iterable[Values]) -> CreditRecord:
    terms = CreditTerms(
        applicant=_org(row["applicant"]),
        beneficiary=_org(row["beneficiary"]),
        issuing_bank=_org(row["issuing_bank"]),
        nominated_bank=_org(row["nominated_bank"]),
        amount_minor=row["amount_minor"],
        tolerance_plus_bps=row["tolerance_plus_bps"],
        partial_shipments=row["partial_shipments"],
        issuing_place=Place(_padded(row["issuing_place"], 5)),
        nominated_place=Place(_padded(row["nominated_place"], 5)),
        money=Address(row["money"]),
        expiry_day=Day(row["expiry_day"]),
        latest_shipment_day=Day(row["latest_shipment_day"]),
        terms_hash=from_hex(row["terms_hash"]),
    )
    made = list(under)
    # what is drawn of a part is drawn of the original, which counts it as open until it is closed
    own = [each for each in parts if each["original"] == row["credit_id"]]
    given_back = any(each["credit_id"] == row["credit_id"] and each["closed"] for each in parts)
    reserved = sum(each["amount_minor"] for each in made if is_set_aside(each))
    reserved += sum(_set_aside(each) for each in own)
    return CreditRecord(
        terms=terms,
        state=CreditState[row["state"]],
        number=_padded(row["number"], 16),
        issued_at=row["issued_at"] or 0,
        drawn_minor=row["drawn_minor"] + sum(each["drawn_minor"] for each in own),
        # nothing can be set aside of a part that was given back
        reserved_minor=cap_minor(row) if given_back else reserved,
        presentations=row["presentations"],
        open_presentations=sum(_awaits_its_end(each) for each in made)
        + sum(not each["closed"] for each in own),
    )


def is_set_aside(presented: Values) -> bool:
    """Whether a presentation's amount is drawn of the credit, or may still be.

    So is what a confirming bank owes or has paid, whatever the other decides (UCP 600 art. 8).
    """
    return presented["state"] not in _FREED or _is_confirming_banks(presented)


def _awaits_its_end(presented: Values) -> bool:
    if presented["state"] == "RETURNED":  # to a bank that owes and has not paid
        return _is_confirming_banks(presented) and presented["nomination"] in _NOT_ACTED
    return presented["state"] != "HONOURED" and is_set_aside(presented)


def _is_confirming_banks(presented: Values) -> bool:
    has_acted = presented["nomination"] not in _NOT_ACTED
    return bool(presented["confirming_bank"]) and bool(presented["still_bound"] or has_acted)


def _parts(work: UnitOfWork, credits: Iterable[str]) -> list[Values]:
    """Parts, and `kept_minor` of each: what a confirming bank paid of it and nobody honoured."""
    parts = work.ledger.system_parts(credits)
    closed = [each["credit_id"] for each in parts if each["closed"]]
    under = work.ledger.system_presentations(closed)
    return [
        {**each, "kept_minor": sum(map(_kept_minor, under.get(each["credit_id"], ())))}
        for each in parts
    ]


def _kept_minor(presented: Values) -> int:
    is_kept = presented["state"] != "HONOURED" and is_set_aside(presented)
    return int(presented["amount_minor"]) if is_kept else 0


def _set_aside(part: Values) -> int:
    return part["drawn_minor"] + part["kept_minor"] if part["closed"] else cap_minor(part)


def cap_minor(row: Values) -> int:
    """The most that may be drawn, with the tolerance, minor units."""
    amount: int = row["amount_minor"]
    tolerance: int = row["tolerance_plus_bps"]
    return amount + amount * tolerance // 10_000


def _presentation(row: Values) -> PresentationRecord:
    return PresentationRecord(
        credit=CreditId(from_hex(row["credit_id"])),
        state=PresentationState[row["state"]],
        disposal=Disposal[row["disposal"] or "NONE"],
        amount_minor=row["amount_minor"],
        presented_day=Day(row["presented_day"]),
        presented_at=row["presented_at"],
        forward_by=row["forward_by"],
        received_at=row["received_at"] or 0,
        decide_by=row["decide_by"] or 0,
        documents_root=from_hex(row["documents_root"]),
        examination_hash=_word(row["examination_hash"]),
        notice_hash=_word(row["notice_hash"]),
    )


def _undertaking(row: Values) -> UndertakingRecord:
    terms = UndertakingTerms(
        obligor=_org(row["obligor"]),
        beneficiary=_org(row["beneficiary"]),
        money=Address(row["money"]),
        required=row["required"],
        amount_minor=row["amount_minor"],
        expires_at=row["expires_at"],
        payable_from=row["payable_from"],
        terms_hash=from_hex(row["terms_hash"]),
        obligor_reference=from_hex(row["obligor_reference"]),
    )
    state = UndertakingState[row["state"]]
    return UndertakingRecord(terms, state, row["conditions"], row["met"], row["met_bitmap"])


def _invoice(row: Values) -> InvoiceRecord:
    return InvoiceRecord(
        seller=_org(row["seller"]),
        financier=_org(row["financier"]),
        conflict_key=Fingerprint(_NOTHING),
        money=Address(row["money"] or ZERO_ADDRESS),
        registered_at=row["registered_at"],
        status=InvoiceStatus[row["status"]],
        advance_minor=row["advance_minor"] or 0,
        reserved_until=row["reserved_until"] or 0,
    )


def _document(row: Values) -> DocumentRecord:
    return DocumentRecord(
        issuer=_org(row["issuer"]),
        registered_at=row["registered_at"],
        revoked_at=row["revoked_at"] or 0,
        kind=DocumentKind[row["kind"]],
        standing=DocumentStanding[row["standing"]],
    )


def _organisation(row: Values) -> Organisation:
    return Organisation(
        settlement_account=Address(row["settlement_account"] or ZERO_ADDRESS),
        capabilities=row["capabilities"],
        standing=Standing[row["standing"]],
        dual_control=row["dual_control"],
        bic=_padded(row["bic"], 11),
        country=_padded(row["country"], 2),
    )


def _word(value: str | None) -> bytes:
    return from_hex(value) if value else _NOTHING


def _org(value: str | None) -> OrgId:
    return OrgId(_word(value))


def _padded(value: str | None, length: int) -> bytes:
    """The fixed bytes behind a short text; what was no text is kept as hex, which is longer."""
    if value is not None and len(value) > length:
        return from_hex(value)
    return (value or "").encode("ascii").ljust(length, b"\0")
