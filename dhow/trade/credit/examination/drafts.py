"""Drafts: on whom, for how much, when due, drawn by whom (UCP 600 art. 6; ISBP 745 B1 to B18)."""

from datetime import date, timedelta

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.spelled import in_words, same_amount_in_words
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.maturity import Tenor, TenorStart, bill_of_lading_start, maturity
from dhow.trade.documents.draft import CountedFrom, Draft
from dhow.trade.money import Amount


@rule("UCP 600 art. 6(c), ISBP 745 B9")
def drawn_on(case: Case) -> Findings:
    """A draft is drawn on the bank that the credit names, never on the applicant."""
    banks = list(dict.fromkeys(c.bank.name for c in case.drafts_called_for if c.bank))
    wanted = " or ".join(banks)
    for draft in case.all_of(Draft):
        if same_name(draft.drawee.name, case.terms.applicant.name):
            yield found_on(
                Code.DRAWEE, "UCP 600 art. 6(c)", draft, "drawee",
                f"{draft.drawee.name}, the applicant", wanted or "a bank",
                f"draw on {wanted or 'the bank that the credit names'}",
            )  # fmt: skip
        elif banks and not any(same_name(draft.drawee.name, bank) for bank in banks):
            yield found_on(
                Code.DRAWEE, "ISBP 745 B9", draft, "drawee", draft.drawee.name, wanted,
                f"draw on {wanted}",
            )  # fmt: skip


@rule("ISBP 745 B8")
def drawn_by_the_beneficiary(case: Case) -> Findings:
    """The beneficiary draws and signs the draft."""
    wanted = case.terms.beneficiary
    for draft in case.all_of(Draft):
        if not same_name(draft.issuer.name, wanted.name):
            yield found_on(
                Code.ISSUER, "", draft, "issuer", draft.issuer.name, wanted.name,
                f"have {wanted.name} draw it",
            )  # fmt: skip
        if draft.signature is None:
            yield found_on(
                Code.SIGNATURE, "", draft, "signature", "no signature",
                "the drawer's signature", f"have {wanted.name} sign it",
            )  # fmt: skip


@rule("ISBP 745 B13, B14")
def draft_amount(case: Case) -> Findings:
    """Drafts are for the amount drawn, in the credit's currency, and their words say no other."""
    drafts = _each_once(case)
    drawn, called = case.presentation.drawn, case.drafts_called_for
    if called:  # of a mixed payment, the parts that are made against drafts
        drawn = sum((each.amount for each in called), Amount(0, drawn.currency))
    for draft in drafts:
        said = draft.amount_in_words
        if said is not None and not same_amount_in_words(said, draft.amount):
            yield found_on(
                Code.DRAFT_AMOUNT, "ISBP 745 B14", draft, "amount_in_words", f'"{said}"',
                f"the words of {draft.amount}", f"write {in_words(draft.amount)}",
            )  # fmt: skip
    other = next((d for d in drafts if d.amount.currency != drawn.currency), None)
    if other is not None:
        yield found_on(
            Code.CURRENCY, "ISBP 745 B13", other, "amount", str(other.amount.currency),
            str(drawn.currency), f"draw in {drawn.currency}",
        )  # fmt: skip
    elif drafts:
        total = sum((d.amount for d in drafts), Amount(0, drawn.currency))
        if total != drawn:
            yield found_on(
                Code.DRAFT_AMOUNT, "ISBP 745 B13", drafts[0], "amount", str(total), str(drawn),
                f"draw for {drawn}, {_share(case, drawn)}",
            )  # fmt: skip


def _share(case: Case, drawn: Amount) -> str:
    called = [str(each.amount) for each in case.drafts_called_for]
    if len(called) > 1:
        return f"by a draft for each part: {', '.join(called)}"
    if drawn == case.presentation.drawn:
        return "the amount of the presentation"
    return "what is available against drafts"


