"""Who made out what to whom."""

import re
from dataclasses import fields

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.wording import (
    begins_with_name,
    same_name,
    same_text,
    words,
)
from dhow.trade.credit.presentation import Medium
from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import BeneficiaryCertificate
from dhow.trade.documents.transport import (
    BillOfLading,
    CharterPartyBill,
    MultimodalDocument,
    TransportDocument,
)
from dhow.trade.members.countries import country_named
from dhow.trade.members.party import Party

_TO_ORDER = re.compile(
    r"\s*(?:to\s+)?(?:the\s+)?order\b\s*(?:of\b[\s:]*)?(?:the\s+)?", re.IGNORECASE
)
_LONGEST_COUNTRY = 5  # words
_CHAMBERS = frozenset(
    (
        *("chamber", "chambers", "industry", "industries", "association", "federation", "council"),
        *("ministry", "customs", "department", "authority", "agency", "board"),
    )
)
_ANY_BUT_BENEFICIARY = frozenset(
    (
        "first",
        "class",
        "well",
        "known",
        "qualified",
        "independent",
        "official",
        "competent",
        "local",
    )
)


@rule("UCP 600 art. 18(a)(i)")
def invoice_issuer(case: Case) -> Findings:
    """The invoice is issued by the beneficiary."""
    wanted = case.terms.beneficiary
    for invoice in case.invoices:
        if not _is(invoice.issuer, wanted):
            yield _party(Code.ISSUER, str(invoice), "issuer", invoice.issuer, wanted)


@rule("UCP 600 art. 18(a)(ii)")
def invoice_addressee(case: Case) -> Findings:
    """The invoice is made out in the name of the applicant."""
    wanted = case.terms.applicant
    for invoice in case.invoices:
        if not _is(invoice.buyer, wanted):
            yield _party(Code.ADDRESSEE, str(invoice), "buyer", invoice.buyer, wanted)


@rule("UCP 600 art. 14(j)")
def addresses(case: Case) -> Findings:
    """Addresses of applicant and beneficiary may differ but are in the country of the credit's.

    Telephone, e-mail and the like are disregarded.
    """
    wanted = (case.terms.applicant, case.terms.beneficiary)
    for document in case.each_document:
        for field, party in parties_of(document):
            for one in wanted:
                if _is(party, one) and _other_country(party, one):
                    yield _country(str(document), f"{field}.country", party, one)


@rule("UCP 600 art. 14(f), art. 3")
def document_issuer(case: Case) -> Findings:
    """A document comes from the issuer the credit names; from anyone where it names none.

    An issuer called independent, competent, official and the like is anyone but the beneficiary.
    """
    beneficiary = case.terms.beneficiary
    for required, presented in case.matched:
        said = words(required.issuer_description or "")
        described = set(said) & _ANY_BUT_BENEFICIARY
        for one in presented:
            issuer = one.document.issuer
            if required.issuer is not None and not _is(issuer, required.issuer):
                yield _party(
                    Code.ISSUER, str(one.document), "issuer", issuer, required.issuer,
                    article="UCP 600 art. 14(f)",
                )  # fmt: skip
            elif described and _is(issuer, beneficiary):
                yield Discrepancy(
                    code=Code.ISSUER,
                    article="UCP 600 art. 3",
                    document=str(one.document),
                    field="issuer",
                    found=f"{issuer.name}, the beneficiary",
                    required=f"{required.issuer_description}: anyone except the beneficiary",
                    would_comply="have someone other than the beneficiary issue it",
                )
            elif said and not _of_that_description(case, issuer, said):
                yield Discrepancy(
                    code=Code.ISSUER,
                    article="UCP 600 art. 14(f)",
                    document=str(one.document),
                    field="issuer",
                    found=issuer.name,
                    required=str(required.issuer_description),
                    would_comply=f"have it issued by {required.issuer_description}",
                )
            elif isinstance(one.document, BeneficiaryCertificate) and not _is(issuer, beneficiary):
                yield _party(
                    Code.ISSUER, str(one.document), "issuer", issuer, beneficiary,
                    article="UCP 600 art. 14(f)",
                )  # fmt: skip


def _of_that_description(case: Case, issuer: Party, described: list[str]) -> bool:
    """Whether an issuer can be what the credit describes; in doubt it can.

    A chamber of commerce is also one of industry, an association of trade, a ministry or the
    customs (ISBP 745 L3).
    """
    if "chamber" in described:
        return bool(_CHAMBERS & set(words(issuer.name)))
    if "beneficiary" in described and not _ANY_BUT_BENEFICIARY & set(described):
        return _is(issuer, case.terms.beneficiary)
    return True


