"""How the instalments of a credit stand, by the banking days of its banks (UCP 600 art. 32)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime

from api import records
from api.acts import carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import recorded
from api.credit.instalments import schedule
from api.ids import bytes_text, from_hex, is_zero, lei_of
from api.members.service import banking_year
from api.shown import day_of
from dhow.ledger.bindings.values import CreditId, CreditRecord, Instalment
from dhow.store.projections.credit_reading import Values
from dhow.trade.credit import Terms
from dhow.trade.members import BankingCalendar, MissingCalendarYear


@dataclass(frozen=True, slots=True)
class Standing:
    """One instalment as it stands.

    Attributes:
        first: the first day of its period.
        until: the last day for its presentation, before art. 29(a).
        amount_minor: of it, tolerance not included.
        taken_minor: what is open or drawn of it.
        state: TO_COME, OPEN, DRAWN (its period is over, or all of it is taken), MISSED, or CEASED
            after one that was missed.
        left_minor: what can still be drawn of it, tolerance included.
    """

    first: date
    until: date
    amount_minor: int
    taken_minor: int
    state: str
    left_minor: int


def state_instalments(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    terms: Terms,
    standing: recorded.Standing,
) -> None:
    """Put the instalments on the ledger whose hash the application bears, where they are not."""
    stated = schedule(terms)
    if stated and not standing.instalments and any(standing.clauses.instalments_root):
        act = context.contracts.credit.state_instalments(
            credit=CreditId(from_hex(credit_id)), instalments=list(stated)
        )
        carry_out(context, actor, act)


def standings(
    context: ApiContext,
    record: CreditRecord,
    instalments: Sequence[Instalment],
    presented: Iterable[Values],
    told: Callable[[Values], bool],
) -> tuple[Standing, ...]:
    """How the instalments of a credit stand today.

    Args:
        presented: rows of the presentations under the credit.
        told: which of them the reader is told of, and what is taken counted.
    """
    if not instalments:
        return ()
    days = _Days(context, record, instalments)
    taken = [0] * len(instalments)
    shown = [0] * len(instalments)
    for row in presented:
        if records.is_set_aside(row):
            at = days.instalment_of(instalments, row["bank"], day_of(row["presented_day"]))
            taken[at] += row["amount_minor"]
            shown[at] += row["amount_minor"] if told(row) else 0
    found: list[Standing] = []
    missed = False
    for each, minor, known in zip(instalments, taken, shown, strict=True):
        first, until = day_of(each.from_day), day_of(each.until_day)
        cap = each.amount_minor + each.amount_minor * record.terms.tolerance_plus_bps // 10_000
        over = days.is_over(until)
        if missed:
            stands = "CEASED"
        elif over and not minor:
            stands, missed = "MISSED", True
        elif over or known >= cap:
            stands = "DRAWN"
        else:
            stands = "OPEN" if first <= days.today else "TO_COME"
        left = cap - known if stands in ("OPEN", "TO_COME") else 0
        found.append(Standing(first, until, each.amount_minor, known, stands, left))
    return tuple(found)


class _Days:
    """The banking days of the places where a credit is presented under."""

    def __init__(
        self, context: ApiContext, record: CreditRecord, instalments: Sequence[Instalment]
    ) -> None:
        terms = record.terms
        at = [(lei_of(terms.issuing_bank), bytes_text(terms.issuing_place))]
        if not is_zero(terms.nominated_bank):
            at.append((lei_of(terms.nominated_bank), bytes_text(terms.nominated_place)))
        self._now = datetime.fromtimestamp(context.now(), UTC)
        ends = {self._now.year, *(day_of(each.until_day).year for each in instalments)}
        years = sorted(year + more for year in ends for more in (-1, 0, 1) if year + more < MAXYEAR)
        self._of = {
            bank: BankingCalendar(
                place,
                {
                    year: known
                    for year in years
                    if (known := banking_year(context, bank, place, year)) is not None
                },
            )
            for bank, place in at
        }
        self.today = min(self._today(each) for each in self._of.values())

    def instalment_of(self, instalments: Sequence[Instalment], bank: str, day: date) -> int:
        """In whose period the ledger counted a presentation made to a bank."""
        calendar = self._of.get(lei_of(bank))
        for at, each in enumerate(instalments):
            until = day_of(each.until_day)
            if day <= (until if calendar is None else _rolled(calendar, until)):
                return at
        return len(instalments) - 1

    def is_over(self, until: date) -> bool:
        """Whether nothing can be presented any more, at any of the places."""
        return all(self._today(each) > _rolled(each, until) for each in self._of.values())

    def _today(self, calendar: BankingCalendar) -> date:
        try:
            return calendar.presentation_day(self._now)
        except MissingCalendarYear:
            return self._now.date()


def _rolled(calendar: BankingCalendar, day: date) -> date:
    try:
        return calendar.roll_forward(day)
    except MissingCalendarYear:
        return day  # a year left out counts as open on every day
