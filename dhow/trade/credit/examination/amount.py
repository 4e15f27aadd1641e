"""Amount, quantity and price, with the three tolerances of UCP 600 art. 30."""

from decimal import Decimal
from fractions import Fraction

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.documents.commercial import CommercialInvoice, InvoiceLine
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount

_LESS_PERCENT = 5


def _comparable(case: Case) -> bool:
    """Whether drawing and credit are in one currency; if not, the currency rule has said so."""
    return case.presentation.drawn.currency == case.terms.amount.currency


@rule("UCP 600 art. 6, 18(b)")
def not_overdrawn(case: Case) -> Findings:
    """The drawing stays within the credit and its tolerance, less what was drawn before."""
    drawn, terms = case.presentation.drawn, case.terms
    if not _comparable(case) or drawn <= case.available:
        return
    before = case.presentation.before.amount
    yield Discrepancy(
        code=Code.OVERDRAWN,
        article="UCP 600 art. 30(b)" if _over_by_quantity(case) else "",
        document="Presentation",
        field="drawn",
        found=str(drawn) + (f" after {before} drawn before" if before else ""),
        required=f"at most {case.available}, of a credit for {terms.amount}",
        would_comply=f"draw {case.available} or less",
    )


def _over_by_quantity(case: Case) -> bool:
    """Whether more was shipped than the credit's figure: the 5% in quantity lifts no amount."""
    wanted, found = case.terms.goods.quantity, case.shipped
    return wanted is not None and found is not None and found.base > wanted.base


@rule("UCP 600 art. 30(a), 30(c), field 39A")
def not_underdrawn(case: Case) -> Findings:
    """Where partial shipments are barred, the drawing falls short by no more than is allowed.

    39A or "about" states how much; else 5%, the quantity full and the unit price not cut.
    """
    terms, drawn = case.terms, case.presentation.drawn
    if not case.is_in_one_shipment or not _comparable(case):
        return
    stated = terms.minimum_amount
    # "About", or a tolerance, of the quantity or the price takes the drawing out of art. 30(c).
    loose = case.stated_slack is not None or terms.goods.unit_price_about
    if stated is None and loose:
        return
    least = stated or terms.amount - terms.amount.mul_percent_down(_LESS_PERCENT)
    if drawn < least:
        yield Discrepancy(
            code=Code.UNDERDRAWN,
            article="field 39A, UCP 600 art. 30(a)" if stated else "UCP 600 art. 30(c)",
            document="Presentation",
            field="drawn",
            found=str(drawn),
            required=f"at least {least}, partial shipments being barred",
            would_comply=f"draw {least} or more",
        )


@rule("UCP 600 art. 18(a), 18(b)")
def drawing_against_invoices(case: Case) -> Findings:
    """No more is drawn than is invoiced; a higher invoice is the bank's option to accept."""
    if not case.invoices or not _comparable(case):
        return
    currency = case.terms.amount.currency
    if any(i.total.currency != currency for i in case.invoices):
        return
    total = sum((i.total for i in case.invoices), Amount(0, currency))
    drawn = case.presentation.drawn
    if drawn > total:
        yield Discrepancy(
            code=Code.INVOICE_AMOUNT,
            article="",
            document=" and ".join(str(i) for i in case.invoices),
            field="total",
            found=f"{drawn} drawn against {total} invoiced",
            required="a drawing covered by the invoices",
            would_comply=f"draw {total} or less",
        )
    elif total > case.available:
        yield Observation(
            article="UCP 600 art. 18(b)",
            document=" and ".join(str(i) for i in case.invoices),
            words=(
                f"invoiced {total} is above the {case.available} available; the bank may accept "
                f"it and must not honour more than {case.available}"
            ),
        )


