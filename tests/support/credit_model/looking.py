"""Holds the contracts' records against the model's, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.credit_model.presentations import presentation_id, root_of
from tests.support.credit_model.records import (
    GONE,
    Amendment,
    Assignment,
    Credit,
    Presentation,
    Transfer,
)
from tests.support.credit_model.reimbursement import refund_due
from tests.support.credit_model.terms import DAY
from tests.support.credit_model.world import CUSTODY, World
from tests.support.network import org_id

if TYPE_CHECKING:
    from tests.support.credit_model.contracts import Contracts

NOBODY = bytes(32)
Records = dict[str, dict[str, Any]]
OF_CREDIT = ("credit", "collateral", "advice")
CONFIRMED = ("confirmation", "confirmed_minor", "confirmed_expiry_day")
OF_PRESENTATION = ("presentation", "handling", "drawing", "advanceTerms")


def expected(world: World, credit: Credit | None) -> Records:
    """What the contracts must say: of money, of a credit, of all that was presented under it."""
    held = {CUSTODY: sum(each.lodged for each in world.credits.values())}
    records: Records = {"balances": dict(world.balances), "owed": held}
    if credit is None:
        return records
    is_overdue = credit.state == "PRE_ADVISED" and world.now // DAY > credit.issue_by
    records |= {
        "credit": of_credit(credit),
        "standing": {"left": credit.available, "is_overdue": is_overdue},
        "collateral": {"held_minor": credit.lodged, "reimbursed_minor": credit.taken},
        "advice": of_advice(credit),
        "courtOrders": of_orders(credit),
    }
    records["terms"] = of_terms(credit)
    records |= of_transfers(credit)
    for bank in banks_of(credit):
        records[f"hold of {bank}"] = of_hold(credit, bank)
    records["amendments"] = {"count": len(credit.amendments)}
    for number, amendment in enumerate(credit.amendments, start=1):
        records[f"amendment {number}"] = of_amendment(amendment)
    records["assignments"] = {"count": len(credit.assignments)}
    if credit.assignments:
        records["assignments"]["to_come"] = credit.to_come
    for number, assignment in enumerate(credit.assignments, start=1):
        records[f"assignment {number}"] = of_assignment(credit, assignment)
    for number, made in enumerate(credit.made, start=1):
        for view, ours in of_presentation(made).items():
            records[f"{view} {number}"] = ours
        told = range(1, len(credit.amendments) + 1)
        records[f"stated {number}"] = {str(each): each in made.stated for each in told}
        if credit.original is not None:
            records[f"substitution {number}"] = of_substitution(made)
        due = zip(("amount_minor", "interest_minor"), refund_due(world, made), strict=True)
        records[f"refund {number}"] = dict(due)
    return records


def seen(world: World, contracts: Contracts, credit: Credit | None) -> Records:
    """What the contracts say of the same."""
    records: Records = {
        "balances": {name: contracts.balance(name) for name in world.balances},
        "owed": {CUSTODY: contracts.owed()},
    }
    if credit is None:
        return records
    ask, id_ = contracts.ask, credit.id
    records |= {view: _told(ask(view, id_)) for view in OF_CREDIT}
    records["courtOrders"] = _orders(ask("courtOrders", id_))
    records["terms"] = _told(records["credit"].pop("terms"))
    records |= _transfers(contracts, credit)
    overdue = ask("isIssueOverdue", id_)
    records["standing"] = {"left": ask("availableMinor", id_), "is_overdue": overdue}
    for bank in banks_of(credit):
        records[f"hold of {bank}"] = _told(ask("complianceHold", id_, org_id(bank)))
    records["amendments"] = {"count": ask("amendmentsOf", id_)}
    for number in range(1, records["amendments"]["count"] + 1):
        record = _told(ask("amendment", id_, number))
        records[f"amendment {number}"] = record | _told(record.pop("changes"))
    count = 0
    while (record := _told(ask("assignment", id_, count + 1)))["state"] != "NONE":
        count += 1
        records[f"assignment {count}"] = record
    records["assignments"] = {"count": count}
    if count:
        records["assignments"]["to_come"] = ask("toComeMinor", id_)
    for number in range(1, records["credit"]["presentations"] + 1):
        made = presentation_id(id_, number)
        for view in OF_PRESENTATION:
            records[f"{view} {number}"] = _told(ask(view, made))
        told = range(1, records["amendments"]["count"] + 1)
        stated = {str(each): ask("isStatedFor", made, each) for each in told}
        records[f"stated {number}"] = stated
        if credit.original is not None:
            records[f"substitution {number}"] = _told(ask("substitution", made))
        amount, interest = ask("refundDueMinor", made)
        records[f"refund {number}"] = {"amount_minor": amount, "interest_minor": interest}
    return records


def _transfers(contracts: Contracts, credit: Credit) -> Records:
    ask, id_ = contracts.ask, credit.id
    told: Records = {}
    if credit.terms.transferable:
        count = 0
        while (record := _told(ask("transferOf", id_, count + 1)))["state"] != "NONE":
            count += 1
            told[f"transfer {count}"] = record | _told(record.pop("asked"))
            if record["transferred"] != NOBODY:
                part = _part(contracts, record["transferred"])
                if record["state"] == "CLOSED":
                    part["kept_minor"] = _kept(contracts, record["transferred"], part)
                told[f"part {count}"] = part
        told["transfers"] = {"count": count}
    if credit.original is not None:
        from_ = _told(ask("partOf", id_))
        granted = ask("transferOf", from_["original"], from_["number"])
        clauses = ask("clausesOf", id_)
        told["from"] = from_ | {
            "state": granted.state.name,
            "amendments": granted.asked.amendments.name,
            # of those issued, and of the next
            "allowed": [
                ask("allowedAmendment", id_, number)
                for number in range(1, ask("amendmentsOf", id_) + 2)
            ],
            "transferable": clauses.transferable,
            "insured_bps": clauses.insured_bps,
            "is_electronic": clauses.is_electronic,
            "is_advised_by_others": clauses.advising_bank != NOBODY
            or clauses.second_advising_bank != NOBODY,
        }
        told["original"] = _part(contracts, from_["original"])
        told["orderOfOriginal"] = _orders(ask("courtOrders", from_["original"]))
    return told


def _part(contracts: Contracts, id_: bytes) -> dict[str, Any]:
    record = _told(contracts.ask("credit", id_))
    terms = _told(record.pop("terms"))
    terms.pop("issuing_place")
    terms.pop("nominated_place")
    terms.pop("money")
    given = _told(contracts.ask("advice", id_))
    return record | terms | {name: given[name] for name in CONFIRMED}


def _kept(contracts: Contracts, id_: bytes, part: dict[str, Any]) -> int:
    kept = 0
    for number in range(1, part["presentations"] + 1):
        made = presentation_id(id_, number)
        presentation, handled = (_told(contracts.ask(view, made)) for view in OF_PRESENTATION[:2])
        if presentation["state"] not in GONE or is_confirming_banks(handled):
            kept += presentation["amount_minor"]
    return kept


def is_confirming_banks(handled: dict[str, Any]) -> bool:
    """A confirming bank owes it or has paid it, whatever was decided about it since."""
    is_its = handled["confirming_bank"] != NOBODY
    return bool(is_its and (handled["is_still_bound"] or handled["is_acted_upon"]))


def differences(ours: Records, theirs: Records) -> list[str]:
    """What differs, in words."""
    missing = {*ours} ^ {*theirs}
    told = [f"{what}: only on one side" for what in sorted(missing)]
    for what in ours.keys() & theirs.keys():
        for field, value in ours[what].items():
            if theirs[what][field] != value:
                told.append(
                    f"{what}.{field}: {_word(value)} here, {_word(theirs[what][field])} there"
                )
    return told


def banks_of(credit: Credit) -> list[str]:
    """The banks that may pay under a credit."""
    terms = credit.terms
    return [bank for bank in (terms.issuing, terms.nominated, terms.reimbursing) if bank]


def of_credit(credit: Credit) -> dict[str, Any]:
    """The register's record."""
    return {
        "state": credit.state,
        "number": credit.number,
        "issued_at": credit.issued_at,
        "drawn_minor": credit.drawn,
        "reserved_minor": credit.reserved,
        "presentations": len(credit.made),
        "open_presentations": credit.open,
    }


