"""Who has agreed to an amendment, and which terms are in force (UCP 600 art. 10, 38(f)).

The issuing bank is bound from the moment it issues the amendment; a confirming bank from when it
advises it, unless it says that it does not extend its confirmation; the beneficiary by accepting
it, or by presenting what complies with it and not without it. Nothing here looks at a clock:
silence is never an answer, whatever the amendment says of it (art. 10(f)).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from itertools import combinations

from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.examination import ExaminationReport, Observation, examine
from dhow.trade.credit.presentation import Presentation
from dhow.trade.credit.terms import Terms
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.oracles.reports import Report
from dhow.trade.records import FieldRefused, InvalidInput, Record

MOST_PENDING = 6
"""More amendments than this are not judged by one presentation: every set of them is tried."""


class Answer(Enum):
    """Where a beneficiary stands to an amendment."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, kw_only=True)
class Response(Record):
    """What a beneficiary notified of one amendment. `only` are the changes it names, by path.

    None named and `accepts`: the whole amendment. A beneficiary that accepts only some of the
    changes rejects the amendment (art. 10(e)).
    """

    beneficiary: str
    amendment: int
    accepts: bool
    received_at: datetime
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise FieldRefused("received_at", "needs a time zone; give it in UTC")


@dataclass(frozen=True, kw_only=True)
class Decided:
    """An amendment with where one beneficiary and the confirming bank stand to it.

    `extended` is False where the confirming bank advised it without extending its confirmation.
    """

    amendment: Amendment
    answer: Answer = Answer.PENDING
    extended: bool = True


def answer(amendment: Amendment, response: Response) -> Answer:
    """What one response comes to.

    Raises:
        ValueError: when it answers another amendment, or names a change that this one has not.
    """
    if response.amendment != amendment.number:
        raise ValueError(
            f"this answers amendment {response.amendment}, not {amendment.number}; give its number"
        )
    all_paths = {change.path for change in amendment.changes}
    strange = sorted(set(response.only) - all_paths)
    if strange:
        raise ValueError(f"amendment {amendment.number} changes no {', '.join(strange)}")
    whole = not response.only or set(response.only) == all_paths
    return Answer.ACCEPTED if response.accepts and whole else Answer.REJECTED


def answers(amendment: Amendment, responses: Iterable[Response]) -> Mapping[str, Answer]:
    """Where each beneficiary stands: its first answer counts, and no other's does for it.

    A beneficiary that has not answered is not in the result, and stands at PENDING. Of several
    second beneficiaries each answers for itself (art. 38(f)).
    """
    given: dict[str, Answer] = {}
    for response in sorted(responses, key=lambda each: each.received_at):
        if response.amendment == amendment.number:
            given.setdefault(response.beneficiary, answer(amendment, response))
    return given


def in_force(terms: Terms, decided: Iterable[Decided]) -> Terms:
    """The terms between issuing bank and beneficiary: with the accepted amendments, no other."""
    return _amended(terms, (d for d in decided if d.answer is Answer.ACCEPTED))


def confirmed(terms: Terms, decided: Iterable[Decided]) -> Terms:
    """The terms that bind the confirming bank: accepted, and confirmation extended (art. 10(b))."""
    return _amended(terms, (d for d in decided if d.answer is Answer.ACCEPTED and d.extended))


def is_cancelled(decided: Iterable[Decided]) -> bool:
    """Whether a cancellation was agreed to; one that nobody answered cancels nothing."""
    return any(d.amendment.cancels and d.answer is Answer.ACCEPTED for d in decided)


def by_presentation(
    terms: Terms,
    pending: Iterable[Amendment],
    presentation: Presentation,
    calendars: Mapping[str, BankingCalendar],
) -> Mapping[int, Answer]:
    """What a presentation says of each pending amendment, by number: ACCEPTED or PENDING.

    A presentation that complies only with an amendment accepts it, that amendment only (art.
    10(c)). One that complies without it says nothing (ICC opinion TA638rev, R795). Where different
    sets of amendments would make it comply, only those in all of the smallest sets are accepted.
    `terms` are those in force.

    Raises:
        ValueError: for more pending amendments than are judged at once; settle some in writing.
    """
    amendments = [each for each in pending if not each.cancels]
    if len(amendments) > MOST_PENDING:
        raise ValueError(
            f"{len(amendments)} amendments are pending; at most {MOST_PENDING} are judged by one "
            "presentation, so ask the beneficiary which it accepts"
        )
    sufficient = _sufficient(
        amendments, lambda chosen: examine(_with(terms, chosen), presentation, calendars)
    )
    accepted = frozenset.intersection(*sufficient) if sufficient else frozenset()
    return {
        each.number: Answer.ACCEPTED if each.number in accepted else Answer.PENDING
        for each in amendments
    }


