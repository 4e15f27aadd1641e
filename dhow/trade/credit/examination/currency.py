"""One currency throughout: the credit's."""

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.documents.transport import InsuranceDocument


@rule("UCP 600 art. 18(a)(iii)")
def drawing_currency(case: Case) -> Findings:
    """The drawing is in the currency of the credit."""
    wanted, found = case.terms.amount.currency, case.presentation.drawn.currency
    if found != wanted:
        yield _other("Presentation", "drawn", str(found), str(wanted))


@rule("UCP 600 art. 18(a)(iii)")
def invoice_currency(case: Case) -> Findings:
    """The invoice is made out in the currency of the credit."""
    wanted = case.terms.amount.currency
    for invoice in case.invoices:
        if invoice.total.currency != wanted:
            yield _other(str(invoice), "total", str(invoice.total.currency), str(wanted))


@rule("UCP 600 art. 28(f)(i)")
def insurance_currency(case: Case) -> Findings:
    """Insurance is in the currency of the credit."""
    wanted = case.terms.amount.currency
    for document in case.all_of(InsuranceDocument):
        found = document.insured_amount.currency
        if found != wanted:
            yield _other(str(document), "insured_amount", str(found), str(wanted))


def _other(document: str, field: str, found: str, required: str) -> Discrepancy:
    return Discrepancy(
        code=Code.CURRENCY,
        article="",
        document=document,
        field=field,
        found=found,
        required=required,
        would_comply=f"state the amount in {required}",
    )


RULES = (drawing_currency, invoice_currency, insurance_currency)