def of_terms(credit: Credit) -> dict[str, Any]:
    """What of the terms an amendment may change, and what none may."""
    terms = credit.terms
    return {
        "applicant": id_or_zero(terms.applicant),
        "beneficiary": id_or_zero(terms.beneficiary),
        "issuing_bank": id_or_zero(terms.issuing),
        "nominated_bank": id_or_zero(terms.nominated),
        "amount_minor": terms.amount,
        "tolerance_plus_bps": terms.tolerance_bps,
        "partial_shipments": terms.partial,
        "expiry_day": terms.expiry,
        "latest_shipment_day": terms.shipment,
        "terms_hash": terms.hash,
    }


def of_transfers(credit: Credit) -> Records:
    """What was transferred of a credit, or where it comes from, and how either stands."""
    told: Records = {}
    if credit.terms.transferable:
        told["transfers"] = {"count": len(credit.transfers)}
        for number, transfer in enumerate(credit.transfers, start=1):
            told[f"transfer {number}"] = of_transfer(transfer)
            if transfer.part is not None:
                told[f"part {number}"] = _whole(transfer.part)
                if not transfer.stands:
                    told[f"part {number}"]["kept_minor"] = transfer.set_aside
    if credit.original is not None and credit.came_of is not None:
        allowed = credit.came_of.allowed
        told["from"] = {
            "original": credit.original.id,
            "number": credit.original.transfers.index(credit.came_of) + 1,
            "state": credit.came_of.state,
            "amendments": credit.came_of.asked.passes,
            "allowed": [
                allowed[number].hash if number in allowed else NOBODY
                for number in range(1, len(credit.amendments) + 2)
            ],
            "transferable": False,
            "insured_bps": credit.terms.insured_bps,
            "is_electronic": credit.terms.electronic,
            "is_advised_by_others": False,
        }
        told["original"] = _whole(credit.original)
        told["orderOfOriginal"] = of_orders(credit.original)
    return told


