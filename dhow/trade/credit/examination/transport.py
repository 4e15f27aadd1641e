"""Transport documents: on board, signed, clean, full route, partial shipment, transhipment."""

import re

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.terms import Permission
from dhow.trade.documents.base import SigningCapacity
from dhow.trade.documents.transport import AirWaybill, BillOfLading, Means, TransportDocument

_CARRIED_BY = {Means.AIR: "flight", Means.ROAD: "vehicle", Means.RAIL: "vehicle"}
_DEFECT = re.compile(
    r"\b(torn|damaged?|wet|rust(y|ed)?|broken|leak(ing|age|ed)?|stained|dented|crushed|burst|"
    r"mou?ldy|insufficient|inadequate|defective|re-?used|loose|missing|"
    r"short[- ]?landed|spoil(ed|t))"
)
_DENIED = re.compile(r"\b(no|not|without|free from|nor)\s+(\w+\s+){0,2}$")
_ON_DECK = re.compile(r"\b(loaded|carried|stowed|shipped|are|is)\s+(on|upon)\s+deck\b")
_MAY_BE = re.compile(r"\b(may|might|can|could|liberty|option)\b")


@rule("UCP 600 art. 20(a)(i), 23(a)(i)")
def carrier_and_signature(case: Case) -> Findings:
    """The carrier is named, and carrier, master or a named agent for either signs."""
    for document in case.transport:
        air = isinstance(document, AirWaybill)
        article = "UCP 600 art. 23(a)(i)" if air else "UCP 600 art. 20(a)(i)"
        charter = isinstance(document, BillOfLading) and document.subject_to_charter_party
        if document.carrier is None and not charter:
            yield found_on(
                Code.SIGNATURE, article, document, "carrier", "no carrier named",
                "the carrier by name", "name the carrier",
            )  # fmt: skip
        fault = _signing_fault(document, charter)
        if fault:
            yield found_on(
                Code.SIGNATURE, article, document, "signature", fault,
                "signature of the carrier, the master, or a named agent for one of them",
                "have the carrier, master or their agent sign, with capacity and principal",
            )  # fmt: skip


def _signing_fault(document: TransportDocument, charter: bool) -> str | None:
    signature = document.signature
    if signature is None:
        return "no signature"
    able = {SigningCapacity.CARRIER, SigningCapacity.MASTER}
    if isinstance(document, AirWaybill):
        able = {SigningCapacity.CARRIER}
    if charter:
        able |= {SigningCapacity.OWNER, SigningCapacity.CHARTERER}
    if signature.capacity in able:
        return None
    if signature.capacity is not SigningCapacity.AGENT:
        return f"signed by {signature.name} as {signature.capacity.value}"
    if signature.principal_capacity is SigningCapacity.MASTER and SigningCapacity.MASTER in able:
        return None  # an agent for the master need not name the master
    if signature.principal is None:
        return f"signed by {signature.name} as agents of a party not named"
    if signature.principal_capacity is not None and signature.principal_capacity not in able:
        return f"signed for {signature.principal} as {signature.principal_capacity.value}"
    return None


@rule("UCP 600 art. 20(a)(ii)")
def on_board(case: Case) -> Findings:
    """A bill of lading shows loading on a named vessel, by its wording or a dated notation."""
    for bill in case.all_of(BillOfLading):
        noted = bill.on_board_on is not None
        if bill.received_for_shipment and not noted:
            yield _on_board(bill, "on_board_on", '"received for shipment" without notation')
        elif bill.vessel_intended and not (noted and bill.on_board_vessel):
            yield _on_board(bill, "vessel", f'"intended vessel" {bill.vessel} without notation')
        elif bill.port_of_loading_intended and not noted:
            yield _on_board(bill, "port_of_loading", "intended port of loading without notation")


def _on_board(bill: BillOfLading, field: str, found: str) -> Discrepancy:
    return found_on(
        Code.ON_BOARD, "", bill, field, found,
        "goods shipped on board a named vessel at the port of the credit",
        "add an on-board notation with date, vessel and port",
    )  # fmt: skip


