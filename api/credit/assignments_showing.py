"""An assignment of proceeds as its readers may see it (UCP 600 art. 39)."""

from api import records
from api.context import ApiContext
from api.credit import passed_on
from api.credit.assignment_schemas import AssignmentView, ProceedsView
from api.ids import bytes_text, is_zero, lei_of, to_hex
from api.schemas import MoneyView
from dhow.ledger.bindings.values import AssignmentRecord, CreditRecord
from dhow.store import UnitOfWork


def own_view(context: ApiContext, work: UnitOfWork, credit_id: str, number: int) -> AssignmentView:
    credit = records.credit(work, credit_id)
    record = passed_on.assignments(work, credit_id)[number]
    return assignment_view(context, work, credit_id, number, credit, record, inside=False)


def assignment_view(
    context: ApiContext,
    work: UnitOfWork,
    credit_id: str,
    number: int,
    credit: CreditRecord,
    record: AssignmentRecord,
    *,
    inside: bool,
) -> AssignmentView:
    terms = credit.terms
    currency = context.currency_of(terms.money)

    def money(minor: int) -> MoneyView:
        return MoneyView(currency=currency, minor=minor)

    second = None if is_zero(terms.nominated_bank) else lei_of(terms.nominated_bank)
    bound = (
        (lei_of(terms.issuing_bank), record.is_by_issuing_bank),
        (second, record.is_by_nominated_bank),
    )
    return AssignmentView(
        credit=credit_id,
        credit_number=bytes_text(credit.number),
        number=number,
        state=record.state.name,
        beneficiary=lei_of(terms.beneficiary),
        issuing_bank=lei_of(terms.issuing_bank),
        nominated_bank=second,
        assignee=lei_of(record.assignee),
        amount=money(record.amount_minor) if record.amount_minor else None,
        acknowledged_by=tuple(bank for bank, by in bound if bank and by),
        paid=money(record.paid_minor),
        payments=tuple(
            ProceedsView(
                presentation=row["presentation_id"] if inside else None,
                amount=money(row["paid_minor"]),
            )
            for row in passed_on.payments(work, credit_id, number)
        ),
        notice_hash=to_hex(record.notice_hash),
    )
