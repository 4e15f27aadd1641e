"""The documents a draft asks for: by whom, how many, in what form (UCP 600 art. 3, 14, 17)."""

import re
from collections.abc import Iterator

from dhow.trade.credit.drafting.notes import DraftingNote, warn
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.stipulations import ORIGINAL_TRANSPORT_KINDS, DocumentRequired
from dhow.trade.credit.terms import Permission, Terms

_OF_EVIDENCE = ("temperature_certificate", "notice_of_arrival", "production_record")
_BY_ANYBODY = (
    *("inspection_certificate", "quality_certificate", "quantity_certificate"),
    *("weight_certificate", "phytosanitary_certificate", "health_certificate"),
)
_ART_3 = re.compile(
    r"\b(first[\s-]class|well[\s-]known|qualified|independent|official|competent|local)\b",
    re.IGNORECASE,
)
_APPLICANT = re.compile(r"\b(applicant|buyer|opener|importer|consignee)\b", re.IGNORECASE)
_SIGNED_BY_APPLICANT = re.compile(
    r"\b(?:counter-?signed|signed|issued|approved|endorsed)\s+by\s+(?:the\s+)?"
    r"(?:applicant|buyer|opener|importer)",
    re.IGNORECASE,
)
_TRANSHIPPED = ("bill_of_lading", "sea_waybill", "multimodal_transport_document", "air_waybill")


def electronic(terms: Terms) -> Iterator[DraftingNote]:
    """What an oracle network issues is an electronic record, which only the eUCP lets in."""
    if terms.is_electronic:
        return
    for i, required in enumerate(terms.documents):
        if required.kind in _OF_EVIDENCE:
            yield warn(
                "eUCP art. e1", f"documents[{i}].kind",
                f"{required.name} is an electronic record, but the credit does not incorporate "
                "the eUCP", "rules EUCP LATEST VERSION",
            )  # fmt: skip


def issuer(terms: Terms) -> Iterator[DraftingNote]:
    """Who is to issue a document, said so that a bank can tell."""
    for i, required in enumerate(terms.documents):
        nobody = required.issuer is None and required.issuer_description is None
        if required.kind in _OF_EVIDENCE[:2] and nobody:
            yield warn(
                "UCP 600 art. 14(f)", f"documents[{i}].issuer",
                f"{required.name} by nobody in particular: anyone's would do",
                "Name the oracle network that is to issue it",
            )  # fmt: skip
        elif required.kind in _BY_ANYBODY and nobody:
            yield warn(
                "UCP 600 art. 14(f)", f"documents[{i}].issuer",
                f"{required.name} by nobody in particular: the beneficiary's own would do",
                "name who is to issue it",
            )  # fmt: skip
        if required.issuer is not None and required.issuer.lei is None:
            yield warn(
                "UCP 600 art. 14(f)", f"documents[{i}].issuer.lei",
                f"{required.name} by {required.issuer} is asked for by name alone: whoever bears "
                "that name would do", "State its LEI",
            )  # fmt: skip
        found = _ART_3.search(required.issuer_description or "")
        if found is not None:
            yield warn(
                "UCP 600 art. 3", f"documents[{i}].issuer_description",
                f'"{found[1]}" lets anyone but the beneficiary issue it', "name who is to issue it",
            )  # fmt: skip


def in_the_applicants_hands(terms: Terms) -> Iterator[DraftingNote]:
    """A document only the applicant can give makes payment hang on it."""
    for i, required in enumerate(terms.documents):
        said = " ".join((*required.states, required.wording or ""))
        named = required.issuer is not None and same_name(
            required.issuer.name, terms.applicant.name
        )
        described = _APPLICANT.search(required.issuer_description or "")
        if named or described or _SIGNED_BY_APPLICANT.search(said):
            yield warn(
                "ISBP 745, preliminary considerations; UCP 600 art. 4", f"documents[{i}]",
                f"{required.name} is issued or signed by the applicant, who can withhold it",
                "a document that somebody else issues",
            )  # fmt: skip


def originals(terms: Terms) -> Iterator[DraftingNote]:
    """Copies of transport documents are not examined as articles 19 to 25 have it."""
    for i, required in enumerate(terms.documents):
        if required.kind in ORIGINAL_TRANSPORT_KINDS and required.originals == 0:
            yield warn(
                "UCP 600 art. 14(c), 17; ISBP 745 A6", f"documents[{i}].originals",
                f"{required.name} in copies only: no article on transport documents applies to "
                "it, and no period for presentation runs", "at least one original",
            )  # fmt: skip


def shipment_shown(terms: Terms) -> Iterator[DraftingNote]:
    """A time of shipment that no document shows is disregarded."""
    if any(d.kind in ORIGINAL_TRANSPORT_KINDS for d in terms.documents):
        return
    window = terms.shipment.window
    if window.first is not None or window.last is not None or terms.shipment.instalments:
        yield warn(
            "UCP 600 art. 14(h)", "shipment",
            "a time of shipment is set, but no transport document is asked for that shows it",
            "ask for the transport document",
        )  # fmt: skip


def transhipment(terms: Terms) -> Iterator[DraftingNote]:
    """Barring transhipment bars less than it seems to."""
    if terms.shipment.transhipment is not Permission.NOT_ALLOWED:
        return
    for required in terms.documents:
        if required.kind in _TRANSHIPPED:
            by_sea = required.kind in _TRANSHIPPED[:2]
            yield warn(
                "UCP 600 art. 19(c), 20(c), 21(c), 23(c)", "shipment.transhipment",
                "is barred, but is acceptable all the same where one document covers the carriage"
                + (" and goods are in containers, trailers or barges" if by_sea else ""),
                "exclude that paragraph of the article, if it must be barred",
            )  # fmt: skip
            return


def twice(terms: Terms) -> Iterator[DraftingNote]:
    """Two requirements that one document would meet."""
    seen: list[DocumentRequired] = []
    for i, required in enumerate(terms.documents):
        if required in seen:
            yield warn(
                "UCP 600 art. 14(d)", f"documents[{i}]",
                f"{required.name} is asked for twice in the same words",
                "once, with the number of originals; or say what tells them apart",
            )  # fmt: skip
        seen.append(required)


CHECKS = (
    electronic,
    issuer,
    in_the_applicants_hands,
    originals,
    shipment_shown,
    transhipment,
    twice,
)