@rule("UCP 600 art. 20(a)(vi), 22")
def charter_party(case: Case) -> Findings:
    """A bill of lading is not subject to a charter party unless the credit allows one."""
    for required, bill in case.required_with(BillOfLading):
        allowed = required.transport is not None and required.transport.charter_party_acceptable
        if bill.subject_to_charter_party and not allowed:
            yield found_on(
                Code.CHARTER_PARTY, "UCP 600 art. 20(a)(vi)", bill, "subject_to_charter_party",
                "subject to a charter party", "no indication of a charter party",
                "present a bill of lading that is not subject to a charter party",
            )  # fmt: skip


@rule("UCP 600 art. 27")
def clean(case: Case) -> Findings:
    """No clause expressly declares defective goods or packaging; "clean" need not be said."""
    for document in case.transport:
        for i, clause in enumerate(document.clauses):
            text = clause.casefold()
            if any(not _DENIED.search(text[: m.start()]) for m in _DEFECT.finditer(text)):
                yield found_on(
                    Code.UNCLEAN, "", document, f"clauses[{i}]", f'"{clause}"',
                    "no clause that declares defective goods or packaging",
                    "present a clean transport document",
                )  # fmt: skip


@rule("UCP 600 art. 26(a)")
def on_deck(case: Case) -> Findings:
    """Goods are not stated to be loaded on deck; that they may be is acceptable."""
    for document in case.transport:
        for i, clause in enumerate(document.clauses):
            text = clause.casefold()
            match = _ON_DECK.search(text)
            if match and not _MAY_BE.search(text[: match.start()]):
                yield found_on(
                    Code.ON_DECK, "", document, f"clauses[{i}]", f'"{clause}"',
                    "no statement that the goods are loaded on deck",
                    "load under deck, or show only that goods may be carried on deck",
                )  # fmt: skip


@rule("UCP 600 art. 20(c), 23(c)")
def transhipment(case: Case) -> Findings:
    """Barred transhipment still passes for goods in containers, and always by air."""
    if case.terms.shipment.transhipment is not Permission.NOT_ALLOWED:
        return
    for bill in case.all_of(BillOfLading):
        if bill.transhipment and not bill.containers:
            yield found_on(
                Code.TRANSHIPMENT, "UCP 600 art. 20(c)(ii)", bill, "transhipment",
                "transhipment", "no transhipment, the goods not being in a container",
                "ship direct, or in a container, trailer or LASH barge shown on the bill",
            )  # fmt: skip


@rule("UCP 600 art. 31(b)")
def partial_shipment(case: Case) -> Findings:
    """Several means of conveyance are a partial shipment, even if they leave on one day."""
    if case.terms.shipment.partial_allowed:
        return
    for means in Means:
        journeys = [each for each in case.conveyances if each.means is means]
        if len(journeys) > 1:
            yield Discrepancy(
                code=Code.PARTIAL,
                article="",
                document=" and ".join(str(d) for d in case.transport),
                field=_CARRIED_BY.get(means, "vessel"),
                found=f"{len(journeys)} means of conveyance",
                required="one shipment, partial shipments being barred",
                would_comply="ship all on one vessel, voyage and to one destination",
            )
    if case.presentation.before.amount is not None and case.presentation.before.amount.minor:
        yield Discrepancy(
            code=Code.PARTIAL,
            article="UCP 600 art. 31(a)",
            document="Presentation",
            field="before.amount",
            found=f"{case.presentation.before.amount} drawn before",
            required="one drawing, partial shipments being barred",
            would_comply="nothing can: the one drawing has been made",
        )


@rule("UCP 600 art. 14(d)")
def freight(case: Case) -> Findings:
    """Freight is marked prepaid or collect as the credit requires."""
    for required, presented in case.matched:
        asked = required.transport.freight if required.transport else None
        for one in presented:
            document = one.document
            if asked is None or not isinstance(document, BillOfLading | AirWaybill):
                continue
            if document.freight is not asked:
                found = f"freight {document.freight.value}" if document.freight else "no mark"
                yield found_on(
                    Code.FREIGHT, "", document, "freight", found, f"freight {asked.value}",
                    f"mark the document freight {asked.value}",
                )  # fmt: skip


RULES = (
    carrier_and_signature,
    on_board,
    charter_party,
    clean,
    on_deck,
    transhipment,
    partial_shipment,
    freight,
)
