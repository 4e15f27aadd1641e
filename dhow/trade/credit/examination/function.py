"""Whether a document can be the one that a credit asks for, by the function it fulfils.

A credit may ask for a document that is of no kind of its own. What is presented for it may bear
another title, and must appear to fulfil its function (UCP 600 art. 14(f); ISBP 745 A39).
"""

from dhow.trade.credit.examination.wording import words
from dhow.trade.credit.stipulations import DocumentRequired
from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import OtherDocument, QualityCertificate

_STEM = 5
_FUNCTIONS = frozenset(
    word[:_STEM]
    for word in (
        *("fumigation", "analysis", "origin", "weight", "quality", "quantity", "inspection"),
        *("phytosanitary", "health", "veterinary", "radiation", "halal", "kosher", "packing"),
        *("insurance", "cleanliness", "temperature", "survey", "test", "conformity", "stuffing"),
        *("dioxin", "gmo", "seaworthiness", "classification", "itinerary", "measurement"),
        *("registration", "licence", "warranty", "manufacture", "disinfection", "sterilization"),
    )
)
"""Words that tell of a function, each by its beginning: fumigation, fumigated."""


def may_answer(required: DocumentRequired, document: Document) -> bool:
    """Whether a document that any name can be put on may be the one asked for.

    One that shares no word with what is asked, in name or text, and tells of another function, is
    another document. In doubt it may be (`is_doubtful`).
    """
    if required.kind != OtherDocument.kind or not _asked(required):
        return True
    wanted, said = _telling(_asked(required)), _said(document)
    if not wanted.isdisjoint(said):
        return True
    return (wanted & _FUNCTIONS) == frozenset() or said.isdisjoint(_FUNCTIONS)


def is_doubtful(required: DocumentRequired, document: Document) -> bool:
    """Whether nothing in name or text of a document is of what was asked for."""
    if required.kind != OtherDocument.kind or not _asked(required):
        return False
    wanted = _telling(_asked(required))
    return bool(wanted) and wanted.isdisjoint(_said(document))


def words_shared(required: DocumentRequired, document: Document) -> int:
    """How many words of what was asked for, where it is by its words, a document has."""
    if required.kind != OtherDocument.kind:
        return 0
    return len(_telling(_asked(required)) & _said(document))


def more_kinds(required: DocumentRequired) -> tuple[str, ...]:
    """Kinds that are a document asked for by its title: of analysis is one of quality."""
    asked = required.kind == OtherDocument.kind and "analy" in _telling(_asked(required))
    return (QualityCertificate.kind,) if asked else ()


def _asked(required: DocumentRequired) -> str:
    return required.title or required.wording or ""


def _said(document: Document) -> frozenset[str]:
    if isinstance(document, OtherDocument):
        return _telling(" ".join((document.name, *document.statements)))
    return _telling(_asked_as(document))


def _asked_as(document: Document) -> str:
    return f"{document.title} analysis" if document.kind == QualityCertificate.kind else ""


def _telling(text: str) -> frozenset[str]:
    return frozenset(each[:_STEM] for each in words(text) if each not in _OF_ANY_DOCUMENT)


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
