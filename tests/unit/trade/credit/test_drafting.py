"""Drafting checks: REJECT and WARN rows of the conformance table."""

from collections.abc import Callable
from typing import Any

import pytest

from dhow.trade.credit import Severity, Terms, check_draft
from tests.support import base_credit as bc
from tests.support.conformance import rows

Json = dict[str, Any]
REJECT, WARN = Severity.REJECT, Severity.WARN


def _put(**changes: Any) -> Callable[[Json], None]:
    return lambda t: t.update(changes)


def _availability(**changes: Any) -> Callable[[Json], None]:
    return lambda t: t["availability"].update(changes)


def _without(name: str) -> Callable[[Json], None]:
    def change(t: Json) -> None:
        del t[name]

    return change


def _freight(mark: str) -> Callable[[Json], None]:
    return lambda t: t["documents"][bc.BILL]["transport"].update(freight=mark)


ORACLE_NETWORK = {"name": "ORACLE NETWORK", "lei": "89450000ARABIANSEA64"}
ROWS = [
    ("A01", lambda _: None, set()),
    ("A02", _put(form="REVOCABLE"), {(REJECT, "form")}),
    ("A03-absent", _without("rules"), {(REJECT, "rules")}),
    ("A03-OTHR", _put(rules="OTHR"), {(WARN, "rules_narrative")}),
    ("A04", _availability(mode=["sight", "negotiation"]), {(REJECT, "availability.mode")}),
    ("A04-none", _without("availability"), {(REJECT, "availability.mode")}),
    ("A05", _availability(drawee="applicant"), {(REJECT, "availability.drawee")}),
    ("A06", _without("expiry"), {(REJECT, "expiry")}),
    ("A06-place", _put(expiry={"day": "2026-06-15"}), {(REJECT, "expiry")}),
    ("A18", _put(conditions=["GOODS MUST ARRIVE BY 1 JUNE"]), {(WARN, "conditions[0]")}),
    ("I23", _freight("collect"), {(WARN, "documents[1].transport.freight")}),
    ("I23-uninsured", lambda t: t["documents"].pop(bc.INSURANCE), {(WARN, "documents")}),
    (
        "A19-without-eUCP",
        lambda t: t["documents"].append({"kind": "temperature_certificate"}),
        {(WARN, "documents[4].kind"), (WARN, "documents[4].issuer")},
    ),
    (
        "evidence-by-anyone",
        lambda t: t.update(
            rules="EUCP LATEST VERSION",
            documents=[
                *t["documents"],
                {"kind": "notice_of_arrival"},
                {"kind": "temperature_certificate", "issuer": ORACLE_NETWORK},
                {"kind": "temperature_certificate", "issuer_description": "an inspector"},
            ],
        ),
        {(WARN, "documents[4].issuer")},
    ),
    (
        "issuer-by-name-alone",
        lambda t: t["documents"][bc.ORIGIN].update(issuer={"name": "CHAMBER OF COMMERCE"}),
        {(WARN, "documents[3].issuer.lei")},
    ),
    (
        "issuer-by-LEI",
        lambda t: t["documents"][bc.ORIGIN].update(
            issuer={"name": "CHAMBER OF COMMERCE", "lei": "89450000ARABIANSEA64"}
        ),
        set(),
    ),
    (
        "expires-before-issue",
        _put(expiry={"day": "2026-01-15", "place": "SGSIN"}),
        {(REJECT, "expiry.day"), (WARN, "shipment.latest")},
    ),
    ("malformed", _put(amount="lots"), {(REJECT, "amount")}),
]


@pytest.mark.parametrize("row", rows(ROWS, by="terms", name=lambda row: row[0]))
def test_row(row: tuple[str, Callable[[Json], None], set[tuple[Severity, str]]]) -> None:
    _, change, notes = row
    draft = bc.terms()
    change(draft)
    found = check_draft(draft)
    assert {(note.severity, note.field) for note in found} == notes, [str(n) for n in found]
    assert all(note.article and note.words for note in found)


def test_text_and_terms_are_checked_alike() -> None:
    terms = Terms.from_json({**bc.terms(), "conditions": ["X"]})
    assert check_draft(terms) == check_draft(terms.to_json())


def test_unreadable_draft() -> None:
    (note,) = check_draft("not json")
    assert note.severity is REJECT
