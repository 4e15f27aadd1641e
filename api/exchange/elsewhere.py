"""Sending what is done to a shipment to the process that keeps it."""

from typing import Any

from eth_utils.crypto import keccak

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import not_found
from api.exchange import arrivals, asking, signing
from api.exchange.schemas import ActElsewhere
from api.ids import lei_of, org_hex, to_hex


def keeper(context: ApiContext, shipment_id: str) -> str | None:
    """The organisation whose process keeps a shipment, where it is not this one."""
    if context.apart is None:
        return None
    with context.store.read() as work:
        opened_by = work.shipments.system_opened_by(shipment_id)
    home = lei_of(opened_by) if opened_by is not None else None
    return None if home in context.apart.organisations else home


def act(
    context: ApiContext, actor: Actor, home: str, shipment_id: str, name: Any, body: dict[str, Any]
) -> None:
    """Have it done by the process that keeps the shipment, and fetch what it is then.

    Raises:
        ApiError: as `asking.post`.
    """
    told = signed_act(context, actor.organisation, home, shipment_id, name, body)
    asking.post(context, home, "/exchange/acts", told.model_dump(mode="json"))
    arrivals.fetch(context, actor.organisation, home, "shipment", shipment_id)


def signed_act(
    context: ApiContext, lei: str, home: str, shipment_id: str, name: Any, body: dict[str, Any]
) -> ActElsewhere:
    """What a participant sends to the process that keeps the shipment.

    Raises:
        ApiError: 421 where no key of the participant is held here.
    """
    unsigned = ActElsewhere(
        kind="shipment",
        object=shipment_id,
        act=name,
        body=body,
        holder=home,
        reader=lei,
        nonce=to_hex(keccak(context.salt().encode())),  # the same when the request is repeated
        deadline=context.now() + signing.VALID_SECONDS,
        signature=asking.UNSIGNED,
    )
    message = signing.typed_act(context, unsigned)
    signature = signing.speaker(context, lei).sign_typed_data(message)
    return unsigned.model_copy(update={"signature": to_hex(signature)})


def require_kept_here(context: ApiContext, shipment_id: str) -> None:
    """The shipment was opened by an organisation that this process stands for.

    Raises:
        ApiError: 404 where another's process keeps it, or there is none.
    """
    with context.store.read() as work:
        opened_by = work.shipments.system_opened_by(shipment_id)
    if opened_by is None or keeper(context, shipment_id) is not None:
        raise not_found("shipment")


def here(context: ApiContext, organisation: str, shipment_id: str) -> bool:
    """Whether a copy of a shipment is here."""
    with context.store.read() as work:
        return work.shipments.get(org_hex(organisation), shipment_id) is not None
