"""Telling another organisation's process that there is something for it; being told so.

Who was let in is on record here until its process has fetched the thing: an offer is answered once
that is done, so a peer that is down hears of it when it is up again, and nothing is kept twice.
"""

import time
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from api.context import ApiContext
from api.errors import ApiError, not_found
from api.exchange import arrivals, asking, signing
from api.exchange.schemas import OfferContent
from api.exchange.serving import content_for, require_share, stands_for, too_often
from api.ids import OPERATOR, from_hex, lei_of, org_hex, to_hex
from dhow.store import OrgId

OFFERED: Final = frozenset(
    ("document", "credit", "presentation", "undertaking", "invoice", "shipment")
)
_FIRST_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 60.0


@dataclass
class Patience:
    """When what failed may be tried again: later each time, by this machine's clock."""

    _next: dict[Any, tuple[float, float]] = field(default_factory=dict)

    def due(self, what: Any) -> bool:
        """Whether it may be tried now."""
        return self._next.get(what, (0.0, 0.0))[0] <= time.monotonic()

    def failed(self, what: Any) -> None:
        """It did not go well: wait twice as long as before."""
        _, waited = self._next.get(what, (0.0, _FIRST_SECONDS / 2))
        wait = min(waited * 2, _LONGEST_SECONDS)
        self._next[what] = (time.monotonic() + wait, wait)

    def done(self, what: Any) -> None:
        """It went well."""
        self._next.pop(what, None)


def tell(context: ApiContext, patience: Patience) -> int:
    """Offer what others were let in to and were not told of; gives how many were.

    Only what would be handed over is offered: an application is not, to whom it does not concern
    yet, nor anything that is not on the ledger.
    """
    apart = context.apart
    if apart is None:
        return 0
    own = [org_hex(each) for each in apart.organisations]
    with context.store.read() as work:
        untold = work.exchange.system_untold(own)
    told, away = 0, set[str]()
    for each in untold:
        reader = lei_of(each.organisation)
        if each.capability not in OFFERED or reader == OPERATOR or not patience.due(each):
            continue
        if reader in away:  # the others do not wait for it once more
            continue
        try:
            content_for(context, reader, each.capability, each.object_id)
            holder = _holder(own, each.granted_by)
            offer = signed_offer(context, holder, reader, each.capability, each.object_id)
            asking.post(context, reader, "/exchange/offers", offer.model_dump(mode="json"))
        except ApiError as problem:
            if problem.status == httpx.codes.SERVICE_UNAVAILABLE:
                away.add(reader)
            patience.failed(each)
            continue
        at = context.now()
        with context.store.begin() as work:
            work.exchange.system_told(each, at=at)
        patience.done(each)
        told += 1
    return told


def _holder(own: list[OrgId], granted_by: OrgId) -> str:
    """In whose name: of who let them in, where this process stands for it."""
    return lei_of(granted_by if granted_by in own else own[0])


def signed_offer(
    context: ApiContext, holder: str, reader: str, kind: Any, object_id: str
) -> OfferContent:
    """What tells the reader's process that there is something to fetch.

    Raises:
        ApiError: 421 where no key of the holder is held here.
    """
    unsigned = OfferContent(
        kind=kind,
        object=object_id,
        holder=holder,
        reader=reader,
        nonce=asking.nonce(),
        deadline=context.now() + signing.VALID_SECONDS,
        signature=asking.UNSIGNED,
    )
    message = signing.typed_offer(context, unsigned)
    signature = signing.speaker(context, holder).sign_typed_data(message)
    return unsigned.model_copy(update={"signature": to_hex(signature)})


def receive(context: ApiContext, offer: OfferContent) -> None:
    """Fetch what another organisation's process offers. Offered again, it is here already.

    Raises:
        ApiError: 401 where the offer is not the holder's, is too old or was answered; 404 where it
            is for nobody here; 429 where the holder offers too often; as `arrivals.fetch`.
    """
    signing.require_timely(context, offer.deadline)
    signing.require_signed(
        context, signing.typed_offer(context, offer), offer.signature, offer.holder
    )
    require_share(context, offer.holder)
    if not stands_for(context, offer.reader) or offer.kind not in OFFERED:
        raise not_found("such reader")
    if not context.answered.first(from_hex(offer.nonce), offer.deadline, context.now()):
        raise signing.not_shown("This offer was answered before.", "Sign a new one.")
    if offer.kind != "shipment" and arrivals.whole(context, offer.reader, offer.kind, offer.object):
        return
    with context.answered.fetching(offer.holder) as allowed:
        if not allowed:
            raise too_often(offer.holder)
        arrivals.bring_offered(context, offer.reader, offer.holder, offer.kind, offer.object)
    if not _here(context, offer):
        raise not_found(offer.kind)  # offered, and not handed over: to be offered again


def _here(context: ApiContext, offer: OfferContent) -> bool:
    organisation = org_hex(offer.reader)
    with context.store.read() as work:
        if offer.kind == "shipment":
            return work.shipments.get(organisation, offer.object) is not None
        if offer.kind == "presentation":
            return work.presentations.get(organisation, offer.object) is not None
    return arrivals.whole(context, offer.reader, offer.kind, offer.object)
