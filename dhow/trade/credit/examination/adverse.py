"""What a certificate remarks against the goods (UCP 600 art. 14(d), 14(f); ISBP 745 Q8, Q9)."""

import re

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.terms import DocumentRequired
from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import Certificate, OtherDocument

_AGAINST = re.compile(
    r"\b(?:(?:not|non)[ -](?:in |fully |as per )?(?:conform\w*|compl(?:y|ies|iant|iance|ying)|"
    r"accordance)|(?:does|do|did) not (?:fully )?(?:conform|comply|correspond|meet|satisfy)|"
    r"un(?:fit|satisfactory|acceptable|sound)|not (?:fit|satisfactory|acceptable|sound)|"
    r"reject(?:ed|able)|off[ -]?spec\w*|"
    r"(?:out of|below|outside|under) (?:the )?(?:contract |agreed )?specifications?|"
    r"fail(?:s|ed) (?:to|the|in)|(?:has|have) failed)\b"
)
_DENIED = re.compile(
    r"\b(?:no|not|none|nothing|nor|never|without|free (?:from|of))"
    r"(?: (?!and\b|but\b)\w+){0,3} $"
)
_CONDITIONAL = re.compile(r"\b(?:may|might|if|unless|should|would|whether|any|in case|claims?)\b")
_SENTENCE = re.compile(r"(?<=[a-z]{3})\.\s|[;\n]")
_NEAR = 60  # characters before, within which a denial stands
_SPECIFIES = re.compile(
    r"\b(?:certif(?:y|ying|ies)|show\w*|stat(?:e|es|ing)|confirm\w*|evidenc\w*|attest\w*|"
    r"indicat\w*|declar(?:e|es|ing))\b",
    re.IGNORECASE,
)


def speaks_against(text: str) -> bool:
    """Whether a text says that goods are not what they should be; in doubt it does not."""
    for part in _SENTENCE.split(text.casefold()):
        sentence = " ".join(part.split())
        condition = _CONDITIONAL.search(sentence)
        ends = condition.start() if condition else len(sentence)
        if any(
            not _DENIED.search(sentence[max(match.start() - _NEAR, 0) : match.start()])
            for match in _AGAINST.finditer(sentence, 0, ends)
        ):
            return True
    return False


@rule("UCP 600 art. 14(d), ISBP 745 Q8")
def remarks_against(case: Case) -> Findings:
    """A certificate that is to state something remarks nothing against it.

    Where the credit is silent on what it states, it may say that goods are unfit or the like
    (ISBP 745 Q9): that is told.
    """
    for required, one in case.answers:
        document = one.document
        for field, text in _remarks(document):
            if not speaks_against(text):
                continue
            if _asks_for_content(required):
                yield found_on(
                    Code.CONTENT, "", document, field, f'"{text}"',
                    "nothing against what the credit has it state",
                    "present a certificate without such a remark",
                )  # fmt: skip
            else:
                yield Observation(
                    article="ISBP 745 Q9",
                    document=str(document),
                    words=f'says "{text}"; the credit is silent on what it is to state',
                )


def _remarks(document: Document) -> list[tuple[str, str]]:
    if not isinstance(document, Certificate | OtherDocument):
        return []
    own = document.statements if isinstance(document, OtherDocument) else ()
    return [
        *((f"remarks[{i}]", text) for i, text in enumerate(document.remarks)),
        *((f"statements[{i}]", text) for i, text in enumerate(own)),
    ]


def _asks_for_content(required: DocumentRequired) -> bool:
    said = required.wording or ""
    return bool(required.states or required.results or _SPECIFIES.search(said))


RULES = (remarks_against,)
