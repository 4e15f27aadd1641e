"""What the ledger has of a credit besides its register: clauses, advice, drawings, restraints.

As `api.records`: each function answers what the contract's own view would answer at the block that
the tables have reached, and who may see it is decided by who calls. Two figures no event tells: the
banking days left while records are awaited, and by how much an amendment moved what may be drawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from api.ids import from_hex, to_hex
from dhow.ledger.bindings.values import (
    AdvanceTerms,
    AdviceRecord,
    AdviceState,
    AmendmentChanges,
    AmendmentRecord,
    AmendmentState,
    Availability,
    ComplianceHold,
    Confirmation,
    ConfirmationState,
    CourtOrder,
    CreditClauses,
    CreditRecord,
    CreditTerms,
    Day,
    DrawingRecord,
    ExtensionState,
    HandlingRecord,
    Instalment,
    Nomination,
    OrgId,
    PartialDrawings,
    TenorStart,
    WaiverAnswer,
)
from dhow.store import UnitOfWork

_NOTHING: Final = bytes(32)
NOBODY: Final = OrgId(_NOTHING)

NO_CLAUSES: Final = CreditClauses(
    advising_bank=NOBODY,
    second_advising_bank=NOBODY,
    reimbursing_bank=NOBODY,
    availability=Availability.SIGHT,
    confirmation=Confirmation.WITHOUT,
    tenor_start=TenorStart.NONE,
    transferable=False,
    tenor_days=0,
    sight_bps=0,
    insured_bps=0,
    refund_interest_bps=0,
    is_electronic=False,
    instalments_root=_NOTHING,
)
NO_HANDLING: Final = HandlingRecord(
    NOBODY, False, False, WaiverAnswer.NONE, False, 0, 0, Day(0), 0, False, _NOTHING
)
NO_DRAWING: Final = DrawingRecord(
    NOBODY, NOBODY, 0, Day(0), Nomination.NONE, False, False, 0, 0, False, False, 0, NOBODY
)
NO_HOLD: Final = ComplianceHold(_NOTHING, bytes(2), 0)

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one credit besides its register.

    Attributes:
        orders: of each register that has one, by its id, the oldest first.
        holds: of each bank that holds its payments, by its id.
        amendments: by number.
        applied: the terms as applied for or transferred, whatever was amended since; None of what
            never was.
        part: the tables' row where the credit is a transferred one.
    """

    clauses: CreditClauses
    instalments: tuple[Instalment, ...]
    advice: AdviceRecord
    orders: Mapping[OrgId, CourtOrder]
    holds: Mapping[OrgId, ComplianceHold]
    amendments: Mapping[int, AmendmentRecord]
    applied: CreditTerms | None
    part: Values | None = None


def standings(work: UnitOfWork, credits: Mapping[str, CreditRecord]) -> dict[str, Standing]:
    """What stands of these credits, given by id with their records."""
    ledger = work.ledger
    clauses = ledger.system_under("clauses", credits)
    advices = ledger.system_under("advices", credits)
    confirmations = ledger.system_under("confirmations", credits)
    orders = ledger.system_under("court_orders", credits)
    holds = ledger.system_under("compliance_holds", credits)
    amendments = ledger.system_under("amendments", credits)
    rows = ledger.system_current("credit", credits)
    parts = ledger.system_parts(credits)
    found = {}
    for each, record in credits.items():
        said = _clauses(_one(clauses, each))
        part = next((row for row in parts if row["credit_id"] == each), None)
        found[each] = Standing(
            clauses=said,
            instalments=_instalments(_one(clauses, each)),
            advice=_advice(record, said, advices.get(each, ()), _one(confirmations, each)),
            orders=_orders(orders.get(each, ())),
            holds={
                _org(row["bank"]): _hold(row)
                for row in holds.get(each, ())
                if row["legal_basis"] is not None
            },
            amendments={
                int(row["number"]): _amendment(row)
                for row in sorted(amendments.get(each, ()), key=lambda row: int(row["number"]))
            },
            applied=_as_applied(rows.get(each), record.terms),
            part=part,
        )
    return found


def standing(work: UnitOfWork, credit_id: str, record: CreditRecord) -> Standing:
    """What stands of one credit."""
    return standings(work, {credit_id: record})[credit_id]


