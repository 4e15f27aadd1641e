"""Transport documents, each by its article: signed, on board, dated, clean, under deck, marked."""

from dhow.trade.credit.conditions import accepts_charter_party
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.clauses import (
    declares_defect,
    declares_on_deck,
    refers_to_charter_party,
    stated_on,
)
from dhow.trade.credit.examination.lexicon import SMALL_WORDS
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import same_name, words
from dhow.trade.documents.base import SigningCapacity
from dhow.trade.documents.carriage import BY_OWNER_OR_CHARTERER
from dhow.trade.documents.carried import Dispatched
from dhow.trade.documents.transport import (
    AirWaybill,
    ByVessel,
    CharterPartyBill,
    CopyFor,
    MultimodalDocument,
    RailConsignmentNote,
    RoadConsignmentNote,
    TransportDocument,
)

_COMPANY = frozenset(
    (
        *("line", "lines", "shipping", "shipmanagement", "airline", "airlines", "airways"),
        *("logistics", "forwarding", "forwarders", "freight", "transport", "limited", "llc"),
        *("company", "corporation", "incorporated", "gmbh", "plc", "private", "carriers"),
    )
)
"""Words that only the name of a company has, as `words` writes them."""
_TERMS = {"19": "(a)(v)", "20": "(a)(v)", "21": "(a)(v)", "23": "(a)(vi)"}


def _number(document: TransportDocument) -> str:
    return document.article.rpartition(" ")[2]


def _chartered(document: TransportDocument) -> bool:
    return isinstance(document, CharterPartyBill) or (
        isinstance(document, ByVessel) and charter_indicated(document) is not None
    )


def charter_indicated(document: ByVessel | MultimodalDocument) -> tuple[str, str] | None:
    """The field that indicates a charter party and what it says; None where none does."""
    if document.subject_to_charter_party:
        return "subject_to_charter_party", "subject to a charter party"
    said = ((field, text) for field, text in stated_on(document) if refers_to_charter_party(text))
    return next(((field, f'"{text}"') for field, text in said), None)


def article_of(document: TransportDocument, paragraph: str) -> str:
    """The article a document is examined under, with a paragraph: UCP 600 art. 20(a)(ii)."""
    article = "UCP 600 art. 22" if _chartered(document) else document.article
    return article + paragraph


@rule("UCP 600 art. 19(a)(i), 20(a)(i), 21(a)(i), 22(a)(i), 23(a)(i), 24(a)(i), 25(a)(i)")
def carrier_and_signature(case: Case) -> Findings:
    """The carrier is named, and whoever its article allows signs, in a capacity that is shown.

    A charter party bill need not name the carrier; a rail document need not where the railway
    signed it.
    """
    for document in case.transport:
        article = article_of(document, "(a)(i)")
        charter = _chartered(document)
        free = charter or isinstance(document, RailConsignmentNote | Dispatched)
        if document.carrier is None and not free:
            yield found_on(
                Code.SIGNATURE, article, document, "carrier", "no carrier named",
                "the carrier by name", "name the carrier",
            )  # fmt: skip
        able = BY_OWNER_OR_CHARTERER if charter else document.signed_by
        if charter and not isinstance(document, CharterPartyBill):
            able = able | document.signed_by
        fault = _signing_fault(document, able)
        if fault:
            words = sorted(capacity.value for capacity in able - {SigningCapacity.ISSUER})
            yield found_on(
                Code.SIGNATURE, article, document, "signature", fault,
                f"signature of the {' or the '.join(words)}, or of a named agent for them",
                f"have the {' or '.join(words)} or their agent sign, with capacity and principal",
            )  # fmt: skip


