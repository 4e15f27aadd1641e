"""One shipment or several: transhipment and partial shipment (UCP 600 art. 19 to 24, 31)."""

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.clauses import declares_unit_load, stated_on
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.terms import Permission
from dhow.trade.documents.carried import OverLand
from dhow.trade.documents.transport import BillOfLading, Means, MultimodalDocument, SeaWaybill

_UNIT_LOADS = ("container", "trailer", "lash barge")
_CARRIED_BY = {
    Means.AIR: "flight",
    Means.ROAD: "vehicle",
    Means.RAIL: "vehicle",
    Means.INLAND_WATERWAY: "vehicle",
    Means.COURIER: "received_on",
    Means.POST: "received_on",
}


@rule("UCP 600 art. 19(c), 20(c), 21(c), 24(d)")
def transhipment(case: Case) -> Findings:
    """Barred transhipment still passes in containers, and wherever one document covers it all.

    By air, over land and by several modes it is always acceptable under one document for the whole
    carriage (art. 19(c), 23(c), 24(e)); a charter party bill has no such rule.
    """
    for document in case.transport:
        if isinstance(document, MultimodalDocument | OverLand):
            if document.transhipment and document.covers_whole_carriage is False:
                paragraph = "(c)(i)" if isinstance(document, MultimodalDocument) else "(d)"
                yield found_on(
                    Code.TRANSHIPMENT, document.article + paragraph, document,
                    "covers_whole_carriage", "transhipment under more than one document",
                    "one transport document for the whole carriage",
                    "present one document that covers the whole carriage",
                )  # fmt: skip
        elif (
            isinstance(document, BillOfLading | SeaWaybill)
            and case.terms.shipment.transhipment is Permission.NOT_ALLOWED
            and document.transhipment
            and not _in_a_unit_load(document)
        ):
            yield found_on(
                Code.TRANSHIPMENT, f"{document.article}(c)(ii)", document, "transhipment",
                "transhipment", "no transhipment, the goods not being in a container",
                "ship direct, or in a container, trailer or LASH barge shown on the document",
            )  # fmt: skip


def _in_a_unit_load(document: BillOfLading | SeaWaybill) -> bool:
    """Whether the document shows goods in containers, trailers or LASH barges."""
    if document.containers:
        return True
    counted = document.packages.unit if document.packages else ""
    said = (document.goods, *(text for _, text in stated_on(document)))
    return counted in _UNIT_LOADS or any(map(declares_unit_load, said))


@rule("UCP 600 art. 31(b), 31(c)")
def partial_shipment(case: Case) -> Findings:
    """Several means of conveyance are a partial shipment, even if they leave on one day.

    Courier and post receipts of one service, place, day and destination are one shipment.
    """
    if case.terms.shipment.partial_allowed:
        return
    for means in Means:
        journeys = [each for each in case.conveyances if each.means is means]
        if len(journeys) > 1:
            posted = means in (Means.COURIER, Means.POST)
            yield Discrepancy(
                code=Code.PARTIAL,
                article="UCP 600 art. 31(c)" if posted else "UCP 600 art. 31(b)",
                document=" and ".join(str(d) for d in case.transport if d.means is means),
                field=_CARRIED_BY.get(means, "vessel"),
                found=f"{len(journeys)} means of conveyance",
                required="one shipment, partial shipments being barred",
                would_comply="ship all on one conveyance, journey and to one destination",
            )
    before = case.presentation.before.amount
    if case.is_in_one_shipment and before is not None and before.minor:
        yield Discrepancy(
            code=Code.PARTIAL,
            article="UCP 600 art. 31(a)",
            document="Presentation",
            field="before.amount",
            found=f"{before} drawn before",
            required="one drawing, partial shipments being barred",
            would_comply="nothing can: the one drawing has been made",
        )


RULES = (transhipment, partial_shipment)
