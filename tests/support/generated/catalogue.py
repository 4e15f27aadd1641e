"""The classes of single faults, by what they are faults of."""

import copy
from typing import Any

from tests.support import base_credit as bc
from tests.support.generated import (
    BY_SHIP,
    DRAFT,
    DRAWN,
    INSURANCE,
    INVOICE,
    NEGOTIABLE,
    ORIGIN,
    PACKING,
    POSTED,
    STATEMENT,
    TRANSPORT,
    WEIGHT,
    Expected,
    Kind,
    Papers,
    desk,
    worded,
)
from tests.support.generated import faults as f
from tests.support.generated.faults import asked, on


def _record(code: str, article: str, field: str, **record: Any) -> f.Fault:
    """All as electronic records, one of which fares badly."""

    def fault(p: Papers) -> Expected:
        _electronic(p)
        at = p.rng.choice([ORIGIN, PACKING, WEIGHT, STATEMENT])
        p.presented["documents"][at]["record"] = copy.deepcopy(record)
        return Expected(code, article, field, p.document(at)["kind"])

    return fault


def _electronic(p: Papers) -> None:
    p.terms["rules"] = "EUCP LATEST VERSION"
    p.terms["electronic_formats"] = ["PDF", "XML"]
    for one in p.presented["documents"]:
        one.update(medium="electronic", originals=1)
    p.presented["notice_of_completeness"] = {
        "credit_number": bc.NUMBER,
        "received_at": p.presented["presented_at"],
    }


def no_notice(p: Papers) -> Expected:
    """Records without notice of completeness, or one for another credit."""
    _electronic(p)
    if p.rng.random() < 0.5:
        del p.presented["notice_of_completeness"]
    else:
        p.presented["notice_of_completeness"]["credit_number"] = "LC2026000124"
    return Expected("NOT_PRESENTED", "e6(c)", "notice_of_completeness", "Presentation")


def agent_of_nobody(p: Papers) -> Expected:
    """An agent that does not say for whom, or says the wrong one."""
    principal = p.rng.choice([{}, {"principal": "OTHER LINES", "principal_capacity": "insurer"}])
    p.document(TRANSPORT)["signature"] = {"name": "AGENCIES", "capacity": "agent", **principal}
    article = f"{f.ARTICLE[p.mode]}(a)(i)"
    return Expected("SIGNATURE", article, "signature", p.document(TRANSPORT)["kind"])


_AS = {"name": "SOMEBODY", "capacity": "owner"}
_ENDS = "(a)(i)"
_FAULTY = ["TWO CARTONS TORN", "Packages wet", "CARTONS STAINED AND RE-NAILED", "5 bags leaking"]
_DECK = ["LOADED ON DECK", "Containers stowed on deck at shipper's risk", "Goods are on deck"]

