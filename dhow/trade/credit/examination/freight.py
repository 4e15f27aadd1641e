"""Whether freight is prepaid or to be collected, by mark or by clause (UCP 600 art. 14(d))."""

import re

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.clauses import sentences, stated_on
from dhow.trade.credit.examination.model import Code
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.documents.carriage import Freight, TransportDocument

_CLAUSES = (
    (
        Freight.PREPAID,
        re.compile(
            r"(?:(?:ocean|sea|air) )?freight(?: and(?: all)? charges)?\W? ?(?:is |has been |was )?"
            r"(?:pre-?paid(?: as (?:arranged|agreed))?|paid|"
            r"payable at (?:port of )?(?:origin|loading|departure))\W*"
        ),
    ),
    (
        Freight.COLLECT,
        re.compile(
            r"(?:(?:ocean|sea|air) )?freight(?: and(?: all)? charges)?\W? ?(?:is )?(?:to (?:be )?)?"
            r"(?:collect(?:ed)?(?: at destination| as (?:arranged|agreed))?|"
            r"(?:payable|paid) (?:at|on) (?:port of )?(?:destination|discharge|arrival|delivery)|"
            r"(?:payable|paid) by (?:the )?(?:consignee|receivers?|applicant|buyers?)|unpaid)\W*"
        ),
    ),
)
"""Clauses that are a mark of freight and nothing else, in small letters."""


def marks(document: TransportDocument) -> dict[Freight, str]:
    """Each way in which a document marks the freight, with the field that does."""
    found = {} if document.freight is None else {document.freight: "freight"}
    for field, clause in stated_on(document):
        for sentence in sentences(clause):
            for way, clauses in _CLAUSES:
                if clauses.fullmatch(sentence.strip()):
                    found.setdefault(way, field)
    return found


@rule("UCP 600 art. 14(d)")
def freight(case: Case) -> Findings:
    """Freight is marked prepaid or collect as the credit requires, and never both."""
    for required, document in case.required_with(TransportDocument):
        asked = required.transport.freight if required.transport else None
        shown = marks(document)
        wrong = next((way for way in shown if way is not asked), None)
        if asked is not None and (wrong or not shown):
            yield found_on(
                Code.FREIGHT, "", document, shown[wrong] if wrong else "freight",
                f"freight {wrong.value}" if wrong else "no mark", f"freight {asked.value}",
                f"mark the document freight {asked.value}",
            )  # fmt: skip
        elif asked is None and len(shown) > 1:
            yield found_on(
                Code.CONFLICT, "", document, [*shown.values()][1],
                "freight prepaid and freight collect", "one of them",
                "correct the mark that is wrong",
            )  # fmt: skip


RULES = (freight,)