def examine_beside_pending(
    terms: Terms,
    pending: Iterable[Amendment],
    presentation: Presentation,
    calendars: Mapping[str, BankingCalendar],
    reports: Mapping[str, Report] | None = None,
    *,
    confirmed: Terms | None = None,
) -> ExaminationReport:
    """Examine under the terms in force, and the amendments that the presentation itself accepts.

    As `examine`, with what `by_presentation` finds; the report says which amendments, and an
    observation what the presentation means for those that stay pending.

    Args:
        confirmed: what binds the confirming bank that examines, where that is less than the
            credit as amended. What it honours is to comply with the credit (art. 2, 8(a), 10(c)),
            and it is bound to no more than it confirmed (art. 10(b)): what fails either is found.

    Raises:
        As `examine`.
    """
    bases = (terms,) if confirmed is None or confirmed == terms else (terms, confirmed)

    def under(chosen: Iterable[Amendment]) -> ExaminationReport:
        chosen = tuple(chosen)
        amended = [_with(base, chosen) for base in bases]
        return _both([examine(each, presentation, calendars, reports) for each in amended])

    plain = under(())
    amendments = [each for each in pending if not each.cancels]
    if not amendments:
        return plain
    if plain.complying:
        return _noting(plain, f"complies without {_named(amendments)}: that accepts nothing")
    if len(amendments) > MOST_PENDING:
        ask = "too many to be judged by a presentation; ask the beneficiary which it accepts"
        return _noting(plain, f"{len(amendments)} amendments are pending, {ask}")
    sufficient = _sufficient(amendments, under)
    if not sufficient:
        return plain
    accepted = frozenset.intersection(*sufficient)
    chosen = [each for each in amendments if each.number in accepted]
    if accepted not in sufficient:
        ways = " or ".join(_named([a for a in amendments if a.number in way]) for way in sufficient)
        return _noting(
            plain,
            f"would comply with {ways}, so it is not plain what it accepts; ask the beneficiary",
        )
    accepting = replace(under(chosen), accepts=tuple(sorted(accepted)))
    return _noting(accepting, f"complies with {_named(chosen)} and not without: that accepts it")


def _sufficient(
    amendments: Sequence[Amendment],
    under: Callable[[Iterable[Amendment]], ExaminationReport],
) -> list[frozenset[int]]:
    """The smallest sets of amendments with which a presentation complies, the empty one too."""
    sufficient: list[frozenset[int]] = []
    for size in range(len(amendments) + 1):
        for chosen in combinations(amendments, size):
            numbers = frozenset(each.number for each in chosen)
            if any(smaller <= numbers for smaller in sufficient):
                continue
            try:
                report = under(chosen)
            except InvalidInput:
                continue  # these cannot stand together, so nothing complies with them
            if report.complying:
                sufficient.append(numbers)
    return sufficient


def _both(reports: Sequence[ExaminationReport]) -> ExaminationReport:
    """One report of what was found by the credit as amended and by what was confirmed."""
    whole, *others = reports
    for other in others:
        beyond = [each for each in other.findings if each not in whole.findings]
        noted = [each for each in other.observations if each not in whole.observations]
        last_days = (whole.last_day_for_presentation, other.last_day_for_presentation)
        whole = replace(
            whole,
            findings=(*whole.findings, *beyond),
            observations=(*whole.observations, *noted),
            last_day_for_presentation=min(last_days),
            amount_to_honour=min(whole.amount_to_honour, other.amount_to_honour),
        )
        words = "examined by the credit as amended, and by what this bank confirmed of it"
        said = f"; {len(beyond)} of the discrepancies by the latter alone" if beyond else ""
        article = "UCP 600 art. 2, 8(a), 10(b)"
        note = Observation(article=article, document="Presentation", words=words + said)
        whole = replace(whole, observations=(*whole.observations, note))
    return whole


def _with(terms: Terms, chosen: Iterable[Amendment]) -> Terms:
    for each in chosen:
        terms = apply(terms, each)
    return terms


def _named(amendments: Iterable[Amendment]) -> str:
    return " and ".join(f"amendment {each.number}" for each in amendments)


def _noting(report: ExaminationReport, words: str) -> ExaminationReport:
    said = Observation(article="UCP 600 art. 10(c)", document="Presentation", words=words)
    return replace(report, observations=(*report.observations, said))


def _amended(terms: Terms, decided: Iterable[Decided]) -> Terms:
    for each in sorted(decided, key=lambda d: d.amendment.number):
        if not each.amendment.cancels:
            terms = apply(terms, each.amendment)
    return terms
