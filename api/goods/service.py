"""Shipments. What is recorded here is a participant's word; evidence is what a quorum signed.

Lots keep their balance: what goes into a process must be there, and is then gone; what comes out is
a new lot that says what it was made from.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.documents.service import require_members
from api.errors import conflict, not_found, unacceptable
from api.goods.schemas import (
    AddEvent,
    Leg,
    LotView,
    NewLot,
    OpenShipment,
    ShipmentEventView,
    ShipmentEvidenceView,
    ShipmentView,
    TransformLots,
)
from api.ids import lei_of, org_hex, to_hex
from api.oracles.service import evidence_about, is_party_to, party_on_ledger
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.shown import instant
from dhow.ledger.bindings.values import DocumentStanding
from dhow.store import OrgId, ShipmentEventRow, ShipmentRow, UnitOfWork
from dhow.trade.records import canonical


def open_shipment(context: ApiContext, actor: Actor, new: OpenShipment) -> ShipmentView:
    """Open a shipment. Its id is the hash of carrier and reference, and may be a report's subject.

    Raises:
        ApiError: a participant is no member, a lot comes twice.
        AlreadyStored: the carrier used this reference before.
    """
    organisation = org_hex(actor.organisation)
    shipment_id = to_hex(
        keccak(canonical({"carrier": actor.organisation, "reference": new.reference}))
    )
    lots = [_lot(lot) for lot in new.lots]
    if len({lot["lot"] for lot in lots}) != len(lots):
        raise unacceptable("lots", "names a lot twice")
    carriers = tuple(leg.carrier for leg in new.legs if leg.carrier)
    body = {"legs": [leg.model_dump(mode="json") for leg in new.legs], "lots": lots}
    with context.store.begin() as work:
        participants = require_members(work, organisation, new.participants, "participants")
        participants += require_members(work, organisation, carriers, "legs.carrier")
        for subject in new.subjects:
            _require_subject(work, organisation, subject, "subjects")
        work.shipments.add(
            organisation,
            shipment_id=shipment_id,
            reference=new.reference,
            participants=participants,
            subjects=new.subjects,
            body=canonical(body),
            at=context.now(),
        )
        return _view(work, organisation, _require(work, organisation, shipment_id))


def read(context: ApiContext, actor: Actor, shipment_id: str) -> ShipmentView:
    """A shipment the actor takes part in.

    Raises:
        ApiError: 404 for any other.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        return _view(work, organisation, _require(work, organisation, shipment_id))


def read_all(context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE) -> Page[ShipmentView]:
    """The actor's shipments, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: Place | None, limit: int) -> Sequence[ShipmentRow]:
        with context.store.read() as work:
            return work.shipments.all(organisation, after=after, limit=limit)

    def show(rows: Sequence[ShipmentRow]) -> list[ShipmentView | None]:
        with context.store.read() as work:
            return [_view(work, organisation, row) for row in rows]

    return page(
        cursors_of(context.store),
        asked,
        "shipments",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.created_at, row.shipment_id),
        show=show,
    )


def add_event(
    context: ApiContext, actor: Actor, shipment_id: str, event: AddEvent, act: str = ""
) -> ShipmentView:
    """Record something that has happened.

    Args:
        act: what the same act is known by when it comes a second time.

    Raises:
        ApiError: 404 not a participant; 422 in the future, or a document the actor may not read.
    """
    now = context.now()
    if event.at.timestamp() > now:
        raise unacceptable("at", f"lies ahead of the chain's time {instant(now).isoformat()}")
    organisation = org_hex(actor.organisation)
    with context.store.begin() as work:
        row = _require(work, organisation, shipment_id)
        if not _done_before(work, organisation, shipment_id, act):
            _require_documents(work, organisation, event.documents, "documents", elsewhere=act)
            told = event.model_dump(mode="json") | _as_act(act)
            _add_event(work, organisation, shipment_id, told, now)
        return _view(work, organisation, row)


def transform_lots(
    context: ApiContext, actor: Actor, shipment_id: str, change: TransformLots, act: str = ""
) -> ShipmentView:
    """Use lots up and make lots of them.

    Args:
        act: as for `add_event`.

    Raises:
        ApiError: 404 not a participant; 409 a lot is not there, or not so much of it, or exists.
    """
    organisation = org_hex(actor.organisation)
    now = context.now()
    with context.store.begin() as work:
        row = _require(work, organisation, shipment_id)
        if _done_before(work, organisation, shipment_id, act):
            return _view(work, organisation, row)
        if change.document:
            named = (change.document,)
            _require_documents(work, organisation, named, "document", elsewhere=act)
        body = orjson.loads(row.body)
        body["lots"] = _transformed(body["lots"], change)
        work.shipments.replace_body(organisation, shipment_id, canonical(body))
        made = ", ".join(lot.lot for lot in change.outputs) or "nothing"
        used = ", ".join(lot.lot for lot in change.inputs) or "nothing"
        event = {
            "kind": "NOTE",
            "at": instant(now).isoformat(),
            "place": body["legs"][-1]["to_place"],
            "note": f"{used} used up, {made} made",
            "documents": [change.document] if change.document else [],
            **_as_act(act),
        }
        _add_event(work, organisation, shipment_id, event, now)
        return _view(work, organisation, _require(work, organisation, shipment_id))


def link_subject(
    context: ApiContext, actor: Actor, shipment_id: str, subject: str, act: str = ""
) -> ShipmentView:
    """Say which credit or undertaking a shipment is for: by a participant that is a party to it.

    Args:
        act: as for `add_event`.

    Raises:
        ApiError: 404 not a participant; 422 not a party to the subject.
    """
    organisation = org_hex(actor.organisation)
    with context.store.begin() as work:
        _require(work, organisation, shipment_id)
        if not (act and party_on_ledger(work, organisation, subject)):
            _require_subject(work, organisation, subject, "subject")
        work.shipments.add_subject(organisation, shipment_id, subject)
        return _view(work, organisation, _require(work, organisation, shipment_id))


def evidence(context: ApiContext, actor: Actor, shipment_id: str) -> ShipmentEvidenceView:
    """What the oracles attested about a shipment and what it is for.

    A participant sees the evidence even of a credit it is no party to: it is about the goods, and
    names no price.

    Raises:
        ApiError: 404 not a participant.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = _require(work, organisation, shipment_id)
    about = (shipment_id, *row.subjects)
    return ShipmentEvidenceView(
        shipment=shipment_id,
        evidence=tuple(each for subject in about for each in evidence_about(context, subject)),
    )


