"""Who made out what to whom."""

from dataclasses import fields

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.inspectors import is_another_company
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.wording import (
    same_name,
    words,
)
from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import BeneficiaryCertificate
from dhow.trade.members.party import Party

_CHAMBERS = frozenset(
    (
        *("chamber", "chambers", "industry", "industries", "association", "federation", "council"),
        *("customs", "authority", "board"),
        *("camara", "chambre", "commercio", "comercio", "handelskammer", "kammer", "ihk"),
        *("koophandel", "kvk", "handelskammare", "handelskammeret", "kauppakamari", "izba"),
        *("komora", "kamara", "odasi", "palata"),
    )
)
_OF_STATE = frozenset(("ministry", "department", "agency", "directorate", "secretariat"))
_OF_TRADE = frozenset(
    (
        *("trade", "commerce", "commercial", "industry", "industries", "economy", "economic"),
        *("economics", "customs", "export", "exports"),
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
            elif isinstance(one.document, BeneficiaryCertificate) and not _beneficiary(
                case, issuer
            ):
                yield _party(
                    Code.ISSUER, str(one.document), "issuer", issuer, beneficiary,
                    article="UCP 600 art. 14(f)",
                )  # fmt: skip


def _of_that_description(case: Case, issuer: Party, described: list[str]) -> bool:
    """Whether an issuer can be what the credit describes; in doubt it can.

    A chamber of commerce, in the language of its country too, is also one of industry, an
    association of trade, the customs or a department of trade or the like (ISBP 745 L3); a ministry
    of something else is not.
    """
    if "chamber" in described:
        name = set(words(issuer.name))
        return bool(_CHAMBERS & name or (_OF_STATE & name and _OF_TRADE & name))
    if "beneficiary" in described and not _ANY_BUT_BENEFICIARY & set(described):
        return _beneficiary(case, issuer)
    return not is_another_company(issuer.name, " ".join(described))


def _beneficiary(case: Case, found: Party) -> bool:
    """Whether a party is the beneficiary, or the second one whose documents these are.

    Of a transferred credit only the first's invoice and draft are put in the second's place (UCP
    600 art. 38(h)); other documents of a beneficiary are as the second made them.
    """
    second = case.presentation.second_beneficiary
    return _is(found, case.terms.beneficiary) or (second is not None and _is(found, second))


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


RULES = (invoice_issuer, invoice_addressee, addresses, document_issuer)
