"""Transfer to second beneficiaries (UCP 600 art. 38).

The first beneficiary asks, the transferring bank consents or leaves it. What is transferred is a
credit of its own: its beneficiary sees that credit and nothing of the original. Of a transfer the
first beneficiary and the transferring bank know; the issuing bank once it is made, since it is
bound; the applicant never, whose price and buyer's name the transfer keeps apart.
"""

from collections.abc import Mapping
from typing import Any

from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on, transfers_kept
from api.credit.in_force import terms_in_force
from api.credit.part_terms import (
    AskedFor,
    asked_for,
    on_ledger,
    part_reference,
    read_request,
    transferred,
)
from api.credit.schemas import CreditView
from api.credit.service import id_of, ledger_record, read, require, standing_of
from api.credit.transfer_schemas import TransferView
from api.credit.transfers_kept import MADE, transferring_bank
from api.documents.service import require_members
from api.errors import conflict, forbidden
from api.ids import bytes_text, org_hex, text_bytes, to_hex
from dhow.ledger.bindings.values import (
    CreditClauses,
    CreditRecord,
    CreditState,
    TransferRecord,
    TransferState,
)
from dhow.store import CreditRow, TransferRow
from dhow.store import OrgId as StoreOrgId
from dhow.trade.credit import Terms
from dhow.trade.credit.reducible import check_transferred


def ask(
    context: ApiContext, actor: Actor, credit_id: str, given: Mapping[str, Any]
) -> TransferView:
    """Ask for a transfer: by the first beneficiary. No bank need grant any (art. 38(a)).

    Raises:
        ApiError: 403 another than the beneficiary; 422 with the article for what cannot be.
        Refusal: the ledger's own checks.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require(context, actor, credit_id)
    _require_first(actor, row)
    clauses = standing_of(context, credit_id, record).clauses
    terms = terms_in_force(context, actor, row, record)
    request = read_request(given, terms)
    with context.turns.hold(f"transfers of {credit_id}"):
        known = transfers_kept.all_of(context, credit_id)
        held = transfers_kept.words_here(context, actor, credit_id, known)
        standing = [
            transferred(held[number], terms)
            for number, each in known.items()
            if each.state is TransferState.TRANSFERRED and number in held
        ]
        asked = asked_for(terms, request, standing)
        _require_member(context, actor, asked.second)
        told = on_ledger(context, asked, record, clauses)
        for number, each in known.items():
            if each.asked == told and each.state is TransferState.REQUESTED:
                return transfers_kept.read(
                    context, actor, credit_id, number
                )  # by an earlier request
        number = len(known) + 1
        with context.store.begin() as work:
            words = TransferRow(credit_id, number, asked.body, context.now())
            work.transfers.put(org_hex(actor.organisation), words)
        act = context.contracts.credit_transfers.request_transfer(
            credit=id_of(credit_id), number=number, asked=told
        )
        to = request.second_beneficiary
        receipt = bind(context, actor, act, f"Ask to transfer {request.amount} to {to}")
    return transfers_kept.read(context, actor, credit_id, number, receipt)


def withdraw(context: ApiContext, actor: Actor, credit_id: str, number: int) -> TransferView:
    """Take a request back that the bank has not granted: by the first beneficiary.

    Raises:
        Refusal: it was granted, or withdrawn.
    """
    row, _ = require(context, actor, credit_id)
    _require_first(actor, row)
    if transfers_kept.one_of(context, credit_id, number).state is TransferState.WITHDRAWN:
        return transfers_kept.read(context, actor, credit_id, number)  # by an earlier request
    act = context.contracts.credit_transfers.withdraw_transfer_request(
        credit=id_of(credit_id), number=number
    )
    return transfers_kept.read(context, actor, credit_id, number, carry_out(context, actor, act))


def consent(
    context: ApiContext, actor: Actor, credit_id: str, number: int, reference: str
) -> TransferView:
    """Transfer as asked: by the transferring bank (art. 38(a), 38(b)).

    Raises:
        ApiError: 403 another bank; 409 the words are not held, or are not what the ledger has, or
            the credit was amended since so that they cannot be.
        Refusal: the ledger's own checks, among them what is left of the credit.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require(context, actor, credit_id)
    _require_transferring_bank(actor, row)
    existing = transfers_kept.one_of(context, credit_id, number)
    if existing.state in MADE:
        return transfers_kept.read(context, actor, credit_id, number)  # by an earlier request
    asked = transfers_kept.words_of(context, actor, credit_id, number, existing)
    terms = terms_in_force(context, actor, row, record)
    clauses = standing_of(context, credit_id, record).clauses
    _require_as_told(context, asked, terms, (record, clauses), existing)
    own_reference = text_bytes(reference, 16)
    part_id = _part_id(context, credit_id, asked, record, own_reference)
    with context.turns.hold(part_id):
        if ledger_record(context, part_id).state is CreditState.NONE:
            first = record.terms.beneficiary
            applicant = first if existing.asked.names_first_beneficiary else record.terms.applicant
            part = CreditRow(
                part_id,
                reference,
                StoreOrgId(to_hex(applicant)),
                StoreOrgId(to_hex(existing.asked.second_beneficiary)),
                row.issuing_bank,
                row.nominated_bank,
                asked.terms.to_json(),
                context.now(),
            )
            with context.store.begin() as work:
                work.credits.put_part(org_hex(actor.organisation), part, row.beneficiary)
        act = context.contracts.credit_transfers.transfer(
            credit=id_of(credit_id), number=number, own_reference=own_reference
        )
        what = f"{asked.request.amount} of credit {bytes_text(record.number)}"
        to = asked.request.second_beneficiary
        receipt = bind(context, actor, act, f"Transfer {what} to {to}")
    return transfers_kept.read(context, actor, credit_id, number, receipt)


