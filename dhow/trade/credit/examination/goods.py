"""The goods: description on the invoice, in general terms elsewhere, and the trade term."""

from dhow.trade.credit.examination.articles import MOST_LINES, articles_of, held_to_articles
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.days import without_days_of_both
from dhow.trade.credit.examination.description import (
    changing_words,
    general_terms_conflict,
    missing_words,
    without_quantity,
)
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.places import same_named_place
from dhow.trade.credit.examination.results import is_of, keeps
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import words
from dhow.trade.documents.certificates import Certificate, InspectionCertificate
from dhow.trade.documents.commercial import CommercialInvoice
from dhow.trade.members.countries import same_country


@rule("UCP 600 art. 18(c)")
def invoice_description(case: Case) -> Findings:
    """The description on the invoice corresponds with the credit's and adds no other nature."""
    wanted = case.terms.goods.description
    articles, beside = articles_of(wanted) if case.terms.goods.quantity is None else ((), wanted)
    by_line: list[CommercialInvoice] = []
    for invoice in case.invoices:
        term = f" {invoice.incoterm}" if invoice.incoterm else ""
        missing = missing_words(*without_days_of_both(invoice.goods + term, wanted))
        if missing and invoice.quantity is not None:
            left = without_quantity(wanted, invoice.quantity)
            missing = missing_words(*without_days_of_both(invoice.goods + term, left))
        added = changing_words(invoice.goods, wanted)
        if missing and articles and 0 < len(invoice.lines) <= MOST_LINES:
            by_line.append(invoice)
            shown = " ".join((invoice.goods, term, *(each.description for each in invoice.lines)))
            missing = missing_words(*without_days_of_both(shown, beside))
        if not missing and not added:
            continue
        why = [f'"{w}" missing' for w in missing] + [f'"{w}" added' for w in added]
        yield Discrepancy(
            code=Code.DESCRIPTION,
            article="",
            document=str(invoice),
            field="goods",
            found=f'"{invoice.goods}" ({", ".join(why)})',
            required=f'"{wanted}"',
            would_comply="describe the goods as the credit does",
        )
    if by_line:
        yield from held_to_articles(case, by_line, articles)


@rule("UCP 600 art. 18(c), ISBP 745 C5")
def nothing_else_invoiced(case: Case) -> Findings:
    """No line of the invoice is of goods that the credit does not ask for, even free of charge."""
    wanted = case.terms.goods.description
    for invoice in case.invoices:
        for i, line in enumerate(invoice.lines):
            if general_terms_conflict(line.description, wanted):
                yield found_on(
                    Code.DESCRIPTION, "", invoice, f"lines[{i}].description",
                    f'"{line.description}"', f'nothing but "{wanted}"',
                    "invoice the goods of the credit only",
                )  # fmt: skip


@rule("ISBP 745 C1")
def kind_of_invoice(case: Case) -> Findings:
    """An invoice is not marked provisional, pro forma or the like."""
    for invoice in case.invoices:
        said = set(words(invoice.heading or ""))
        if said & {"provisional", "proforma", "forma", "preliminary"}:
            yield found_on(
                Code.CONTENT, "", invoice, "heading", f'"{invoice.heading}"',
                "a definitive invoice", "present the commercial or final invoice",
            )  # fmt: skip


@rule("UCP 600 art. 14(e)")
def general_description(case: Case) -> Findings:
    """Other documents may describe the goods in general terms that do not conflict."""
    wanted = case.terms.goods.description
    for one in case.examined_documents:
        said = getattr(one.document, "goods", None)
        if isinstance(one.document, CommercialInvoice) or not isinstance(said, str):
            continue
        if general_terms_conflict(said, wanted):
            yield Discrepancy(
                code=Code.CONFLICT,
                article="",
                document=str(one.document),
                field="goods",
                found=f'"{said}"',
                required=f'a description that does not conflict with "{wanted}"',
                would_comply="describe the goods as the credit does, or in general terms",
            )


@rule("UCP 600 art. 18(c), ISBP 745 C8")
def trade_term(case: Case) -> Findings:
    """A trade term stated in the credit's description appears on the invoice, with its place.

    So does the year of the Incoterms, where the credit names one; else the invoice may name any.
    """
    wanted = case.terms.goods.incoterm
    if wanted is None:
        return
    for invoice in case.invoices:
        found = invoice.incoterm
        if (
            found is None
            or found.rule is not wanted.rule
            or (wanted.version is not None and found.version != wanted.version)
            or not same_named_place(found.place, wanted.place)
        ):
            yield Discrepancy(
                code=Code.INCOTERM,
                article="",
                document=str(invoice),
                field="incoterm",
                found=str(found) if found else "no trade term",
                required=str(wanted),
                would_comply=f"state {wanted}",
            )


@rule("UCP 600 art. 14(d)")
def origin(case: Case) -> Findings:
    """A country of origin stated on a document is the one the credit states."""
    wanted = case.terms.goods.country_of_origin
    for one in case.examined_documents:
        found = getattr(one.document, "country_of_origin", None)
        if wanted and found and not same_country(found, wanted):
            yield Discrepancy(
                code=Code.CONFLICT,
                article="",
                document=str(one.document),
                field="country_of_origin",
                found=found,
                required=wanted,
                would_comply=f"ship goods of origin {wanted}",
            )


@rule("UCP 600 art. 14(d), 14(f)")
def certified_results(case: Case) -> Findings:
    """A certificate finds the goods as the credit requires, and nothing against them."""
    for required, certificate in case.required_with(Certificate):
        if certificate.adverse_finding is not None:
            yield found_on(
                Code.CONTENT, "UCP 600 art. 14(f)", certificate, "adverse_finding",
                f'"{certificate.adverse_finding}"', "a certificate that fulfils its function",
                "present a certificate without adverse finding",
            )  # fmt: skip
        if isinstance(certificate, InspectionCertificate) and not certificate.satisfactory:
            yield Discrepancy(
                code=Code.CONTENT,
                article="UCP 600 art. 14(f)",
                document=str(certificate),
                field="satisfactory",
                found="goods not found satisfactory",
                required="a certificate that fulfils its function",
                would_comply="present a certificate without adverse finding",
            )
        for limit in required.results:
            found = [m for m in certificate.results if is_of(m, limit)]
            fits = [m for m in found if keeps(m, limit)]
            if fits and len(fits) == len(found):
                continue
            low = f"at least {limit.minimum} {limit.unit}" if limit.minimum is not None else ""
            high = f"at most {limit.maximum} {limit.unit}" if limit.maximum is not None else ""
            wanted = " and ".join(part for part in (low, high) if part)
            yield Discrepancy(
                code=Code.CONTENT,
                article="UCP 600 art. 14(d)",
                document=str(certificate),
                field=f"results.{limit.name}",
                found=", ".join(f"{m.value} {m.unit}" for m in found) or "no such result",
                required=wanted,
                would_comply=f"show {limit.name} {wanted}",
            )


RULES = (
    invoice_description,
    nothing_else_invoiced,
    kind_of_invoice,
    general_description,
    trade_term,
    origin,
    certified_results,
)
