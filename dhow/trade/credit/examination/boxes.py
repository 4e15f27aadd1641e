"""Containers that other documents name, against those that were shipped (UCP 600 art. 14(d))."""

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.documents.base import Document
from dhow.trade.documents.commercial import CommercialInvoice, PackingList


@rule("UCP 600 art. 14(d)")
def boxes_carried(case: Case) -> Findings:
    """No container is invoiced or packed that no transport document carries.

    A document may speak of fewer. A certificate may be of more than was shipped (ISBP 745 Q7),
    which is said. Where a transport document names no container, others cannot be held to it.
    """
    carried = {number for each in case.transport for number in each.containers}
    if not carried or not all(each.containers for each in case.transport):
        return
    bills = " and ".join(str(each) for each in case.transport)
    for document in case.each_document:
        beyond = [number for number in _boxes(document) if number not in carried]
        if not beyond or document in case.transport or not _includes(case, document, carried):
            continue
        found = ", ".join(dict.fromkeys(beyond))
        if isinstance(document, CommercialInvoice | PackingList):
            yield found_on(
                Code.CONFLICT, "", document, "containers", found,
                f"no container but {', '.join(sorted(carried))}, as on {bills}",
                "name the containers that were shipped",
            )  # fmt: skip
        else:
            yield Observation(
                article="ISBP 745 Q7",
                document=str(document),
                words=f"names {found}, which {bills} does not carry",
            )


def _includes(case: Case, document: Document, carried: set[str]) -> bool:
    """Whether documents of this kind name all that was shipped; else the sets conflict already."""
    alike = [each for each in case.each_document if each.kind == document.kind]
    return carried <= {number for each in alike for number in _boxes(each)}


def _boxes(document: Document) -> tuple[str, ...]:
    named: tuple[str, ...] = getattr(document, "containers", ())
    return tuple(compact(each) for each in named)


def compact(number: str) -> str:
    """A container's number without the spaces and strokes that documents write in it."""
    return "".join(c for c in number.upper() if c.isalnum())


RULES = (boxes_carried,)
