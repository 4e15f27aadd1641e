"""What a participant does to a shipment that another organisation's process keeps.

The ledger has nothing of a shipment, so one process keeps it: that of who opened it. A participant
signs what it does and sends it there; done again under the same nonce, it is done once.
"""

from collections.abc import Mapping
from typing import Final

from eth_utils.crypto import keccak
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.auth.roles import Actor, Duty
from api.context import ApiContext
from api.errors import not_found, unacceptable
from api.exchange import signing
from api.exchange.elsewhere import require_kept_here
from api.exchange.schemas import ActElsewhere
from api.exchange.serving import USER, require_share, stands_for
from api.goods import service as goods
from api.goods.schemas import AddEvent, LinkSubject, TransformLots
from api.ids import from_hex, to_hex

_Given = AddEvent | TransformLots | LinkSubject
_ACTS: Final[Mapping[str, type[_Given]]] = {
    "event": AddEvent,
    "lots": TransformLots,
    "subject": LinkSubject,
}


def done_here(context: ApiContext, told: ActElsewhere) -> None:
    """Do what a participant of a shipment that is kept here signed.

    Raises:
        ApiError: 401 where it is not the participant's, or too old; 404 where it takes no part;
            422 and 409 as the shipment's own routes.
        RequestValidationError: the body is not what the shipment's own route takes.
    """
    signing.require_timely(context, told.deadline)
    try:
        typed = signing.typed_act(context, told)
    except (TypeError, ValueError, RecursionError):
        raise unacceptable("body", "is no JSON that can be signed: whole numbers only") from None
    signing.require_signed(context, typed, told.signature, told.reader)
    require_share(context, told.reader)
    if not stands_for(context, told.holder):
        raise not_found("shipment")
    require_kept_here(context, told.object)
    actor = Actor(told.reader, USER, Duty.CHECKER, frozenset())
    try:
        given = _ACTS[told.act].model_validate(told.body)
    except ValidationError as problem:
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in problem.errors()]
        ) from None
    act = to_hex(keccak(from_hex(told.nonce)))
    if isinstance(given, AddEvent):
        goods.add_event(context, actor, told.object, given, act=act)
    elif isinstance(given, TransformLots):
        goods.transform_lots(context, actor, told.object, given, act=act)
    else:
        goods.link_subject(context, actor, told.object, given.subject, act=act)
