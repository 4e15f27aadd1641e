"""What a credit says beyond a plain sight credit, as the ledger enforces it."""

from decimal import Decimal
from typing import Final

from api.credit import instalments
from api.credit.recorded import NO_CLAUSES, NOBODY
from api.credit.terms import Parties
from api.errors import unacceptable
from api.ids import org_bytes
from dhow.ledger.bindings.values import (
    Availability,
    Confirmation,
    CreditClauses,
    OrgId,
    TenorStart,
)
from dhow.trade.credit import Mode, Terms
from dhow.trade.credit.maturity import Tenor
from dhow.trade.credit.maturity import TenorStart as Start

_BPS_PER_PERCENT: Final = 100
_MOST_TENOR_DAYS: Final = 65_535  # two bytes
_TWO_PARTS: Final = 2
_AVAILABILITY: Final = {
    Mode.SIGHT: Availability.SIGHT,
    Mode.DEFERRED: Availability.DEFERRED,
    Mode.ACCEPTANCE: Availability.ACCEPTANCE,
    Mode.NEGOTIATION: Availability.NEGOTIATION,
    Mode.MIXED: Availability.MIXED,
}


def ledger_clauses(terms: Terms, parties: Parties) -> CreditClauses | None:
    """What the ledger enforces beyond a plain sight credit; None where there is nothing.

    Raises:
        ApiError: 422 for what the ledger cannot hold.
    """
    tenor, sight_bps = _paid_when(terms)
    clauses = CreditClauses(
        advising_bank=_org(parties.advising_bank),
        second_advising_bank=_org(parties.second_advising_bank),
        reimbursing_bank=_org(parties.reimbursing_bank),
        availability=_AVAILABILITY[terms.availability.mode],
        confirmation=Confirmation[terms.confirmation.name],
        tenor_start=_start(tenor),
        transferable=terms.is_transferable,
        tenor_days=tenor.days if tenor else 0,
        sight_bps=sight_bps,
        insured_bps=insured_bps(terms) if terms.is_transferable else 0,
        refund_interest_bps=0,
        is_electronic=terms.is_electronic,
        instalments_root=instalments.root(terms),
    )
    return None if clauses == NO_CLAUSES else clauses


def _paid_when(terms: Terms) -> tuple[Tenor | None, int]:
    """The tenor, and basis points of each drawing paid at sight where the credit is mixed."""
    available = terms.availability
    if available.mode is not Mode.MIXED:
        # a negotiating bank buys at once, whatever tenor the draft has
        usance = available.mode in (Mode.DEFERRED, Mode.ACCEPTANCE)
        tenor = _required(available.tenor, "terms.availability.tenor") if usance else None
        return tenor, 0
    where = "terms.availability.parts"
    at_sight = [part for part in available.parts if part.mode is Mode.SIGHT]
    later = [part for part in available.parts if part.mode is not Mode.SIGHT]
    if len(available.parts) != _TWO_PARTS or len(at_sight) != 1 or at_sight[0].percent is None:
        raise unacceptable(
            where,
            "are carried out on the ledger where there are two, in per cent, and one is at sight",
            rule="UCP 600 art. 6(b)",
        )
    bps = at_sight[0].percent * _BPS_PER_PERCENT
    if bps != bps.to_integral_value():
        raise unacceptable(where, f"are in hundredths of a per cent, not {at_sight[0].percent}")
    return _required(later[0].tenor, f"{where}.tenor"), int(bps)


def _required(tenor: Tenor | None, where: str) -> Tenor:
    if tenor is None or not 0 < tenor.days <= _MOST_TENOR_DAYS:
        raise unacceptable(
            where,
            "is missing or of no days; what falls due at once is available by sight payment",
            rule="UCP 600 art. 6(b)",
        )
    return tenor


def _start(tenor: Tenor | None) -> TenorStart:
    if tenor is None:
        return TenorStart.NONE
    return TenorStart.SIGHT if tenor.after is Start.SIGHT else TenorStart.STATED_DAY


def insured_bps(terms: Terms) -> int:
    """The cover that is asked for (art. 28, 38(g)), basis points of the invoice's value; 0: none.

    Raises:
        ApiError: 422 for more than the ledger can hold.
    """
    percents = [
        each.insurance.minimum_percent
        for each in terms.documents
        if each.insurance is not None and each.insurance.minimum_percent is not None
    ]
    bps = max(percents, default=Decimal(0)) * _BPS_PER_PERCENT
    if bps > _MOST_TENOR_DAYS:
        raise unacceptable("terms.documents", "ask for more insurance than the ledger can hold")
    return int(bps)


def _org(lei: str | None) -> OrgId:
    return OrgId(org_bytes(lei)) if lei else NOBODY
