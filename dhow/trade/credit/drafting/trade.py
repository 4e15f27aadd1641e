"""The trade term against route, mode of transport, freight and insurance (Incoterms 2020)."""

from collections.abc import Iterator

from dhow.trade.credit.drafting.notes import DraftingNote, warn
from dhow.trade.credit.examination.places import same_place
from dhow.trade.credit.examination.risks import is_imprecise
from dhow.trade.credit.stipulations import ORIGINAL_TRANSPORT_KINDS
from dhow.trade.credit.terms import Terms
from dhow.trade.documents.commercial import (
    FREIGHT_PREPAID_RULES,
    INSURED_BY_SELLER_RULES,
    SEA_RULES,
)
from dhow.trade.documents.place import Place
from dhow.trade.documents.transport import Freight

_SEA_KINDS = frozenset(
    ("bill_of_lading", "sea_waybill", "charter_party_bill_of_lading", "inland_waterway_document")
)
_INLAND = frozenset(("inland_waterway_document",))
"""By ship, from the place of shipment to that of destination (art. 24(a)(iii))."""
_FROM_SELLER = frozenset(("FCA", "FAS", "FOB"))
_LEAST_COVER = 110


def freight(terms: Terms) -> Iterator[DraftingNote]:
    """Who pays the carriage is marked on the transport document."""
    incoterm = terms.goods.incoterm
    if incoterm is None:
        return
    rule = incoterm.rule.value
    wanted = Freight.PREPAID if rule in FREIGHT_PREPAID_RULES else Freight.COLLECT
    for i, required in enumerate(terms.documents):
        marked = required.transport.freight if required.transport else None
        if marked is not None and marked is not wanted:
            yield warn(
                "Incoterms 2020", f"documents[{i}].transport.freight",
                f"freight {marked.value} under {incoterm}", f"freight {wanted.value}",
            )  # fmt: skip


def insurance(terms: Terms) -> Iterator[DraftingNote]:
    """The seller insures under CIF and CIP, for 110 per cent at least, and under no other rule."""
    incoterm = terms.goods.incoterm
    if incoterm is None:
        return
    rule = incoterm.rule.value
    asked = [(i, d) for i, d in enumerate(terms.documents) if d.kind == "insurance_document"]
    if rule not in INSURED_BY_SELLER_RULES:
        for i, _ in asked:
            yield warn(
                "Incoterms 2020", f"documents[{i}]",
                f"{rule} leaves insurance to the buyer or to nobody, but the seller is to "
                "present it", "CIF or CIP, or no insurance document",
            )  # fmt: skip
        return
    if not asked:
        yield warn(
            "Incoterms 2020", "documents",
            f"{rule} has the seller insure, but no insurance document is asked for",
            "an insurance policy or certificate for 110 per cent of the value",
        )  # fmt: skip
    for i, required in asked:
        percent = required.insurance.minimum_percent if required.insurance else None
        if percent is not None and percent < _LEAST_COVER:
            yield warn(
                "Incoterms 2020; UCP 600 art. 28(f)(ii)",
                f"documents[{i}].insurance.minimum_percent",
                f"{percent} per cent is less than the {_LEAST_COVER} that {rule} gives the buyer",
                str(_LEAST_COVER),
            )  # fmt: skip


def mode(terms: Terms) -> Iterator[DraftingNote]:
    """FAS, FOB, CFR and CIF are for carriage by ship from port to port."""
    incoterm = terms.goods.incoterm
    kinds = {d.kind for d in terms.documents if d.kind in ORIGINAL_TRANSPORT_KINDS}
    if incoterm is None or not kinds or kinds & _SEA_KINDS:
        return
    rule = incoterm.rule.value
    instead = {"FAS": "FCA", "FOB": "FCA", "CFR": "CPT", "CIF": "CIP"}
    if rule in SEA_RULES:
        papers = ", ".join(sorted(kind.replace("_", " ") for kind in kinds))
        yield warn(
            "Incoterms 2020", "goods.incoterm",
            f"{rule} is for carriage by ship, but the credit asks for {papers}", instead[rule],
        )  # fmt: skip


def named_place(terms: Terms) -> Iterator[DraftingNote]:
    """The place named with the trade term lies on the route: where it begins, or where it ends."""
    incoterm, route = terms.goods.incoterm, terms.shipment
    if incoterm is None or incoterm.rule.value == "EXW":
        return
    rule = incoterm.rule.value
    if rule in _FROM_SELLER:
        given: tuple[Place | None, ...] = (route.taking_in_charge, *route.port_of_loading)
        end = "begins"
    else:
        given, end = (route.final_destination, *route.port_of_discharge), "ends"
    places = [place for place in given if place is not None]
    if places and not any(same_place(Place(incoterm.place), place) for place in places):
        yield warn(
            "Incoterms 2020", "goods.incoterm.place",
            f"{rule} {incoterm.place}, but the carriage {end} at "
            f"{' or '.join(map(str, places))}", f"{rule} with a place where the carriage {end}",
        )  # fmt: skip


def route(terms: Terms) -> Iterator[DraftingNote]:
    """A transport document goes between the places of the credit, so the credit names them."""
    places = terms.shipment
    for required in terms.documents:
        if required.kind not in ORIGINAL_TRANSPORT_KINDS:
            continue
        by_sea = required.kind in _SEA_KINDS - _INLAND
        inland = () if by_sea else (places.taking_in_charge, places.final_destination)
        ends = (
            ("port_of_loading", places.port_of_loading or inland[:1]),
            ("port_of_discharge", places.port_of_discharge or inland[1:]),
        )
        for field, given in ends:
            if not any(given):
                yield warn(
                    "UCP 600 art. 19(a)(iii), 20(a)(iii), 23(a)(iv), 24(a)(iii)",
                    f"shipment.{field}",
                    f"is missing: any will do on the {required.name.lower()}",
                    "the port, airport or place (44A, 44E, 44F, 44B)",
                )  # fmt: skip
        return


def risks_named(terms: Terms) -> Iterator[DraftingNote]:
    """Risks are asked for by name."""
    for i, required in enumerate(terms.documents):
        for risk in required.insurance.risks if required.insurance else ():
            if is_imprecise(risk):
                yield warn(
                    "UCP 600 art. 28(g)", f"documents[{i}].insurance.risks",
                    f'"{risk}" names no risk: the document is accepted whatever it leaves out',
                    "the risks by name, such as Institute Cargo Clauses (A)",
                )  # fmt: skip


_AT_ARRIVAL = frozenset(("DAP", "DPU", "DDP"))


def term_and_credit(terms: Terms) -> Iterator[DraftingNote]:
    """A credit pays on shipment: terms under which a seller ships nothing, or delivers later."""
    incoterm = terms.goods.incoterm
    shipped = any(d.kind in ORIGINAL_TRANSPORT_KINDS for d in terms.documents)
    if incoterm is None or not shipped:
        return
    if incoterm.rule.value == "EXW":
        yield warn(
            "Incoterms 2020", "goods.incoterm",
            "EXW has the buyer take the goods away, but the seller is to present a transport "
            "document", "FCA",
        )  # fmt: skip
    elif incoterm.rule.value in _AT_ARRIVAL:
        yield warn(
            "Incoterms 2020", "goods.incoterm",
            f"{incoterm.rule.value} has the seller deliver at arrival, but the transport document "
            "shows shipment, and the credit pays on that", "CPT, CIP, CFR or CIF",
        )  # fmt: skip


CHECKS = (freight, insurance, mode, named_place, route, risks_named, term_and_credit)
