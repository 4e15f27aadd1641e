"""Data on one document must not conflict with data on another (UCP 600 art. 14(d)).

Fields of one name say one datum. Only documents the credit asks for are compared, and only where
both state the datum: silence is no conflict.
"""

import re
from collections.abc import Callable
from typing import Any

from dhow.trade.credit.examination.boxes import compact
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.journey import may_be_ship, same_journey, ship_and_voyage
from dhow.trade.credit.examination.marks import same_marks
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.parties import parties_of
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import (
    begins_with_name,
    same_name,
    same_reference,
    same_text,
)
from dhow.trade.documents.base import Document, SigningCapacity
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members.countries import same_country
from dhow.trade.members.party import Party


def _same_quantity(left: Quantity, right: Quantity) -> bool:
    """Equal, or measures of different things: 10 cartons do not conflict with 50 kg.

    Pounds or yards beside metric figures were rounded when they were converted.
    """
    if not left.comparable(right) or left.base == right.base:
        return True
    converted = left.is_customary != right.is_customary
    return converted and abs(left.base - right.base) * _ROUNDING <= right.base


def _same_set(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """A document may speak of some of the containers, not of others."""
    one, other = (set(map(compact, each)) for each in (left, right))
    return one <= other or other <= one


def _equal(left: str, right: str) -> bool:
    return left.casefold() == right.casefold()


_ORDER = re.compile(r"^\s*(?:to\s+)?(?:the\s+)?order\b(?:\s+of\b)?[\s:]*", re.IGNORECASE)
_ROUNDING = 2_000  # half a thousandth

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "vessel": may_be_ship,
    "vessel_imo": _equal,
    "voyage": same_journey,
    "containers": _same_set,
    "quantity": _same_quantity,
    "gross_weight": _same_quantity,
    "net_weight": _same_quantity,
    "packages": _same_quantity,
    "shipping_marks": same_marks,
    "country_of_origin": same_country,
    "purchase_order": same_reference,
    "botanical_name": same_text,
}
"""Shared fields and how two statements of one are compared."""


@rule("UCP 600 art. 14(d)")
def data_in_conflict(case: Case) -> Findings:
    """What two documents both state, they state without conflict; it need not be identical."""
    for field, same in _COMPARED.items():
        stated = _by_kind(case, field)
        if len(stated) < 2:
            continue
        reference, first = stated[0]
        for document, value in stated[1:]:
            if not same(first, value):
                yield Discrepancy(
                    code=Code.CONFLICT,
                    article="",
                    document=document,
                    field=field,
                    found=_say(value),
                    required=f"no conflict with {_say(first)} on {reference}",
                    would_comply=f"show the {field.replace('_', ' ')} as on {reference}",
                )


@rule("UCP 600 art. 14(d)")
def invoice_number(case: Case) -> Findings:
    """A document that refers to the invoice refers to one that is presented."""
    numbers = [i.number for i in case.invoices]
    for one in case.examined_documents:
        found = getattr(one.document, "invoice_number", None)
        if found and numbers and not any(same_reference(found, n) for n in numbers):
            yield Discrepancy(
                code=Code.CONFLICT,
                article="",
                document=str(one.document),
                field="invoice_number",
                found=found,
                required=" or ".join(numbers),
                would_comply="refer to the invoice presented",
            )


def _by_kind(case: Case, field: str) -> list[tuple[str, Any]]:
    """(document, value) for each kind of document that states the field, transport first.

    Several documents of a kind speak together: quantities add up, containers join. Several that
    name different ships are compared one by one.
    """
    kinds: dict[str, list[Document]] = {}
    for one in sorted(case.examined_documents, key=lambda p: p.document not in case.transport):
        same_kind = kinds.setdefault(one.document.kind, [])
        if _stated(one.document, field) and one.document not in same_kind:
            same_kind.append(one.document)
    result: list[tuple[str, Any]] = []
    for documents in filter(None, kinds.values()):
        names = " and ".join(str(d) for d in documents)
        values = [_stated(d, field) for d in documents]
        joined = _join(values)
        if joined is not None:
            result.append((names, joined))
        elif case.is_one_conveyance:
            result.extend((str(d), v) for d, v in zip(documents, values, strict=True))
    return result


def _stated(document: Document, field: str) -> Any:
    """What a document says in a field; a voyage also where it stands behind the ship's name."""
    value = getattr(document, field, None)
    if value is None and field == "voyage":
        return ship_and_voyage(getattr(document, "vessel", None) or "")[1]
    return value


def _join(values: list[Any]) -> Any:
    """One value for all documents of a kind; None where they must be looked at one by one."""
    if isinstance(values[0], tuple):
        return tuple(sorted({item for value in values for item in value}))
    if isinstance(values[0], Quantity):
        total = values[0]
        for value in values[1:]:
            if not total.comparable(value):
                return None
            total += value
        return total
    return values[0] if len(values) == 1 else None