def as_applied(work: UnitOfWork, credit_id: str, terms: CreditTerms) -> CreditTerms | None:
    """A credit's terms as the register first had them, before any amendment; of a part too."""
    return _as_applied(work.ledger.system_current("credit", (credit_id,)).get(credit_id), terms)


def handlings(work: UnitOfWork, ids: Iterable[str]) -> dict[str, HandlingRecord]:
    """What befell presentations besides the issuing bank's decision, by id."""
    wanted = tuple(ids)
    rows = work.ledger.system_under("handlings", wanted)
    made = work.ledger.system_current("presentation", wanted)
    drawn = work.ledger.system_under("drawings", wanted)
    return {
        each: _handling(
            _one(rows, each),
            _one(drawn, each),
            made.get(each),
        )
        for each in wanted
    }


def handling(work: UnitOfWork, presentation_id: str) -> HandlingRecord:
    """What befell one presentation."""
    return handlings(work, (presentation_id,))[presentation_id]


def drawing(work: UnitOfWork, presentation_id: str) -> DrawingRecord:
    """What stands of a drawing besides one payment at sight by the issuing bank."""
    row = _one(work.ledger.system_under("drawings", (presentation_id,)), presentation_id)
    if row is None:
        return NO_DRAWING
    made = work.ledger.system_current("presentation", (presentation_id,))[presentation_id]
    return drawing_of(row, made["state"])


def drawing_of(row: Values, state: str) -> DrawingRecord:
    """A drawing from its row, and the state of its presentation."""
    nomination = Nomination[row["nomination"] or "NONE"]
    if nomination is Nomination.UNDERTAKEN and state == "HONOURED":
        nomination = Nomination.HONOURED  # by the issuing bank, past the one that undertook
    return DrawingRecord(
        claimant=_org(row["claimant"]),
        reimburser=_org(row["reimburser"]),
        advanced_minor=row["advanced_minor"],
        maturity_day=Day(row["maturity_day"] or 0),
        nomination=nomination,
        with_recourse=bool(row["with_recourse"]),
        is_refunded=bool(row["refunded"]),
        reimbursed_at=row["reimbursed_at"] or 0,
        sight_minor=row["sight_minor"] or 0,
        is_repaid=bool(row["repaid"]),
        is_claimed=bool(row["claimed"]),
        sight_reimbursed_at=row["sight_reimbursed_at"] or 0,
        sight_reimburser=_org(row["sight_reimburser"]),
    )


def advance_terms(work: UnitOfWork, presentation_id: str) -> AdvanceTerms:
    """At what price the beneficiary sells a drawing."""
    row = _one(work.ledger.system_under("drawings", (presentation_id,)), presentation_id)
    if row is None:
        return AdvanceTerms(0, False)
    return AdvanceTerms(row["minimum_minor"] or 0, bool(row["recourse_offered"]))


def accepted_by(work: UnitOfWork, credit_id: str) -> dict[int, str]:
    """The presentation that accepted an amendment, by its number, where one did."""
    rows = work.ledger.system_under("amendments", (credit_id,)).get(credit_id, ())
    return {int(row["number"]): row["accepted_by"] for row in rows if row["accepted_by"]}


def _as_applied(row: Values | None, terms: CreditTerms) -> CreditTerms | None:
    if row is None or row["as_applied"] is None:
        return None
    first = orjson.loads(row["as_applied"])
    return replace(
        terms,
        amount_minor=int(first["amount_minor"]),
        tolerance_plus_bps=first["tolerance_plus_bps"],
        partial_shipments=first["partial_shipments"],
        expiry_day=Day(first["expiry_day"]),
        latest_shipment_day=Day(first["latest_shipment_day"]),
    )


def _clauses(row: Values | None) -> CreditClauses:
    if row is None:
        return NO_CLAUSES
    return CreditClauses(
        advising_bank=_org(row["advising_bank"]),
        second_advising_bank=_org(row["second_advising_bank"]),
        reimbursing_bank=_org(row["reimbursing_bank"]),
        availability=Availability[row["availability"]],
        confirmation=Confirmation[row["confirmation"]],
        tenor_start=TenorStart[row["tenor_start"]],
        transferable=row["transferable"],
        tenor_days=row["tenor_days"],
        sight_bps=row["sight_bps"],
        insured_bps=row["insured_bps"],
        refund_interest_bps=row["refund_interest_bps"],
        is_electronic=bool(row["is_electronic"]),
        instalments_root=_word(row["instalments_root"]),
    )


