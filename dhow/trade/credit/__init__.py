"""Documentary credits under UCP 600: terms, drafting, amendments, transfer, examination.

    terms = Terms.from_json(text)                       # InvalidInput names every wrong field
    notes = check_draft(terms)                          # REJECT and WARN before issue
    amendment = Amendment(credit_number=..., number=1, issued_on=..., changes=diff(terms, new))
    check_amendment(terms, amendment)                   # REJECT and WARN before it is issued
    in_force(terms, [Decided(amendment=amendment, answer=Answer.ACCEPTED)])
    transfer(terms, TransferRequest(...), bank_consents=True)      # NotAllowed says the article
    presentation = Presentation.from_json(text)         # documents inside by their `kind`
    presentation = Presentation(
        credit_number=..., documents=(Presented(document=parse_document(text)), ...),
        drawn=Amount.parse("USD 250,000.00"), presented_at=instant_utc, place="AEDXB",
        notice_of_completeness=NoticeOfCompleteness(credit_number=..., received_at=instant_utc))
    report = examine(terms, presentation, {"AEDXB": make_calendar("AEDXB", [2026])})
    # reports={evidence_id: Report} where certificates of evidence are to be authenticated
    report.complying, report.findings, report.last_day_for_presentation
    report.to_json()                                    # canonical bytes; their hash goes on ledger
    report.words()                                      # one line a finding

What else a desk decides has a module each: `amendment` (`diff`, `apply`), `consent` (who accepted
which amendment), `transfer`, `substitution`, `assignment`, `maturity`, `instalments`,
`undertakings` (who is bound), `preadvice`, `claims` (reimbursement, refund, interest).
`dhow.trade.documents.parse_document` reads one document; `dhow.trade.members.make_calendar` makes
the banking calendar of a place. What each record looks like in JSON is published in `docs/schemas`.
"""

from dhow.trade.credit.amendment import Action, Amendment, Change
from dhow.trade.credit.assignment import Assignment
from dhow.trade.credit.consent import (
    Answer,
    Decided,
    Response,
    by_presentation,
    examine_beside_pending,
    in_force,
)
from dhow.trade.credit.drafting import DraftingNote, Severity, check_draft
from dhow.trade.credit.drafting.amending import check_amendment
from dhow.trade.credit.examination import (
    Code,
    Discrepancy,
    ExaminationReport,
    Observation,
    examine,
)
from dhow.trade.credit.maturity import Tenor, TenorStart, maturity
from dhow.trade.credit.preadvice import PreAdvice
from dhow.trade.credit.presentation import (
    DrawnBefore,
    Medium,
    NoticeOfCompleteness,
    Presentation,
    Presented,
)
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.terms import DocumentRequired, Mode, Rules, Terms
from dhow.trade.credit.transfer import Transferred, TransferRequest

__all__ = [
    "Action",
    "Amendment",
    "Answer",
    "Assignment",
    "Change",
    "Code",
    "Decided",
    "Discrepancy",
    "DocumentRequired",
    "DraftingNote",
    "DrawnBefore",
    "ExaminationReport",
    "Medium",
    "Mode",
    "NotAllowed",
    "NoticeOfCompleteness",
    "Observation",
    "PreAdvice",
    "Presentation",
    "Presented",
    "Response",
    "Rules",
    "Severity",
    "Tenor",
    "TenorStart",
    "Terms",
    "TransferRequest",
    "Transferred",
    "by_presentation",
    "check_amendment",
    "check_draft",
    "examine",
    "examine_beside_pending",
    "in_force",
    "maturity",
]
