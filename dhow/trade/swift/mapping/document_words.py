"""The documents required (46A) in the words a credit asks for them with."""

from dataclasses import replace
from decimal import Decimal

from dhow.trade.credit.stipulations import DocumentRequired
from dhow.trade.documents.registry import DOCUMENTS
from dhow.trade.records import plain_decimal
from dhow.trade.swift.mapping.documents import read_document
from dhow.trade.swift.mapping.text import itemised

OTHER = "other_document"


def written_documents(documents: tuple[DocumentRequired, ...], tag: str = "46A") -> str:
    """46A: each document by its wording where it has one, else in the usual words."""
    return itemised((document_words(each) for each in documents), "z", 65, tag)


def document_words(document: DocumentRequired) -> str:
    """A document as a credit asks for it; `read_document` understands every word of it."""
    if document.wording is not None:
        own = replace(document, wording=None)
        return (
            document.wording
            if _said_by(document.wording, own)
            else f"{document_words(own)}, {document.wording}"
        )
    kinds = (document, *(DocumentRequired(kind=each) for each in document.alternatives))
    name = " OR ".join(map(_usual_name, kinds))
    words = f"{'SIGNED ' * document.signed}{name}"
    if document.set_of is not None:
        words = f"{'SIGNED ' * document.signed}{document.originals}/{document.set_of} SET OF {name}"
    elif document.kind == "bill_of_lading":
        words = f"{'SIGNED ' * document.signed}FULL SET OF CLEAN ON BOARD {name}"
    words += _counted(document)
    if document.issuer is not None:
        words += f" ISSUED BY {document.issuer.name}"
    elif document.issuer_description is not None:
        words += f" ISSUED BY {document.issuer_description}"
    extra = [written(document) for written in (_transport_words, _insurance_words, _other_words)]
    words = ", ".join((words, *(part for part in extra if part)))
    if document.show_credit_number:
        words += ", SHOWING CREDIT NUMBER"
    return words


def _said_by(wording: str, own: DocumentRequired) -> bool:
    """Whether a wording says all that the fields beside it ask for.

    Where it does not, who reads the message would else be told less than the examination holds.
    """
    understood = replace(read_document(wording), wording=None)
    asks_nothing_more = own == DocumentRequired(kind=own.kind)
    return own == understood or (asks_nothing_more and own.kind in (OTHER, understood.kind))


def _usual_name(document: DocumentRequired) -> str:
    usual = {
        "bill_of_lading": "BILLS OF LADING",
        "insurance_document": "INSURANCE POLICY OR CERTIFICATE",
        "temperature_certificate": "TEMPERATURE CERTIFICATE",
        OTHER: "DOCUMENT",
    }
    name = document.title or usual.get(document.kind) or DOCUMENTS[document.kind].title
    return name.upper()


def _counted(document: DocumentRequired) -> str:
    originals, copies = document.originals, document.copies
    if document.set_of is not None:
        return f" AND {copies} COPIES" if copies else ""
    if originals and copies:
        return f" IN {originals} ORIGINALS AND {copies} COPIES"
    if copies:
        return f" IN {copies} PHOTOCOPIES"
    return f" IN {originals} ORIGINALS" if originals > 1 else ""


def _transport_words(document: DocumentRequired) -> str:
    asked = document.transport
    if asked is None:
        return ""
    words: list[str] = []
    if asked.consignee is not None:
        made_out = (
            "MADE OUT " if asked.consignee.upper().startswith("TO ORDER") else "CONSIGNED TO "
        )
        words.append(f"{made_out}{asked.consignee}")
    if asked.endorsed_in_blank:
        words.append("BLANK ENDORSED")
    if asked.freight is not None:
        words.append(f"MARKED FREIGHT {asked.freight.value.upper()}")
    if asked.notify is not None:
        words.append(f"NOTIFY {'APPLICANT' if asked.notify == 'applicant' else asked.notify}")
    return ", ".join(words)


def _insurance_words(document: DocumentRequired) -> str:
    asked = document.insurance
    if asked is None:
        return ""
    words: list[str] = []
    if asked.endorsed_in_blank:
        words.append("ENDORSED IN BLANK")
    if asked.minimum_percent is not None:
        words.append(f"FOR {plain_decimal(asked.minimum_percent)} PERCENT OF INVOICE VALUE")
    return ", ".join((*words, *asked.risks))


def _other_words(document: DocumentRequired) -> str:
    words: list[str] = []
    limits = document.temperature
    if limits is not None:
        for limit, name in ((limits.maximum_milli_c, "ABOVE"), (limits.minimum_milli_c, "BELOW")):
            if limit is not None:
                degrees = plain_decimal(Decimal(abs(limit)) / 1000).replace(".", ",")
                words.append(f"NOT {name} {'MINUS ' * (limit < 0)}{degrees} DEGREES CELSIUS")
    if document.covers_voyage:
        words.append("FROM LOADING TO DISCHARGE")
    words += [f"{result.name} {result.unit}" for result in document.results]
    words += [f"STATING {each}" for each in document.states]
    return ", ".join(words)
