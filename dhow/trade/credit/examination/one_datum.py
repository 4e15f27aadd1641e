"""What documents say of the goods under one label, they say alike (UCP 600 art. 14(d))."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.labelled import ORIGIN, agree, labelled, stands_in
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import letters_and_figures, words
from dhow.trade.documents.base import Document
from dhow.trade.documents.commercial import CommercialInvoice
from dhow.trade.documents.transport import AirWaybill, ByVessel, MultimodalDocument
from dhow.trade.members.countries import country_named

_OF_NUMBER: dict[str, type[Document] | tuple[type[Document], ...]] = {
    "invoice": CommercialInvoice,
    "bill of lading": (ByVessel, MultimodalDocument),
    "air waybill": AirWaybill,
}
"""The documents whose own number other documents tell under a label."""
_LONGEST = 4_000  # characters
_SHORTEST_COUNTRY = 4  # letters


@dataclass(frozen=True)
class _Said:
    """What one source says: in the description of the goods, elsewhere, and by its own fields."""

    source: str
    document: Document | None
    goods: str
    beside: str
    own: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def plain(self) -> str:
        """All of it, letters and figures alone."""
        return letters_and_figures(f"{self.goods} {self.beside}")

    @cached_property
    def long_words(self) -> frozenset[str]:
        """Its words of the length of a country's name."""
        said = f"{self.goods} {self.beside}"[:_LONGEST]
        return frozenset(word for word in words(said) if len(word) >= _SHORTEST_COUNTRY)

    @cached_property
    def in_goods(self) -> Mapping[str, frozenset[str]]:
        """What it says of the goods under each label."""
        return labelled(self.goods)

    @cached_property
    def told(self) -> Mapping[str, frozenset[str]]:
        """The same, and what its own fields say, which come first."""
        return {**self.in_goods, **self.own}


@rule("UCP 600 art. 14(d)")
def one_datum_one_value(case: Case) -> Findings:
    """HS code, brand, lot, model, order, contract and origin are the same wherever they are told.

    So are the numbers of invoice and transport document. A document may name some of several. What
    stands in a statement, and not in the description of the goods, is told and no discrepancy.
    """
    said = [_credit(case), *(_said(each) for each in case.each_document)]
    beside = [(each, labelled(each.beside)) for each in said]
    names = [name for each in said for name in each.in_goods]
    names += [name for _, values in beside for name in values]
    for name in dict.fromkeys(names):
        reference = _reference(said, name)
        if reference is None:
            continue
        wanted = _of_its_kind(reference, said, name)
        asked = ", ".join(sorted(wanted))
        for each in said:
            if each.document is not None and _is_other(
                name, reference, wanted, each, each.in_goods
            ):
                shown = ", ".join(sorted(each.in_goods[name]))
                yield found_on(
                    Code.CONFLICT, "", each.document, "goods", f"{name} {shown}",
                    f"no conflict with {name} {asked}, {reference.source}",
                    f"show the {name} that is right, on all documents",
                )  # fmt: skip
        for each, values in beside:
            if _is_other(name, reference, wanted, each, values):
                yield Observation(
                    article="",
                    document=each.source.removeprefix("on "),
                    words=f"speaks of {name} {', '.join(sorted(values[name]))}; {reference.source}"
                    f" it is {asked}",
                )


def _reference(said: list[_Said], name: str) -> _Said | None:
    """What the others are held against: who has it in a field of its own, else who tells it."""
    return next(
        (each for each in said if name in each.own),
        None
        if name in _OF_NUMBER  # of a document that is not presented nothing is known
        else next((each for each in said if name in each.in_goods), None),
    )


def _is_other(
    name: str,
    reference: _Said,
    wanted: frozenset[str],
    each: _Said,
    values: Mapping[str, frozenset[str]],
) -> bool:
    """Whether a source tells values of a label and none that may be the one wanted."""
    if name not in values or each is reference or each.document is None:
        return False
    if reference.document is None and (
        name in reference.in_goods and isinstance(each.document, CommercialInvoice)
    ):
        return False  # its description is to correspond with the credit's (art. 18(c))
    if reference.document is not None and reference.document.kind == each.document.kind:
        return False  # several invoices are of several lots
    found = values[name]
    if any(agree(name, a, b) for a in found for b in wanted):
        return False
    if name == ORIGIN:
        return not any(country_named(w) in wanted for w in each.long_words)
    return not any(stands_in(value, each.plain) for value in wanted) and not any(
        stands_in(value, reference.plain) for value in found
    )


def _of_its_kind(reference: _Said, said: list[_Said], name: str) -> frozenset[str]:
    """The values that all documents of the reference's kind tell together."""
    if reference.document is None:
        return reference.told[name]
    kinds = _OF_NUMBER.get(name, type(reference.document))
    alike = (each.told.get(name) for each in said if isinstance(each.document, kinds))
    return frozenset().union(*(each for each in alike if each is not None))


def _credit(case: Case) -> _Said:
    goods = case.terms.goods
    own = _values(ORIGIN, country_named(goods.country_of_origin or ""))
    return _Said("in the credit", None, goods.description, "", own)


def _said(document: Document) -> _Said:
    goods = [getattr(document, "goods", None) or ""]
    goods += [line.description for line in getattr(document, "lines", ())]
    own = {
        **_values("purchase order", getattr(document, "purchase_order", None)),
        **_values(ORIGIN, country_named(getattr(document, "country_of_origin", None) or "")),
    }
    for name, kinds in _OF_NUMBER.items():
        if isinstance(document, kinds):
            own |= _values(name, document.number)
    beside = [*document.remarks, *getattr(document, "statements", ())]
    return _Said(f"on {document}", document, "\n".join(goods), "\n".join(beside), own)


def _values(name: str, value: str | None) -> dict[str, frozenset[str]]:
    return {name: frozenset((value,))} if value else {}


RULES = (one_datum_one_value,)