@rule("UCP 600 art. 30(a), 30(b), 31(a)")
def quantity(case: Case) -> Findings:
    """Quantity within "about" 10%, within 5% for bulk measures, exact for packages and items."""
    goods, found = case.terms.goods, case.shipped
    wanted = goods.quantity
    if wanted is None or not case.invoices:
        return
    if found is None:
        yield _quantity(case, Code.QUANTITY, "UCP 600 art. 18(c)", "no total quantity", str(wanted))
        return
    if not wanted.comparable(found):
        yield Discrepancy(
            code=Code.QUANTITY,
            article="UCP 600 art. 18(c)",
            document=" and ".join(str(i) for i in case.invoices),
            field="quantity",
            found=str(found),
            required=f"a quantity in {wanted.unit}",
            would_comply=f"invoice the quantity in {wanted.unit}",
        )
        return
    slack = case.slack_of(wanted)
    before = case.shipped_before
    total = found.base + (before.base if before else 0)
    said = f"{found}, {found + before} with the {before} shipped before" if before else str(found)
    article = "UCP 600 art. 30(b)"
    if case.stated_slack is not None:  # the credit's own words stand before art. 30(b)
        article = "UCP 600 art. 30(a)" if goods.quantity_about else "UCP 600 art. 1, 18(c)"
    percent = slack.within(wanted)
    if total > wanted.base * (1 + slack.more):
        yield _quantity(case, Code.QUANTITY, article, said, percent)
    elif total < wanted.base * (1 - slack.less) and case.is_in_one_shipment:
        yield _quantity(case, Code.SHORT, article, said, percent)


def _quantity(case: Case, code: Code, article: str, found: str, required: str) -> Discrepancy:
    return Discrepancy(
        code=code,
        article=article,
        document=" and ".join(str(i) for i in case.invoices),
        field="quantity",
        found=found,
        required=required,
        would_comply=f"ship and invoice {required}",
    )


@rule("UCP 600 art. 18(c), 30(a), 30(c)")
def unit_price(case: Case) -> Findings:
    """The unit price is the credit's, within 10% where the credit says "about"."""
    wanted = case.terms.goods.unit_price
    if wanted is None:
        return
    about = case.terms.goods.unit_price_about
    slack = wanted.mul_percent_down(10).minor if about else 0
    for invoice in case.invoices:
        lines = [_per_unit(line, case.terms.goods.quantity) for line in invoice.lines]
        stated = [p for p in (_of(invoice, case.terms.goods.quantity), *lines) if p is not None]
        wrong = [
            (amount, rate)
            for amount, rate in stated
            if amount.currency != wanted.currency or abs(rate - wanted.minor) > slack
        ]
        if wrong or not stated:
            yield Discrepancy(
                code=Code.UNIT_PRICE,
                article="UCP 600 art. 30(a)" if about else "UCP 600 art. 18(c)",
                document=str(invoice),
                field="unit_price",
                found=str(wrong[0][0]) if wrong else "no unit price",
                required=f"about {wanted}, within 10%" if about else str(wanted),
                would_comply=f"invoice at {wanted}",
            )


def _of(invoice: CommercialInvoice, goods: Quantity | None) -> tuple[Amount, Fraction] | None:
    """The invoice's price and what it is for one of the credit's units.

    It is for one unit of the invoice's own quantity where that makes its total.
    """
    price, quantity = invoice.unit_price, invoice.quantity
    if price is None or quantity is None or goods is None or not quantity.comparable(goods):
        return _exactly(price)
    rate = Fraction(price.minor)
    if abs(rate * Fraction(quantity.amount) - invoice.total.minor) > 1:
        return _exactly(price)
    unit, wanted = (Quantity(Decimal(1), each.unit).base for each in (quantity, goods))
    return price, rate * wanted / unit


def _exactly(price: Amount | None) -> tuple[Amount, Fraction] | None:
    return None if price is None else (price, Fraction(price.minor))


def _per_unit(line: InvoiceLine, goods: Quantity | None) -> tuple[Amount, Fraction] | None:
    """A line's price and what it is for one of the credit's units: 2 a kg is 2,000 a tonne."""
    price, quantity = line.unit_price, line.quantity
    if price is None or quantity is None or goods is None or not quantity.comparable(goods):
        return _exactly(price)
    unit, wanted = (Quantity(Decimal(1), each.unit).base for each in (quantity, goods))
    return price, Fraction(price.minor) * wanted / unit


RULES = (not_overdrawn, not_underdrawn, drawing_against_invoices, quantity, unit_price)
