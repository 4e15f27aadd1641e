"""What the first beneficiary lets pass on to the second (UCP 600 art. 38(e)).

Where it wanted to be asked, it says yes to an amendment's words before the issuing bank issues
them. On the ledger stands the hash of what they change: other words under the number, or the same
words with something else enforced, are refused there and asked for anew.
"""

from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on
from api.credit.amended import changes_of
from api.credit.in_force import terms_in_force
from api.credit.service import id_of, require, standing_of
from api.credit.transfer_schemas import AmendmentAllowedView
from api.errors import conflict, unacceptable
from api.ids import to_hex
from api.shown import receipt_view
from dhow.ledger.bindings.values import AmendmentChanges
from dhow.trade.credit.amendment import Amendment

_CHANGES = "(int128,int16,uint32,uint32,uint8,bool,bool,bytes32)"


def changes_hash(changes: AmendmentChanges) -> bytes:
    """What the ledger keeps of changes that were allowed: Keccak-256 of their ABI encoding."""
    told = (
        changes.amount_delta_minor,
        changes.tolerance_delta_bps,
        changes.expiry_day,
        changes.latest_shipment_day,
        changes.partial_drawings.value,
        changes.changes_text,
        changes.cancels,
        changes.text_hash,
    )
    return keccak(encode([_CHANGES], [told]))


def allow(
    context: ApiContext, actor: Actor, credit_id: str, number: int, given: dict[str, Any]
) -> AmendmentAllowedView:
    """Let an amendment of a part pass on: by the first beneficiary that wanted to be asked.

    Args:
        number: the amendment's, which is still to be issued.
        given: its words, as the bank that means to issue it told them.

    Raises:
        ApiError: 422 words of another number or credit, or that cannot be; 409 other words were
            issued under the number already.
        Refusal: it did not want to be asked, or the credit was not transferred.
    """
    row, record = require(context, actor, credit_id)
    amendment = Amendment.from_json(given)
    if amendment.number != number:
        raise unacceptable(
            "amendment.number", f"is {amendment.number}; the request is about amendment {number}"
        )
    hashed = keccak(amendment.to_json())
    issued = standing_of(context, credit_id, record).amendments.get(number)
    if issued is not None and issued.changes.text_hash != hashed:
        raise conflict(
            "amendment-issued",
            f"Amendment {number} was issued already, in other words than these.",
            rule="UCP 600 art. 10(b), 38(e)",
            next_step="See what it says: GET .../amendments.",
        )
    view = AmendmentAllowedView(credit=credit_id, number=number, text_hash=to_hex(hashed))
    if issued is not None:
        return view  # allowed by an earlier request
    before = terms_in_force(context, actor, row, record)
    changes = changes_of(context, record, before, amendment, hashed)
    with context.store.read() as work:
        allowed = passed_on.allowed(work, credit_id, number)
    if allowed == changes_hash(changes):
        return view  # by an earlier request
    act = context.contracts.credit_transfers.allow_amendment(
        transferred=id_of(credit_id), number=number, changes=changes
    )
    receipt = receipt_view(carry_out(context, actor, act))
    return view.model_copy(update={"receipt": receipt})