def _say(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


@rule("UCP 600 art. 14(d)")
def weights(case: Case) -> Findings:
    """A net weight is not above the gross weight of the same document."""
    for document in case.each_document:
        net, gross = (getattr(document, f"{w}_weight", None) for w in ("net", "gross"))
        if net and gross and net.comparable(gross) and net.base > gross.base:
            yield found_on(
                Code.CONFLICT, "", document, "net_weight", f"net {net}, gross {gross}",
                f"a net weight of at most {gross}", "correct the weight that is wrong",
            )  # fmt: skip


@rule("UCP 600 art. 14(d), ISBP 745 L5")
def consignee_elsewhere(case: Case) -> Findings:
    """A certificate that names a consignee names one that the other documents know.

    A transport document made out to order leaves the certificate free to name the applicant, the
    bank or the notify party.
    """
    terms = case.terms
    named = [t.consignee for t in case.transport]
    order = any(w == "order" for name in named for w in name.casefold().split())
    banks = (terms.issuing_bank, terms.nominated_bank, terms.confirming_bank)
    if order:
        named += [terms.applicant.name, *(bank.name for bank in banks if bank)]
        named += [t.notify.name for t in case.transport if t.notify]
    for document in case.each_document:
        found = getattr(document, "consignee", None)
        if found is None or not named or document in case.transport:
            continue
        whom = _bare(found)
        to_order = order and (not whom or same_name(whom, "shipper"))
        if not to_order and not any(
            begins_with_name(whom, _bare(name)) or begins_with_name(_bare(name), whom)
            for name in named
        ):
            yield found_on(
                Code.CONFLICT, "", document, "consignee", found,
                f"no conflict with {case.transport[0].consignee} on {case.transport[0]}",
                "name the consignee of the transport document",
            )  # fmt: skip


def _bare(name: str) -> str:
    """Whoever is named, or to whose order; nothing where it is "to order" alone."""
    return _ORDER.sub("", name)


@rule("UCP 600 art. 14(d)")
def one_number_one_document(case: Case) -> Findings:
    """Two different documents of one kind and issuer do not bear one number."""
    seen: dict[tuple[str, str, str], Document] = {}
    for one in case.examined_documents:
        document = one.document
        key = (document.kind, document.issuer.name.casefold(), document.number.casefold())
        first = seen.setdefault(key, document)
        if first != document:
            yield Discrepancy(
                code=Code.CONFLICT,
                article="",
                document=str(document),
                field="number",
                found=f"another {document.title.lower()} numbered {document.number}",
                required="one document under one number",
                would_comply="present the one that is right",
            )


@rule("UCP 600 art. 14(d)")
def one_name_one_party(case: Case) -> Findings:
    """A party of one name is one party: two documents, or two fields, give it one LEI."""
    stated: list[tuple[str, Party]] = []
    for document in case.each_document:
        for field, party in parties_of(document):
            if party.lei is None:
                continue
            where = f"the {field.replace('_', ' ')} on {document}"
            first = next(((w, p) for w, p in stated if same_name(p.name, party.name)), None)
            if first is None:
                stated.append((where, party))
            elif first[1].lei != party.lei:
                yield Discrepancy(
                    code=Code.CONFLICT,
                    article="",
                    document=str(document),
                    field=f"{field}.lei",
                    found=f"{party.name} with LEI {party.lei}",
                    required=f"no conflict with LEI {first[1].lei}, {first[0]}",
                    would_comply=f"show one LEI for {party.name}",
                )


@rule("UCP 600 art. 14(d), 20(a)(i)")
def signed_as_carrier(case: Case) -> Findings:
    """Who issues a transport document and signs it as carrier is the carrier it names.

    An agent may issue and sign for the carrier (art. 14(l), 20(a)(i)); that is no conflict.
    """
    for document in case.transport:
        issuer, carrier, signature = document.issuer, document.carrier, document.signature
        if carrier is None or signature is None or not (issuer.lei and carrier.lei):
            continue
        if (
            signature.capacity is SigningCapacity.CARRIER
            and issuer.lei != carrier.lei
            and not same_name(issuer.name, carrier.name)  # else one name stands for two
        ):
            yield Discrepancy(
                code=Code.CONFLICT,
                article="",
                document=str(document),
                field="issuer",
                found=f"signed as carrier, issued by {issuer.name} (LEI {issuer.lei})",
                required=f"the carrier named, {carrier.name} (LEI {carrier.lei})",
                would_comply="have the carrier named issue and sign it, or sign as its agent",
            )


RULES = (
    data_in_conflict,
    invoice_number,
    weights,
    consignee_elsewhere,
    one_number_one_document,
    one_name_one_party,
    signed_as_carrier,
)