@rule("ISBP 745 B2, B3, B4, B5")
def draft_tenor(case: Case) -> Findings:
    """A draft has the credit's tenor, and its due date can be told from the draft itself.

    The day from which it runs may be shown on it, or the due date, or its own date may be that day.
    """
    called = [each.tenor for each in case.drafts_called_for]
    tenors = called or [case.terms.availability.tenor]
    for draft in case.all_of(Draft):
        tenor = next((t for t in tenors if _has_tenor(draft, t)), None)
        if tenor is None:
            if None in tenors and (draft.days, draft.after) == (0, CountedFrom.SIGHT):
                continue
            asked = " or ".join(dict.fromkeys(str(t or "at sight") for t in tenors))
            yield found_on(
                Code.TENOR, "ISBP 745 B2", draft, "after", draft.tenor, asked, f"draw {asked}",
            )  # fmt: skip
            continue
        due, shown = _due(case, tenor, draft), _shown(draft)
        if shown is None and tenor.after not in _AFTER_SIGHT:
            day = f'"due {due}"' if due else "the due date"
            yield found_on(
                Code.TENOR, "ISBP 745 B2(b)", draft, "matures_on",
                f"{draft.tenor}, without that day", "a maturity that the draft itself tells",
                f"show {day} on the draft, or the day from which it runs",
            )  # fmt: skip
        elif due is not None and shown is not None and shown != due:
            field = "from_date" if draft.matures_on is None else "matures_on"
            yield found_on(
                Code.TENOR, "ISBP 745 B4", draft, field, f"due {shown}",
                f"due {due}, {tenor}", f"show {due}",
            )  # fmt: skip


_AFTER_SIGHT = (TenorStart.SIGHT, TenorStart.PRESENTATION_DATE)
"""Known when the drawee has received complying documents, and from no draft."""
_SHIPPED = (TenorStart.BILL_OF_LADING_DATE.value, TenorStart.SHIPMENT_DATE.value)


def _has_tenor(draft: Draft, tenor: Tenor | None) -> bool:
    """Whether a draft's words are those of a tenor, or name a day or its own date instead."""
    if tenor is None:
        return False
    if draft.after is CountedFrom.FIXED_DATE and draft.matures_on is not None:
        return True  # the day itself is compared
    if draft.days != tenor.days:
        return False
    if draft.after is CountedFrom.FIXED_DATE:
        return draft.from_date is not None
    shipped = draft.after.value in _SHIPPED and tenor.after.value in _SHIPPED
    return (
        shipped or draft.after.value == tenor.after.value or draft.after is CountedFrom.DRAFT_DATE
    )


def _shown(draft: Draft) -> date | None:
    """The due date as the draft alone tells it."""
    if draft.matures_on is not None:
        return draft.matures_on
    start = draft.issued_on if draft.after is CountedFrom.DRAFT_DATE else draft.from_date
    if start is None or date.max - start < timedelta(days=draft.days):
        return None
    return start + timedelta(days=draft.days)


def _due(case: Case, tenor: Tenor, draft: Draft) -> date | None:
    """The day the tenor gives from the documents presented; None where they do not show it."""
    match tenor.after:
        case TenorStart.FIXED_DATE:
            return maturity(tenor, case.presentation_day)
        case TenorStart.BILL_OF_LADING_DATE | TenorStart.SHIPMENT_DATE:
            days = case.shipment_dates.values()
            start = bill_of_lading_start([day] for day in days) if days else None
        case TenorStart.INVOICE_DATE:
            start = max((i.issued_on for i in case.invoices), default=None)
        case TenorStart.DRAFT_DATE:
            start = draft.issued_on
        case _:
            start = None  # after sight: from when the drawee receives complying documents
    if start is None or date.max - start < timedelta(days=tenor.days):
        return None
    return maturity(tenor, start)


def _each_once(case: Case) -> list[Draft]:
    drafts = case.all_of(Draft)
    return [d for i, d in enumerate(drafts) if d not in drafts[:i]]


RULES = (drawn_on, drawn_by_the_beneficiary, draft_amount, draft_tenor)
