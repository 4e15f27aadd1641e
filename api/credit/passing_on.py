"""What the first beneficiary lets pass on to the second (UCP 600 art. 38(e)).

Where it wanted to be asked, it says yes to an amendment's words before the issuing bank issues
them. That bank asks by trying to: the ledger refuses it, and its words are here to be read. On the
ledger stands the hash of what they change: other words under the number, or the same words with
something else enforced, are refused there and asked for anew.
"""

from typing import Any

import orjson
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api import records
from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on, recorded
from api.credit.amended import changes_of
from api.credit.in_force import terms_in_force
from api.credit.service import id_of, require, standing_of
from api.credit.transfer_schemas import AmendmentAllowedView, AmendmentToPassOnView
from api.errors import ApiError, conflict, unacceptable
from api.ids import lei_of, org_hex, to_hex
from api.shown import receipt_view
from dhow.ledger.bindings.values import AmendmentChanges, AmendmentsPassedOn, CreditRecord
from dhow.store import CreditRow, OrgId, UnitOfWork
from dhow.trade.credit.amendment import Amendment
from dhow.trade.records import InvalidInput

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


def proposed(work: UnitOfWork, reader: OrgId, credit_id: str) -> dict[int, bytes]:
    """The words of amendments of a part that are still to be issued, by number.

    Where its first beneficiary wanted to be asked; for it and the banks, never for the second.
    """
    if not _concerns(work, reader, credit_id):
        return {}
    issued = recorded.standing(work, credit_id, records.credit(work, credit_id)).amendments
    rows = work.amendments.all(reader, credit_id)
    return {each.number: each.body for each in rows if each.number not in issued}


def is_asked(work: UnitOfWork, reader: OrgId, holder: str, credit_id: str, number: int) -> bool:
    """Whether the words of an amendment that `holder` has are what the reader is asked about.

    Args:
        holder: LEI of whose process has them; they are the issuing bank's to tell.
    """
    record = records.credit(work, credit_id)
    issued = recorded.standing(work, credit_id, record).amendments
    is_issuer = holder == lei_of(record.terms.issuing_bank)
    return is_issuer and number not in issued and _concerns(work, reader, credit_id)


def _concerns(work: UnitOfWork, reader: OrgId, credit_id: str) -> bool:
    """Whether a reader may know what the first beneficiary of a part is asked about."""
    part = passed_on.part_row(work, credit_id)
    if part is None or reader == to_hex(records.credit(work, credit_id).terms.beneficiary):
        return False
    asked = passed_on.transfers(work, part["original"])[int(part["number"])].asked
    return asked.amendments is AmendmentsPassedOn.ASK_FIRST


def asked_for(context: ApiContext, actor: Actor, credit_id: str) -> list[AmendmentToPassOnView]:
    """The amendments of a part that the first beneficiary is asked to let pass on, by number.

    None for whom they do not concern.

    Raises:
        ApiError: 404 no such credit of the actor's.
    """
    row, record = require(context, actor, credit_id)
    with context.store.read() as work:
        words = proposed(work, org_hex(actor.organisation), credit_id)
        allowed = {number: passed_on.allowed(work, credit_id, number) for number in words}
    return [
        AmendmentToPassOnView(
            credit=credit_id,
            number=number,
            text_hash=to_hex(keccak(body)),
            amendment=orjson.loads(body),
            allowed=any(allowed[number])
            and allowed[number] == _would_be(context, actor, row, record, body),
        )
        for number, body in sorted(words.items())
    ]


def _would_be(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord, body: bytes
) -> bytes:
    """The hash of what words would change now; nothing where they cannot be issued now."""
    try:
        before = terms_in_force(context, actor, row, record)
        amendment = Amendment.from_json(orjson.loads(body))
        return changes_hash(changes_of(context, record, before, amendment, keccak(body)))
    except (ApiError, InvalidInput):
        return b""


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
