"""Transfers as those read them who may know of them (UCP 600 art. 38).

The first beneficiary and the transferring bank; the issuing bank once one is made; nobody else.
"""

from collections.abc import Mapping
from typing import Any

from eth_utils.crypto import keccak

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on
from api.credit.part_terms import AskedFor, stored
from api.credit.service import require
from api.credit.transfer_schemas import TransferView
from api.errors import conflict
from api.ids import is_zero, lei_of, org_hex, to_hex
from api.schemas import MoneyView
from api.shown import day_of, receipt_view
from dhow.ledger.bindings.values import CreditRecord, TransferRecord, TransferState
from dhow.ledger.types import Receipt
from dhow.store import CreditRow, OrgId
from dhow.trade.swift.correspondence.case import Requested

MADE = frozenset((TransferState.TRANSFERRED, TransferState.CLOSED))


def read_all(context: ApiContext, actor: Actor, credit_id: str) -> list[TransferView]:
    """The transfers of a credit that the actor may know of, by number.

    Raises:
        ApiError: 404 no such credit of the actor's.
    """
    row, record = require(context, actor, credit_id)
    own = org_hex(actor.organisation)
    if own not in (row.beneficiary, row.nominated_bank, row.issuing_bank):
        return []
    asks = own in (row.beneficiary, transferring_bank(row))
    known = all_of(context, credit_id)
    held = words_here(context, actor, credit_id, known)
    return [
        _view(context, credit_id, number, each, record, held.get(number))
        for number, each in known.items()
        if asks or each.state in MADE
    ]


def transferring_bank(row: CreditRow) -> OrgId:
    """The bank that transfers: the nominated bank, or the issuing bank where there is none."""
    return row.nominated_bank or row.issuing_bank


def all_of(context: ApiContext, credit_id: str) -> dict[int, TransferRecord]:
    """The transfers asked for of a credit, by number."""
    with context.store.read() as work:
        return passed_on.transfers(work, credit_id)


def words_here(
    context: ApiContext, actor: Actor, credit_id: str, known: Mapping[int, TransferRecord]
) -> dict[int, AskedFor]:
    """The words that are held here, by number, as far as the ledger has their hash."""
    with context.store.read() as work:
        rows = work.transfers.all(org_hex(actor.organisation), credit_id)
    found = {row.number: stored(row.body) for row in rows if row.number in known}
    return {
        number: each
        for number, each in found.items()
        if keccak(each.terms.to_json()) == known[number].asked.terms_hash
    }


def told_by_message(context: ApiContext, actor: Actor, credit_id: str) -> Mapping[int, Requested]:
    """The transfers that an MT720 of the transferring bank may stand for, by number.

    Raises:
        ApiError: 404 no such credit of the actor's.
    """
    row, _ = require(context, actor, credit_id)
    if transferring_bank(row) != org_hex(actor.organisation):
        return {}
    known = all_of(context, credit_id)
    held = words_here(context, actor, credit_id, known)
    found: dict[int, Requested] = {}
    with context.store.read() as work:
        for number, each in held.items():
            made = work.credits.system_get(to_hex(known[number].transferred))
            if known[number].state in (*MADE, TransferState.REQUESTED):
                found[number] = Requested(
                    terms=each.terms,
                    advise_through=each.request.advise_through,
                    reference=made.reference if made is not None else "",
                )
    return found


def words_of(
    context: ApiContext, actor: Actor, credit_id: str, number: int, existing: TransferRecord
) -> AskedFor:
    """What was asked for, in words.

    Raises:
        ApiError: 409 they are not held here.
    """
    found = words_here(context, actor, credit_id, {number: existing}).get(number)
    if found is None:
        raise conflict(
            "transfer-not-held",
            f"The terms of transfer {number} are not held here.",
            next_step="Ask the first beneficiary for them.",
        )
    return found


def one_of(context: ApiContext, credit_id: str, number: int) -> TransferRecord:
    """One transfer as the ledger has it.

    Raises:
        ApiError: 409 there is none.
    """
    found = all_of(context, credit_id).get(number)
    if found is None:
        raise conflict(
            "no-such-transfer",
            f"No transfer {number} of this credit was asked for.",
            rule="UCP 600 art. 38",
            next_step="See which were: GET .../transfers.",
        )
    return found


def read(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    number: int,
    receipt: Receipt[Any] | None = None,
) -> TransferView:
    """One transfer that the actor may know of."""
    view = next(each for each in read_all(context, actor, credit_id) if each.number == number)
    return view.model_copy(update={"receipt": receipt_view(receipt) if receipt else None})


def _view(
    context: ApiContext,
    credit_id: str,
    number: int,
    record: TransferRecord,
    credit: CreditRecord,
    words: AskedFor | None,
) -> TransferView:
    asked = record.asked
    latest = asked.latest_shipment_day
    return TransferView(
        credit=credit_id,
        number=number,
        state=record.state.name,
        second_beneficiary=lei_of(asked.second_beneficiary),
        amount=MoneyView(
            currency=context.currency_of(credit.terms.money), minor=asked.amount_minor
        ),
        expiry_day=day_of(asked.expiry_day),
        latest_shipment_day=day_of(latest) if latest else None,
        amendments=asked.amendments.name,
        names_first_beneficiary=asked.names_first_beneficiary,
        terms_hash=to_hex(asked.terms_hash),
        terms=words.terms.as_dict() if words else None,
        transferred=None if is_zero(record.transferred) else to_hex(record.transferred),
    )
