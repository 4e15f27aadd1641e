"""The route: ports, airports and places as the credit states them."""

import re
from collections.abc import Iterable

from dhow.trade.credit.examination.airports import same_airport
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.places import one_of, same_place
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.transport import article_of
from dhow.trade.documents.carried import Dispatched
from dhow.trade.documents.place import Place
from dhow.trade.documents.transport import (
    AirWaybill,
    ByVessel,
    CharterPartyBill,
    MultimodalDocument,
    TransportDocument,
)

_A_RANGE = re.compile(r"\W*(?:any\b|(?:one|1)\b.{0,20}\bports?\b)", re.IGNORECASE)
"""How a place is written that is none: "any port in India", "one safe port"."""


@rule("UCP 600 art. 20(a)(iii), 21(a)(iii), 22(a)(iii)")
def sea_ports(case: Case) -> Findings:
    """Carriage by sea is from the port of loading to the port of discharge of the credit.

    A notation of the port, the date and the ship stands for the port of loading. Actual ports are
    named; only a charter party bill may show the range of ports of discharge that
    the credit states (art. 22(a)(iii)).
    """
    route = case.terms.shipment
    for document in case.transport_of(ByVessel):
        article = article_of(document, "(a)(iii)")
        loaded, discharged = document.port_of_loading, document.port_of_discharge
        noted = document.on_board_port
        if noted is not None:
            yield from _check(document, "on_board_port", noted, route.port_of_loading, article)
        if noted is None or document.on_board_on is None or document.on_board_vessel is None:
            yield from _check(document, "port_of_loading", loaded, route.port_of_loading, article)
        yield from _check(
            document, "port_of_discharge", discharged, route.port_of_discharge, article,
            range_will_do=isinstance(document, CharterPartyBill),
        )  # fmt: skip
        delivered, received = document.place_of_delivery, document.place_of_receipt
        if delivered:
            ends = _one(route.final_destination)
            yield from _check(document, "place_of_delivery", delivered, ends, article)
        if received:
            starts = _one(route.taking_in_charge)
            yield from _check(document, "place_of_receipt", received, starts, article)


@rule("UCP 600 art. 19(a)(iii)")
def multimodal_places(case: Case) -> Findings:
    """Several modes: from the credit's place of dispatch to its final destination, by its ports.

    Ship and ports may be "intended", and another place may be stated in addition.
    """
    route = case.terms.shipment
    for document in case.transport_of(MultimodalDocument):
        yield from _ends(case, document, "UCP 600 art. 19(a)(iii)")
        for field, shown, asked, beside in (
            ("port_of_loading", document.port_of_loading, route.port_of_loading,
             route.taking_in_charge),
            ("port_of_discharge", document.port_of_discharge, route.port_of_discharge,
             route.final_destination),
        ):  # fmt: skip
            if beside is None:
                continue  # the port is itself the place of dispatch or the destination
            if shown is not None:
                yield from _check(document, field, shown, asked, "UCP 600 art. 19(a)(iii)")
            elif asked:
                yield found_on(
                    Code.PORT, "UCP 600 art. 19(a)(iii)", document, field, "no port",
                    one_of(asked), f"show {one_of(asked)}",
                )  # fmt: skip


@rule("UCP 600 art. 23(a)(iv), 24(a)(iii), 25(a)(i)")
def other_places(case: Case) -> Findings:
    """By air, over land, by courier or post: from and to the places of the credit."""
    if any(isinstance(d, ByVessel | MultimodalDocument) for d in case.transport):
        return  # the credit's places are then those of the carriage by sea
    for document in case.transport:
        if isinstance(document, Dispatched):
            yield from _starts(case, document, "UCP 600 art. 25(a)(i)")
        else:
            air = document.article.endswith("23")
            yield from _ends(case, document, document.article + ("(a)(iv)" if air else "(a)(iii)"))


def _ends(case: Case, document: TransportDocument, article: str) -> Findings:
    yield from _starts(case, document, article)
    route = case.terms.shipment
    field, place = document.ends_at
    if place is not None:
        allowed = _one(route.final_destination) or route.port_of_discharge
        yield from _check(document, field, place, allowed, article)


def _starts(case: Case, document: TransportDocument, article: str) -> Findings:
    route = case.terms.shipment
    field, place = document.starts_at
    if place is not None:
        allowed = _one(route.taking_in_charge) or route.port_of_loading
        yield from _check(document, field, place, allowed, article)


def _one(place: Place | None) -> tuple[Place, ...]:
    return () if place is None else (place,)


def _check(
    document: TransportDocument,
    field: str,
    found: Place,
    allowed: Iterable[Place],
    article: str,
    *,
    range_will_do: bool = False,
) -> Findings:
    allowed = tuple(allowed)
    if not allowed:
        return
    a_range = found.any_in_country or _A_RANGE.match(found.name) is not None
    vague = a_range and not range_will_do
    same = same_airport if isinstance(document, AirWaybill) else same_place
    if not vague and any(same(found, place) for place in allowed):
        return
    unknown = [place for place in allowed if place.is_range_in_words]
    if not vague and unknown:
        yield Observation(
            article=article,
            document=str(document),
            words=f"shows {found}: see whether that is within {one_of(unknown)}, which words alone "
            "do not tell",
        )
        return
    yield found_on(
        Code.PORT, article, document, field,
        one_of((found,)) if found.any_in_country else str(found), one_of(allowed),
        f"show {'the actual place among ' if vague else ''}{one_of(allowed)}",
    )  # fmt: skip


RULES = (sea_ports, multimodal_places, other_places)
