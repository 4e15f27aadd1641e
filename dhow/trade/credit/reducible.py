"""What may differ between a credit and its transfer, and in which direction (UCP 600 art. 38(g)).

Amount, unit price, expiry, period for presentation, latest shipment or period for shipment may be
reduced or curtailed, the percentage of cover raised, the applicant's name replaced by the first
beneficiary's. All else is transferred as it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from dhow.trade.credit.amendment import FIXED
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.stipulations import DocumentRequired, InsuranceStipulation
from dhow.trade.credit.terms import Form, Shipment, Terms
from dhow.trade.money import Amount

_ARTICLE = "UCP 600 art. 38(g)"
_FORMS = {
    Form.IRREVOCABLE_TRANSFERABLE: Form.IRREVOCABLE,
    Form.IRREVOCABLE_TRANSFERABLE_STANDBY: Form.IRREVOCABLE_STANDBY,
}
Check = Callable[[Terms, Terms], bool]


def check_transferred(credit: Terms, transferred: Terms) -> tuple[NotAllowed, ...]:
    """Every difference between a credit and its transfer that art. 38 does not allow."""
    old, new = credit.as_dict(), transferred.as_dict()
    changed = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    faults = [_fault(name, credit, transferred) for name in changed if name != "documents"]
    if "documents" in changed:
        faults += _document_faults(credit, transferred)
    return tuple(fault for fault in faults if fault is not None)


def _fault(name: str, credit: Terms, transferred: Terms) -> NotAllowed | None:
    allowed = _ALLOWED.get(name)
    if allowed is None:
        fixed = name in FIXED
        words = (
            "is the credit's own" if fixed else "is transferred as it stands; nothing changes it"
        )
        return NotAllowed(_ARTICLE, name, words)
    check, words = allowed
    return None if check(credit, transferred) else NotAllowed(_ARTICLE, name, words)


def _document_faults(credit: Terms, transferred: Terms) -> list[NotAllowed | None]:
    if len(credit.documents) != len(transferred.documents):
        words = "the documents asked for are transferred as they stand"
        return [NotAllowed(_ARTICLE, "documents", words)]
    pairs = zip(credit.documents, transferred.documents, strict=True)
    return [_document_fault(i, *pair, credit) for i, pair in enumerate(pairs)]


def _document_fault(
    i: int, asked: DocumentRequired, now: DocumentRequired, credit: Terms
) -> NotAllowed | None:
    field = f"documents[{i}]"
    before, after = asked.insurance, now.insurance
    percent = after.minimum_percent if after is not None else None
    stated = before.minimum_percent if before is not None else None
    if percent is not None and stated is not None and percent < stated:
        words = f"the percentage of cover may be raised, not cut from {stated}"
        return NotAllowed(_ARTICLE, f"{field}.insurance.minimum_percent", words)
    if percent is not None:  # raised: as the original but for the percentage
        basis = before or InsuranceStipulation()
        asked = replace(asked, insurance=replace(basis, minimum_percent=percent))
    transport = asked.transport
    if transport is not None and (transport.notify or "").casefold() == "applicant":
        named = replace(asked, transport=replace(transport, notify=credit.applicant.name))
        if now == named:
            return None
    if now == asked:
        return None
    return NotAllowed(_ARTICLE, field, "the documents asked for are transferred as they stand")


def _form(credit: Terms, transferred: Terms) -> bool:
    return transferred.form is _FORMS.get(credit.form)


def _applicant(credit: Terms, transferred: Terms) -> bool:
    return transferred.applicant == credit.beneficiary


def _amount(credit: Terms, transferred: Terms) -> bool:
    same = transferred.amount.currency == credit.amount.currency
    return same and transferred.amount <= credit.amount


def _additional(credit: Terms, transferred: Terms) -> bool:
    return all(each in credit.additional_amounts for each in transferred.additional_amounts)


def _goods(credit: Terms, transferred: Terms) -> bool:
    """The price may be cut; the quantity only where a part may be shipped."""
    was, is_ = credit.goods, transferred.goods
    if replace(is_, unit_price=was.unit_price, quantity=was.quantity) != was:
        return False
    if not _price_cut(was.unit_price, is_.unit_price):
        return False
    if is_.quantity == was.quantity:
        return True
    if is_.quantity is None or was.quantity is None or not is_.quantity.comparable(was.quantity):
        return False
    return is_.quantity.base < was.quantity.base and credit.shipment.partial_allowed


def _price_cut(was: Amount | None, is_: Amount | None) -> bool:
    if was is None or is_ is None:
        return was is is_
    return was.currency == is_.currency and is_ <= was


def _shipment(credit: Terms, transferred: Terms) -> bool:
    was, is_ = credit.shipment, transferred.shipment
    if replace(is_, latest=was.latest, period=was.period) != was:
        return False
    return _within(is_, was)


def _within(inner: Shipment, outer: Shipment) -> bool:
    """Whether one period lies within the other; an open end reaches to the end of time."""
    first, last = inner.window.first or date.min, inner.window.last or date.max
    return (outer.window.first or date.min) <= first and last <= (outer.window.last or date.max)


def _expiry(credit: Terms, transferred: Terms) -> bool:
    """An earlier day; another place where the credit is transferred to (art. 38(j))."""
    return transferred.expiry.day <= credit.expiry.day


def _days(credit: Terms, transferred: Terms) -> bool:
    was, is_ = credit.days_for_presentation, transferred.days_for_presentation
    return was is not None and is_ is not None and is_ <= was


def _parts(credit: Terms, transferred: Terms) -> bool:
    split = credit.availability.split(transferred.amount)
    parts = tuple(replace(part, amount=amount) for part, amount in split if part.amount)
    return transferred.availability == replace(credit.availability, parts=parts)


_ALLOWED: Mapping[str, tuple[Check, str]] = {
    "beneficiary": (lambda _, __: True, ""),
    "transferring_bank": (lambda _, t: t.transferring_bank is None, "is named once"),
    "form": (_form, 'may lose the word "transferable" and nothing else'),
    "applicant": (_applicant, "may be replaced by the first beneficiary and nobody else"),
    "amount": (_amount, "may be reduced, never raised or put into another currency"),
    "additional_amounts": (_additional, "may be left out, never added to"),
    "availability": (_parts, "is transferred as it stands, its parts in proportion"),
    "goods": (
        _goods,
        "the unit price may be cut, the quantity where partial shipments are allowed",
    ),
    "shipment": (_shipment, "the time of shipment may be curtailed, nothing else of it changed"),
    "expiry": (_expiry, "may be earlier, never later"),
    "presentation_days": (_days, "the period for presentation may be curtailed, never extended"),
}
"""By field: whether the difference is one that art. 38(g) allows, and the words where it is not."""
