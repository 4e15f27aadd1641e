"""What a presentation says of amendments that are pending (UCP 600 art. 10(c)).

One that complies only with an amendment accepts it, that amendment only. One that complies without
it says nothing (ICC opinion TA638rev, R795). Where different sets of amendments would make it
comply, only those in all of the smallest sets are accepted. Nothing here looks at a clock: silence
is never an answer, whatever the amendment says of it (art. 10(f)). What is said in words, by
whom and of how much, the ledger counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.examination import ExaminationReport, Observation, examine
from dhow.trade.credit.presentation import Presentation
from dhow.trade.credit.terms import Terms
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.oracles.reports import Report
from dhow.trade.records import InvalidInput

MOST_PENDING = 6
"""More amendments than this are not judged by one presentation: every set of them is tried."""


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

    As `examine`; the report says which amendments it accepts, and an observation what it means
    for those that stay pending. `terms` are those in force; an amendment that cancels is accepted
    by no presentation.

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
