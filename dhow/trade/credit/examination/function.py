"""Whether a document can be the one that a credit asks for, by the function it fulfils.

A credit may ask for a document that is of no kind of its own. What is presented for it may bear
another title, and must appear to fulfil its function (UCP 600 art. 14(f); ISBP 745 A39).
"""

from dhow.trade.credit.examination.wording import words
from dhow.trade.credit.stipulations import DocumentRequired
from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import OtherDocument

_STEM = 5
_OF_ANY_DOCUMENT = frozenset(
    (
        *("certificate", "certificates", "certification", "certify", "certified", "certifying"),
        *("document", "documents", "declaration", "statement", "list", "report", "letter", "note"),
        *("copy", "copies", "original", "originals", "one", "two", "three", "number", "annex"),
        *("issued", "signed", "by", "of", "the", "a", "an", "and", "or", "for", "to", "in", "on"),
        *("as", "per", "from", "that", "with", "at", "is", "are", "was", "were", "been", "has"),
        *("goods", "shipped", "beneficiary", "applicant", "we", "hereby", "this"),
    )
)
"""Words that any document may have, which tell nothing of its function."""


def may_answer(required: DocumentRequired, document: Document) -> bool:
    """Whether a document that any name can be put on may be the one asked for.

    A document may bear another title, and it must fulfil the function of the one required
    (art. 14(f)): one that shares no word of it in name or text is another document.
    """
    asked = required.title or required.wording
    if required.kind != OtherDocument.kind or not asked or not isinstance(document, OtherDocument):
        return True
    wanted = _telling(asked)
    said = _telling(" ".join((document.name, *document.statements)))
    return not wanted or not said or not wanted.isdisjoint(said)


def _telling(text: str) -> frozenset[str]:
    """Words that tell what a document is, each by its beginning: fumigation, fumigated."""
    return frozenset(each[:_STEM] for each in words(text) if each not in _OF_ANY_DOCUMENT)
