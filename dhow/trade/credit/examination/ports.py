"""The route: ports, airports and places as the credit states them."""

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.wording import one_of, same_place
from dhow.trade.documents.place import Place
from dhow.trade.documents.transport import AirWaybill, BillOfLading


@rule("UCP 600 art. 20(a)(ii), 20(a)(iii)")
def sea_ports(case: Case) -> Findings:
    """A bill of lading shows shipment from the port of loading to the port of discharge."""
    route = case.terms.shipment
    for bill in case.all_of(BillOfLading):
        name = str(bill)
        loaded, discharged = bill.port_of_loading, bill.port_of_discharge
        yield from _check(name, "port_of_loading", loaded, route.port_of_loading, _SEA)
        yield from _check(name, "port_of_discharge", discharged, route.port_of_discharge, _SEA)
        if route.final_destination and bill.place_of_delivery:
            destination = (route.final_destination,)
            yield from _check(name, "place_of_delivery", bill.place_of_delivery, destination, _SEA)
        if route.taking_in_charge and bill.place_of_receipt:
            receipt = (route.taking_in_charge,)
            yield from _check(name, "place_of_receipt", bill.place_of_receipt, receipt, _SEA)


@rule("UCP 600 art. 23(a)(iv)")
def airports(case: Case) -> Findings:
    """An air waybill shows the airports of departure and destination of the credit."""
    route = case.terms.shipment
    sea_too = bool(case.all_of(BillOfLading))
    for waybill in case.all_of(AirWaybill):
        if sea_too:
            continue  # 44E and 44F then name the seaports
        name = str(waybill)
        start, end = waybill.airport_of_departure, waybill.airport_of_destination
        yield from _check(name, "airport_of_departure", start, route.port_of_loading, _AIR)
        yield from _check(name, "airport_of_destination", end, route.port_of_discharge, _AIR)


_SEA = "UCP 600 art. 20(a)(iii)"
_AIR = "UCP 600 art. 23(a)(iv)"


def _check(
    document: str, field: str, found: Place, allowed: tuple[Place, ...], article: str
) -> Findings:
    if not allowed or any(same_place(found, place) for place in allowed):
        return
    yield Discrepancy(
        code=Code.PORT,
        article=article,
        document=document,
        field=field,
        found=str(found),
        required=one_of(allowed),
        would_comply=f"show {one_of(allowed)}",
    )


RULES = (sea_ports, airports)
