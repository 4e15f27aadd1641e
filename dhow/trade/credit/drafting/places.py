"""The places of a credit against the transport document that is to show them."""

from collections.abc import Iterator

from dhow.trade.credit.drafting.notes import DraftingNote, warn
from dhow.trade.credit.examination.places import same_place
from dhow.trade.credit.examination.wording import words
from dhow.trade.credit.terms import Terms
from dhow.trade.documents.place import Place

_PORT_TO_PORT = frozenset(("bill_of_lading", "sea_waybill", "charter_party_bill_of_lading"))
_ENDS_AT_SEAPORTS = _PORT_TO_PORT
_ENDS_AT_AIRPORTS = frozenset(("air_waybill",))
_ONE_ORIGINAL = {"air_waybill": "23(a)(v)", "road_consignment_note": "24(b)(i)"}
_AIRPORTS = frozenset(("airport", "airfield", "aerodrome"))
_SEAPORTS = frozenset(("port", "seaport", "harbour", "harbor", "docks"))


def beyond_the_ports(terms: Terms) -> Iterator[DraftingNote]:
    """A document from port to port shows no carriage to the port, nor from it."""
    asked = [
        each
        for each in terms.documents
        if _PORT_TO_PORT.issuperset((each.kind, *each.alternatives)) and each.originals
    ]
    if not asked:
        return
    route = terms.shipment
    for field, place, ports in (
        ("taking_in_charge", route.taking_in_charge, route.port_of_loading),
        ("final_destination", route.final_destination, route.port_of_discharge),
    ):
        if place is None or not ports or any(same_place(place, port) for port in ports):
            continue
        yield warn(
            "UCP 600 art. 19(a)(iii), 20(a)(iii)", f"shipment.{field}",
            f"is {place} beside {' or '.join(map(str, ports))}, but the "
            f"{asked[0].name.lower()} is of carriage from port to port and need not show it",
            "a multimodal transport document, or ports alone (44E, 44F)",
        )  # fmt: skip


def port_or_airport(terms: Terms) -> Iterator[DraftingNote]:
    """Carriage by sea is between ports, by air between airports, as places call themselves."""
    route = terms.shipment
    kinds = {kind for each in terms.documents for kind in (each.kind, *each.alternatives)}
    for wrong, papers, right in (
        (_AIRPORTS, _ENDS_AT_SEAPORTS, "a port"),
        (_SEAPORTS, _ENDS_AT_AIRPORTS, "an airport"),
    ):
        named = sorted(kind.replace("_", " ") for kind in kinds & papers)
        if not named or kinds & (_ENDS_AT_SEAPORTS | _ENDS_AT_AIRPORTS) - papers:
            continue
        for field in ("port_of_loading", "port_of_discharge"):
            places: tuple[Place, ...] = getattr(route, field)
            for place in places:
                if set(words(place.name)) & wrong:
                    yield warn(
                        "UCP 600 art. 20(a)(iii), 23(a)(iv)", f"shipment.{field}",
                        f"{place} is none for a {named[0]}", right,
                    )  # fmt: skip


def originals_nobody_has(terms: Terms) -> Iterator[DraftingNote]:
    """By air and by road the shipper has one original, whatever set a credit asks for."""
    for i, required in enumerate(terms.documents):
        paragraph = _ONE_ORIGINAL.get(required.kind)
        if paragraph is not None and required.originals > 1:
            yield warn(
                f"UCP 600 art. {paragraph}", f"documents[{i}].originals",
                f"{required.originals} originals of the {required.name.lower()}: the shipper has "
                "one, which will do", "1",
            )  # fmt: skip


CHECKS = (beyond_the_ports, port_or_airport, originals_nobody_has)
