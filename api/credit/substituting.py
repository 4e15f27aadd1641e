"""Whose invoice goes on with a second beneficiary's documents (UCP 600 art. 38(h), 38(i)).

The transferring bank asks for the first beneficiary's invoice once; on first demand it is given, or
the documents go on as received and the right is lost. Known to the first beneficiary and the banks:
the second beneficiary is not told for how much its buyer sells, nor the applicant for how much it
bought.
"""

from typing import Any

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import parts
from api.credit.presentation_schemas import SubstitutionView
from api.credit.presentations import id_of, require_found, show_all
from api.credit.transfer_schemas import SubstituteInvoice
from api.errors import conflict, unacceptable
from api.ids import from_hex, org_hex, to_hex
from api.shown import receipt_view
from dhow.ledger.bindings.values import DocumentHash, PresentationId, SubstitutionState
from dhow.ledger.types import Receipt
from dhow.trade.documents import CommercialInvoice, parse_document
from dhow.trade.money import Amount, Currency

_INVOICE = "commercial_invoice"
_OPEN = frozenset((SubstitutionState.NONE.name, SubstitutionState.DEMANDED.name))
_RULE = "UCP 600 art. 38(h)"


def demand(context: ApiContext, actor: Actor, presentation_id: str) -> SubstitutionView:
    """Ask for the first beneficiary's invoice: by the transferring bank, once.

    Raises:
        ApiError: 404 no presentation under a transferred credit that the actor may see.
        Refusal: another bank; or it was asked for, given, or the documents were decided on.
    """
    known = read(context, actor, presentation_id)
    if known.state == SubstitutionState.DEMANDED.name:
        return known  # by an earlier request
    act = context.contracts.credit_transfers.demand_substitution(id_of(presentation_id))
    return read(context, actor, presentation_id, carry_out(context, actor, act))


def substitute(
    context: ApiContext, actor: Actor, presentation_id: str, given: SubstituteInvoice
) -> SubstitutionView:
    """Put one's own invoice in the place of the second beneficiary's: by the first beneficiary.

    Raises:
        ApiError: 404 no such presentation; 409 it was given with another drawing; 422 a document
            that is no invoice of one's own, or one above the second beneficiary's drawing of which
            nothing says who draws the difference.
        Refusal: too late, or a drawing that is none of the original's.
    """
    known = read(context, actor, presentation_id)
    if known.state == SubstitutionState.SUBSTITUTED.name and known.invoice == given.invoice:
        if known.drawing == given.drawing:
            return known  # by an earlier request
        drawn = f"drawing {known.drawing}" if known.drawing else "no drawing of yours"
        raise conflict(
            "substituted-otherwise",
            f"This invoice stands in the second beneficiary's place already, with {drawn}; what"
            " goes on with it is said once.",
            rule=_RULE,
            next_step="The drawing named with it is the one that goes on. A drawing that was not"
            " named is examined by itself, without the second beneficiary's documents.",
        )
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        held = work.documents.get(organisation, given.invoice)
        content = work.documents.content(organisation, given.invoice)
    if held is None:
        raise unacceptable("invoice", f"{given.invoice} is no document you hold")
    if held.kind != _INVOICE or held.issuer != organisation:
        raise unacceptable("invoice", "is no invoice of yours", rule=_RULE)
    if known.state in _OPEN and "drawing" not in given.model_fields_set:
        _require_no_difference(context, actor, presentation_id, content)
    own = from_hex(given.drawing) if given.drawing else bytes(32)
    act = context.contracts.credit_transfers.substitute(
        presentation=id_of(presentation_id),
        invoice=DocumentHash(from_hex(given.invoice)),
        own=PresentationId(own),
    )
    receipt = carry_out(context, actor, act)
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def _require_no_difference(
    context: ApiContext, actor: Actor, presentation_id: str, content: bytes | None
) -> None:
    """One's difference is drawn by a presentation named with the invoice, and is lost otherwise.

    Raises:
        ApiError: 422 the invoice is above what the second beneficiary draws, or in another currency
            than the credit.
    """
    invoice = parse_document(content) if content else None
    if not isinstance(invoice, CommercialInvoice):
        return
    drawn = _drawn(context, actor, presentation_id)
    if invoice.total.currency != drawn.currency:
        raise unacceptable(
            "drawing",
            f"is not given; the invoice is for {invoice.total} and the second beneficiary draws"
            f" {drawn}: nobody can tell whether there is a difference",
            rule="UCP 600 art. 18(a)(iii), 38(h)",
            next_step=f"Give an invoice in {drawn.currency}. Where the credit takes another"
            " currency, name as `drawing` what draws the difference, or say `drawing: null`.",
        )
    if invoice.total.minor <= drawn.minor:
        return
    raise unacceptable(
        "drawing",
        f"is not given; the invoice is for {invoice.total} and the second beneficiary draws"
        f" {drawn}: the difference is yours to draw, and is lost if nothing draws it",
        rule=_RULE,
        next_step="Present your invoice under the original to the same bank, for the difference,"
        " and name that presentation as `drawing`. To draw no difference say `drawing: null`.",
    )


def _drawn(context: ApiContext, actor: Actor, presentation_id: str) -> Amount:
    """What the second beneficiary draws, in the credit's currency."""
    record = require_found(context, actor, presentation_id).record
    with context.store.read() as work:
        money = records.credit(work, to_hex(record.credit)).terms.money
    return Amount(record.amount_minor, Currency(context.currency_of(money)))


def take_as_received(context: ApiContext, actor: Actor, presentation_id: str) -> SubstitutionView:
    """Send the documents on as they are after a demand not met: by the transferring bank.

    Raises:
        Refusal: none was made, it was met, or the first beneficiary still has time.
        AwaitsChecker: a maker prepared it.
    """
    known = read(context, actor, presentation_id)
    if known.state == SubstitutionState.AS_RECEIVED.name:
        return known  # by an earlier request
    act = context.contracts.credit_transfers.take_as_received(id_of(presentation_id))
    receipt = bind(context, actor, act, f"Take {presentation_id} as received")
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def read(
    context: ApiContext,
    actor: Actor,
    presentation_id: str,
    receipt: Receipt[Any] | None = None,
) -> SubstitutionView:
    """Whose invoice goes on: for the first beneficiary and the banks.

    Raises:
        ApiError: 404 no presentation of the actor's; 409 none under a credit transferred by it.
    """
    found = require_found(context, actor, presentation_id)
    with context.store.read() as work:
        view = parts.substitution_view(work, org_hex(actor.organisation), found.row)
    if view is None:
        raise conflict(
            "nothing-to-substitute",
            "This presentation is not under a credit that you transferred, or had transferred.",
            rule=_RULE,
        )
    return view.model_copy(update={"receipt": receipt_view(receipt) if receipt else None})