def _signing_fault(document: TransportDocument, able: frozenset[SigningCapacity]) -> str | None:
    signature = document.signature
    if signature is None:
        return "no signature"
    carrier = document.carrier
    if signature.capacity in able:
        if signature.capacity is not SigningCapacity.CARRIER or carrier is None:
            return None
        if document.issuer.lei and carrier.lei and document.issuer.lei != carrier.lei:
            return None  # told as a conflict of issuer and carrier
        if another_company(signature.name, carrier.name):
            return f"signed by {signature.name} as carrier, while the carrier is {carrier.name}"
        return None
    if signature.capacity is not SigningCapacity.AGENT:
        return f"signed by {signature.name} as {signature.capacity.value}"
    principal, capacity = signature.principal, signature.principal_capacity
    if capacity is SigningCapacity.MASTER and capacity in able:
        return None  # an agent for the master need not name the master
    if capacity is not None and capacity not in able and principal is not None:
        return f"signed for {principal} as {capacity.value}"
    unnamed = principal is None or same_name(principal, "the carrier")
    if unnamed and carrier is not None and capacity is SigningCapacity.CARRIER:
        return None  # named as carrier elsewhere on the document (ISBP 745 E5(b))
    if principal is None:
        return f"signed by {signature.name} as agents of a party not named"
    if (
        carrier is not None
        and capacity in (None, SigningCapacity.CARRIER)
        and not same_name(principal, carrier.name)
    ):
        return f"signed for {principal}, while the carrier is {carrier.name}"
    return None


def another_company(signed: str, named: str) -> bool:
    """Whether a signature is a company's that has no word of the one named in its own name.

    What is not plainly a company may be the person who signs for it.
    """
    said, shown = set(words(signed)), set(words(named))
    return bool(said & _COMPANY) and not (said & shown) - _COMPANY - SMALL_WORDS


@rule("UCP 600 art. 20(a)(ii), 20(a)(iii), 21(a)(ii), 21(a)(iii), 22(a)(ii)")
def on_board(case: Case) -> Findings:
    """A document of carriage by sea shows loading on a named ship, by wording or dated notation."""
    for document in case.transport_of(ByVessel):
        noted = document.on_board_on is not None
        if document.received_for_shipment and not noted:
            yield _on_board(document, "on_board_on", '"received for shipment" without notation')
        elif document.vessel_intended and not (noted and document.on_board_vessel):
            found = f'"intended vessel" {document.vessel} without notation'
            yield _on_board(document, "vessel", found)
        elif document.port_of_loading_intended and (lacking := _not_noted(document)):
            found = f"intended port of loading without a notation of {' and '.join(lacking)}"
            yield _on_board(document, "port_of_loading", found, "(a)(iii)")


def _not_noted(document: ByVessel) -> list[str]:
    """What a notation of loading lacks where the port is "intended" (art. 20(a)(iii)).

    Art. 22 has no such rule: on a charter party bill the date is looked for.
    """
    parts: list[tuple[str, object]] = [("the date", document.on_board_on)]
    if not _chartered(document):
        parts += [("the port", document.on_board_port), ("the vessel", document.on_board_vessel)]
    return [name for name, noted in parts if noted is None]


def _on_board(
    document: ByVessel, field: str, found: str, paragraph: str = "(a)(ii)"
) -> Discrepancy:
    return found_on(
        Code.ON_BOARD, article_of(document, paragraph), document, field, found,
        "goods shipped on board a named vessel at the port of the credit",
        "add an on-board notation with date, vessel and port",
    )  # fmt: skip


@rule("UCP 600 art. 23(a)(ii)")
def accepted_for_carriage(case: Case) -> Findings:
    """An air transport document says that the goods have been accepted for carriage."""
    for document in case.transport_of(AirWaybill):
        if not document.accepted_for_carriage:
            yield found_on(
                Code.CARRIAGE, "", document, "accepted_for_carriage",
                "goods not accepted for carriage", "goods accepted for carriage",
                "show that the goods have been accepted for carriage",
            )  # fmt: skip


@rule("UCP 600 art. 25(a)(ii), 25(c)")
def date_of_dispatch(case: Case) -> Findings:
    """A courier's receipt shows when it picked the goods up, a postal one when it was stamped."""
    for document in case.transport_of(Dispatched):
        if document.received_on is None:
            yield found_on(
                Code.SHIPMENT_DATE, "", document, "received_on", "no date of pick-up or receipt",
                "the date of pick-up, receipt or posting", "have the receipt dated",
            )  # fmt: skip


