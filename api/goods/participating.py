"""Acts of a participant, done where the shipment is kept: here, or by another's process."""

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import unacceptable
from api.exchange import elsewhere
from api.goods import service
from api.goods.schemas import AddEvent, LinkSubject, ShipmentView, TransformLots
from api.ids import org_hex
from api.oracles.service import is_party_to


def add_event(context: ApiContext, actor: Actor, shipment_id: str, event: AddEvent) -> ShipmentView:
    """As `service.add_event`."""
    home = elsewhere.keeper(context, shipment_id)
    if home is None:
        return service.add_event(context, actor, shipment_id, event)
    service.require_readable(context, actor, event.documents, "documents")
    elsewhere.act(context, actor, home, shipment_id, "event", event.model_dump(mode="json"))
    return service.read(context, actor, shipment_id)


def transform_lots(
    context: ApiContext, actor: Actor, shipment_id: str, change: TransformLots
) -> ShipmentView:
    """As `service.transform_lots`."""
    home = elsewhere.keeper(context, shipment_id)
    if home is None:
        return service.transform_lots(context, actor, shipment_id, change)
    named = (change.document,) if change.document else ()
    service.require_readable(context, actor, named, "document")
    elsewhere.act(context, actor, home, shipment_id, "lots", change.model_dump(mode="json"))
    return service.read(context, actor, shipment_id)


def link_subject(
    context: ApiContext, actor: Actor, shipment_id: str, link: LinkSubject
) -> ShipmentView:
    """As `service.link_subject`."""
    home = elsewhere.keeper(context, shipment_id)
    if home is None:
        return service.link_subject(context, actor, shipment_id, link.subject)
    with context.store.read() as work:
        party = is_party_to(work, org_hex(actor.organisation), link.subject)
    if not party:
        raise unacceptable(
            "subject", f"{link.subject} is no credit or undertaking you are a party to"
        )
    elsewhere.act(context, actor, home, shipment_id, "subject", link.model_dump(mode="json"))
    return service.read(context, actor, shipment_id)