TIME = (
    Kind("late presentation", f.late_presentation),
    Kind("presented after expiry", f.expired),
    Kind("late shipment", f.late_shipment),
    Kind("early shipment", f.early_shipment),
    Kind(
        "place of presentation",
        f.presented_elsewhere,
        available=("sight", "deferred", "acceptance"),
    ),
    Kind("postdated", on(ORIGIN, "POSTDATED", "14(i)", "issued_on", "2026-05-21", "2026-06-01")),
)
DELIVERED = (
    Kind("document missing", f.missing_document),
    Kind("copy for original", f.only_a_copy),
    Kind("too few copies", f.too_few_copies),
    Kind("part of the set", f.part_of_the_set, (*BY_SHIP, "multimodal", "inland waterway")),
    Kind("correction", f.corrected),
    Kind("another credit's number", on(ORIGIN, "CREDIT_NUMBER", "14(d)", "credit_number", "LC99")),
    Kind("certificate unsigned", on(WEIGHT, "SIGNATURE", "A3", "signature", None)),
    Kind("invoice unsigned", on(INVOICE, "SIGNATURE", "18(a)(iv)", "signature", None)),
)
INVOICED = (
    Kind("invoice by another", on(INVOICE, "ISSUER", "18(a)(i)", "issuer",
         {"name": "DECCAN EXPORTS"}, {"name": "KONKAN SPICES TRADING PVT LTD"})),
    Kind("invoice to another", on(INVOICE, "ADDRESSEE", "18(a)(ii)", "buyer",
         {"name": "TIGER FOODS"}, {"name": "LION CITY GOODS PTE LTD"})),
    Kind("currency of the invoice", on(INVOICE, "CURRENCY", "18(a)(iii)", "total",
         "EUR 250,000.00", "SGD 250,000.00")),
    Kind("invoice below drawing", on(INVOICE, "INVOICE_AMOUNT", "18", "total",
         "USD 249,999.99", "USD 249,000.00")),
    Kind("price", on(INVOICE, "UNIT_PRICE", "18(c)", "unit_price",
         "USD 5,000.01", "USD 4,900.00", None)),
    Kind("trade term", on(INVOICE, "INCOTERM", "18(c)", "incoterm",
         {"rule": "CFR", "place": "SINGAPORE"}, {"rule": "CIF", "place": "PORT KLANG"}, None)),
    Kind("provisional invoice", on(INVOICE, "CONTENT", "C1", "heading",
         "PROVISIONAL INVOICE", "Pro forma invoice")),
    Kind("goods not called for", on(INVOICE, "DESCRIPTION", "C5", "lines",
         [{"description": "FREE SAMPLES"}], [{"description": "STEEL COILS"}], told="lines[0]")),
    Kind("description", f.described_otherwise),
    Kind("overdrawn", f.overdrawn, available=("sight", "deferred")),
    Kind("underdrawn", f.underdrawn, available=("sight", "deferred")),
    Kind("another date", desk.another_date),
    Kind("too much of another measure", desk.beyond_the_measure),
    Kind("too much", f.too_much),
    Kind("too little", f.too_little),
)  # fmt: skip
CARRIED = (
    Kind("transport document unsigned", on(TRANSPORT, "SIGNATURE", "$(a)(i)", "signature", None)),
    Kind("signed by the wrong person",
         on(TRANSPORT, "SIGNATURE", "$(a)(i)", "signature", {**_AS, "capacity": "insurer"})),
    Kind("agent of nobody", agent_of_nobody),
    Kind("no carrier", on(TRANSPORT, "SIGNATURE", "$(a)(i)", "carrier", None),
         ("bill of lading", "sea waybill", "multimodal", "air", "road", "inland waterway")),
    Kind("not on board", on(TRANSPORT, "ON_BOARD", "$(a)(ii)", "on_board_on", None,
         also={"received_for_shipment": True}), BY_SHIP),
    Kind("ship intended", on(TRANSPORT, "ON_BOARD", "$(a)(ii)", "vessel_intended", True,
         told="vessel"), BY_SHIP),
    Kind("not accepted for carriage",
         on(TRANSPORT, "CARRIAGE", "23(a)(ii)", "accepted_for_carriage", False), ("air",)),
    Kind("no date of posting", on(TRANSPORT, "SHIPMENT_DATE", "25", "received_on", None),
         POSTED),
    Kind("no terms of carriage",
         on(TRANSPORT, "CARRIAGE_TERMS", "$(a)(v", "carriage_terms_shown", False),
         ("bill of lading", "sea waybill", "multimodal", "air")),
    Kind("charter party",
         on(TRANSPORT, "CHARTER_PARTY", "$(a)(vi)", "subject_to_charter_party", True),
         ("bill of lading", "sea waybill", "multimodal")),
    Kind("copy for another", on(TRANSPORT, "ORIGINAL", "$", "marked_for", "consignee", "carrier"),
         ("air", "road")),
    Kind("not clean", on(TRANSPORT, "UNCLEAN", "27", "clauses", *[[c] for c in _FAULTY])),
    Kind("on deck", on(TRANSPORT, "ON_DECK", "26(a)", "clauses", *[[c] for c in _DECK])),
    Kind("places", f.other_places),
    Kind("partial shipment", f.two_conveyances, available=("sight", "deferred")),
    Kind("transhipment", f.other_port_of_call, ("bill of lading", "sea waybill")),
    Kind("not endorsed", f.not_endorsed, NEGOTIABLE),
    Kind("freight", on(TRANSPORT, "FREIGHT", "14(d)", "freight", "collect", None), f.NOT_POSTED),
    Kind("consignee", on(TRANSPORT, "CONSIGNEE", "14(d)", "consignee",
         "HARBOUR BANK", "TO ORDER OF HARBOUR BANK"), f.NOT_POSTED),
    Kind("another bank than the role", desk.role_of_another, f.NOT_POSTED),
    Kind("notify party", on(TRANSPORT, "NOTIFY", "14(d)", "notify",
         {"name": "TIGER FOODS"}, None), f.NOT_POSTED),
    Kind("notify party's address", on(TRANSPORT, "NOTIFY", "14(j)", "notify",
         {**bc.APPLICANT, "address": ["2 SHENTON WAY"]}, told="notify.address"), f.NOT_POSTED),
)  # fmt: skip
INSURED = (
    Kind("insured too low", f.insured_too_little),
    Kind("currency of cover", on(INSURANCE, "CURRENCY", "28(f)(i)", "insured_amount",
         "EUR 300,000.00", "INR 30,000,000.00")),
    Kind("cover too late", on(INSURANCE, "INSURANCE_DATE", "28(e)", "issued_on",
         "2026-05-11", "2026-05-14")),
    Kind("cover begins too late", on(INSURANCE, "INSURANCE_DATE", "28(e)", "effective_from",
         "2026-05-11", told="issued_on")),
    Kind("cover note", on(INSURANCE, "INSURANCE_FORM", "28(c)", "form", "cover_note")),
    Kind("route of cover", on(INSURANCE, "INSURED_ROUTE", "28(f)(iii)", "covered_to",
         {"name": "COLOMBO", "locode": "LKCMB"}, {"name": "DURBAN", "country": "ZA"})),
    Kind("risks", asked(INSURANCE, "INSURED_RISKS", "28(g)", "risks",
         insurance={"risks": ["war risks"]})),
    Kind("several certificates too low", desk.several_too_low),
    Kind("claims payable to the insured", desk.payable_to_the_insured),
    Kind("policy not signed", on(INSURANCE, "SIGNATURE", "28(a)", "signature", None,
         {"name": "BROKERS", "capacity": "agent"})),
)  # fmt: skip
SAID = (
    Kind("weights", f.other_weight),
    Kind("containers", f.other_container, (*BY_SHIP, "multimodal")),
    Kind("boxes packed and not shipped", desk.boxes_packed_and_not_shipped,
         (*BY_SHIP, "multimodal")),
    Kind("packages", f.other_packages),
    Kind("marks", f.other_marks),
    Kind("origin", f.other_origin),
    Kind("temperature", f.temperature, ("bill of lading",)),
    Kind("ship", on(ORIGIN, "CONFLICT", "14(d)", "vessel", "MV OTHER", "MV KONKAN SUN"), BY_SHIP),
    Kind("goods", f.other_goods),
    Kind("addresses", f.address_elsewhere),
    Kind("identifiers", f.two_leis),
    Kind("reference to an invoice", on(PACKING, "CONFLICT", "14(d)", "invoice_number",
         "KS-2026-042", "KS-2025-041")),
    Kind("net above gross", on(WEIGHT, "CONFLICT", "14(d)", "gross_weight",
         {"amount": "49", "unit": "t"}, told="weight")),
    Kind("consignee of a certificate", on(ORIGIN, "CONFLICT", "L5", "consignee",
         "TIGER FOODS", "HARBOUR BANK")),
    Kind("issuer of a certificate", asked(ORIGIN, "ISSUER", "14(f)", "issuer",
         issuer={"name": "DELHI CHAMBER OF COMMERCE"})),
    Kind("independent issuer", on(WEIGHT, "ISSUER", "art. 3", "issuer", bc.BENEFICIARY)),
    Kind("beneficiary's certificate by another", on(STATEMENT, "ISSUER", "14(f)", "issuer",
         {"name": "DECCAN EXPORTS"})),
    Kind("another certificate", desk.another_certificate),
    Kind("certificate of its own title unsigned", desk.nobody_signed),
    Kind("statement missing", on(STATEMENT, "CONTENT", "14(d)", "statements",
         ["All is well."], ["Copies will be sent."], told="text")),
    Kind("result out of limits", on(WEIGHT, "CONTENT", "14(d)", "results",
         [{"name": "glazing", "value": "10.1", "unit": "percent"}], [])),
    Kind("adverse finding", on(WEIGHT, "CONTENT", "14(f)", "adverse_finding", "12 cartons short")),
)  # fmt: skip
DRAFTS = (
    Kind("drafts do not add up", desk.drafts_that_do_not_add_up, available=("acceptance",)),
    Kind("drawee", on(DRAFT, "DRAWEE", "", "drawee", bc.APPLICANT, f.OTHER_BANK), available=DRAWN),
    Kind("drawer", on(DRAFT, "ISSUER", "B8", "issuer", {"name": "DECCAN EXPORTS"}),
         available=DRAWN),
    Kind("draft unsigned", on(DRAFT, "SIGNATURE", "B8", "signature", None), available=DRAWN),
    Kind("amount of the draft", on(DRAFT, "DRAFT_AMOUNT", "B13", "amount",
         "USD 249,999.00", "USD 251,000.00", also={"amount_in_words": None}), available=DRAWN),
    Kind("amount in words", on(DRAFT, "DRAFT_AMOUNT", "B14", "amount_in_words",
         "TWO HUNDRED AND FIFTEEN THOUSAND ONLY", "Twenty-five thousand US dollars"),
         available=DRAWN),
    Kind("tenor", on(DRAFT, "TENOR", "B2", "days", 30, 90, told="after"), available=DRAWN),
    Kind("due date", on(DRAFT, "TENOR", "B4", "matures_on", "2026-07-08", "2026-07-11"),
         available=("acceptance",)),
)  # fmt: skip
RECORDS = (
    Kind("no notice of completeness", no_notice),
    Kind("record without credit", _record("NOT_PRESENTED", "e6(d)", "credit_number",
         names_credit=False)),
    Kind("record not authentic", _record("NOT_PRESENTED", "e6(f)", "record.authentic",
         authentic=False)),
    Kind("format", _record("FORMAT", "e5", "record.format", format="DOCX")),
    Kind("link that does not open", _record("NOT_PRESENTED", "e7", "record.link_opens",
         link_opens=False)),
    Kind("corrupted", _record("NOT_PRESENTED", "e12", "record.re_presented_on",
         corrupted_on="2026-05-21")),
    Kind("corrupted and late", _record("NOT_PRESENTED", "e12", "record.re_presented_on",
         corrupted_on="2026-05-21", re_presented_on="2026-06-20")),
)  # fmt: skip

_WORDED = (("bill of lading",), ("sight",))
WORDED = (
    Kind("asked for and missing", worded.missing, *_WORDED),
    Kind("cover in words", worded.too_little_cover, *_WORDED),
    Kind("copy in words", worded.copy_missing, *_WORDED),
    Kind("certificate in words", worded.another_document, *_WORDED),
    Kind("goods in words", worded.other_goods, *_WORDED),
)

GROUPS: dict[str, tuple[Kind, ...]] = {
    "time": TIME,
    "delivery, originals, signatures": DELIVERED,
    "invoice and amount": INVOICED,
    "transport": CARRIED,
    "insurance": INSURED,
    "certificates and conflicts": SAID,
    "drafts": DRAFTS,
    "electronic records": RECORDS,
    "as worded in an MT700": WORDED,
}
FAULTS: tuple[Kind, ...] = tuple(kind for group in GROUPS.values() for kind in group)

__all__ = ["FAULTS", "GROUPS"]
