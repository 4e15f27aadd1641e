"""Goods of several articles, each with its quantity and price: invoiced line by line (art. 18(c)).

Terms have one quantity and one price. Where a description has several articles, the lines of an
invoice are held to them: what each is of, its price, and how much of it comes together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dhow.trade.credit.examination.case import ABOUT, Case, Slack
from dhow.trade.credit.examination.description import (
    changing_words,
    general_terms_conflict,
    missing_words,
)
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, found_on
from dhow.trade.documents.commercial import CommercialInvoice, InvoiceLine
from dhow.trade.documents.figures import NOT_PACKING, UNITS, money, number, quantity_in
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount

_MARK = r"^[+ ]*(?:\d{1,2}[.)] +|[A-Z][.)] +)?"
_ARTICLE = re.compile(
    rf"{_MARK}(?P<about>(?:ABOUT|APPROXIMATELY|APPROX\.?) )?(?P<count>\d[\d,.]*) ?"
    rf"(?P<unit>{UNITS})\b{NOT_PACKING}(?: OF)? *(?P<what>.*[A-Z].*)$"
)
_PRICE = re.compile(
    rf"(?:[ ,]*\bAT|[ ,]*@|,|^) *(?P<code>[A-Z]{{3}}) ?(?P<figure>\d[\d,.]*?)[,.-]* ?(?:PER |/) ?"
    rf"(?P<unit>{UNITS})\b\.?"
)
_FEWEST = 2
_MOST = 60  # articles: more are no list that anybody examines by its words
MOST_LINES = 200  # of an invoice that is held to them


@dataclass(frozen=True)
class Article:
    """One of several articles: what it is, how much of it, and for how much a unit."""

    what: str
    quantity: Quantity
    about: bool
    price: Amount | None = None
    per: Quantity | None = None

    def __str__(self) -> str:
        price = f" at {self.price} a {self.per.unit}" if self.price and self.per else ""
        return f"{'about ' * self.about}{self.quantity} {self.what}{price}"


def articles_of(description: str) -> tuple[tuple[Article, ...], str]:
    """The articles of a description, and what it says beside them; none where it has not several.

    Each begins a line with its quantity; a price on a line of its own is of the article before.
    """
    found: list[Article] = []
    beside: list[str] = []
    for line in description.upper().split("\n"):
        said = _ARTICLE.match(line.strip())
        priced = _PRICE.search(said["what"] if said else line.strip())
        price, per = _priced(priced)
        if said is not None and (count := number(said["count"])):
            what = said["what"] if priced is None else _PRICE.sub("", said["what"])
            quantity = quantity_in(count, said["unit"])
            found.append(Article(what.strip(" ,.+"), quantity, bool(said["about"]), price, per))
        elif price is not None and found and found[-1].price is None:
            last = found.pop()
            found.append(Article(last.what, last.quantity, last.about, price, per))
            beside.append(_PRICE.sub("", line))
        else:
            beside.append(line)
    if not _FEWEST <= len(found) <= _MOST:
        return (), description
    return tuple(found), "\n".join(beside).strip()


def held_to_articles(
    case: Case, invoices: Sequence[CommercialInvoice], articles: Sequence[Article]
) -> Findings:
    """Each line is of an article at its price, and no article comes to more than its quantity."""
    whole_text = case.terms.goods.description
    said_by = _said_by_others(articles)
    invoiced: dict[int, list[Quantity]] = {}
    for invoice in invoices:
        for i, line in enumerate(invoice.lines):
            at = _article_of(line, articles, said_by, whole_text)
            if at is None and general_terms_conflict(line.description, whole_text):
                continue  # which `nothing_else_invoiced` says
            if at is None:
                yield found_on(
                    Code.DESCRIPTION, "", invoice, f"lines[{i}].description",
                    f'"{line.description}"', " or ".join(f'"{each.what}"' for each in articles),
                    "describe each article as the credit does",
                )  # fmt: skip
                continue
            yield from _line(invoice, i, line, articles[at])
            if line.quantity is not None and line.quantity.comparable(articles[at].quantity):
                invoiced.setdefault(at, []).append(line.quantity)
    document = " and ".join(map(str, invoices))
    whole = len(invoices) == len(case.invoices) and case.is_in_one_shipment
    for at, article in enumerate(articles):
        yield from _total(case, document, article, invoiced.get(at, []), whole)
    if case.presentation.before.amount:
        yield Observation(
            article="UCP 600 art. 31(a)",
            document=document,
            words="what was shipped before of each article is not seen here; add it",
        )


def _priced(found: re.Match[str] | None) -> tuple[Amount | None, Quantity | None]:
    price = money(found["code"], found["figure"]) if found else None
    return (price, quantity_in(Decimal(1), found["unit"])) if found and price else (None, None)


def _said_by_others(articles: Sequence[Article]) -> list[set[int]]:
    """Of each article, those that say more than it in other words."""
    return [
        {at for at, other in enumerate(articles) if missing_words(each.what, other.what)}
        for each in articles
    ]


def _article_of(
    line: InvoiceLine, articles: Sequence[Article], said_by: Sequence[set[int]], whole: str
) -> int | None:
    """Which article a line is of; of several that its words fit, the one at its price."""
    if changing_words(line.description, whole):
        return None
    all_of = [
        at for at, each in enumerate(articles) if not missing_words(line.description, each.what)
    ]
    # of two of which one says more, "shrimp" and "blue shrimp", a line that says it is of that one
    fitting = [at for at in all_of if said_by[at].isdisjoint(all_of)]
    priced = [at for at in fitting if _is_at_price(line, articles[at])]
    return next(iter(priced or fitting), None)


def _is_at_price(line: InvoiceLine, article: Article) -> bool:
    if article.price is None or article.per is None:
        return True
    price, quantity = line.unit_price, line.quantity
    if price is None or price.currency != article.price.currency:
        return False
    rate = Fraction(price.minor)
    if quantity is not None and quantity.comparable(article.per):
        rate = rate * article.per.base / Quantity(Decimal(1), quantity.unit).base
    return rate == article.price.minor


def _line(invoice: CommercialInvoice, i: int, line: InvoiceLine, article: Article) -> Findings:
    if not _is_at_price(line, article):
        yield found_on(
            Code.UNIT_PRICE, "UCP 600 art. 18(c)", invoice, f"lines[{i}].unit_price",
            str(line.unit_price or "no unit price"), str(article),
            f"invoice it at {article.price}",
        )  # fmt: skip
    if line.quantity is None or not line.quantity.comparable(article.quantity):
        yield found_on(
            Code.QUANTITY, "UCP 600 art. 18(c)", invoice, f"lines[{i}].quantity",
            str(line.quantity or "no quantity"), str(article),
            f"invoice it in {article.quantity.unit}",
        )  # fmt: skip


def _total(
    case: Case, document: str, article: Article, shipped: Sequence[Quantity], whole: bool
) -> Iterator[Discrepancy]:
    slack = Slack(ABOUT, ABOUT) if article.about else case.slack_of(article.quantity)
    total = sum((each.base for each in shipped), Fraction(0))
    wanted = article.quantity.base
    over = total > wanted * (1 + slack.more)
    if over or (whole and total < wanted * (1 - slack.less)):
        required = f"{slack.within(article.quantity)} of {article.what}"
        yield Discrepancy(
            code=Code.QUANTITY if over else Code.SHORT,
            article="UCP 600 art. 30(a)" if article.about else "UCP 600 art. 30(b)",
            document=document,
            field="lines",
            found=f"{' and '.join(map(str, shipped)) or 'nothing'} of it",
            required=required,
            would_comply=f"ship and invoice {required}",
        )
