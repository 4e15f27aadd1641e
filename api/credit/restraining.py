"""What may keep a bank from paying: a court's order, a hold under the law that binds the bank.

Outside UCP 600, inside every bank: payment stands still, and no clock does. An order is seen by the
credit's parties and by the member that keeps the register of orders; a hold by its bank alone.
"""

from api import records
from api.acts import bind
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import reasons, recorded, reimbursing
from api.credit.schemas import CourtOrderView, CreditView, HoldForCompliance
from api.credit.service import id_of, organisation_id, read, require
from api.credit.settlement_schemas import ReimbursementView
from api.credit.showing import court_order
from api.errors import conflict, not_found
from api.ids import text_bytes
from dhow.ledger.bindings.values import CourtOrder
from dhow.ledger.types import Receipt


def hold(
    context: ApiContext, actor: Actor, credit_id: str, given: HoldForCompliance
) -> CreditView | ReimbursementView:
    """Hold one's own payments under a credit: by a bank that may have to pay under it.

    The words of the legal basis are kept here, for that bank; the ledger has their hash. A bank
    that reimburses under the credit is answered with what it may know of it.

    Raises:
        Refusal: the bank pays nothing under this credit, or holds already.
        AwaitsChecker: a maker prepared it.
    """
    standing = _payable_by(context, actor, credit_id)
    basis = reasons.give(context, actor, credit_id, given.legal_basis)
    own = organisation_id(actor.organisation)
    held = standing.holds.get(own)
    if held is not None and held.legal_basis == basis:
        return _seen(context, actor, credit_id)  # by an earlier request
    act = context.contracts.credit_restraints.hold_for_compliance(
        credit=id_of(credit_id),
        bank=own,
        legal_basis=basis,
        jurisdiction=text_bytes(given.jurisdiction, 2),
    )
    receipt = bind(context, actor, act, f"Hold payments under credit {credit_id}")
    return _seen(context, actor, credit_id, receipt)


def end_hold(context: ApiContext, actor: Actor, credit_id: str) -> CreditView | ReimbursementView:
    """End one's own hold; what is due is due again.

    Raises:
        Refusal: there is none.
        AwaitsChecker: a maker prepared it.
    """
    _payable_by(context, actor, credit_id)
    act = context.contracts.credit_restraints.end_compliance_hold(
        credit=id_of(credit_id), bank=organisation_id(actor.organisation)
    )
    receipt = bind(context, actor, act, f"End the hold under credit {credit_id}")
    return _seen(context, actor, credit_id, receipt)


def suspend(
    context: ApiContext, actor: Actor, credit_id: str, order_reference: str
) -> CourtOrderView:
    """Record a court's order not to pay: by a member that keeps the register of such orders.

    Raises:
        ApiError: 404 no such credit was issued.
        Refusal: an order of this register stands already; another's does not matter.
        AwaitsChecker: a maker prepared it.
    """
    own = organisation_id(actor.organisation)
    mine = _issued(context, credit_id).orders.get(own)
    reference = reasons.give(context, actor, credit_id, order_reference)
    if mine is not None and mine.order_reference == reference:
        return _told(context, credit_id, mine)  # by an earlier request
    act = context.contracts.credit_restraints.suspend_by_court(
        credit=id_of(credit_id), order_reference=reference
    )
    # Its words are sealed, and stand nowhere else: who prepared the act is asked for them.
    receipt = bind(context, actor, act, f"Record a court's order against credit {credit_id}")
    return _told(context, credit_id, _issued(context, credit_id).orders[own], receipt)


def lift(
    context: ApiContext, actor: Actor, credit_id: str, registrar: str | None = None
) -> CourtOrderView:
    """Lift an order: by the member that recorded it. Answers the order that was lifted.

    Args:
        registrar: LEI of the member that recorded it, where that one is suspended and another lifts
            its order; the actor where it is not given.

    Raises:
        ApiError: 404 no such credit; 409 no order of that member stands against it.
        Refusal: another member recorded it and is in good standing.
        AwaitsChecker: a maker prepared it.
    """
    recorded_by = registrar or actor.organisation
    order = _issued(context, credit_id).orders.get(organisation_id(recorded_by))
    if order is None:
        raise conflict(
            "no-court-order",
            f"No court's order that {recorded_by} recorded stands against this credit.",
        )
    act = context.contracts.credit_restraints.lift_court_order(
        credit=id_of(credit_id), registrar=order.registrar
    )
    receipt = bind(context, actor, act, f"Lift the court's order against credit {credit_id}")
    return _told(context, credit_id, order, receipt)


def _issued(context: ApiContext, credit_id: str) -> recorded.Standing:
    with context.store.read() as work:
        record = records.credit(work, credit_id)
        if record.state in reasons.NOT_ISSUED:
            raise not_found("credit")
        return recorded.standing(work, credit_id, record)


def _told(
    context: ApiContext, credit_id: str, order: CourtOrder, receipt: Receipt[None] | None = None
) -> CourtOrderView:
    with context.store.read() as work:
        said = reasons.read(work, credit_id, ((order.registrar, order.order_reference),))
    return court_order(credit_id, order, said, receipt)


def _payable_by(context: ApiContext, actor: Actor, credit_id: str) -> recorded.Standing:
    """What stands of a credit that the actor is a party to, or reimburses under.

    Raises:
        ApiError: 404 for any other.
    """
    if not reimbursing.reimburses(context, actor, credit_id):
        require(context, actor, credit_id)
    with context.store.read() as work:
        return recorded.standing(work, credit_id, records.credit(work, credit_id))


def _seen(
    context: ApiContext, actor: Actor, credit_id: str, receipt: Receipt[None] | None = None
) -> CreditView | ReimbursementView:
    if reimbursing.reimburses(context, actor, credit_id):
        return reimbursing.read_one(context, credit_id, receipt)
    return read(context, actor, credit_id, receipt)