def of_transfer(transfer: Transfer) -> dict[str, Any]:
    """What was asked, and what came of it."""
    asked = transfer.asked
    return {
        "second_beneficiary": id_or_zero(asked.second),
        "amount_minor": asked.amount,
        "expiry_day": asked.expiry,
        "latest_shipment_day": asked.shipment,
        "insured_bps": asked.insured_bps,
        "amendments": asked.passes,
        "names_first_beneficiary": asked.names_first,
        "terms_hash": asked.hash,
        "transferred": transfer.part.id if transfer.part else NOBODY,
        "state": transfer.state,
    }


def _whole(credit: Credit) -> dict[str, Any]:
    given = of_advice(credit)
    return of_credit(credit) | of_terms(credit) | {name: given[name] for name in CONFIRMED}


def of_substitution(made: Presentation) -> dict[str, Any]:
    """Whose invoice goes on."""
    return {
        "state": made.substitution,
        "answer_by": made.answer_by,
        "invoice": made.invoice,
        "own": made.own,
    }


def of_amendment(amendment: Amendment) -> dict[str, Any]:
    """What an amendment changes, and who has answered it."""
    changes = amendment.changes
    return {
        "amount_delta_minor": changes.amount_delta,
        "tolerance_delta_bps": changes.tolerance_delta,
        "expiry_day": changes.expiry,
        "latest_shipment_day": changes.shipment,
        "partial_drawings": changes.partial,
        "changes_text": changes.changes_text,
        "cancels": changes.cancels,
        "text_hash": changes.text_hash,
        "state": amendment.state,
        "extension": amendment.extension,
        "is_advised": amendment.is_advised,
        "is_advised_on": amendment.is_advised_on,
        "issued_at": amendment.issued_at,
        "cap_delta_minor": amendment.cap_delta,
    }