def words_for(context: ApiContext, actor: Actor, credit_id: str) -> dict[int, bytes]:
    """The words of the transfers that the actor may know of and that are here, by number.

    Raises:
        ApiError: 404 no such credit of the actor's.
    """
    row, _ = require(context, actor, credit_id)
    asks = org_hex(actor.organisation) in (row.beneficiary, transferring_bank(row))
    known = transfers_kept.all_of(context, credit_id)
    held = transfers_kept.words_here(context, actor, credit_id, known)
    return {
        number: each.body for number, each in held.items() if asks or known[number].state in MADE
    }


def give_back(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Give what is left of a transferred credit back: by the second beneficiary (art. 38(d)).

    Raises:
        ApiError: 403 another than its beneficiary.
        Refusal: the credit was not transferred, or presentations are open under it.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require(context, actor, credit_id)
    if row.beneficiary != org_hex(actor.organisation):
        raise forbidden("A part is given back by its beneficiary.", rule="UCP 600 art. 38(d)")
    with context.store.read() as work:
        part = passed_on.part_row(work, credit_id)
    if part is not None and part["closed"]:
        return read(context, actor, credit_id)  # by an earlier request
    act = context.contracts.credit_transfers.give_back(id_of(credit_id))
    summary = f"Give back what is left of the transferred credit {bytes_text(record.number)}"
    return read(context, actor, credit_id, bind(context, actor, act, summary))


def close(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Give what is left of a transferred credit that has ended back: by any party to it.

    Raises:
        Refusal: it has not ended, or was not transferred.
    """
    require(context, actor, credit_id)
    act = context.contracts.credit_transfers.close_part(id_of(credit_id))
    return read(context, actor, credit_id, carry_out(context, actor, act))


def _require_first(actor: Actor, row: CreditRow) -> None:
    if row.beneficiary != org_hex(actor.organisation):
        raise forbidden("A transfer is asked for by the beneficiary.", rule="UCP 600 art. 38(b)")


def _require_transferring_bank(actor: Actor, row: CreditRow) -> None:
    if transferring_bank(row) != org_hex(actor.organisation):
        raise forbidden("The transferring bank transfers.", rule="UCP 600 art. 38(a), 38(b)")


def _require_member(context: ApiContext, actor: Actor, second: str) -> None:
    with context.store.read() as work:
        require_members(
            work, org_hex(actor.organisation), (second,), "transfer.second_beneficiary.lei"
        )


def _require_as_told(
    context: ApiContext,
    asked: AskedFor,
    terms: Terms,
    credit: tuple[CreditRecord, CreditClauses],
    existing: TransferRecord,
) -> None:
    """The words are what the ledger was told of them, and within the credit as it stands."""
    if on_ledger(context, asked, *credit) != existing.asked:
        raise conflict(
            "transfer-not-as-told",
            "The terms of this transfer say something else than the ledger was told.",
            rule="UCP 600 art. 38(g)",
            next_step="Ask the first beneficiary to withdraw it and to ask again.",
        )
    faults = check_transferred(terms, asked.terms)
    if faults:
        raise conflict(
            "transfer-not-reducible",
            f"{faults[0]}. The credit was amended since the transfer was asked for.",
            rule="UCP 600 art. 38(g)",
            next_step="Ask the first beneficiary for another request.",
        )


def _part_id(
    context: ApiContext,
    credit_id: str,
    asked: AskedFor,
    record: CreditRecord,
    own_reference: bytes,
) -> str:
    named = asked.request.replace_applicant
    view = context.contracts.credit.credit_id_of(
        issuing_bank=record.terms.issuing_bank,
        applicant=record.terms.beneficiary if named else record.terms.applicant,
        application_reference=part_reference(credit_id, own_reference),
    )
    return to_hex(context.ledger.call(view))
