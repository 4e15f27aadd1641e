"""Conditions in words (47A), and items of 46A that ask for no document."""

from dhow.trade.credit.conditions import (
    accepts_charter_party,
    accepts_stale_documents,
    asks_credit_number,
    asks_of_documents,
    is_between_banks,
)
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.unstated import speaking_of


@rule("UCP 600 art. 14(h)")
def conditions_without_document(case: Case) -> Findings:
    """A condition for which no document is stipulated is disregarded.

    One that asks something of documents is not; where it is not examined, that is said.
    """
    for condition in (*case.terms.conditions, *case.permissions):
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
        yield Observation(
            article=article,
            document=f"Credit {case.terms.credit_number}",
            words=f'condition "{condition}" {words}',
        )
