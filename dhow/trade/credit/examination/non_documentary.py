"""Conditions in words (47A), and items of 46A that ask for no document."""

from dhow.trade.credit.conditions import (
    accepts_charter_party,
    accepts_stale_documents,
    asks_credit_number,
    asks_of_documents,
    is_between_banks,
)
from dhow.trade.credit.examination.case import Case, Slack
from dhow.trade.credit.examination.model import Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.unstated import speaking_of
from dhow.trade.credit.terms import Tolerance
from dhow.trade.credit.tolerances import speaks_of_tolerance, stated_tolerance


@rule("UCP 600 art. 14(h)")
def conditions_without_document(case: Case) -> Findings:
    """A condition for which no document is stipulated is disregarded.

    One that asks something of documents is not; where it is not examined, that is said.
    """
    for condition in (*case.terms.conditions, *case.permissions):
        if speaks_of_tolerance(condition):
            yield from _tolerance(case, condition)
            continue
        read = (asks_credit_number, accepts_stale_documents, accepts_charter_party)
        if any(reader(condition) for reader in read):
            continue
        article = "UCP 600 art. 14(a)"  # a question of documents or of banks, and not of 14(h)
        if is_between_banks(condition):
            words = "is not about what the documents show; not examined"
        elif asks_of_documents(condition):
            words = "asks something of documents in words: read them for it, it is not examined"
        else:
            article, words = "", "names no document that would show it; disregarded"
            if spoken := speaking_of(case, condition):
                words += (
                    f", but {', '.join(spoken)} may speak of it, and what it says must not conflict"
                    " with it (ISBP 745 A26)"
                )
        yield _told(case, condition, article, words)


def _tolerance(case: Case, condition: str) -> Findings:
    """What a condition says of tolerance, where neither 39A nor the quantity is held to it."""
    stated, terms = stated_tolerance(condition), case.terms
    if stated is None:
        words = "speaks of a tolerance in words that are not understood: read it, it is not applied"
        yield _told(case, condition, "UCP 600 art. 14(a)", words)
        return
    if not stated.of_amount and not stated.of_quantity:
        words = "says neither of the amount nor of the quantity that it is meant of: not applied"
        yield _told(case, condition, "UCP 600 art. 30", words)
    own = Tolerance(plus_percent=stated.plus_percent, minus_percent=stated.minus_percent)
    if stated.of_amount and terms.tolerance != own:
        words = f"is of the amount, which is held to field 39A: at most {terms.maximum_amount}"
        yield _told(case, condition, "field 39A", words)
    if stated.of_quantity and case.stated_slack != Slack.of(own):
        words = "is of the quantity, of which the credit states another; that is applied"
        yield _told(case, condition, "UCP 600 art. 30", words)


def _told(case: Case, condition: str, article: str, words: str) -> Observation:
    return Observation(
        article=article,
        document=f"Credit {case.terms.credit_number}",
        words=f'condition "{condition}" {words}',
    )
