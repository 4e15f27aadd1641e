"""Drafts: on whom, for how much, when due, drawn by whom (UCP 600 art. 6; ISBP 745 B1 to B18)."""

from datetime import date, timedelta

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.spelled import in_words, same_amount_in_words
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.maturity import TenorStart, bill_of_lading_start, maturity
from dhow.trade.credit.terms import Drawee
from dhow.trade.documents.draft import CountedFrom, Draft
from dhow.trade.members.party import Party
from dhow.trade.money import Amount


@rule("UCP 600 art. 6(c), ISBP 745 B9")
def drawn_on(case: Case) -> Findings:
    """A draft is drawn on the bank that the credit names, never on the applicant."""
    wanted = _drawee(case)
    for draft in case.all_of(Draft):
        if same_name(draft.drawee.name, case.terms.applicant.name):
            yield found_on(
                Code.DRAWEE, "UCP 600 art. 6(c)", draft, "drawee",
                f"{draft.drawee.name}, the applicant", wanted.name if wanted else "a bank",
                f"draw on {wanted.name if wanted else 'the bank that the credit names'}",
            )  # fmt: skip
        elif wanted is not None and not same_name(draft.drawee.name, wanted.name):
            yield found_on(
                Code.DRAWEE, "ISBP 745 B9", draft, "drawee", draft.drawee.name, wanted.name,
                f"draw on {wanted.name}",
            )  # fmt: skip


def _drawee(case: Case) -> Party | None:
    terms = case.terms
    match terms.availability.drawee:
        case Drawee.ISSUING_BANK:
            return terms.issuing_bank
        case Drawee.CONFIRMING_BANK:
            return terms.confirming_bank
        case Drawee.NOMINATED_BANK:
            return terms.nominated_bank
        case Drawee.REIMBURSING_BANK:
            return terms.reimbursing_bank
    return None


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
    drawn = case.presentation.drawn
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
                f"draw for {drawn}, the amount of the presentation",
            )  # fmt: skip


@rule("ISBP 745 B2, B3, B4, B5")
def draft_tenor(case: Case) -> Findings:
    """A draft has the credit's tenor; a due date that it shows is the one that follows from it."""
    tenor = case.terms.availability.tenor
    days, after = (0, TenorStart.SIGHT) if tenor is None else (tenor.days, tenor.after)
    for draft in case.all_of(Draft):
        dated = draft.matures_on is not None and draft.after is CountedFrom.FIXED_DATE
        if not dated and (draft.days, draft.after.value) != (days, after.value):
            yield found_on(
                Code.TENOR, "ISBP 745 B2", draft, "after", draft.tenor,
                str(tenor) if tenor else "at sight",
                f"draw {tenor or 'at sight'}",
            )  # fmt: skip
            continue
        due = _due(case)
        if due is not None and draft.matures_on is not None and draft.matures_on != due:
            yield found_on(
                Code.TENOR, "ISBP 745 B4", draft, "matures_on", f"due {draft.matures_on}",
                f"due {due}, {tenor}", f"show {due}, or the tenor alone",
            )  # fmt: skip


def _due(case: Case) -> date | None:
    """The day the tenor gives from the documents presented; None where they do not show it."""
    tenor = case.terms.availability.tenor
    if tenor is None:
        return None
    match tenor.after:
        case TenorStart.FIXED_DATE:
            return maturity(tenor, case.presentation_day)
        case TenorStart.BILL_OF_LADING_DATE:
            days = case.shipment_dates.values()
            start = bill_of_lading_start([day] for day in days) if days else None
        case TenorStart.INVOICE_DATE:
            start = max((i.issued_on for i in case.invoices), default=None)
        case _:
            start = None  # after sight: from when the drawee receives complying documents
    if start is None or date.max - start < timedelta(days=tenor.days):
        return None
    return maturity(tenor, start)


def _each_once(case: Case) -> list[Draft]:
    drafts = case.all_of(Draft)
    return [d for i, d in enumerate(drafts) if d not in drafts[:i]]


RULES = (drawn_on, drawn_by_the_beneficiary, draft_amount, draft_tenor)
