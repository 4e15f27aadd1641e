"""Documents that are to show what happened before shipment (ISBP 745 A12(b))."""

import re

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.days import days_told
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule

_ASKED = re.compile(r"\bpre-?\s?(?:shipment|loading)\b", re.IGNORECASE)
_SHOWN = re.compile(
    r"\bpre-?\s?(?:shipment|loading)\b|\b(?:before|prior to)\s(?:the\s)?"
    r"(?:\w+\s){0,3}(?:shipment|loading|shipped|loaded|stuffing|dispatch)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|never|no|nor)(?:\s\w+){0,3}\s$", re.IGNORECASE)
_NEAR = 60  # characters before, within which a denial stands
_MOST = 16  # days that are looked at


@rule("ISBP 745 A12(b)")
def shown_before_shipment(case: Case) -> Findings:
    """By title, content or date a "pre-shipment" document shows that the act was before shipment.

    Any other document may be dated after shipment (ISBP 745 A12(a), (c)).
    """
    shipped = max(case.shipment_dates.values(), default=None)
    if shipped is None:
        return
    for required, one in case.answers:
        document = one.document
        asked = " ; ".join((required.title or "", required.wording or ""))
        if not _ASKED.search(asked) or document.issued_on <= shipped:
            continue
        said = [getattr(document, "name", ""), *document.remarks]
        said += getattr(document, "statements", ())
        if any(map(_says_so, said)):
            continue
        days = [day for text in said for _, _, day in list(days_told(text))[:_MOST]]
        if any(day <= shipped for day in days):
            yield Observation(
                article="",
                document=str(document),
                words=f"is dated {document.issued_on}, after shipment: read whether a day that it"
                " tells is that of what was to be done before",
            )
            continue
        yield found_on(
            Code.CONTENT, "", document, "issued_on", f"dated {document.issued_on}, and nothing "
            "that shows that it was done before shipment", f"done on or before {shipped}",
            "show by title, content or date that it was done before shipment",
        )  # fmt: skip


def _says_so(text: str) -> bool:
    return any(
        not _DENIED.search(text[max(match.start() - _NEAR, 0) : match.start()])
        for match in _SHOWN.finditer(text)
    )


RULES = (shown_before_shipment,)
