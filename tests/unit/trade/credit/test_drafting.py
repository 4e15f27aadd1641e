"""Drafting checks: REJECT and WARN rows of the conformance table."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from dhow.trade.credit import Severity, Terms, check_draft
from dhow.trade.credit.drafting import CHECKS
from dhow.trade.records import InvalidInput
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


def tidy() -> Json:
    """The base credit without the one word in it that a careful bank would not use."""
    draft = bc.terms()
    draft["documents"][bc.ORIGIN]["issuer_description"] = "a chamber of commerce"
    return draft


def _document(at: int, **changes: Any) -> Callable[[Json], None]:
    return lambda t: t["documents"][at].update(changes)


def _asks(kind: str, **more: Any) -> Callable[[Json], None]:
    return lambda t: t["documents"].append({"kind": kind, **more})


def _instead_of_the_bill(kind: str) -> Callable[[Json], None]:
    def change(t: Json) -> None:
        t["documents"][bc.BILL] = {"kind": kind, "originals": 1}

    return change


def _shipment(**changes: Any) -> Callable[[Json], None]:
    """None takes a field away."""

    def change(t: Json) -> None:
        t["shipment"].update(changes)
        for name in [n for n, v in changes.items() if v is None]:
            del t["shipment"][name]

    return change


def _goods(**changes: Any) -> Callable[[Json], None]:
    return lambda t: t["goods"].update(changes)


def _term(rule: str, place: str = "SINGAPORE") -> Callable[[Json], None]:
    return _goods(incoterm={"rule": rule, "place": place})


def _all(*changes: Callable[[Json], None]) -> Callable[[Json], None]:
    def change(t: Json) -> None:
        for one in changes:
            one(t)

    return change


def _says(condition: str) -> Callable[[Json], None]:
    return _put(conditions=[condition])


def _instalments(*parts: tuple[str, str, str], **more: Any) -> Callable[[Json], None]:
    schedule = [
        {"first": a, "last": b, "quantity": {"amount": q, "unit": "t"}, **more} for a, b, q in parts
    ]
    return _shipment(instalments=schedule)


_uninsured = _all(lambda t: t["documents"].pop(bc.INSURANCE), _freight("collect"))
BANK = {"name": "EXPORT BANK OF INDIA", "country": "IN"}
NOMINATED = {"mode": "negotiation", "with_bank": "nominated_bank"}
MARCH, APRIL = ("2026-03-05", "2026-03-31"), ("2026-04-01", "2026-04-30")
CONDITION = {(WARN, "conditions[0]")}
LEI = "89450000ARABIANSEA64"
ORACLE_NETWORK = {"name": "ORACLE NETWORK", "lei": LEI}
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
        _asks("temperature_certificate"),
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
    # conditions in words
    ("condition-fee", _says("DISCREPANCY FEE USD 50 FOR EACH DISCREPANT PRESENTATION"), set()),
    ("condition-of-documents", _says("ALL DOCUMENTS TO BE IN ENGLISH"), CONDITION),
    ("condition-undefined", _says("Third party documents acceptable"), CONDITION),
    ("sanctions-policy", _says("SANCTIONS OF ANY COUNTRY OR OUR INTERNAL POLICY APPLY"), CONDITION),
    ("sanctions-of-the-law", _says("SUBJECT TO SANCTIONS LAW OF SINGAPORE"), set()),
    (
        "applicants-approval",
        _says("PAYMENT AFTER THE APPLICANT'S APPROVAL OF DOCUMENTS"),
        CONDITION,
    ),
    ("silence", _says("AMENDMENTS ARE DEEMED ACCEPTED UNLESS REJECTED IN 7 DAYS"), CONDITION),
    # banks
    ("confirm-whom", _put(confirmation="CONFIRM"), {(WARN, "confirming_bank")}),
    ("named-but-not-asked", _put(confirming_bank=BANK), {(WARN, "confirmation")}),
    (
        "confirmed-by-the-issuer",
        _put(confirmation="MAY ADD", confirming_bank=bc.ISSUING_BANK),
        {(REJECT, "confirming_bank")},
    ),
    (
        "confirmed-by-its-branch-abroad",
        _put(confirmation="MAY ADD", confirming_bank={**bc.ISSUING_BANK, "country": "AE"}),
        set(),
    ),
    ("reimbursed-how", _put(reimbursing_bank=BANK), {(WARN, "reimbursement")}),
    ("reimbursed-by-URR", _put(reimbursing_bank=BANK, rules="UCPURR LATEST VERSION"), set()),
    (
        "reimbursed-contradicting",
        _put(
            reimbursing_bank=BANK,
            reimbursement={
                "rules": "URR 725",
                "authority_expires": "2026-12-31",
                "certificate_of_compliance": True,
            },
        ),
        {
            (WARN, "reimbursement.rules"),
            (WARN, "reimbursement.authority_expires"),
            (WARN, "reimbursement.certificate_of_compliance"),
        },
    ),
    (
        "any-bank-and-one",
        _put(availability={"mode": "negotiation", "with_bank": "any_bank"}, nominated_bank=BANK),
        {(WARN, "nominated_bank")},
    ),
    (
        "draft-on-who-negotiates",
        _put(
            availability={**NOMINATED, "drawee": "nominated_bank"},
            nominated_bank={**BANK, "country": "SG"},
        ),
        {(WARN, "availability.drawee")},
    ),
    (
        "expires-elsewhere",
        _put(availability=NOMINATED, nominated_bank=BANK),
        {(WARN, "expiry.place")},
    ),
    (
        "expires-elsewhere-than-any-bank",
        _put(availability={"mode": "sight", "with_bank": "any_bank", "any_bank_in": "IN"}),
        {(WARN, "expiry.place")},
    ),
    (
        "transferable-by-whom",
        _put(
            form="IRREVOCABLE TRANSFERABLE",
            availability={"mode": "negotiation", "with_bank": "any_bank"},
        ),
        {(WARN, "transferring_bank")},
    ),
    (
        "confirmed-by-another-of-its-name",
        _put(
            confirmation="MAY ADD",
            confirming_bank={**bc.ISSUING_BANK, "lei": LEI},
            issuing_bank={**bc.ISSUING_BANK, "lei": "894500000000KONKAN73"},
        ),
        set(),
    ),
    (
        "reimbursed-as-said",
        _put(reimbursing_bank=BANK, reimbursement={"claim_by_teletransmission": True}),
        set(),
    ),
    (
        "no-trade-term-nor-figures",
        lambda t: [t["goods"].pop(name) for name in ("incoterm", "quantity", "unit_price")],
        set(),
    ),
    (
        "sight-in-thirty-days",
        _put(availability={"mode": "sight", "tenor": {"days": 30, "after": "sight"}}),
        {(WARN, "availability.tenor")},
    ),
    (
        "sight-at-sight",
        _put(availability={"mode": "sight", "tenor": {"days": 0, "after": "sight"}}),
        set(),
    ),
    (
        "mixed-in-words",
        _put(availability={"mode": "mixed", "mixed_details": "HALF AT SIGHT"}),
        {(WARN, "availability.parts")},
    ),
    (
        "due-before-it-is-presented",
        _availability(tenor={"days": 0, "after": "fixed_date", "fixed": "2026-06-14"}),
        {(WARN, "availability.tenor")},
    ),
    (
        "due-when-it-expires",
        _availability(tenor={"days": 1, "after": "fixed_date", "fixed": "2026-06-14"}),
        set(),
    ),
    # days
    ("ships-after-expiry", _shipment(latest="2026-06-16"), {(WARN, "shipment.latest")}),
    ("ships-before-issue", _shipment(latest="2026-03-01"), {(WARN, "shipment.latest")}),
    ("twenty-one-days-cut", _shipment(latest="2026-05-26"), {(WARN, "expiry.day")}),
    ("twenty-one-days-just", _shipment(latest="2026-05-25"), set()),
    ("prompt", _shipment(latest=None, period="prompt"), {(WARN, "shipment.period")}),
    (
        "counts-no-days",
        _put(presentation_narrative="AFTER INVOICE DATE", presentation_days=None),
        {(WARN, "presentation_narrative")},
    ),
    (
        "counts-from-something-else",
        _put(presentation_narrative="AFTER INVOICE DATE", presentation_days=15),
        set(),
    ),
    (
        "counts-from-what-nobody-shows",
        _put(presentation_narrative="AFTER ARRIVAL", presentation_days=15),
        {(WARN, "presentation_narrative")},
    ),
    (
        "period-of-nothing",
        lambda t: t["documents"].pop(bc.BILL),
        {(WARN, "presentation_days"), (WARN, "shipment")},
    ),
    (
        "arrives-before-it-sails",
        _all(
            _put(rules="EUCP LATEST VERSION"),
            _asks(
                "notice_of_arrival",
                issuer=ORACLE_NETWORK,
                arrival={"not_later_than": "2026-05-19"},
            ),
        ),
        {(WARN, "documents[4].arrival.not_later_than")},
    ),
    ("instalments", _instalments((*MARCH, "20"), (*APRIL, "30")), set()),
    (
        "instalments-short",
        _instalments((*MARCH, "20"), (*APRIL, "29")),
        {(WARN, "shipment.instalments")},
    ),
    (
        "instalments-in-boxes",
        _instalments((*MARCH, "20"), quantity={"amount": "9", "unit": "box"}),
        {(WARN, "shipment.instalments")},
    ),
    (
        "instalments-too-dear",
        _instalments((*MARCH, "50"), amount="USD 250,000.01"),
        {(WARN, "shipment.instalments")},
    ),
    (
        "instalments-late",
        _instalments((*MARCH, "20"), ("2026-05-01", "2026-06-16", "30")),
        {(WARN, "shipment.instalments[1]"), (WARN, "shipment.instalments[1].last")},
    ),
    (
        "instalments-barred",
        _all(_instalments((*MARCH, "50")), _shipment(partial_shipments="NOT ALLOWED")),
        {(REJECT, "shipment.partial_shipments")},
    ),
    # figures
    ("too-dear", _goods(quantity={"amount": "51", "unit": "t"}), {(WARN, "amount")}),
    (
        "too-dear-but-for-the-tolerance",
        _all(_goods(quantity={"amount": "51", "unit": "t"}), _put(tolerance={"plus_percent": 2})),
        set(),
    ),
    (
        "tolerance-of-counted-goods",
        _all(
            _goods(quantity={"amount": "50", "unit": "cartons"}),
            _put(tolerance={"plus_percent": 5, "minus_percent": 5}),
        ),
        {(WARN, "goods.quantity_about")},
    ),
    ("about-the-quantity-only", _goods(quantity_about=True), {(WARN, "amount_about")}),
    # trade term
    ("CIP-by-sea", _term("CIP"), set()),
    ("CIF-elsewhere", _term("CIF", "PORT KLANG"), {(WARN, "goods.incoterm.place")}),
    ("FOB", _all(_uninsured, _term("FOB", "NHAVA SHEVA")), set()),
    ("FOB-at-the-wrong-end", _all(_uninsured, _term("FOB")), {(WARN, "goods.incoterm.place")}),
    (
        "FOB-insured",
        _all(_freight("collect"), _term("FOB", "NHAVA SHEVA")),
        {(WARN, "documents[2]")},
    ),
    ("EXW", _all(_uninsured, _term("EXW", "NAVI MUMBAI")), {(WARN, "goods.incoterm")}),
    (
        "EXW-and-no-transport-document",
        _all(
            lambda t: t.update(documents=[t["documents"][bc.INVOICE]]),
            _put(presentation_days=None),
            _shipment(latest=None),
            _term("EXW", "NAVI MUMBAI"),
        ),
        set(),
    ),
    (
        "delivered-at-arrival",
        _all(lambda t: t["documents"].pop(bc.INSURANCE), _term("DAP")),
        {(WARN, "goods.incoterm")},
    ),
    (
        "usual-risks",
        _document(bc.INSURANCE, insurance={"risks": ["usual risks"]}),
        {(WARN, "documents[2].insurance.risks")},
    ),
    ("risks-by-name", _document(bc.INSURANCE, insurance={"risks": ["War risks"]}), set()),
    ("must-be-refused", _says("DOCUMENTS WITH DISCREPANCIES MUST BE REFUSED"), CONDITION),
    # places against the document that shows them
    (
        "a-bill-from-inland",
        _shipment(taking_in_charge={"name": "NAGPUR", "locode": "INNAG"}),
        {(WARN, "shipment.taking_in_charge")},
    ),
    (
        "a-bill-to-inland",
        _shipment(final_destination={"name": "BASEL", "locode": "CHBSL"}),
        {(WARN, "shipment.final_destination")},
    ),
    (
        "a-bill-to-its-port",
        _shipment(final_destination={"name": "SINGAPORE PORT", "country": "SG"}),
        set(),
    ),
    (
        "a-bill-or-several-modes-from-inland",
        _all(
            _shipment(taking_in_charge={"name": "NAGPUR", "locode": "INNAG"}),
            _document(bc.BILL, alternatives=["multimodal_transport_document"]),
        ),
        set(),
    ),
    (
        "a-bill-from-an-airport",
        _shipment(port_of_loading=[{"name": "MUMBAI AIRPORT", "country": "IN"}]),
        {(WARN, "shipment.port_of_loading")},
    ),
    (
        "by-air-from-a-port",
        _all(
            _instead_of_the_bill("air_waybill"),
            _term("CIP"),
            _shipment(port_of_loading=[{"name": "NHAVA SHEVA PORT", "country": "IN"}]),
        ),
        {(WARN, "shipment.port_of_loading")},
    ),
    (
        "three-originals-by-air",
        _all(
            _instead_of_the_bill("air_waybill"),
            _term("CIP"),
            lambda t: t["documents"][bc.BILL].update(originals=3),
        ),
        {(WARN, "documents[1].originals")},
    ),
    (
        "inland-waterway-by-its-own-places",
        _all(
            _instead_of_the_bill("inland_waterway_document"),
            _term("CIP"),
            _shipment(
                port_of_loading=None,
                port_of_discharge=None,
                taking_in_charge={"name": "BASEL", "locode": "CHBSL"},
                final_destination={"name": "SINGAPORE", "locode": "SGSIN"},
            ),
        ),
        set(),
    ),
    ("CIF-by-air", _instead_of_the_bill("air_waybill"), {(WARN, "goods.incoterm")}),
    ("CIF-by-road", _instead_of_the_bill("road_consignment_note"), {(WARN, "goods.incoterm")}),
    (
        "CIF-multimodal",
        _instead_of_the_bill("multimodal_transport_document"),
        {(WARN, "goods.incoterm")},
    ),
    ("CIF-by-waybill", _instead_of_the_bill("sea_waybill"), set()),
    ("CIP-by-air", _all(_instead_of_the_bill("air_waybill"), _term("CIP")), set()),
    (
        "covered-too-little",
        _document(bc.INSURANCE, insurance={"minimum_percent": 109}),
        {(WARN, "documents[2].insurance.minimum_percent")},
    ),
    ("from-where", _shipment(port_of_loading=None), {(WARN, "shipment.port_of_loading")}),
    ("to-where", _shipment(port_of_discharge=None), {(WARN, "shipment.port_of_discharge")}),
    (
        "by-sea-from-inland",
        _shipment(port_of_loading=None, taking_in_charge={"name": "PUNE"}),
        {(WARN, "shipment.port_of_loading")},
    ),
    (
        "by-road-from-inland",
        _all(
            _instead_of_the_bill("road_consignment_note"),
            _term("CIP"),
            _shipment(port_of_loading=None, taking_in_charge={"name": "PUNE"}),
        ),
        set(),
    ),
    # documents
    *(
        (
            f"art-3-{word}",
            _document(bc.ORIGIN, issuer_description=f"a {word} surveyor"),
            {(WARN, "documents[3].issuer_description")},
        )
        for word in ("first class", "well-known", "qualified", "independent", "official", "LOCAL")
    ),
    ("inspected-by-anyone", _asks("inspection_certificate"), {(WARN, "documents[4].issuer")}),
    (
        "inspected-by-the-applicant",
        _asks("inspection_certificate", issuer={**bc.APPLICANT, "lei": LEI}),
        {(WARN, "documents[4]")},
    ),
    (
        "inspected-by-the-buyer",
        _asks("inspection_certificate", issuer_description="the buyer's agent"),
        {(WARN, "documents[4]")},
    ),
    (
        "countersigned",
        _asks("packing_list", states=["Countersigned by the applicant"]),
        {(WARN, "documents[4]")},
    ),
    (
        "bill-in-copies",
        _document(bc.BILL, originals=0, copies=2),
        {(WARN, "documents[1].originals"), (WARN, "presentation_days")},
    ),
    ("twice", _all(_asks("packing_list"), _asks("packing_list")), {(WARN, "documents[5]")}),
    ("no-transhipment", _shipment(transhipment="NOT ALLOWED"), {(WARN, "shipment.transhipment")}),
    (
        "conditional-on-what",
        _shipment(partial_shipments="CONDITIONAL", transhipment="CONDITIONAL"),
        {(WARN, "shipment.partial_shipments"), (WARN, "shipment.transhipment")},
    ),
    (
        "conditional-as-said",
        _all(
            _shipment(partial_shipments="CONDITIONAL"),
            _says("PARTIAL SHIPMENTS IN FULL CONTAINERS, SHOWN BY BILLS, CHARGES FOR APPLICANT"),
        ),
        set(),
    ),
]


@pytest.mark.parametrize("row", rows(ROWS, by="terms", name=lambda row: row[0]))
def test_row(row: tuple[str, Callable[[Json], None], set[tuple[Severity, str]]]) -> None:
    _, change, notes = row
    draft = tidy()
    change(draft)
    found = check_draft(draft)
    assert {(note.severity, note.field) for note in found} == notes, [str(n) for n in found]
    assert all(note.article and note.words for note in found)
    assert all(note.instead for note in found if "form of the" not in note.article)


def test_text_and_terms_are_checked_alike() -> None:
    terms = Terms.from_json({**bc.terms(), "conditions": ["X"]})
    assert check_draft(terms) == check_draft(terms.to_json())


def test_unreadable_draft() -> None:
    (note,) = check_draft("not json")
    assert note.severity is REJECT


def test_every_check_speaks_in_some_row() -> None:
    """A check that no row can make speak would be one that cannot be wrong."""
    spoken: set[object] = set()
    for _, change, _ in ROWS:
        draft = tidy()
        change(draft)
        with contextlib.suppress(InvalidInput):
            terms = Terms.from_json(draft)
            spoken.update(check for check in CHECKS if list(check(terms)))
    assert spoken == set(CHECKS)