def _instalments(row: Values | None) -> tuple[Instalment, ...]:
    stated = orjson.loads(row["instalments"]) if row and row["instalments"] else ()
    return tuple(Instalment(Day(first), Day(last), int(minor)) for first, last, minor in stated)


def _advice(
    record: CreditRecord,
    clauses: CreditClauses,
    advices: Iterable[Values],
    confirmation: Values | None,
) -> AdviceRecord:
    given = {row["bank"]: AdviceState[row["state"]] for row in advices}
    first = clauses.advising_bank if any(clauses.advising_bank) else record.terms.nominated_bank
    confirmed = confirmation or {}
    return AdviceRecord(
        first=given.get(to_hex(first), AdviceState.NONE),
        second=given.get(to_hex(clauses.second_advising_bank), AdviceState.NONE),
        confirmation=ConfirmationState[confirmed.get("state") or "NONE"],
        confirmed_expiry_day=Day(confirmed.get("expiry_day") or 0),
        confirmed_minor=confirmed.get("amount_minor") or 0,
    )


def _orders(rows: Iterable[Values]) -> dict[OrgId, CourtOrder]:
    stand = [row for row in rows if row["order_reference"] is not None]
    return {
        _org(row["registrar"]): CourtOrder(
            _org(row["registrar"]), _word(row["order_reference"]), row["recorded_at"]
        )
        for row in sorted(stand, key=lambda row: (row["recorded_at"], row["registrar"]))
    }


def _hold(row: Values) -> ComplianceHold:
    law = str(row["jurisdiction"])
    return ComplianceHold(
        _word(row["legal_basis"]),
        from_hex(law) if law.startswith("0x") else law.encode("ascii"),
        row["set_at"],
    )


def _amendment(row: Values) -> AmendmentRecord:
    return AmendmentRecord(
        changes=AmendmentChanges(
            amount_delta_minor=row["amount_delta_minor"],
            tolerance_delta_bps=row["tolerance_delta_bps"],
            expiry_day=Day(row["expiry_day"]),
            latest_shipment_day=Day(row["latest_shipment_day"]),
            partial_drawings=PartialDrawings[row["partial_drawings"]],
            changes_text=row["changes_text"],
            cancels=row["cancels"],
            text_hash=_word(row["text_hash"]),
        ),
        state=AmendmentState[row["state"]],
        extension=ExtensionState[row["extension"]],
        is_advised=row["advices"] > 0,
        is_advised_on=row["advices"] > 1,
        issued_at=row["issued_at"],
        cap_delta_minor=0,
    )


def _handling(row: Values | None, drawn: Values | None, made: Values | None) -> HandlingRecord:
    acted = bool(drawn and drawn["nomination"] not in (None, "NONE") and not drawn["repaid"])
    if row is None:
        return replace(NO_HANDLING, is_acted_upon=acted)
    confirming = _org(row["confirming_bank"])
    return HandlingRecord(
        confirming_bank=confirming,
        # once the issuing bank has them they are its to decide on
        is_with_confirming_bank=any(confirming) and not (made and made["received_at"]),
        is_found_complying=bool(row["found_complying"]),
        waiver=WaiverAnswer[row["waiver"] or "NONE"],
        is_acted_upon=acted,
        # that records could not be read; which of them, the event tells
        corrupted=int(bool(row["corruption_reported"])),
        banking_days_left=0,
        replace_by_day=Day(row["replace_by_day"] or 0),
        bound_at=row["bound_at"] or 0,
        # until either bank has paid, or the other undertaken in its place
        is_still_bound=bool(row["still_bound"])
        and not (drawn and drawn["nomination"])
        and not (made and made["state"] == "HONOURED"),
        nominated_finding_hash=_word(row["finding_hash"]),
    )


def _one(rows: Mapping[str, list[Values]], key: str) -> Values | None:
    return next(iter(rows.get(key, ())), None)


def _word(value: str | None) -> bytes:
    return from_hex(value) if value else _NOTHING


def _org(value: str | None) -> OrgId:
    return OrgId(_word(value))