def _transformed(lots: list[dict[str, Any]], change: TransformLots) -> list[dict[str, Any]]:
    there = {lot["lot"]: dict(lot) for lot in lots}
    for used in change.inputs:
        lot = there.get(used.lot)
        if lot is None:
            raise conflict("lot-unknown", f"There is no lot {used.lot} in this shipment.")
        if used.kilograms > lot["kilograms"]:
            raise conflict(
                "lot-used-up",
                f"Of lot {used.lot} {lot['kilograms']} kg are left, not {used.kilograms}.",
            )
        lot["kilograms"] -= used.kilograms
    for made in change.outputs:
        if made.lot in there:
            raise conflict("lot-exists", f"There is a lot {made.lot} already.")
        there[made.lot] = _lot(made, tuple(used.lot for used in change.inputs))
    return list(there.values())


def _lot(lot: NewLot, made_from: tuple[str, ...] = ()) -> dict[str, Any]:
    return {**lot.model_dump(mode="json"), "made_from": list(made_from)}


def _require(work: UnitOfWork, organisation: OrgId, shipment_id: str) -> ShipmentRow:
    row = work.shipments.get(organisation, shipment_id)
    if row is None:
        raise not_found("shipment")
    return row


def _require_subject(work: UnitOfWork, organisation: OrgId, subject: str, path: str) -> None:
    if not is_party_to(work, organisation, subject):
        raise unacceptable(path, f"{subject} is no credit or undertaking you are a party to")


def _told(body: bytes) -> dict[str, Any]:
    return {name: value for name, value in orjson.loads(body).items() if name != "act"}


def _as_act(act: str) -> dict[str, str]:
    return {"act": act} if act else {}


def _done_before(work: UnitOfWork, organisation: OrgId, shipment_id: str, act: str) -> bool:
    """Whether an act of this name is among the events: its sender did not hear that it was done."""
    return bool(act) and any(
        orjson.loads(each.body).get("act") == act
        for each in work.shipments.events(organisation, shipment_id)
    )


def require_readable(
    context: ApiContext, actor: Actor, documents: Iterable[str], path: str
) -> None:
    """Raises 422 for a document that the actor may not read here."""
    with context.store.read() as work:
        _require_documents(work, org_hex(actor.organisation), documents, path)


def _require_documents(
    work: UnitOfWork,
    organisation: OrgId,
    documents: Iterable[str],
    path: str,
    *,
    elsewhere: str = "",
) -> None:
    """Raises 422 for a document that is not the actor's to name.

    Args:
        elsewhere: an act that came from the actor's own process, where its documents are and which
            has looked; here the ledger says whether they are documents at all.
    """
    for document_id in documents:
        if elsewhere and records.document(work, document_id).standing is not DocumentStanding.NONE:
            continue
        if work.documents.get(organisation, document_id) is None:
            raise unacceptable(path, f"{document_id} is no document you may read")


def _add_event(
    work: UnitOfWork, organisation: OrgId, shipment_id: str, event: dict[str, Any], now: int
) -> None:
    work.shipments.add_event(organisation, shipment_id, canonical(event), at=now)


def _view(work: UnitOfWork, organisation: OrgId, row: ShipmentRow) -> ShipmentView:
    return view_of(row, work.shipments.events(organisation, row.shipment_id))


def view_of(row: ShipmentRow, events: Iterable[ShipmentEventRow]) -> ShipmentView:
    """A shipment as its participants see it."""
    body = orjson.loads(row.body)
    return ShipmentView(
        id=row.shipment_id,
        reference=row.reference,
        opened_by=lei_of(row.opened_by),
        participants=tuple(lei_of(each) for each in row.participants),
        legs=tuple(Leg.model_validate(leg) for leg in body["legs"]),
        lots=tuple(LotView.model_validate(lot) for lot in body["lots"]),
        events=tuple(
            ShipmentEventView(
                position=each.position,
                recorded_by=lei_of(each.recorded_by),
                recorded_at=instant(each.recorded_at),
                **_told(each.body),
            )
            for each in events
        ),
        subjects=row.subjects,
    )
