"""To whom claims under an insurance document are payable (UCP 600 art. 28; ISBP 745 K20, K21)."""

import re

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import begins_with_name, mentions, words
from dhow.trade.credit.terms import DocumentRequired
from dhow.trade.documents.transport import InsuranceDocument

_ANYBODY = frozenset(("bearer", "holder", "order", "blank"))
"""Words of a document that pays whoever holds it."""
_ABOUT_PAYEE = re.compile(
    r"\b(?:endors\w*|indors\w*|payable (?:to|in favou?r)|in favou?r of|in the name of|insured|"
    r"assured|loss payee|negotiable)\b",
    re.IGNORECASE,
)
_ENDORSEMENT = re.compile(
    r"\b(?:endors\w*|indors\w*|payable (?:to|in favou?r)|loss payee)\b", re.IGNORECASE
)
_DENIED = re.compile(r"\b(?:not|no|without|never|un)\b[^.;]{0,20}$", re.IGNORECASE)
_NEAR = 40  # characters before, within which a denial stands
_SHORT_BIC = 8  # characters, without the branch


@rule("ISBP 745 K21")
def claims_payable(case: Case) -> Findings:
    """Claims are payable to applicant or issuing bank, or whoever is insured has endorsed.

    Where the credit itself says who is to be insured, a bank reads that.
    """
    for required, document in case.required_with(InsuranceDocument):
        insured = document.insured
        if insured is None or _goes_with_the_documents(case, document):
            continue
        asked = required.insurance
        if asked is not None and asked.endorsed_in_blank:
            continue  # said already
        if _says_who(required) or _told_of(document) or _bank_has_no_name(case):
            yield Observation(
                article="",
                document=str(document),
                words=f"insures {insured.name}: read whether claims are payable as the credit has"
                " it, or the document is endorsed",
            )
            continue
        yield found_on(
            Code.ENDORSEMENT, "", document, "insured",
            f"{insured.name} insured, and no endorsement",
            f"claims payable to {case.terms.issuing_bank.name} or {case.terms.applicant.name}, or "
            "an endorsement in blank or to one of them", "have the insured endorse it in blank",
        )  # fmt: skip


def _goes_with_the_documents(case: Case, document: InsuranceDocument) -> bool:
    """Whether issuing bank or applicant can claim under it, as insured or by endorsement."""
    if document.endorsed_in_blank:
        return True
    named = (case.terms.issuing_bank.name, case.terms.applicant.name)
    payees = [party for party in (document.insured and document.insured.name,) if party]
    if document.endorsed_to is not None:
        payees.append(document.endorsed_to)
    return any(
        any(begins_with_name(payee, name) or mentions(payee, name) for name in named)
        or not _ANYBODY.isdisjoint(words(payee)[-2:])
        for payee in payees
    )


def _says_who(required: DocumentRequired) -> bool:
    """Whether the credit is not silent on who is insured, or to whom claims are paid."""
    said = " ; ".join((required.wording or "", *required.states))
    return _ABOUT_PAYEE.search(said) is not None


def _told_of(document: InsuranceDocument) -> bool:
    """Whether a clause or a remark tells of an endorsement or of a payee."""
    return any(
        not _DENIED.search(text[max(match.start() - _NEAR, 0) : match.start()])
        for text in (*document.clauses, *document.remarks)
        for match in _ENDORSEMENT.finditer(text)
    )


def _bank_has_no_name(case: Case) -> bool:
    """Whether the issuing bank is known by its BIC alone, as a message tells it."""
    bank = case.terms.issuing_bank
    return bank.bic is not None and bank.name in (bank.bic, bank.bic[:_SHORT_BIC])


RULES = (claims_payable,)
