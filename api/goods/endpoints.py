"""Routes of goods."""

from fastapi import APIRouter, Request, Response

from api.blocking import blocking
from api.dependencies import Carrier, Context, MemberActor
from api.goods import participating, service
from api.goods.schemas import (
    AddEvent,
    LinkSubject,
    OpenShipment,
    ShipmentEvidenceView,
    ShipmentView,
    TransformLots,
)
from api.pages import Paging
from api.routes import without_act
from api.schemas import Hash32

router = APIRouter(prefix="/goods/shipments", tags=["goods"])


@router.post("", status_code=201, summary="Open a shipment", dependencies=[without_act()])
async def open_shipment(context: Context, actor: Carrier, body: OpenShipment) -> ShipmentView:
    """Open a shipment with its legs, lots and participants: by the carrier."""
    return await blocking(service.open_shipment, context, actor, body)


@router.get("", summary="Your shipments")
async def read_all(
    request: Request, response: Response, context: Context, actor: MemberActor, asked: Paging
) -> list[ShipmentView]:
    """Shipments your organisation takes part in, oldest first."""
    found = await blocking(service.read_all, context, actor, asked)
    return found.told(request, response)


@router.get("/{shipment}", summary="One shipment")
async def read(context: Context, actor: MemberActor, shipment: Hash32) -> ShipmentView:
    """A shipment as its participants see it; to others it does not exist."""
    return await blocking(service.read, context, actor, shipment)


@router.post(
    "/{shipment}/events",
    status_code=201,
    summary="Record what happened",
    dependencies=[without_act()],
)
async def add_event(
    context: Context, actor: MemberActor, shipment: Hash32, body: AddEvent
) -> ShipmentView:
    """Record what has happened to a shipment: a participant's word, with its name."""
    return await blocking(participating.add_event, context, actor, shipment, body)


@router.post(
    "/{shipment}/lots",
    status_code=201,
    summary="Use lots up, make lots of them",
    dependencies=[without_act()],
)
async def transform_lots(
    context: Context, actor: MemberActor, shipment: Hash32, body: TransformLots
) -> ShipmentView:
    """Use lots up and make new ones of them; nobody can use more of a lot than there is."""
    return await blocking(participating.transform_lots, context, actor, shipment, body)


@router.post(
    "/{shipment}/subjects", summary="Say what a shipment is for", dependencies=[without_act()]
)
async def link_subject(
    context: Context, actor: MemberActor, shipment: Hash32, body: LinkSubject
) -> ShipmentView:
    """Link a credit or undertaking, by a participant that is a party to it."""
    return await blocking(participating.link_subject, context, actor, shipment, body)


@router.get("/{shipment}/evidence", summary="Evidence about a shipment")
async def evidence(context: Context, actor: MemberActor, shipment: Hash32) -> ShipmentEvidenceView:
    """What the oracle quorum attested about the goods and the voyage."""
    return await blocking(service.evidence, context, actor, shipment)