def of_assignment(credit: Credit, assignment: Assignment) -> dict[str, Any]:
    """To whom proceeds go, how much of them, and what of it was paid."""
    return {
        "assignee": id_or_zero(assignment.assignee),
        "amount_minor": assignment.amount,
        "paid_minor": assignment.paid,
        "notice_hash": assignment.notice,
        "state": assignment.state,
        "is_by_issuing_bank": credit.terms.issuing in assignment.banks,
        "is_by_nominated_bank": credit.terms.nominated in assignment.banks,
    }


def of_advice(credit: Credit) -> dict[str, Any]:
    """Who told the beneficiary, and the confirmation."""
    return {
        "first": credit.advised,
        "second": credit.advised_on,
        "confirmation": credit.confirmation,
        "confirmed_minor": credit.confirmed,
        "confirmed_expiry_day": credit.confirmed_until,
    }


def of_orders(credit: Credit) -> dict[str, Any]:
    """The courts' orders that stand, by the register that recorded each."""
    return {"orders": {id_or_zero(by): told for by, told in credit.orders.items()}}


def _orders(told: list[Any]) -> dict[str, Any]:
    stand = {each.registrar: (each.order_reference, each.recorded_at) for each in told}
    return {"orders": stand}


def of_hold(credit: Credit, bank: str) -> dict[str, Any]:
    """A bank's own hold, where one stands."""
    basis, jurisdiction, at = credit.holds.get(bank, (NOBODY, bytes(2), 0))
    return {"legal_basis": basis, "jurisdiction": jurisdiction, "set_at": at}


def of_presentation(made: Presentation) -> dict[str, dict[str, Any]]:
    """All that is kept of a presentation, by the view that tells it."""
    return {
        "presentation": {
            "credit": made.credit.id,
            "state": made.state,
            "disposal": made.disposal,
            "amount_minor": made.amount,
            "presented_day": made.presented_day,
            "presented_at": made.presented_at,
            "forward_by": made.forward_by,
            "received_at": made.received_at,
            "decide_by": made.decide_by,
            "documents_root": root_of(made.documents),
            "examination_hash": made.examination,
            "notice_hash": made.notice,
        },
        "handling": {
            "confirming_bank": id_or_zero(made.confirming),
            "is_with_confirming_bank": made.is_with_confirming,
            "is_found_complying": made.is_found_complying,
            "waiver": made.waiver,
            "is_acted_upon": made.is_acted_upon,
            "corrupted": made.corrupted,
            "banking_days_left": made.days_left,
            "replace_by_day": made.replace_by,
            "bound_at": made.bound_at,
            "is_still_bound": made.is_still_bound,
            "nominated_finding_hash": made.finding,
        },
        "drawing": {
            "claimant": id_or_zero(made.claimant),
            "reimburser": id_or_zero(made.reimburser),
            "advanced_minor": made.advanced,
            "maturity_day": made.maturity,
            "nomination": made.nomination,
            "with_recourse": made.with_recourse,
            "is_refunded": made.is_refunded,
            "reimbursed_at": made.reimbursed_at,
            "sight_minor": made.sight,
            "sight_reimburser": id_or_zero(made.sight_reimburser),
            "sight_reimbursed_at": made.sight_reimbursed_at,
            "is_repaid": made.is_repaid,
            "is_claimed": made.is_claimed,
        },
        "advanceTerms": {
            "minimum_minor": made.minimum,
            "with_recourse": made.sells_with_recourse,
        },
    }


def id_or_zero(name: str) -> bytes:
    """An organisation's id; zeros for nobody."""
    return org_id(name) if name else NOBODY


def _told(record: Any) -> dict[str, Any]:
    """A decoded record by field, enums by name."""
    told = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {name: getattr(value, "name", value) for name, value in told.items()}


def _word(value: Any) -> Any:
    return value.hex()[:16] if isinstance(value, bytes) else value
