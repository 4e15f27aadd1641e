"""The same deal on paper: documents, days and fees as they are reported, beside those of a run.

The figures are those of published surveys and of one bank's live tariff, each named with its
source. A bank's fee is the price of its undertaking and of its examiners' work: nothing here takes
it away, and it stands on both sides. What a run takes away is couriers, waiting, and the second
round of documents that were wrong.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dhow.trade.money import Amount

DOCUMENTS: Final = (36, 240)
"""Documents and copies of one cross-border trade (ICC Digital Standards Initiative and WTO)."""
HANDLING_DAYS: Final = 19
"""Days of handling documents in one deal, 55 banks (ICC United Kingdom)."""
EXCHANGE_DAYS: Final = (5, 10)
"""Days for the documents of a credit to be exchanged (HSBC, ING and Cargill, May 2018)."""
REFUSED_PERCENT: Final = (65, 80)
"""First presentations refused, in a hundred (ICC Trade Advisory Board No. 3, June 2022)."""

_DAYS_A_MONTH: Final = 30


@dataclass(frozen=True)
class Tariff:
    """Fees of a bank: hundredths of a per cent, and minor units of US dollars.

    `issue_bps`, `acceptance_bps` and `confirmation_bps` are for each month begun; `examination_bps`
    once, `discrepancy_minor` for each set refused.
    """

    source: str
    issue_bps: int
    issue_least_minor: int
    cable_minor: int
    amendment_minor: int
    advice_minor: int
    confirmation_bps: int
    examination_bps: int
    examination_least_minor: int
    acceptance_bps: int
    discrepancy_minor: int
    settlement_minor: int
    reimbursement_minor: int


LIVE_TARIFF: Final = Tariff(
    source="ABA Bank's tariff",
    issue_bps=12,
    issue_least_minor=50_00,
    cable_minor=40_00,
    amendment_minor=40_00,
    advice_minor=45_00,
    confirmation_bps=10,
    examination_bps=20,
    examination_least_minor=50_00,
    acceptance_bps=12,
    discrepancy_minor=50_00,
    settlement_minor=25_00,
    reimbursement_minor=40_00,
)


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A credit as its fees and its paper depend on it. Instants are UTC.

    Attributes:
        rounds: sets of documents presented.
        refused: of those, the ones refused.
        first_sets: drawings, each with a first set; `first_refused` of those first sets refused.
        documents: different ones presented; `again`: of those, the ones presented more than once.
        first_presented_at: when the first set was presented.
        presented_at, settled_at: of the last set; None where it was not settled.
    """

    amount: Amount
    applied_on: date
    expires_on: date
    documents: int
    again: int = 0
    rounds: int = 1
    refused: int = 0
    first_sets: int = 1
    first_refused: int = 0
    amendments: int = 0
    usance_days: int = 0
    confirmed: bool = False
    reimbursed: bool = False
    first_presented_at: datetime | None = None
    presented_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True)
class PaperLine:
    """One figure of the same trade on paper, that of this run, and where the first is from."""

    what: str
    on_paper: str
    here: str
    source: str


def fees(deal: Deal, tariff: Tariff = LIVE_TARIFF) -> Amount:
    """What the banks ask for a credit in US dollars, by their tariff.

    Nothing is asked for the examination of what was not presented, nor for a settlement not made.

    Raises:
        ValueError: a credit in other money, for which the tariff says nothing.
    """
    if deal.amount.currency.code != "USD":
        raise ValueError(f"the tariff is in USD, and the credit in {deal.amount.currency}")

    def share(bps: int, months: int = 1) -> int:
        return deal.amount.mul_bps_down(bps).minor * months

    months = _months((deal.expires_on - deal.applied_on).days)
    total = max(share(tariff.issue_bps, months), tariff.issue_least_minor) + tariff.cable_minor
    total += tariff.amendment_minor * deal.amendments + tariff.advice_minor
    total += share(tariff.confirmation_bps, months) if deal.confirmed else 0
    if deal.rounds:
        total += max(share(tariff.examination_bps), tariff.examination_least_minor)
    total += share(tariff.acceptance_bps, _months(deal.usance_days))
    total += tariff.discrepancy_minor * deal.refused
    total += tariff.settlement_minor if deal.settled_at is not None else 0
    total += tariff.reimbursement_minor if deal.reimbursed else 0
    return Amount(total, deal.amount.currency)


def beside(deal: Deal, requests: int, elapsed_ms: int) -> tuple[PaperLine, ...]:
    """The paper figures and a run's own, line by line.

    Args:
        requests: acts and look-ups of all parties.
        elapsed_ms: what they took this machine.
    """
    settled = _between(deal)
    refused = f"{deal.first_refused} of {deal.first_sets} refused"
    lines = [
        PaperLine(
            "documents",
            f"{DOCUMENTS[0]}, in {DOCUMENTS[1]} copies",
            _presented(deal),
            "ICC DSI and WTO",
        ),
        PaperLine(
            "documents at the banks",
            f"{EXCHANGE_DAYS[0]} to {EXCHANGE_DAYS[1]} days",
            settled,
            "HSBC, ING and Cargill, 2018",
        ),
        PaperLine(
            "handling of documents",
            f"{HANDLING_DAYS} days",
            f"{requests} requests, {elapsed_ms / 1000:.1f} s of this machine",
            "ICC United Kingdom, 55 banks",
        ),
        PaperLine(
            "first presentations refused",
            f"{REFUSED_PERCENT[0]} to {REFUSED_PERCENT[1]} in 100",
            refused if deal.rounds else "none was made",
            "ICC TAB No. 3, 2022",
        ),
    ]
    if deal.amount.currency.code == "USD":
        asked = str(fees(deal))
        lines.append(
            PaperLine("fees of the banks", asked, "the same, theirs to ask", LIVE_TARIFF.source)
        )
    return tuple(lines)


def _months(days: int) -> int:
    """Months begun."""
    return -(-days // _DAYS_A_MONTH)


def _between(deal: Deal) -> str:
    if deal.presented_at is None or deal.settled_at is None:
        return "not settled"
    hours = _hours(deal.settled_at - deal.presented_at)
    if deal.first_presented_at is None or deal.first_presented_at == deal.presented_at:
        return f"{hours} hours from presentation to payment"
    first = _hours(deal.settled_at - deal.first_presented_at)
    return f"{first} hours from the first presentation to payment, {hours} from the last"


def _hours(time: timedelta) -> int:
    return round(time.total_seconds() / 3600)


def _presented(deal: Deal) -> str:
    if not deal.documents:
        return "none was presented"
    if not deal.again:
        return f"{deal.documents} presented, each once"
    return f"{deal.documents} presented, {deal.again} of them more than once"