@rule("UCP 600 art. 14(d), 14(j)")
def consignee_and_notify(case: Case) -> Findings:
    """A transport document names the consignee and the notify party the credit asks for.

    One that is not negotiable may name the bank itself where the credit says "to order of" it. One
    to order, or to the shipper's, is endorsed (ISBP 745 D15, E13).
    """
    for required, one in case.answers:
        asked, bill = required.transport, one.document
        if not isinstance(bill, TransportDocument):
            continue
        if required.originals:
            # An electronic bill is endorsed where its title is kept, not on its face.
            paper = one.medium is Medium.PAPER
            yield from _endorsed(bill, asked is not None and bool(asked.endorsed_in_blank), paper)
        if asked is None:
            continue
        if asked.consignee is not None and not _consigned(bill, asked.consignee):
            yield Discrepancy(
                code=Code.CONSIGNEE,
                article="",
                document=str(bill),
                field="consignee",
                found=bill.consignee,
                required=asked.consignee,
                would_comply=f"make it out {asked.consignee}",
            )
        if asked.notify is not None:
            yield from _notify(case, bill, asked.notify)


def _consigned(document: TransportDocument, asked: str) -> bool:
    if begins_with_name(document.consignee, asked):
        return True
    if isinstance(document, BillOfLading | CharterPartyBill | MultimodalDocument):
        return False
    return begins_with_name(document.consignee, _TO_ORDER.sub("", asked, count=1))


def _endorsed(document: TransportDocument, asked: bool, paper: bool) -> Findings:
    if not isinstance(document, BillOfLading | CharterPartyBill | MultimodalDocument):
        return
    order = _TO_ORDER.match(document.consignee)
    whose = document.consignee[order.end() :] if order else ""
    open_order = order is not None and (
        not whose or same_name(whose, "shipper") or same_name(whose, document.shipper.name)
    )
    control = document.control if isinstance(document, BillOfLading) else None
    endorsed = document.endorsed_in_blank or (control is not None and control.endorsed)
    if ((open_order and (paper or control)) or asked) and not endorsed:
        yield Discrepancy(
            code=Code.ENDORSEMENT,
            article="ISBP 745 D15" if isinstance(document, MultimodalDocument) else "ISBP 745 E13",
            document=str(document),
            field="endorsed_in_blank",
            found=f'made out "{document.consignee}" and not endorsed',
            required="an endorsement by the shipper",
            would_comply="have the shipper endorse it",
        )


def _notify(case: Case, bill: TransportDocument, asked: str) -> Findings:
    applicant = asked.casefold() == "applicant" or same_name(asked, case.terms.applicant.name)
    wanted = case.terms.applicant.name if applicant else asked
    found = bill.notify.name if bill.notify else "nobody"
    if bill.notify is None or not same_name(found, wanted):
        yield Discrepancy(
            code=Code.NOTIFY,
            article="",
            document=str(bill),
            field="notify",
            found=found,
            required=wanted,
            would_comply=f"name {wanted} as notify party",
        )
        return
    stated = " ".join(case.terms.applicant.address)
    shown = " ".join(bill.notify.address)
    if applicant and stated and shown and not _same_address(shown, stated, case.terms.applicant):
        yield Discrepancy(
            code=Code.NOTIFY,
            article="UCP 600 art. 14(j)",
            document=str(bill),
            field="notify.address",
            found=shown,
            required=f"{stated}, as in the credit",
            would_comply="show the applicant's address as the credit does, or none",
        )


def _same_address(shown: str, stated: str, whose: Party) -> bool:
    """As stated in the credit; the country that the credit gives may be written behind it."""
    if same_text(shown, stated):
        return True
    found = words(shown)
    return whose.country is not None and any(
        country_named(" ".join(found[at:])) == whose.country
        and same_text(" ".join(found[:at]), stated)
        for at in range(max(len(found) - _LONGEST_COUNTRY, 1), len(found))
    )


def parties_of(document: Document) -> list[tuple[str, Party]]:
    """Every party a document names, with the field that names it."""
    named = ((each.name, getattr(document, each.name)) for each in fields(document))
    return [(name, value) for name, value in named if isinstance(value, Party)]


def _is(found: Party, wanted: Party) -> bool:
    """One party: equal identifiers where both have one, else the same name."""
    if found.lei and wanted.lei and found.lei != wanted.lei:
        return False
    return same_name(found.name, wanted.name)


def _other_country(found: Party, wanted: Party) -> bool:
    """Addresses may differ but must be in one country (UCP 600 art. 14(j))."""
    return bool(found.country and wanted.country and found.country != wanted.country)


def _named(party: Party) -> str:
    return f"{party.name} (LEI {party.lei})" if party.lei else party.name


def _party(
    code: Code, document: str, field: str, found: Party, wanted: Party, article: str = ""
) -> Discrepancy:
    return Discrepancy(
        code=code,
        article=article,
        document=document,
        field=field,
        found=_named(found),
        required=_named(wanted),
        would_comply=f"show {wanted.name}",
    )


def _country(document: str, field: str, found: Party, wanted: Party) -> Discrepancy:
    return Discrepancy(
        code=Code.CONFLICT,
        article="UCP 600 art. 14(j)",
        document=document,
        field=field,
        found=f"an address in {found.country}",
        required=f"an address in {wanted.country}, as in the credit",
        would_comply=f"show an address in {wanted.country}; it need not be the same one",
    )


RULES = (invoice_issuer, invoice_addressee, addresses, document_issuer, consignee_and_notify)