@rule("UCP 600 art. 19(a)(v), 20(a)(v), 21(a)(v), 23(a)(vi)")
def terms_of_carriage(case: Case) -> Findings:
    """The document contains the terms of carriage or refers to where they are."""
    for document in case.transport:
        paragraph = _TERMS.get(_number(document))
        if paragraph and document.carriage_terms_shown is False and not _chartered(document):
            yield found_on(
                Code.CARRIAGE_TERMS, document.article + paragraph, document,
                "carriage_terms_shown", "neither terms of carriage nor reference to any",
                "terms and conditions of carriage, or reference to their source",
                "show the terms of carriage or where they are found",
            )  # fmt: skip


@rule("UCP 600 art. 19(a)(vi), 20(a)(vi), 21(a)(vi)")
def charter_party(case: Case) -> Findings:
    """No document is subject to a charter party unless the credit allows one (art. 22)."""
    said = (*case.terms.conditions, *(each.wording or "" for each in case.terms.documents))
    anywhere = any(map(accepts_charter_party, said))
    for required, document in case.required_with(TransportDocument):
        if not isinstance(document, ByVessel | MultimodalDocument) or not required.originals:
            continue
        asked = required.transport
        allowed = (
            anywhere
            or CharterPartyBill.kind in (required.kind, *required.alternatives)
            or (asked is not None and asked.charter_party_acceptable)
        )
        indicated = charter_indicated(document)
        if indicated is not None and not allowed:
            field, found = indicated
            own = "UCP 600 art. 20" if isinstance(document, CharterPartyBill) else document.article
            yield found_on(
                Code.CHARTER_PARTY, f"{own}(a)(vi)", document, field, found,
                "no indication of a charter party",
                "present a document that is not subject to a charter party",
            )  # fmt: skip


@rule("UCP 600 art. 23(a)(v), 24(b)(i)")
def marked_for_the_shipper(case: Case) -> Findings:
    """An air or road document is the original for the consignor or shipper, or bears no mark."""
    for document in case.transport:
        if not isinstance(document, AirWaybill | RoadConsignmentNote):
            continue
        if document.marked_for in (CopyFor.CONSIGNEE, CopyFor.CARRIER):
            air = isinstance(document, AirWaybill)
            yield found_on(
                Code.ORIGINAL, document.article + ("(a)(v)" if air else "(b)(i)"), document,
                "marked_for", f"the original for the {document.marked_for.value}",
                "the original for the consignor or shipper",
                "present the original for the consignor or shipper",
            )  # fmt: skip


@rule("UCP 600 art. 27")
def clean(case: Case) -> Findings:
    """No clause expressly declares defective goods or packaging; "clean" need not be said."""
    for document in case.transport:
        for field, clause in stated_on(document):
            if declares_defect(clause, case.terms.goods.description):
                yield found_on(
                    Code.UNCLEAN, "", document, field, f'"{clause}"',
                    "no clause that declares defective goods or packaging",
                    "present a clean transport document",
                )  # fmt: skip


@rule("UCP 600 art. 26(a)")
def on_deck(case: Case) -> Findings:
    """Goods are not stated to be loaded on deck; that they may be is acceptable."""
    for document in case.transport:
        for field, clause in stated_on(document):
            if declares_on_deck(clause):
                yield found_on(
                    Code.ON_DECK, "", document, field, f'"{clause}"',
                    "no statement that the goods are loaded on deck",
                    "load under deck, or show only that goods may be carried on deck",
                )  # fmt: skip


RULES = (
    carrier_and_signature,
    on_board,
    accepted_for_carriage,
    date_of_dispatch,
    terms_of_carriage,
    charter_party,
    marked_for_the_shipper,
    clean,
    on_deck,
)
