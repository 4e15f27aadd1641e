"""A credit as its parties read it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import agreed, amended, reasons, recorded, visibility
from api.credit.instalments_standing import standings
from api.credit.schemas import (
    AdviceRefusalView,
    ComplianceHoldView,
    CourtOrderView,
    CreditView,
    InstalmentView,
)
from api.ids import bytes_text, from_hex, is_zero, lei_of, org_bytes, org_hex, to_hex
from api.schemas import MoneyView
from api.shown import day_of, instant, instant_or_none, receipt_view
from dhow.ledger.bindings.values import (
    AmendmentState,
    ComplianceHold,
    Confirmation,
    ConfirmationState,
    CourtOrder,
    CreditRecord,
    OrgId,
)
from dhow.ledger.types import Receipt
from dhow.store import CreditRow, UnitOfWork
from dhow.trade.credit import Terms
from dhow.trade.records import InvalidInput

_TAKEN_UP = frozenset(("UNDERTAKEN", "WAIVED"))  # and not paid yet


def shown(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    record: CreditRecord,
    standing: recorded.Standing,
    receipt: Receipt[Any] | None = None,
) -> CreditView:
    """A credit as the actor, a party to it, may read it."""
    terms, clauses, advice = record.terms, standing.clauses, standing.advice
    currency = context.currency_of(terms.money)

    def money(minor: int) -> MoneyView:
        return MoneyView(currency=currency, minor=minor)

    between_applicant_and_bank = org_bytes(actor.organisation) in (
        terms.applicant,
        terms.issuing_bank,
    )
    # collateral is no concern of the beneficiary (UCP 600 art. 4)
    lodged = issue_by = None
    own = OrgId(org_bytes(actor.organisation))
    with context.store.read() as work:
        told = org_bytes(actor.organisation) in (
            terms.beneficiary,
            terms.issuing_bank,
            terms.nominated_bank,
        )
        left = record if told else replace(record, reserved_minor=_told_of(work, row, record))
        available = records.available_minor(work, row.credit_id, left)
        presented = work.ledger.system_presentations((row.credit_id,)).get(row.credit_id, ())
        if between_applicant_and_bank:
            lodged = records.collateral(work, row.credit_id)
        if record.state.name == "PRE_ADVISED":
            issue_by = work.ledger.system_current("credit", (row.credit_id,))[row.credit_id][
                "issue_by_day"
            ]
        refused = reasons.refusals_told(work, row.credit_id, own, record, standing)
        orders = standing.orders.values()
        given = (*((each.registrar, each.order_reference) for each in orders), *refused.items())
        held = hold_view(work, row.credit_id, own, standing.holds.get(own))
        said = reasons.read(work, row.credit_id, given)
        amended_terms, lacking = _in_force(work, actor, row, standing)
    part = standing.part
    courts = tuple(court_order(row.credit_id, each, said) for each in orders)
    differs = agreed.differences(
        context, standing.applied, clauses, row.terms, is_part=part is not None
    )
    told_terms = None if differs else orjson.loads(row.terms)
    schedule = standings(
        context,
        record,
        standing.instalments,
        presented,
        lambda each: told or each["state"] in _TAKEN_UP | {"HONOURED"},
    )
    if schedule:
        available = min(available, sum(each.left_minor for each in schedule))
    return CreditView(
        id=row.credit_id,
        reference=row.reference,
        number=bytes_text(record.number) or None,
        state=record.state.name,
        applicant=lei_of(terms.applicant),
        beneficiary=lei_of(terms.beneficiary),
        issuing_bank=lei_of(terms.issuing_bank),
        nominated_bank=_lei(terms.nominated_bank),
        advising_bank=_lei(clauses.advising_bank) or _lei(terms.nominated_bank),
        second_advising_bank=_lei(clauses.second_advising_bank),
        reimbursing_bank=_lei(clauses.reimbursing_bank),
        issuing_place=bytes_text(terms.issuing_place),
        nominated_place=bytes_text(terms.nominated_place) or None,
        availability=clauses.availability.name,
        transferable=clauses.transferable,
        advice=advice.first.name,
        second_advice=advice.second.name,
        advice_refusals=tuple(
            AdviceRefusalView(
                bank=lei_of(bank), reason=said.get((bank, hashed)), reason_hash=to_hex(hashed)
            )
            for bank, hashed in refused.items()
        ),
        confirmation=_confirmation(standing),
        confirmed=money(advice.confirmed_minor)
        if advice.confirmation is ConfirmationState.ADDED
        else None,
        confirmed_expiry_day=day_of(advice.confirmed_expiry_day)
        if advice.confirmation is ConfirmationState.ADDED
        else None,
        issue_by=day_of(issue_by) if issue_by is not None else None,
        court_order=next(iter(courts), None),
        court_orders=courts,
        compliance_hold=held,
        amendments=len(standing.amendments),
        transferred_by=lei_of(OrgId(from_hex(part["transferring_bank"]))) if part else None,
        original=part["original"]
        if part and org_bytes(actor.organisation) != terms.beneficiary
        else None,
        amount=money(terms.amount_minor),
        instalments=tuple(
            InstalmentView(
                first=each.first,
                until=each.until,
                amount=money(each.amount_minor),
                drawn=money(each.taken_minor),
                state=each.state,
            )
            for each in schedule
        ),
        available=money(available),
        drawn=money(record.drawn_minor),
        collateral=money(lodged.held_minor) if lodged else None,
        reimbursed=money(lodged.reimbursed_minor) if lodged else None,
        issued_at=instant_or_none(record.issued_at),
        expiry_day=day_of(terms.expiry_day),
        latest_shipment_day=day_of(terms.latest_shipment_day)
        if terms.latest_shipment_day
        else None,
        terms_hash=to_hex(terms.terms_hash),
        terms=told_terms,
        terms_in_force=None if differs else amended_terms,
        warnings=(agreed.told(differs),) if differs else lacking,
        presentations=tuple(
            each.row.presentation_id
            for each in visibility.under(
                context, actor, row.credit_id, range(1, record.presentations + 1)
            )
        ),
        receipt=receipt_view(receipt) if receipt else None,
    )


def _told_of(work: UnitOfWork, row: CreditRow, record: CreditRecord) -> int:
    """What was taken of a credit, minor units, for who is told of no presentation and no transfer.

    That is what was paid, and what the bank took up: which documents a bank holds before it is no
    concern of the applicant, nor of a bank that only advises (UCP 600 art. 9, 16(b)).
    """
    under = work.ledger.system_presentations((row.credit_id,)).get(row.credit_id, ())
    taken_up: int = sum(each["amount_minor"] for each in under if each["state"] in _TAKEN_UP)
    return record.drawn_minor + taken_up


def hold_view(
    work: UnitOfWork, credit_id: str, bank: OrgId, hold: ComplianceHold | None
) -> ComplianceHoldView | None:
    """A hold as its bank reads it, and nobody else."""
    if hold is None:
        return None
    basis = (bank, hold.legal_basis)
    return ComplianceHoldView(
        legal_basis=reasons.read(work, credit_id, (basis,)).get(basis),
        legal_basis_hash=to_hex(hold.legal_basis),
        jurisdiction=bytes_text(hold.jurisdiction),
        set_at=instant(hold.set_at),
    )


def court_order(
    credit_id: str,
    order: CourtOrder,
    said: Mapping[tuple[bytes, bytes], str],
    receipt: Receipt[Any] | None = None,
) -> CourtOrderView:
    """A court's order as whoever may read it does.

    Args:
        said: reasons in words, as `reasons.read` gives them.
    """
    return CourtOrderView(
        credit=credit_id,
        registrar=lei_of(order.registrar),
        order_reference=said.get((order.registrar, order.order_reference)),
        order_reference_hash=to_hex(order.order_reference),
        recorded_at=instant(order.recorded_at),
        receipt=receipt_view(receipt) if receipt else None,
    )


def _in_force(
    work: UnitOfWork, actor: Actor, row: CreditRow, standing: recorded.Standing
) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """The terms as amended, none where nothing was; or what is lacking to tell them."""
    if all(each.state is not AmendmentState.ACCEPTED for each in standing.amendments.values()):
        return None, ()
    order = amended.accepted(work, row.credit_id)
    held = amended.words_held(work, org_hex(actor.organisation), row.credit_id)
    missing = [number for number in order if number not in held]
    if missing:
        numbers = ", ".join(map(str, missing))
        return None, (f"WARN terms: the words of amendment {numbers}, accepted, are not here.",)
    try:
        found = amended.in_force(Terms.from_json(row.terms), [held[each] for each in order])
    except InvalidInput as problem:
        return None, (f"WARN terms: the amendments accepted do not go together: {problem}",)
    return (found.as_dict() if order else None), ()


def _confirmation(standing: recorded.Standing) -> str:
    state = standing.advice.confirmation
    if state is not ConfirmationState.NONE:
        return state.name
    asked = standing.clauses.confirmation is not Confirmation.WITHOUT
    return "ASKED" if asked else "WITHOUT"


def _lei(organisation: OrgId) -> str | None:
    return None if is_zero(organisation) else lei_of(organisation)
