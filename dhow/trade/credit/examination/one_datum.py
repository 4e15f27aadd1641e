"""What documents say of the goods under one label, they say alike (UCP 600 art. 14(d))."""

from dataclasses import dataclass
from functools import cached_property

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.labelled import agree, labelled, plain, stands_in
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.documents.base import Document
from dhow.trade.documents.commercial import CommercialInvoice


@dataclass(frozen=True)
class _Said:
    """What one source says of the goods: `goods` in their description, `beside` elsewhere."""

    source: str
    document: Document | None
    goods: str
    beside: str

    @cached_property
    def plain(self) -> str:
        """All of it, letters and figures alone."""
        return plain(f"{self.goods} {self.beside}")


@rule("UCP 600 art. 14(d)")
def one_datum_one_value(case: Case) -> Findings:
    """HS code, brand, lot, model, order and contract are the same wherever they are told.

    A document may name some of several. What stands in a statement, and not in the description of
    the goods, is told and no discrepancy.
    """
    credit = _Said("the credit", None, case.terms.goods.description, "")
    said = [credit, *(_said(each) for each in case.each_document)]
    told = [(each, labelled(each.goods)) for each in said]
    beside = [(each, labelled(each.beside)) for each in said]
    for name in dict.fromkeys(name for _, values in (*told, *beside) for name in values):
        first = next(((each, values[name]) for each, values in told if name in values), None)
        if first is None:
            continue
        reference, wanted = first
        wanted = _of_its_kind(reference, wanted, told, name)
        for each, values in told:
            if each.document is not None and _is_other(name, reference, wanted, each, values):
                shown = ", ".join(sorted(values[name]))
                yield found_on(
                    Code.CONFLICT, "", each.document, "goods", f"{name} {shown}",
                    f"no conflict with {name} {', '.join(sorted(wanted))}, {reference.source}",
                    f"show the {name} that is right, on all documents",
                )  # fmt: skip
        for each, values in beside:
            if _is_other(name, reference, wanted, each, values):
                yield Observation(
                    article="",
                    document=each.source.removeprefix("on "),
                    words=f"speaks of {name} {', '.join(sorted(values[name]))}; {reference.source}"
                    f" it is {', '.join(sorted(wanted))}",
                )


def _is_other(
    name: str,
    reference: _Said,
    wanted: frozenset[str],
    each: _Said,
    values: dict[str, frozenset[str]],
) -> bool:
    """Whether a source tells values of a label and none that may be the one wanted."""
    if name not in values or each is reference:
        return False
    if reference.document is None and isinstance(each.document, CommercialInvoice):
        return False  # its description is to correspond with the credit's (art. 18(c))
    kinds = [said.document.kind for said in (reference, each) if said.document is not None]
    if len(kinds) > len(set(kinds)):
        return False  # several invoices are of several lots
    found = values[name]
    return not any(agree(name, a, b) for a in found for b in wanted) and not (
        any(stands_in(value, each.plain) for value in wanted)
        or any(stands_in(value, reference.plain) for value in found)
    )


def _of_its_kind(
    reference: _Said,
    wanted: frozenset[str],
    told: list[tuple[_Said, dict[str, frozenset[str]]]],
    name: str,
) -> frozenset[str]:
    """The values that all documents of the reference's kind tell together."""
    if reference.document is None:
        return wanted
    kind = reference.document.kind
    alike = (v.get(name, frozenset()) for e, v in told if e.document and e.document.kind == kind)
    return wanted.union(*alike)


def _said(document: Document) -> _Said:
    goods = [getattr(document, "goods", None) or ""]
    goods += [line.description for line in getattr(document, "lines", ())]
    order = getattr(document, "purchase_order", None)
    if order:
        goods.append(f"purchase order no. {order}")
    beside = [*document.remarks, *getattr(document, "statements", ())]
    return _Said(f"on {document}", document, "\n".join(goods), "\n".join(beside))


RULES = (one_datum_one_value,)
